//! From what was reached to what is generated: slots, tables, statics and frozen objects.

use crate::casts;
use crate::dispatch::Selector;
use crate::enums;
use crate::explore::Reached;
use crate::program::Program;
use crate::slots;
use crate::statics;
use crate::tables::{self, TableInputs};
use crate::uses::{Use, uses_of};
use kiln_ir::{Func, Function};
use kiln_world::{Result, TypeId, World};
use rustc_hash::FxHashSet;

/// Lays out the program.
pub fn build_program(world: &World, reached: Reached) -> Result<Program> {
    let Reached {
        functions,
        mut dispatch,
        mut tables,
        cast_targets,
        statics: fields,
        ..
    } = reached;
    let mut program = Program::default();

    let with_enum_info = asks_for_enum_info(world, &functions);
    if with_enum_info {
        let enums: Vec<TypeId> = tables
            .iter()
            .copied()
            .filter(|ty| world.is_enum(*ty))
            .collect();
        let mut known: FxHashSet<TypeId> = tables.iter().copied().collect();
        for ty in &enums {
            for needed in enum_tables(world, *ty) {
                if known.insert(needed) {
                    tables.push(needed);
                }
                dispatch.add_type(world, needed, &mut Vec::new());
            }
        }
    }

    let used = called_selectors(&functions, |method| {
        dispatch.known_selector(method).unwrap_or(method)
    });
    let slots = slots::colour(&dispatch, &used);
    let numbering = casts::number(world, &tables);
    let buckets = casts::pack(world, &dispatch.constructed, &cast_targets);
    let inputs = TableInputs {
        world,
        dispatch: &dispatch,
        numbering: &numbering,
        buckets: &buckets,
        slots: &slots,
    };
    let shuffles: FxHashSet<Func> = functions
        .iter()
        .map(|function| function.func)
        .filter(|func| matches!(func, Func::Shuffle(_)))
        .collect();
    for ty in tables {
        let mut table = tables::build(&inputs, ty)?;
        if with_enum_info && world.is_enum(ty) {
            table.enum_info = enums::freeze(world, &mut program.frozen, ty);
        }
        table.shuffle = Some(Func::Shuffle(ty)).filter(|func| shuffles.contains(func));
        program.type_index.insert(ty, program.types.len());
        program.types.push(table);
    }
    for (method, selector) in dispatch.aliases() {
        if let Some(number) = slots.numbers.get(&selector) {
            program.slots.insert(method, *number);
        }
    }
    for field in fields {
        program.statics.push(statics::describe(world, field)?);
    }
    for table in &mut program.types {
        let multicast = Func::Multicast(table.ty);
        table.multicast = functions
            .iter()
            .any(|function| function.func == multicast)
            .then_some(multicast);
    }
    program.functions = functions;
    Ok(program)
}

/// Selectors that some call still goes through, in the order of the calls.
fn called_selectors(
    functions: &[Function],
    selector: impl Fn(Selector) -> Selector,
) -> Vec<Selector> {
    let mut seen = FxHashSet::default();
    let mut called = Vec::new();
    for function in functions {
        for need in uses_of(function) {
            if let Use::Virtual(method) | Use::Interface(method) = need {
                let selector = selector(method);
                if seen.insert(selector) {
                    called.push(selector);
                }
            }
        }
    }
    called
}

fn asks_for_enum_info(world: &World, functions: &[Function]) -> bool {
    functions.iter().any(|function| match function.func {
        Func::Method(method) => world.method_name_key(method) == "System.Enum::GetEnumInfo",
        _ => false,
    })
}

/// Tables that a frozen `EnumInfo` needs.
fn enum_tables(world: &World, ty: TypeId) -> Vec<TypeId> {
    let Some(info) = enums::info_type(world, ty) else {
        return Vec::new();
    };
    let mut needed = vec![info];
    needed.extend(
        world
            .args(info)
            .first()
            .map(|storage| world.sz_array(*storage)),
    );
    needed.push(world.sz_array(world.known().string));
    needed
}
