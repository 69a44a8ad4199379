//! Prints what the world knows of named types: layout, virtual table, interfaces.
//! `describe FRAMEWORK ROOT [TYPE…]`; types by full name, generic arguments in angle brackets.

use std::path::PathBuf;
use std::process::ExitCode;

use kiln_world::{TargetInfo, TypeId, World, WorldOptions};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [framework, root, types @ ..] = &*args else {
        eprintln!("usage: describe FRAMEWORK ROOT [TYPE…]");
        return ExitCode::from(2);
    };
    let start = std::time::Instant::now();
    let options = WorldOptions {
        root: PathBuf::from(root),
        references: Vec::new(),
        framework: PathBuf::from(framework),
        features: Default::default(),
        target: TargetInfo::X86_64_LINUX,
    };
    let world = match World::open(&options) {
        Ok(world) => world,
        Err(error) => {
            eprintln!("{error}\n  {}", error.remedy().unwrap_or_default());
            return ExitCode::FAILURE;
        }
    };
    eprintln!("opened in {:?}", start.elapsed());
    match world.entry_point() {
        Ok(main) => println!("entry point {}", world.display_method(main)),
        Err(error) => println!("{error}"),
    }
    for name in types {
        match parse(&world, name) {
            Some(ty) => describe(&world, ty),
            None => println!("{name}: not found"),
        }
    }
    for problem in world.problems() {
        println!("problem: {problem}");
    }
    ExitCode::SUCCESS
}

/// A type from its display form.
fn parse(world: &World, name: &str) -> Option<TypeId> {
    if let Some(element) = name.strip_suffix("[]") {
        return Some(world.sz_array(parse(world, element)?));
    }
    let (base, args) = match name.split_once('<') {
        Some((base, rest)) => (base, rest.strip_suffix('>')?),
        None => (name, ""),
    };
    let def = world
        .assemblies()
        .into_iter()
        .find_map(|assembly| world.type_in(assembly, base))?;
    let mut types = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in args.char_indices() {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            ',' if depth == 0 => {
                types.push(parse(world, &args[start..at])?);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !args.is_empty() {
        types.push(parse(world, &args[start..])?);
    }
    match types.is_empty() {
        true => Some(world.type_def(def).ok()?.open),
        false => Some(world.instantiate(def, &types)),
    }
}

fn describe(world: &World, ty: TypeId) {
    println!("{} ({:?})", world.display_type(ty), world.class(ty));
    if let Some(base) = world.base(ty) {
        println!("  base {}", world.display_type(base));
    }
    for interface in world.interfaces(ty) {
        println!("  interface {}", world.display_type(*interface));
    }
    match world.layout(ty) {
        Ok(layout) => {
            println!(
                "  size {} align {} instance {} refs {:x?}",
                layout.size, layout.align, layout.instance_size, layout.gc_words
            );
            for slot in &layout.fields {
                let (name, ty) = (world.field(slot.field).name, world.display_type(slot.ty));
                println!("    +{:<4} {name}: {ty}", slot.offset);
            }
        }
        Err(error) => println!("  no layout: {error}"),
    }
    match world.flatten(ty) {
        Ok(flat) => println!("  passed as {flat:?}"),
        Err(error) => println!("  not passed: {error}"),
    }
    if let Ok(table) = world.vtable(ty) {
        for (index, slot) in table.slots.iter().enumerate() {
            println!("  slot {index} {}", world.display_method(slot.body));
        }
    }
}
