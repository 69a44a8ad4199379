//! Why something could not be linked, with what to do about it.

use crate::messages::LinkerMessage;
use std::path::PathBuf;

/// A failure of this crate. Each has a message and a [`remedy`](LinkError::remedy).
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    #[error(
        "the compiler's runtime folder is missing (looked in {})",
        list(searched)
    )]
    NoHome { searched: Vec<PathBuf> },
    #[error("the runtime of target `{target}` is not installed: no `{}`", path.display())]
    NoRuntime { target: String, path: PathBuf },
    #[error("cannot read the runtime library `{}`: {reason}", path.display())]
    BadRuntime { path: PathBuf, reason: String },
    #[error("no linker found: looked for {}", searched.join(", "))]
    NoLinker { searched: Vec<String> },
    #[error("cannot run the linker `{}`: {reason}", path.display())]
    LinkerNotStarted { path: PathBuf, reason: String },
    #[error("unknown linker script `{name}`")]
    UnknownScript {
        name: String,
        suggestion: Option<String>,
    },
    #[error("the folder `{}` of the output does not exist", folder.display())]
    NoOutputFolder { folder: PathBuf },
    #[error("cannot create files in the folder `{}`: {reason}", folder.display())]
    UnwritableFolder { folder: PathBuf, reason: String },
    #[error("cannot write `{}`: {reason}", path.display())]
    Unwritable { path: PathBuf, reason: String },
    #[error("linking failed{}", messages.iter().map(|m| format!("\n  {m}")).collect::<String>())]
    Failed { messages: Vec<LinkerMessage> },
    #[error("cannot use the temporary folder: {reason}")]
    Temporary { reason: String },
}

fn list(paths: &[PathBuf]) -> String {
    paths
        .iter()
        .map(|path| format!("`{}`", path.display()))
        .collect::<Vec<_>>()
        .join(", ")
}

impl LinkError {
    /// What the user can do about it.
    pub fn remedy(&self) -> String {
        match self {
            LinkError::NoHome { .. } => {
                "run ./setup in the source tree, or set KILN_HOME to the folder that has the targets' runtimes".into()
            }
            LinkError::NoRuntime { target, .. } => format!("build it with `scripts/build-runtime {target}`"),
            LinkError::BadRuntime { .. } => "build it again with `scripts/build-runtime`".into(),
            LinkError::NoLinker { .. } => {
                "install lld (Debian: `apt install lld-22`), or set KILN_LLD to an ld.lld".into()
            }
            LinkError::LinkerNotStarted { .. } => "check that the file is executable".into(),
            LinkError::UnknownScript { suggestion: Some(name), .. } => format!("did you mean `{name}`?"),
            LinkError::UnknownScript { .. } => {
                "name a file of linker-scripts/, or give a path in `link.script`".into()
            }
            LinkError::NoOutputFolder { folder } => format!("create it: mkdir -p '{}'", folder.display()),
            LinkError::UnwritableFolder { .. } | LinkError::Unwritable { .. } => "choose another place with `-o`".into(),
            LinkError::Failed { .. } => {
                "if the program refers to native libraries, they must be linkable; otherwise report this".into()
            }
            LinkError::Temporary { .. } => "set TMPDIR to a writable folder".into(),
        }
    }
}
