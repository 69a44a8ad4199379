//! From the assembly to the program that code is generated for.

use super::input;
use crate::diagnostics::Failure;
use crate::framework;
use crate::session::Session;
use kiln_analysis::program::Program;
use kiln_analysis::{Reached, build_program};
use kiln_ir::runtime::{EntryKind, RuntimeEntries, RuntimeEntry};
use kiln_link::target::Arch;
use kiln_link::{Home, ManifestKind, RuntimeLibrary, Target};
use kiln_world::{TargetInfo, World, WorldOptions};

/// The runtime library and what it implements.
pub struct Runtime {
    pub library: RuntimeLibrary,
    pub entries: RuntimeEntries,
}

/// Opens the program and the class library.
pub fn open(session: &mut Session) -> Result<World, Failure> {
    let options = session.options;
    input::check(options)?;
    let framework = framework::find(options.framework.as_deref())?;
    Ok(World::open(&WorldOptions {
        root: options.input.clone(),
        references: options.references.clone(),
        framework: framework.folder,
        features: options.features.iter().cloned().collect(),
        target: target_info(&session.target),
    })?)
}

/// What type layouts and folding have to know of the target.
fn target_info(target: &Target) -> TargetInfo {
    TargetInfo {
        pointer_bytes: target.pointer_bytes(),
        little_endian: target.machine.endianness == kiln_link::target::Endianness::Little,
        arch: match target.machine.arch {
            Arch::X86_64 => kiln_world::Arch::X86_64,
            Arch::Aarch64 => kiln_world::Arch::Aarch64,
            Arch::Arm => kiln_world::Arch::Arm,
            Arch::Thumb => kiln_world::Arch::Thumb,
            Arch::Riscv32 => kiln_world::Arch::Riscv32,
            Arch::Riscv64 => kiln_world::Arch::Riscv64,
        },
        os: match target.system.os {
            kiln_link::target::Os::Linux => kiln_world::Os::Linux,
            kiln_link::target::Os::None => kiln_world::Os::None,
        },
    }
}

/// Resolves the entry point, and what the runtime implements.
pub fn resolve(session: &mut Session, world: &World) -> Result<Runtime, Failure> {
    world.entry_point()?;
    let library = RuntimeLibrary::open(&Home::find()?, &session.target)?;
    let mut entries = RuntimeEntries::default();
    for entry in &library.entries {
        let found = RuntimeEntry {
            symbol: entry.symbol.clone().into(),
            throws: entry.flags.throws,
            no_return: entry.flags.noreturn,
        };
        entries.insert(entry_kind(entry.kind), &entry.name, found);
    }
    session
        .stats
        .count("runtime entries", library.entries.len());
    Ok(Runtime { library, entries })
}

fn entry_kind(kind: ManifestKind) -> EntryKind {
    match kind {
        ManifestKind::Icall => EntryKind::InternalCall,
        ManifestKind::Qcall => EntryKind::QCall,
        ManifestKind::Pinvoke => EntryKind::PInvoke,
        ManifestKind::Replace => EntryKind::Replacement,
        ManifestKind::Helper => EntryKind::Helper,
    }
}

/// Imports everything that the program can reach.
pub fn explore(
    session: &mut Session,
    world: &World,
    runtime: &Runtime,
) -> Result<Reached, Failure> {
    let reached = kiln_analysis::explore(world, &runtime.entries);
    session.stats.count("methods", reached.functions.len());
    session.stats.count("types", reached.tables.len());
    session.stats.count("assemblies", world.assemblies().len());
    let problems = world.problems();
    if problems.is_empty() {
        Ok(reached)
    } else {
        Err(Failure::User(
            problems.into_iter().map(Into::into).collect(),
        ))
    }
}

/// Lays out types, tables, statics and frozen objects.
pub fn analyse(session: &mut Session, world: &World, reached: Reached) -> Result<Program, Failure> {
    let program = build_program(world, reached)?;
    session.stats.count("type tables", program.types.len());
    session.stats.count("static fields", program.statics.len());
    Ok(program)
}
