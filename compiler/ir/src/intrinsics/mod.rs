//! Methods that the importer expands in place: those whose IL only the JIT gives a meaning, and those
//! that are answered at compile time. Tables by name; overloads are told apart by their signatures.

mod atomics;
mod bits;
mod comparers;
mod marshal;
mod math;
mod memory;
mod objects;
mod resources;
mod simd;
mod types;
mod unsafe_ops;

use crate::import::{Importer, Item, Outcome};
use kiln_world::{MethodId, TypeId, World};
use rustc_hash::FxHashMap;
pub(crate) use simd::answers_no;
use std::sync::OnceLock;

/// A call that may be expanded: what is called, and its arguments, receiver first, not yet coerced.
pub(crate) struct Site {
    pub method: MethodId,
    pub args: Vec<Item>,
}

/// What became of a call.
pub(crate) enum Expanded {
    /// Nothing was written: call it.
    No,
    /// Replaced; this is the result.
    Item(Item),
    /// Replaced; no result.
    Void,
}

type Expand = fn(&mut Importer<'_>, &Site) -> Outcome<Expanded>;

/// How to expand calls of one definition.
#[derive(Copy, Clone)]
pub(crate) struct Expander(Expand);

impl Expander {
    pub fn expand(self, importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
        (self.0)(importer, site)
    }
}

/// Name of the definition, and how its calls are expanded.
type Table = &'static [(&'static str, Expand)];

const TABLES: &[Table] = &[
    atomics::TABLE,
    bits::TABLE,
    comparers::TABLE,
    marshal::TABLE,
    math::TABLE,
    memory::TABLE,
    objects::TABLE,
    resources::TABLE,
    types::TABLE,
    unsafe_ops::TABLE,
];

/// The expander of a method's definition.
pub(crate) fn find(world: &World, method: MethodId) -> Option<Expander> {
    static BY_NAME: OnceLock<FxHashMap<&'static str, Expand>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| {
        TABLES
            .iter()
            .flat_map(|table| table.iter().copied())
            .collect()
    });
    let name = world.method_name_key(method);
    by_name
        .get(name)
        .copied()
        .or_else(|| simd::find(name))
        .map(Expander)
}

impl Site {
    /// The method's own generic argument.
    fn type_arg(&self, importer: &Importer<'_>, index: usize) -> TypeId {
        importer.world.method(self.method).args[index]
    }

    /// Type of parameter `index`, the receiver not counted.
    fn param(&self, importer: &Importer<'_>, index: usize) -> TypeId {
        importer.world.method(self.method).signature().params[index]
    }

    fn ret(&self, importer: &Importer<'_>) -> TypeId {
        importer.world.method(self.method).signature().ret
    }
}
