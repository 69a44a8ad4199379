//! What baking took for granted of fields that code outside of its sight may still change: checked once everything
//! is reached. Where it does not hold, exploration begins again without it.

use kiln_ir::function::Payload;
use kiln_ir::{Func, Function, Op};
use kiln_world::{FieldId, TypeId, World};
use rustc_hash::FxHashSet;

/// What must stay as it is for run time.
#[derive(Clone, Default, Debug)]
pub struct Exceptions {
    /// Types whose `readonly` statics are written by others than their constructor.
    pub types: FxHashSet<TypeId>,
    /// Fields of lazy getters that others touch too.
    pub fields: FxHashSet<FieldId>,
}

impl Exceptions {
    pub fn is_empty(&self) -> bool {
        self.types.is_empty() && self.fields.is_empty()
    }

    pub fn add(&mut self, more: Exceptions) {
        self.types.extend(more.types);
        self.fields.extend(more.fields);
    }
}

/// Finds the fields that do not keep to the rules. `is_constant` says which fields are taken never to change,
/// `is_foreign` whether a function may not even name a field.
pub fn broken(
    world: &World,
    functions: &[Function],
    is_constant: &dyn Fn(FieldId) -> bool,
    is_foreign: &dyn Fn(FieldId, Func) -> bool,
) -> Exceptions {
    let mut found = Exceptions::default();
    for function in functions {
        for (_, inst) in function.insts.iter() {
            let Payload::Field(field) = inst.payload else {
                continue;
            };
            if inst.op != Op::StaticAddr {
                continue;
            }
            if is_foreign(field, function.func) {
                found.fields.insert(field);
            }
            if is_constant(field) && is_stored(function, inst.results[0]) {
                found.types.insert(world.field(field).owner);
            }
        }
    }
    found
}

/// Whether a function stores at an address that it computed.
fn is_stored(function: &Function, address: kiln_ir::Value) -> bool {
    function.insts.iter().any(|(_, inst)| {
        let stores = matches!(
            inst.op,
            Op::Store | Op::StoreRef | Op::StoreRefAt | Op::AtomicRmw | Op::AtomicCas
        );
        stores && inst.args.first() == Some(&address)
    })
}
