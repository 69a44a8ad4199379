//! The small commands: listing targets, explaining one, listing passes.

use crate::diagnostics::{Diagnostic, Failure};
use crate::optimise;
use kiln_ir::passes::describe_passes;
use kiln_link::Target;
use std::io::Write as _;

/// Names and descriptions of all targets; the default of this machine is marked.
pub fn list_targets() -> Result<(), Failure> {
    let targets = Target::list()?;
    let width = targets
        .iter()
        .map(|target| target.name.len())
        .max()
        .unwrap_or(0);
    let lines = targets.iter().map(|target| {
        let default = if target.is_host() { " (default)" } else { "" };
        format!("{:width$}  {}{default}\n", target.name, target.description)
    });
    print(&lines.collect::<String>())
}

/// Every value of a target and where it is from.
pub fn explain_target(name: &str) -> Result<(), Failure> {
    print(&Target::load(name)?.explain())
}

/// Every pass, whether `-O` switches it on, and what it does.
pub fn print_passes(optimise: &str) -> Result<(), Failure> {
    print(&describe_passes(&optimise::parse(optimise)?))
}

/// Standard output, where a reader that went away is no error.
fn print(text: &str) -> Result<(), Failure> {
    match anstream::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Diagnostic::error(format!("cannot write to standard output: {error}")).into())
        }
        _ => Ok(()),
    }
}
