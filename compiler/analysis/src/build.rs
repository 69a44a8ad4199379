//! From what was reached to what is generated: slots, tables, statics and frozen objects.

use crate::casts;
use crate::dispatch::Selector;
use crate::enums;
use crate::explore::Reached;
use crate::program::Program;
use crate::reflect;
use crate::slots;
use crate::statics;
use crate::tables::{self, TableInputs};
use crate::uses::{Use, uses_of};
use kiln_ir::{Func, Function};
use kiln_world::{Result, World};
use rustc_hash::FxHashSet;

/// Lays out the program.
pub fn build_program(world: &World, reached: Reached) -> Result<Program> {
    let reflection = reflect::build(world, &reached);
    let Reached {
        functions,
        dispatch,
        tables,
        cast_targets,
        statics: fields,
        enum_info,
        baker,
        ..
    } = reached;
    let mut initial = baker
        .map(|baker| baker.freeze(world, &fields))
        .unwrap_or_default();
    let mut program = Program {
        reflection,
        frozen: std::mem::take(&mut initial.heap),
        ..Program::default()
    };

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
        if enum_info && world.is_enum(ty) {
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
        program
            .statics
            .push(statics::describe(world, field, &mut initial)?);
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
