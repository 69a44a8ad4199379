//! Why a body cannot be imported: what is wrong, in which method of which assembly, at which instruction.

use kiln_world::WorldError;

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
