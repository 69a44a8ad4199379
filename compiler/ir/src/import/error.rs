//! Why a body cannot be imported: what is wrong, in which method of which assembly, at which instruction.

use kiln_world::{WorldError, WorldErrorKind};

/// What is wrong.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    #[error("the instruction is cut off by the end of the method")]
    Truncated,
    #[error("unknown opcode 0x{0:02x}")]
    UnknownOpcode(u16),
    #[error("branch to IL_{0:04x}, where no instruction starts")]
    BadTarget(u32),
    #[error("the evaluation stack is empty")]
    StackUnderflow,
    #[error("the evaluation stack differs where control flow joins: {0}")]
    Merge(String),
    #[error("{0}")]
    Invalid(String),
    #[error("not supported: {0}")]
    Unsupported(String),
    #[error(transparent)]
    World(#[from] WorldError),
}

impl Problem {
    pub fn invalid(text: impl Into<String>) -> Problem {
        Problem::Invalid(text.into())
    }

    pub fn unsupported(text: impl Into<String>) -> Problem {
        Problem::Unsupported(text.into())
    }
}

/// An exception that running a body raises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    /// Full name of a class of the core library.
    pub class: &'static str,
    /// Nothing for the class's own text.
    pub message: Option<String>,
}

impl Problem {
    /// What .NET raises when it comes to a body with this problem.
    pub fn raises(&self) -> Raised {
        let invalid = Raised {
            class: "System.InvalidProgramException",
            message: None,
        };
        let of = |class, message: String| Raised {
            class,
            message: Some(message),
        };
        let error = match self {
            Problem::World(error) => error,
            Problem::Unsupported(what) => {
                return of(
                    "System.PlatformNotSupportedException",
                    format!("Kiln does not support {what}."),
                );
            }
            _ => return invalid,
        };
        match error.kind() {
            WorldErrorKind::MissingAssembly { requested, .. } => of(
                "System.IO.FileNotFoundException",
                format!(
                    "Could not load file or assembly '{requested}'. The system cannot find the file specified."
                ),
            ),
            WorldErrorKind::WrongVersion { name, .. } => of(
                "System.IO.FileLoadException",
                format!("Could not load file or assembly '{name}'."),
            ),
            WorldErrorKind::MissingType { name, assembly } => of(
                "System.TypeLoadException",
                format!("Could not load type '{name}' from assembly '{assembly}'."),
            ),
            WorldErrorKind::MissingMember { ty, what, member } => {
                let (class, text) = match *what {
                    "field" => ("System.MissingFieldException", "Field"),
                    _ => ("System.MissingMethodException", "Method"),
                };
                of(class, format!("{text} not found: '{ty}.{member}'."))
            }
            WorldErrorKind::TypeLoad { ty, reason } => of(
                "System.TypeLoadException",
                format!("Could not load type '{ty}': {reason}"),
            ),
            WorldErrorKind::BadImage { reason, .. } => of(
                "System.BadImageFormatException",
                format!("Bad IL format: {reason}"),
            ),
            WorldErrorKind::Unsupported(what) => of(
                "System.PlatformNotSupportedException",
                format!("Kiln does not support {what}."),
            ),
            _ => invalid,
        }
    }
}

/// A body that cannot be imported.
#[derive(Debug, thiserror::Error)]
#[error("{problem} (assembly {assembly}, {method}{})", offset_text(.il))]
pub struct ImportError {
    pub assembly: String,
    /// Display name of the method or of the body that the compiler makes.
    pub method: String,
    /// Offset of the instruction, when it is IL.
    pub il: Option<u32>,
    pub problem: Problem,
}

fn offset_text(il: &Option<u32>) -> String {
    il.map(|at| format!(", IL_{at:04x}")).unwrap_or_default()
}

pub type Outcome<T = ()> = Result<T, Problem>;
