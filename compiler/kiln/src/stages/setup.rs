//! What is decided before any file is opened.

use crate::cli::CompileOptions;
use crate::diagnostics::{Diagnostic, Failure};
use kiln_link::Target;

/// The target asked for, or this machine's, with the command line's CPU.
pub fn choose_target(options: &CompileOptions) -> Result<Target, Failure> {
    let mut target = match &options.target {
        Some(spec) => Target::load(spec)?,
        None => default_target()?,
    };
    if let Some(cpu) = &options.cpu {
        target.sections.llvm.cpu = cpu.clone();
    }
    Ok(target)
}

fn default_target() -> Result<Target, Failure> {
    let host = Target::host();
    match Target::default_for_host(&host)? {
        Some(target) => Ok(target),
        None => Err(
            Diagnostic::error(format!("no target is the default on {host}"))
                .remedy("choose one with `--target`; `kiln targets` lists all")
                .into(),
        ),
    }
}

/// Whether the executable can be written where it shall go.
pub fn check_output(options: &CompileOptions) -> Result<(), Failure> {
    Ok(kiln_link::probe_output(&options.output)?)
}
