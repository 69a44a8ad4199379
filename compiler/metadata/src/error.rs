//! What can go wrong while reading an assembly: the file, what is wrong, and where.

use std::fmt;
use std::sync::Arc;

use crate::token::Token;

/// The result of every public reading operation.
pub type Result<T> = std::result::Result<T, MetadataError>;

/// The class of a failure, so that a front end can name the remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operating system refused: missing file, a folder, no permission.
    Io,
    /// The file has no bytes.
    Empty,
    /// The file is readable text (a source or project file, perhaps).
    Text,
    /// A native Linux executable or library (an app host, perhaps).
    NativeElf,
    /// A native Windows executable or library: a PE file without managed metadata.
    NativePe,
    /// None of the known formats.
    NotPe,
    /// The file ends before something that its headers promise.
    Truncated,
    /// The PE headers contradict themselves.
    BadImage,
    /// A table, heap or index is malformed.
    BadMetadata,
    /// A signature blob is malformed.
    BadSignature,
    /// A method body is malformed.
    BadBody,
    /// A custom attribute or marshalling blob is malformed.
    BadAttribute,
    /// A manifest resource is malformed.
    BadResource,
    /// Debug information is malformed.
    BadPdb,
    /// A debug file belongs to another build of the assembly.
    PdbMismatch,
    /// An attribute uses an enum whose definition the caller did not find.
    UnknownEnum,
}

/// Where in the file a failure was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// Nowhere in particular.
    File,
    /// A byte offset in the file.
    Offset(u64),
    /// A relative virtual address.
    Rva(u32),
    /// A metadata row, and an offset into the blob or body that it owns.
    Row(Token, u32),
}

#[derive(Debug, Clone)]
struct Detail {
    file: Arc<str>,
    kind: ErrorKind,
    what: String,
    place: Place,
    io: Option<std::io::ErrorKind>,
}

/// A failure to read an assembly.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}: {}{}", .0.file, .0.what, .0.place)]
pub struct MetadataError(Box<Detail>);

impl MetadataError {
    /// An error of `file`.
    pub fn new(file: &Arc<str>, kind: ErrorKind, what: impl Into<String>, place: Place) -> Self {
        Self(Box::new(Detail {
            file: file.clone(),
            kind,
            what: what.into(),
            place,
            io: None,
        }))
    }

    /// An error that the operating system reported.
    pub fn io(file: &Arc<str>, error: &std::io::Error) -> Self {
        let mut detail = Detail {
            file: file.clone(),
            kind: ErrorKind::Io,
            what: error.to_string(),
            place: Place::File,
            io: Some(error.kind()),
        };
        if let Some(at) = detail.what.find(" (os error") {
            detail.what.truncate(at);
        }
        Self(Box::new(detail))
    }

    pub(crate) fn from_fault(file: &Arc<str>, fault: Fault, row: Option<Token>) -> Self {
        let place = match (row, fault.offset) {
            (Some(token), at) => Place::Row(token, at),
            (None, at) => Place::Offset(u64::from(at)),
        };
        Self::new(file, fault.kind, fault.what, place)
    }

    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The file that could not be read.
    pub fn file(&self) -> &str {
        &self.0.file
    }

    /// What is wrong, without file and place.
    pub fn message(&self) -> &str {
        &self.0.what
    }

    /// Where it is wrong.
    pub fn place(&self) -> Place {
        self.0.place
    }

    /// The operating system's reason, if there is one.
    pub fn io_kind(&self) -> Option<std::io::ErrorKind> {
        self.0.io
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File => Ok(()),
            Place::Offset(at) => write!(f, " (at offset {at:#x})"),
            Place::Rva(rva) => write!(f, " (at address {rva:#x})"),
            Place::Row(token, 0) => write!(f, " (in {token})"),
            Place::Row(token, at) => write!(f, " (in {token}, byte {at})"),
        }
    }
}

/// A failure found by code that knows neither the file nor the row it works for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    pub kind: ErrorKind,
    pub what: &'static str,
    pub offset: u32,
}

impl Fault {
    pub fn new(kind: ErrorKind, what: &'static str) -> Self {
        Fault {
            kind,
            what,
            offset: 0,
        }
    }

    pub fn metadata(what: &'static str) -> Self {
        Fault::new(ErrorKind::BadMetadata, what)
    }

    pub fn at(mut self, offset: usize) -> Self {
        self.offset = u32::try_from(offset).unwrap_or(u32::MAX);
        self
    }

    /// The same fault, seen as a fault of `kind`.
    pub fn as_kind(mut self, kind: ErrorKind) -> Self {
        self.kind = kind;
        self
    }
}

pub(crate) type Parse<T> = std::result::Result<T, Fault>;
