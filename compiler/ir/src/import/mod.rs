//! The importer: writes the IR of one body of code, folding constants while it walks, so that only the
//! blocks that can run are imported.

mod arith;
mod arrays;
mod branch;
mod cache;
mod calls;
mod compare;
pub mod convention;
mod convert;
mod core;
mod delegates;
mod devirt;
mod emit;
mod error;
mod exceptions;
mod fields;
mod flow;
mod fold;
mod graph;
pub(crate) mod il;
mod item;
mod legality;
mod marshal;
mod memory;
mod native;
mod nulls;
mod objects;
mod regions;
mod setup;
mod tokens;
mod walk;
mod wrappers;

use crate::func::Func;
use crate::function::Function;
use crate::runtime::RuntimeEntries;
use kiln_world::{FieldId, TypeId, World};
use std::sync::Arc;

pub use cache::ImportCache;
pub use error::{ImportError, Problem, Raised};

pub(crate) use core::Importer;
pub(crate) use emit::{Touch, leaf_cell};
pub(crate) use error::Outcome;
pub(crate) use item::{Addr, Item, Place, StructItem};

/// What the importer asks of whoever explores the program.
pub trait ImportHost: Sync {
    fn world(&self) -> &World;
    fn runtime(&self) -> &RuntimeEntries;
    /// The value of a static field that can no longer change, when known.
    fn static_value(&self, field: FieldId) -> Option<StaticValue>;
    /// Whether code must still trigger the type's static constructor.
    fn needs_cctor(&self, ty: TypeId) -> bool;
    /// What imports of this compilation share.
    fn cache(&self) -> &ImportCache;
}

/// A known value of a static field.
#[derive(Clone, Debug, PartialEq)]
pub enum StaticValue {
    Int(i64),
    Float(u64),
    Null,
    /// The string of a literal.
    Text(Arc<[u16]>),
    /// The `RuntimeType` of a type.
    Type(TypeId),
    /// An object of exactly this type: only its address is not known here.
    Object(TypeId),
}

/// Writes the IR of one body.
pub fn import(host: &dyn ImportHost, func: Func) -> Result<Function, ImportError> {
    if let Some(made) = crate::synth::make(host, func) {
        return made.map_err(|problem| Importer::new(host, func).error(problem));
    }
    let mut importer = Importer::new(host, func);
    let written = match func {
        Func::Filter(method, clause) => importer.import_il(method, setup::Part::Filter(clause)),
        Func::Method(method) | Func::NullThis(method) => importer.method_body(method),
        _ => Err(Problem::invalid("a body of an unknown kind")),
    };
    match written {
        Ok(()) => Ok(importer.finish()),
        Err(problem) => Err(importer.error(problem)),
    }
}
