//! From the program to the executable.

use super::Runtime;
use crate::cli::Emit;
use crate::diagnostics::{Diagnostic, Failure};
use crate::session::Session;
use crate::sizes::PROGRAM_OBJECT;
use kiln_analysis::program::Program;
use kiln_codegen::{Artifacts, CodeModel, CodegenOptions, OptLevel, RelocModel};
use kiln_ir::passes::{Level, Pass, PassSet};
use kiln_ir::text::{WorldNames, print};
use kiln_link::target;
use kiln_link::{Icf, LinkJob, LinkedImage};
use kiln_world::World;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The objects to link, in a folder that goes away with them.
pub struct Objects {
    pub paths: Vec<PathBuf>,
    _folder: TempDir,
}

/// Generates LLVM's IR for the program, merges the runtime's, optimises both together.
pub fn generate(
    session: &mut Session,
    world: &World,
    runtime: &Runtime,
    program: &Program,
) -> Result<Artifacts, Failure> {
    let wants = |form: Emit| session.options.emit.contains(&form);
    if wants(Emit::Ir) {
        let names = WorldNames(world);
        let text: String = program
            .functions
            .iter()
            .map(|function| print(function, &names))
            .collect();
        write_beside(session, Emit::Ir, text.as_bytes())?;
    }
    let bitcode = runtime.library.bitcode()?;
    let llvm = &session.target.llvm;
    let artifacts = kiln_codegen::generate(
        world,
        program,
        &CodegenOptions {
            triple: llvm.triple.clone(),
            cpu: llvm.cpu.clone(),
            features: llvm.features.clone(),
            opt: opt_level(&session.passes),
            merge_functions: session.passes.has(Pass::MergeFunc),
            debug: session.options.debug,
            heap_limit: session.options.heap_limit,
            runtime_bitcode: &bitcode,
            code_model: code_model(llvm.code_model)?,
            reloc_model: match llvm.relocation_model {
                target::RelocationModel::Static => RelocModel::Static,
                target::RelocationModel::Pic => RelocModel::Pic,
            },
            emit: kiln_codegen::Emit {
                object: true,
                assembly: wants(Emit::Asm),
                llvm_before: false,
                llvm_after: wants(Emit::Llvm),
            },
            ..CodegenOptions::default()
        },
    )?;
    for timing in &artifacts.timings {
        session.stats.part(timing.stage, timing.time);
    }
    Ok(artifacts)
}

/// LLVM's level.
fn opt_level(passes: &PassSet) -> OptLevel {
    if !passes.has(Pass::Llvm) {
        return OptLevel::O0;
    }
    match passes.level {
        Level::O0 => OptLevel::O0,
        Level::O1 => OptLevel::O1,
        Level::O2 => OptLevel::O2,
        Level::O3 | Level::All => OptLevel::O3,
        Level::Size => OptLevel::Os,
        Level::MinSize => OptLevel::Oz,
    }
}

fn code_model(model: target::CodeModel) -> Result<CodeModel, Failure> {
    match model {
        target::CodeModel::Small => Ok(CodeModel::Small),
        target::CodeModel::Medium => Ok(CodeModel::Medium),
        target::CodeModel::Large => Ok(CodeModel::Large),
        target::CodeModel::Tiny => Err(Diagnostic::error("the code model `tiny` is not supported")
            .remedy("set `llvm.code-model` of the target to `small`")
            .into()),
    }
}

/// Writes the objects to link, and the forms that `--emit` asks for.
pub fn emit(session: &mut Session, artifacts: Artifacts) -> Result<Objects, Failure> {
    if let Some(text) = &artifacts.llvm_after {
        write_beside(session, Emit::Llvm, text.as_bytes())?;
    }
    if let Some(text) = &artifacts.assembly {
        write_beside(session, Emit::Asm, text.as_bytes())?;
    }
    if session.options.emit.contains(&Emit::Obj) {
        write_beside(session, Emit::Obj, &artifacts.object)?;
    }
    let folder = scratch()?;
    let object = folder.path().join(PROGRAM_OBJECT);
    write_file(&object, &artifacts.object)?;
    session.stats.count("object bytes", artifacts.object.len());
    Ok(Objects {
        paths: vec![object],
        _folder: folder,
    })
}

/// The executable's path with the form's ending.
fn write_beside(session: &Session, form: Emit, bytes: &[u8]) -> Result<(), Failure> {
    let mut name = session.options.output.clone().into_os_string();
    name.push(".");
    name.push(form.ending());
    write_file(Path::new(&name), bytes)
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    fs::write(path, bytes).map_err(|error| {
        Diagnostic::error(format!("cannot write `{}`: {error}", path.display()))
            .remedy("free some space, or choose another place with `-o`")
            .into()
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
    let folds = session.passes.has(Pass::Icf);
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
