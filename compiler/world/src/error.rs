//! What can go wrong while resolving, with the place, the cause and the remedy.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use kiln_metadata::{ErrorKind, MetadataError};

/// Where a problem was met. Parts that are not known are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub assembly: Option<String>,
    pub ty: Option<String>,
    pub method: Option<String>,
    pub il_offset: Option<u32>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = false;
        let mut part = |f: &mut fmt::Formatter<'_>, label: &str, text: &str| {
            let comma = if written { ", " } else { "" };
            written = true;
            write!(f, "{comma}{label}{text}")
        };
        if let Some(assembly) = &self.assembly {
            part(f, "assembly ", assembly)?;
        }
        if let Some(ty) = &self.ty {
            part(f, "type ", ty)?;
        }
        if let Some(method) = &self.method {
            part(f, "method ", method)?;
        }
        if let Some(offset) = self.il_offset {
            part(f, "IL_", &format!("{offset:04x}"))?;
        }
        Ok(())
    }
}

/// The kinds of failure, each with what a message needs.
#[derive(Debug, thiserror::Error)]
pub enum WorldErrorKind {
    #[error("cannot read {path}: {reason}", path = path.display())]
    File { path: PathBuf, reason: String },
    #[error("the assembly '{requested}' was not found")]
    MissingAssembly {
        requested: String,
        searched: Vec<PathBuf>,
    },
    #[error("'{name}' {wanted} is needed, but {found} was found in {path}", path = path.display())]
    WrongVersion {
        name: String,
        wanted: String,
        found: String,
        path: PathBuf,
    },
    #[error("the type '{name}' was not found in {assembly}")]
    MissingType { name: String, assembly: String },
    #[error("{ty} has no {what} '{member}'")]
    MissingMember {
        ty: String,
        what: &'static str,
        member: String,
    },
    #[error("{path} cannot be read as a .NET assembly: {reason}", path = path.display())]
    BadImage {
        path: PathBuf,
        reason: String,
        cause: ErrorKind,
    },
    #[error("invalid program: {0}")]
    InvalidProgram(String),
    #[error("the type '{ty}' cannot be loaded: {reason}")]
    TypeLoad { ty: String, reason: String },
    #[error("{path} has no entry point", path = .0.display())]
    NoEntryPoint(PathBuf),
    #[error("{0}")]
    Configuration(String),
    #[error("not supported: {0}")]
    Unsupported(String),
}

#[derive(Debug)]
struct Inner {
    kind: WorldErrorKind,
    place: Place,
    help: Option<String>,
}

/// A failure of resolution or loading. Cheap to clone, since results are cached.
#[derive(Clone, Debug)]
pub struct WorldError(Arc<Inner>);

/// Result of a world query.
pub type Result<T, E = WorldError> = std::result::Result<T, E>;

impl WorldError {
    pub fn new(kind: WorldErrorKind) -> Self {
        WorldError(Arc::new(Inner {
            kind,
            place: Place::default(),
            help: None,
        }))
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        WorldError::new(WorldErrorKind::InvalidProgram(message.into()))
    }

    fn rebuild(self, change: impl FnOnce(&mut Place, &mut Option<String>)) -> Self {
        match Arc::try_unwrap(self.0) {
            Ok(mut inner) => {
                change(&mut inner.place, &mut inner.help);
                WorldError(Arc::new(inner))
            }
            // Already shared by a cache: the first place stands.
            Err(shared) => WorldError(shared),
        }
    }

    /// Adds what is known of the place, keeping what is there already.
    pub fn at(self, more: Place) -> Self {
        self.rebuild(|place, _| {
            place.assembly = place.assembly.take().or(more.assembly);
            place.ty = place.ty.take().or(more.ty);
            place.method = place.method.take().or(more.method);
            place.il_offset = place.il_offset.or(more.il_offset);
        })
    }

    /// Adds what the user can do about it.
    pub fn help(self, text: impl Into<String>) -> Self {
        self.rebuild(|_, help| *help = Some(text.into()))
    }

    pub fn kind(&self) -> &WorldErrorKind {
        &self.0.kind
    }

    pub fn place(&self) -> &Place {
        &self.0.place
    }

    /// What the user can do about it, if there is something to say.
    pub fn remedy(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// For a missing assembly, every path that was tried.
    pub fn searched(&self) -> &[PathBuf] {
        match &self.0.kind {
            WorldErrorKind::MissingAssembly { searched, .. } => searched,
            _ => &[],
        }
    }
}

impl fmt::Display for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.kind)?;
        if self.0.place != Place::default() {
            write!(f, " (in {})", self.0.place)?;
        }
        Ok(())
    }
}

impl std::error::Error for WorldError {}

impl From<MetadataError> for WorldError {
    fn from(error: MetadataError) -> Self {
        let path = PathBuf::from(error.file());
        let remedy = remedy_of(error.kind());
        let kind = match error.kind() {
            ErrorKind::Io => WorldErrorKind::File {
                path,
                reason: error.message().to_string(),
            },
            cause => WorldErrorKind::BadImage {
                path,
                reason: format!("{}{}", error.message(), error.place()),
                cause,
            },
        };
        let result = WorldError::new(kind);
        match remedy {
            Some(text) => result.help(text),
            None => result,
        }
    }
}

/// What a user who gave such a file probably wants.
fn remedy_of(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::Io => "check the path and its permissions",
        ErrorKind::Empty => "build the project again: the file was not written",
        ErrorKind::Text => "give the compiled .dll or .exe, not a source or project file",
        ErrorKind::NativeElf => {
            "this is native code, such as the app host of a .NET program; give the .dll beside it"
        }
        ErrorKind::NativePe => {
            "this is native Windows code, such as the app host of a .NET program; give the .dll \
             beside it"
        }
        ErrorKind::NotPe => "give a .dll or .exe that a .NET compiler wrote",
        ErrorKind::Truncated => "the file is incomplete: copy or build it again",
        ErrorKind::BadImage
        | ErrorKind::BadMetadata
        | ErrorKind::BadSignature
        | ErrorKind::BadBody
        | ErrorKind::BadAttribute
        | ErrorKind::BadResource => "the file is damaged: copy or build it again",
        _ => return None,
    })
}
