//! Everything in the class library resolves: each token of each body, each layout, each virtual
//! table, each interface method of each class.

mod common;

use std::path::{Path, PathBuf};
use std::time::Instant;

use kiln_metadata::{Instructions, MethodRow, Operand, Table, TypeDefRow};
use kiln_world::*;

/// The managed assemblies of a folder.
fn managed(framework: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(framework)
        .expect("the folder can be read")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "dll"))
        .filter(|path| kiln_metadata::Assembly::open(path).is_ok())
        .collect();
    files.sort();
    files
}

fn check_assembly(world: &World, assembly: AssemblyId, bad: &mut Vec<String>) -> [usize; 4] {
    let image = world.assembly_image(assembly);
    let [mut tokens, mut tables, mut layouts, mut dispatches] = [0; 4];
    for row in image.rows::<TypeDefRow>() {
        let def = match world.type_def(TypeDefId { assembly, row }) {
            Ok(def) => def,
            Err(error) => {
                bad.push(error.to_string());
                continue;
            }
        };
        world.declared_fields(def.open);
        let is_class = !def.is_interface();
        if is_class && world.base(def.open).is_some() {
            match world.vtable(def.open) {
                Ok(_) => tables += 1,
                Err(error) => bad.push(error.to_string()),
            }
            if !world.is_open(def.open) {
                match world.layout(def.open).and_then(|_| world.flatten(def.open)) {
                    Ok(_) => layouts += 1,
                    Err(error) => bad.push(error.to_string()),
                }
            }
            if !def.is_abstract() {
                dispatches += check_interfaces(world, def.open, bad);
            }
        }
    }
    for row in image.rows::<MethodRow>() {
        tokens += check_body(world, assembly, row, bad);
    }
    [tokens, tables, layouts, dispatches]
}

fn check_interfaces(world: &World, ty: TypeId, bad: &mut Vec<String>) -> usize {
    let mut count = 0;
    for interface in world.interfaces(ty) {
        for method in world.declared_methods(*interface) {
            let info = world.method(method);
            if !info.is_virtual() {
                continue;
            }
            count += 1;
            let found = match info.is_static() {
                true => world.resolve_constrained(ty, method).map(|_| true),
                false => world.resolve_interface(ty, method).map(|target| {
                    !matches!(
                        target,
                        InterfaceTarget::Missing | InterfaceTarget::Ambiguous
                    )
                }),
            };
            match found {
                Ok(true) => {}
                Ok(false) => bad.push(format!(
                    "{} does not implement {}",
                    world.display_type(ty),
                    world.display_method(method)
                )),
                Err(error) => bad.push(error.to_string()),
            }
        }
    }
    count
}

fn check_body(world: &World, assembly: AssemblyId, row: MethodRow, bad: &mut Vec<String>) -> usize {
    let image = world.assembly_image(assembly);
    let Some(owner) = image.owner_of_method(row) else {
        return 0;
    };
    let Ok(owner) = world.type_def(TypeDefId {
        assembly,
        row: owner,
    }) else {
        return 0;
    };
    let method = match world.method_of(owner.open, MethodDefId { assembly, row }, &[]) {
        Ok(method) => method,
        Err(error) => {
            bad.push(error.to_string());
            return 0;
        }
    };
    let body = match world.body(method) {
        Ok(Some(body)) => body,
        Ok(None) => return 0,
        Err(error) => {
            bad.push(error.to_string());
            return 0;
        }
    };
    let context = body.context();
    let mut count = 0;
    for instruction in Instructions::new(body.il) {
        let Ok(instruction) = instruction else { break };
        let Operand::Token(token) = instruction.operand else {
            continue;
        };
        count += 1;
        let found = match token.table() {
            Some(Table::StandAloneSig) => world.resolve_sig(assembly, token, context).map(|_| ()),
            _ => world.resolve_token(assembly, token, context).map(|_| ()),
        };
        if let Err(error) = found {
            bad.push(format!("{}: {error}", world.display_method(method)));
        }
    }
    count
}

#[test]
fn the_class_library_resolves() {
    let Some(framework) = common::framework() else {
        return;
    };
    let start = Instant::now();
    let world = common::open(&framework.join("System.Private.CoreLib.dll"), &framework);
    let opened = start.elapsed();
    let mut bad = Vec::new();
    let counts = check_assembly(&world, world.core_library(), &mut bad);
    eprintln!(
        "opened in {opened:?}, {counts:?} tokens, tables, layouts, dispatches in {:?}; {:?}",
        start.elapsed(),
        world.counts()
    );
    bad.extend(world.problems().iter().map(ToString::to_string));
    assert!(
        bad.is_empty(),
        "{} problems:\n{}",
        bad.len(),
        bad[..bad.len().min(60)].join("\n")
    );
}

#[test]
fn every_framework_assembly_resolves() {
    let Some(framework) = common::framework() else {
        return;
    };
    let start = Instant::now();
    let mut bad = Vec::new();
    let mut total = [0; 4];
    let files = managed(&framework);
    for file in &files {
        let world = common::open(file, &framework);
        if world.root_assembly() == world.core_library() {
            continue;
        }
        let mut own = Vec::new();
        let counts = check_assembly(&world, world.root_assembly(), &mut own);
        own.extend(world.problems().iter().map(ToString::to_string));
        bad.extend(
            own.into_iter()
                .map(|text| format!("{}: {text}", file.display())),
        );
        for (sum, count) in total.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    eprintln!(
        "{} assemblies, {total:?} in {:?}",
        files.len(),
        start.elapsed()
    );
    assert!(
        bad.is_empty(),
        "{} problems:\n{}",
        bad.len(),
        bad[..bad.len().min(60)].join("\n")
    );
}

/// Programs of other compilers and other versions resolve through the facades: those that
/// `KILN_PROGRAMS` lists, and what the system's packages bring.
#[test]
fn foreign_programs_resolve() {
    let Some(framework) = common::framework() else {
        return;
    };
    let listed = std::env::var("KILN_PROGRAMS").unwrap_or_default();
    let system = ["/usr/share/coco-cs/Coco.exe", "/usr/lib/mono/4.5/mcs.exe"];
    let mut bad = Vec::new();
    for file in listed
        .split(':')
        .chain(system)
        .map(Path::new)
        .filter(|file| file.is_file())
    {
        let start = Instant::now();
        let world = common::open(file, &framework);
        let counts = check_assembly(&world, world.root_assembly(), &mut bad);
        bad.extend(world.problems().iter().map(ToString::to_string));
        eprintln!("{}: {counts:?} in {:?}", file.display(), start.elapsed());
    }
    assert!(
        bad.is_empty(),
        "{} problems:\n{}",
        bad.len(),
        bad[..bad.len().min(60)].join("\n")
    );
}
