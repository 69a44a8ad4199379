//! The errors of every crate as messages to the user, with a remedy for each kind.

use super::{Diagnostic, Failure, Place};
use kiln_codegen::CodegenError;
use kiln_link::{LinkError, TargetError};
use kiln_metadata::{ErrorKind, MetadataError};
use kiln_world::{WorldError, WorldErrorKind};
use std::io;
use std::path::Path;

/// What to do when a file that should be an assembly is something else.
const REMEDIES: [(ErrorKind, &str); 9] = [
    (
        ErrorKind::Empty,
        "build the program again: the file has no bytes",
    ),
    (
        ErrorKind::Text,
        "kiln takes compiled assemblies: compile it first, with `dotnet build` or csc",
    ),
    (
        ErrorKind::NativeElf,
        "give the .dll that lies beside the native launcher",
    ),
    (
        ErrorKind::NativePe,
        "give the .dll that lies beside the native launcher",
    ),
    (
        ErrorKind::NotPe,
        "give a .NET assembly: a .dll or .exe made by `dotnet build` or csc",
    ),
    (
        ErrorKind::Truncated,
        "the file is cut short: build or copy it again",
    ),
    (
        ErrorKind::BadImage,
        "the file is damaged: build or copy it again",
    ),
    (
        ErrorKind::BadMetadata,
        "the file is damaged: build or copy it again",
    ),
    (
        ErrorKind::PdbMismatch,
        "build again, so that assembly and .pdb belong together",
    ),
];

impl From<MetadataError> for Diagnostic {
    fn from(error: MetadataError) -> Diagnostic {
        let file = error.file();
        if error.kind() == ErrorKind::Io {
            return unreadable(file, error.message(), error.io_kind());
        }
        let message = format!("cannot use `{file}`: {}{}", error.message(), error.place());
        let remedy = match error.kind() {
            ErrorKind::NativeElf | ErrorKind::NativePe => dll_beside(Path::new(file)),
            _ => None,
        };
        let remedy = remedy.or_else(|| {
            REMEDIES
                .iter()
                .find(|(kind, _)| *kind == error.kind())
                .map(|(_, text)| text.to_string())
        });
        let mut diagnostic = Diagnostic::error(message);
        diagnostic.remedy = remedy;
        diagnostic
    }
}

fn unreadable(file: &str, reason: &str, kind: Option<io::ErrorKind>) -> Diagnostic {
    let remedy = match kind {
        Some(io::ErrorKind::NotFound) => "check the path",
        Some(io::ErrorKind::PermissionDenied) => "make the file readable for you",
        Some(io::ErrorKind::IsADirectory) => "give the assembly in the folder, not the folder",
        _ => "check that the file can be read",
    };
    Diagnostic::error(format!("cannot read `{file}`: {reason}")).remedy(remedy)
}

/// `app` and `app.exe` made by the SDK have `app.dll` beside them.
fn dll_beside(file: &Path) -> Option<String> {
    let dll = file.with_extension("dll");
    (dll != file && dll.is_file()).then(|| {
        format!(
            "this is a native launcher; the program is `{}`",
            dll.display()
        )
    })
}

impl From<WorldError> for Diagnostic {
    fn from(error: WorldError) -> Diagnostic {
        let place = error.place();
        let mut diagnostic = Diagnostic::error(error.kind().to_string()).at(Place {
            assembly: place.assembly.clone(),
            ty: place.ty.clone(),
            method: place.method.clone(),
            il_offset: place.il_offset,
            source: None,
        });
        for folder in error.searched() {
            diagnostic = diagnostic.note(format!("looked in `{}`", folder.display()));
        }
        diagnostic.remedy = error
            .remedy()
            .map(str::to_string)
            .or_else(|| remedy_of(error.kind()));
        diagnostic
    }
}

fn remedy_of(kind: &WorldErrorKind) -> Option<String> {
    let text = match kind {
        WorldErrorKind::MissingAssembly { requested, .. } => {
            let name = requested.split(',').next().unwrap_or(requested);
            return Some(format!(
                "put {name}.dll beside the program, or give `--reference PATH`"
            ));
        }
        WorldErrorKind::WrongVersion { name, wanted, .. } => {
            return Some(format!(
                "give {name} {wanted} or newer with `--reference`, or rebuild against this one"
            ));
        }
        WorldErrorKind::File { .. } => "check that the file exists and can be read",
        WorldErrorKind::MissingType { .. } | WorldErrorKind::MissingMember { .. } => {
            "the program was compiled against another version of that assembly: rebuild it"
        }
        WorldErrorKind::BadImage { .. } => "the file is damaged: build or copy it again",
        WorldErrorKind::InvalidProgram(_) | WorldErrorKind::TypeLoad { .. } => {
            "the assembly is not valid: rebuild it, or report this if .NET runs it"
        }
        WorldErrorKind::NoEntryPoint(_) => "compile the program that uses the library",
        WorldErrorKind::Configuration(_) => "correct the configuration file or the `--feature`",
        WorldErrorKind::Unsupported(_) => return None,
    };
    Some(text.to_string())
}

impl From<TargetError> for Diagnostic {
    fn from(error: TargetError) -> Diagnostic {
        Diagnostic::error(error.to_string()).remedy(error.remedy())
    }
}

impl From<LinkError> for Diagnostic {
    fn from(error: LinkError) -> Diagnostic {
        Diagnostic::error(error.to_string()).remedy(error.remedy())
    }
}

impl From<CodegenError> for Failure {
    fn from(error: CodegenError) -> Failure {
        match error {
            CodegenError::World(error) => error.into(),
            CodegenError::Target { .. } => Diagnostic::error(error.to_string())
                .remedy("check triple, CPU and features: `kiln target explain` shows where they come from")
                .into(),
            CodegenError::Runtime(_) => Diagnostic::error(error.to_string()).into(),
            CodegenError::Llvm(_) | CodegenError::Internal { .. } => Failure::Bug(error.to_string()),
        }
    }
}

/// Each of these is the user's to mend.
macro_rules! user_errors {
    ($($error:ty),+) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Failure {
                Diagnostic::from(error).into()
            }
        })+
    };
}

user_errors!(MetadataError, WorldError, TargetError, LinkError);
