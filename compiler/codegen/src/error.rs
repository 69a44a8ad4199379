//! What can go wrong while code is generated.

use kiln_world::WorldError;

#[derive(Debug, thiserror::Error)]
pub enum CodegenError {
    /// LLVM does not know the triple, CPU or features.
    #[error("no code can be generated for target `{triple}`: {message}")]
    Target { triple: String, message: String },
    /// The runtime's bitcode does not fit this compiler.
    #[error("the runtime bitcode cannot be used: {0}; build it again with scripts/build-runtime")]
    Runtime(String),
    /// A fact about a type or member could not be had.
    #[error(transparent)]
    World(#[from] WorldError),
    /// LLVM rejected what it was asked to emit.
    #[error("LLVM reported {} error(s): {}", .0.len(), .0.join("; "))]
    Llvm(Vec<String>),
    /// A bug of the compiler.
    #[error("internal error in code generation of `{function}`: {message}")]
    Internal { function: String, message: String },
}

impl CodegenError {
    pub(crate) fn internal(
        function: impl Into<String>,
        message: impl Into<String>,
    ) -> CodegenError {
        CodegenError::Internal {
            function: function.into(),
            message: message.into(),
        }
    }
}

pub(crate) type Result<T> = std::result::Result<T, CodegenError>;

impl From<inkwell::builder::BuilderError> for CodegenError {
    fn from(error: inkwell::builder::BuilderError) -> Self {
        CodegenError::internal("?", error.to_string())
    }
}

impl From<inkwell::error::Error> for CodegenError {
    fn from(error: inkwell::error::Error) -> Self {
        CodegenError::internal("?", error.to_string())
    }
}

impl From<inkwell::values::InstructionValueError> for CodegenError {
    fn from(error: inkwell::values::InstructionValueError) -> Self {
        CodegenError::internal("?", error.to_string())
    }
}

/// Names the function in an internal error that does not say where it happened.
pub(crate) fn in_function(error: CodegenError, name: &str) -> CodegenError {
    match error {
        CodegenError::Internal { function, message } if function == "?" => CodegenError::Internal {
            function: name.to_string(),
            message,
        },
        other => other,
    }
}
