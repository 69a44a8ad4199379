//! Damaged files give errors, never a panic or a hang; many threads may ask at once; debug
//! information is found.

mod common;

use std::path::Path;

use kiln_metadata::{MethodRow, Operand, TypeDefRow};
use kiln_world::*;
use rayon::prelude::*;

/// Asks everything that can be asked of an assembly.
fn ask_everything(world: &World) {
    let assembly = world.root_assembly();
    let image = world.assembly_image(assembly);
    _ = world.entry_point();
    for row in image.rows::<TypeDefRow>() {
        let Ok(def) = world.type_def(TypeDefId { assembly, row }) else {
            continue;
        };
        let ty = def.open;
        world.display_type(ty);
        world.class(ty);
        world.cctor(ty);
        world.is_sealed_exact(ty);
        world.is_assignable(ty, world.known().ienumerable);
        _ = world.layout(ty);
        _ = world.flatten(ty);
        for field in world.declared_fields(ty) {
            world.constant(field);
            world.rva_data(field);
            world.field_substitution(field);
        }
        if !def.is_interface() && world.vtable(ty).is_ok() {
            for interface in world.interfaces(ty).iter().take(50) {
                for method in world.declared_methods(*interface) {
                    _ = world.resolve_interface(ty, method);
                    _ = world.resolve_constrained(ty, method);
                }
            }
        }
    }
    for row in image.rows::<MethodRow>() {
        let Some(owner) = image.owner_of_method(row) else {
            continue;
        };
        let Ok(def) = world.type_def(TypeDefId {
            assembly,
            row: owner,
        }) else {
            continue;
        };
        let Ok(method) = world.method_of(def.open, MethodDefId { assembly, row }, &[]) else {
            continue;
        };
        world.method_key(method);
        world.substitution(method);
        world.replacement(method);
        _ = world.unsafe_accessor(method);
        let Ok(Some(body)) = world.body(method) else {
            continue;
        };
        for instruction in kiln_metadata::Instructions::new(body.il).flatten() {
            if let Operand::Token(token) = instruction.operand {
                _ = world.resolve_token(assembly, token, body.context());
                _ = world.resolve_sig(assembly, token, body.context());
            }
        }
    }
}

/// A small generator of pseudo-random numbers.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below.max(1) as u64) as usize
    }
}

fn damage(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut damaged = bytes.to_vec();
    // The metadata makes up the last part of what compilers write.
    let start = bytes.len() / 4;
    for _ in 0..=random.next(6) {
        let at = start + random.next(bytes.len() - start);
        match random.next(3) {
            0 => damaged[at] ^= 1 << random.next(8),
            1 => damaged[at] = random.next(256) as u8,
            _ => {
                let from = start + random.next(bytes.len() - start);
                let len = random.next(16).min(bytes.len() - at.max(from));
                let piece = bytes[from..from + len].to_vec();
                damaged[at..at + len].copy_from_slice(&piece);
            }
        }
    }
    damaged
}

#[test]
fn damaged_assemblies_give_errors() {
    let Some(framework) = common::framework() else {
        return;
    };
    let count = std::env::var("KILN_MUTATIONS")
        .ok()
        .and_then(|text| text.parse().ok());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let types = folder.path().join("types.dll");
    if common::compile(
        include_str!("fixtures/types.cs"),
        &types,
        &["-target:library"],
    )
    .is_none()
    {
        return;
    }
    let bytes = std::fs::read(&types).expect("the assembly");
    (0..count.unwrap_or(200u64))
        .into_par_iter()
        .for_each(|seed| {
            let file = folder.path().join(format!("damaged{seed}.dll"));
            std::fs::write(&file, damage(&bytes, seed)).expect("a file");
            if let Ok(world) = World::open(&common::options(&file, &framework)) {
                ask_everything(&world);
            }
            std::fs::remove_file(&file).expect("the file goes");
        });
}

#[test]
fn many_threads_get_the_same_answers() {
    let Some(framework) = common::framework() else {
        return;
    };
    let answers = |world: &World, parallel: bool| -> Vec<String> {
        let assembly = world.core_library();
        let rows: Vec<TypeDefRow> = world.assembly_image(assembly).rows().iter().collect();
        let one = |row: &TypeDefRow| {
            let Ok(def) = world.type_def(TypeDefId {
                assembly,
                row: *row,
            }) else {
                return String::new();
            };
            let interfaces = world.interfaces(def.open).len();
            let slots = match def.is_interface() {
                true => 0,
                false => world.vtable(def.open).map_or(0, |table| table.slots.len()),
            };
            let size = world
                .layout(def.open)
                .map_or(0, |layout| layout.instance_size);
            format!("{} {interfaces} {slots} {size}", def.full_name)
        };
        match parallel {
            true => rows.par_iter().map(one).collect(),
            false => rows.iter().map(one).collect(),
        }
    };
    let root = framework.join("System.Console.dll");
    let serial = answers(&common::open(&root, &framework), false);
    let parallel = answers(&common::open(&root, &framework), true);
    assert!(serial == parallel);
}

#[test]
fn source_positions_come_from_debug_information() {
    let Some(framework) = common::framework() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let source = "class P {\n  static void Main() {\n    System.Console.WriteLine();\n  }\n}\n";
    let program = folder.path().join("portable.dll");
    if common::compile(source, &program, &["-debug:portable"]).is_some() {
        check_source(&program, &framework, "portable");
    }
}

fn check_source(program: &Path, framework: &Path, kind: &str) {
    let world = common::open(program, framework);
    let main = world.entry_point().expect("Main");
    let place = world
        .source_location(world.method(main).def, 1)
        .expect("a place");
    assert!(
        place.file.ends_with(&format!("{kind}.cs")),
        "{}",
        place.file
    );
    assert_eq!((place.line, place.column), (3, 5), "{kind}");
}
