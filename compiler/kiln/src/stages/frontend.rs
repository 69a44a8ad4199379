//! From the assembly to the program that code is generated for.

use super::{failures, initialisers, input, references};
use crate::diagnostics::{Diagnostic, Failure};
use crate::framework;
use crate::session::Session;
use kiln_analysis::program::Program;
use kiln_analysis::{Reached, build_program, refine};
use kiln_ir::passes::{Pass, PassTimers, Scope};
use kiln_ir::runtime::{EntryKind, RuntimeEntries, RuntimeEntry};
use kiln_link::target::Arch;
use kiln_link::{Home, ManifestEntry, ManifestKind, RuntimeLibrary, Target};
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

/// Resolves the entry point, the references of the program, and what the runtime implements.
pub fn resolve(session: &mut Session, world: &World) -> Result<Runtime, Failure> {
    world.entry_point()?;
    references::check(world)?;
    let library = RuntimeLibrary::open(&Home::find()?, &session.target)?;
    let mut entries = RuntimeEntries::default();
    for entry in &library.entries {
        let Some(kind) = entry_kind(entry.kind) else {
            check_layout(world, entry)?;
            continue;
        };
        let found = RuntimeEntry {
            symbol: entry.symbol.clone().into(),
            throws: entry.flags.throws,
            no_return: entry.flags.noreturn,
        };
        entries.insert(kind, &entry.name, found);
    }
    let boxed = |name: &String| name.as_str().into();
    entries.set_natives(
        library.symbols.iter().map(boxed),
        session.target.link.libraries.iter().map(boxed),
    );
    session
        .stats
        .count("runtime entries", library.entries.len());
    Ok(Runtime { library, entries })
}

fn entry_kind(kind: ManifestKind) -> Option<EntryKind> {
    match kind {
        ManifestKind::Icall => Some(EntryKind::InternalCall),
        ManifestKind::Qcall => Some(EntryKind::QCall),
        ManifestKind::Pinvoke => Some(EntryKind::PInvoke),
        ManifestKind::Replace => Some(EntryKind::Replacement),
        ManifestKind::Helper => Some(EntryKind::Helper),
        ManifestKind::Layout | ManifestKind::Type => None,
    }
}

/// The runtime and the class library must agree where a field lies.
fn check_layout(world: &World, entry: &ManifestEntry) -> Result<(), Failure> {
    let Some((owner, field)) = entry.name.split_once("::") else {
        return Ok(());
    };
    let offset = world
        .type_by_name(owner)
        .and_then(|owner| world.field_by_name(owner, field))
        .and_then(|field| world.field_offset(field).ok());
    if offset.map(|offset| offset.to_string()).as_deref() == Some(entry.symbol.as_str()) {
        return Ok(());
    }
    let found = offset.map_or("nowhere".to_string(), |offset| format!("at {offset}"));
    let message = format!(
        "this class library is not one that the runtime was built for: `{}` lies {found}, not at {}",
        entry.name, entry.symbol
    );
    Err(Diagnostic::error(message)
        .remedy("use a .NET 10.0 class library (`--framework`)")
        .into())
}

/// Imports everything that the program can reach.
pub fn explore(
    session: &mut Session,
    world: &World,
    runtime: &Runtime,
) -> Result<Reached, Failure> {
    let reached = kiln_analysis::explore(world, &runtime.entries, &session.passes);
    let problems = world.problems();
    if !problems.is_empty() {
        return Err(Failure::User(
            problems.into_iter().map(Into::into).collect(),
        ));
    }
    failures::judge(session, world, &reached)?;
    if session.passes.has(Pass::Bake) {
        initialisers::count(session, &reached.bake);
        if session.options.explain_init {
            session.quietly(|| initialisers::explain(world, &reached.bake));
        }
    }
    session.stats.count("methods", reached.method_count());
    session.stats.count("bodies", reached.functions.len());
    session.stats.count("types", reached.tables.len());
    session
        .stats
        .count("constructed types", reached.dispatch.constructed.len());
    session.stats.count("IL bytes", reached.il_bytes(world));
    session.stats.count("assemblies", world.assemblies().len());
    Ok(reached)
}

/// Improves what was reached, and lays out types, tables, statics and frozen objects.
pub fn analyse(
    session: &mut Session,
    world: &World,
    runtime: &Runtime,
    reached: Reached,
) -> Result<Program, Failure> {
    let timers = PassTimers::default();
    let refined = refine(world, &runtime.entries, reached, &session.passes, &timers);
    for pass in Pass::ALL {
        if pass.info().scope != Scope::Backend {
            session.stats.part(pass.info().name, timers.get(*pass));
        }
    }
    let counts = [
        ("virtual calls", refined.devirtualised.calls),
        ("made direct", refined.devirtualised.direct),
        ("made direct by type", refined.devirtualised.guarded),
        ("calls inlined", refined.inlined),
        ("bodies dropped", refined.dropped),
    ];
    for (name, count) in counts {
        session.stats.count(name, count);
    }
    let program = build_program(world, refined.reached)?;
    session.stats.count("type tables", program.types.len());
    session.stats.count("static fields", program.statics.len());
    Ok(program)
}
