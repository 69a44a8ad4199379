//! From the program to the executable.

use super::Runtime;
use crate::diagnostics::{Diagnostic, Failure};
use crate::passes::PassId;
use crate::session::Session;
use kiln_analysis::program::Program;
use kiln_link::{Icf, LinkJob, LinkedImage};
use kiln_world::World;
use std::io::Write as _;
use std::path::PathBuf;
use tempfile::TempDir;

/// The program as LLVM's IR.
pub struct Module(());

/// The objects to link, in a folder that goes away with them.
pub struct Objects {
    pub paths: Vec<PathBuf>,
    _folder: TempDir,
}

/// Writes LLVM's IR for the program and merges the runtime's.
pub fn generate(
    _session: &mut Session,
    _world: &World,
    _runtime: &Runtime,
    _program: &Program,
) -> Result<Module, Failure> {
    Err(Diagnostic::error("this build of kiln has no code generator").into())
}

/// Optimises the module and writes it as objects.
pub fn emit(_session: &mut Session, _module: Module) -> Result<Objects, Failure> {
    let folder = scratch()?;
    Ok(Objects {
        paths: Vec::new(),
        _folder: folder,
    })
}

/// A folder for files that only this compilation needs.
fn scratch() -> Result<TempDir, Failure> {
    tempfile::Builder::new()
        .prefix("kiln-")
        .tempdir()
        .map_err(|error| {
            Diagnostic::error(format!("cannot make a temporary folder: {error}"))
                .remedy("set TMPDIR to a writable folder")
                .into()
        })
}

/// Links the objects with the runtime into the executable.
pub fn link(
    session: &mut Session,
    runtime: &Runtime,
    objects: &Objects,
) -> Result<LinkedImage, Failure> {
    let options = session.options;
    let folds = session.optimisation.has(PassId::Icf);
    Ok(kiln_link::link(&LinkJob {
        target: &session.target,
        runtime: &runtime.library,
        objects: &objects.paths,
        output: &options.output,
        strip: options.strip,
        icf: options
            .icf
            .unwrap_or(if folds { Icf::Safe } else { Icf::None }),
        gc_sections: true,
        account: options.verbose,
    })?)
}

/// Collects what is to be said about the result.
pub fn report(session: &mut Session, image: &LinkedImage) -> Result<(), Failure> {
    session.stats.size = image.account.clone();
    Ok(())
}

/// Prints what `-v` asks for, once nothing else is shown.
pub fn print_report(session: Session) -> Result<(), Failure> {
    let verbose = session.options.verbose;
    let table = session.stats.table();
    drop(session);
    if verbose {
        let _ = anstream::stderr().lock().write_all(table.as_bytes());
    }
    Ok(())
}
