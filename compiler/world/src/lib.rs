//! The closed world: assemblies resolved into interned types, methods and fields, with layouts,
//! virtual tables, interface maps, feature switches and replacements. Knows nothing of what IL
//! bodies do.

mod accessors;
mod assembly;
mod attributes;
mod classes;
mod definitions;
mod deps;
mod dispatch;
mod dispatch_cache;
mod display;
mod error;
mod features;
mod flatten;
mod hierarchy;
mod ids;
mod intern;
mod known;
mod layout;
mod lookup;
mod members;
mod method_defs;
mod methods;
mod natives;
mod options;
mod place;
mod reflection;
mod relations;
mod replacements;
mod resolve_assembly;
mod resolve_dispatch;
mod shape;
mod sigs;
mod source;
mod subst;
mod substitutions;
mod tokens;
mod typedef;
mod vtable;
mod world;

pub use accessors::Accessor;
pub use attributes::{Attribute, AttributeOwner, AttributeValue};
pub use dispatch::{Constrained, InterfaceTarget, Slot, VTable};
pub use error::{Place, Result, WorldError, WorldErrorKind};
pub use ids::*;
pub use known::Known;
pub use layout::{FieldSlot, Flat, Layout, Leaf, LeafSlot};
pub use members::*;
pub use natives::{NativeKind, NativeParam};
pub use options::{Arch, Os, TargetInfo, WorldOptions};
pub use replacements::Replacement;
pub use shape::{Convention, GenericContext, Modifier, Shape, Signature, UnmanagedKind};
pub use substitutions::Substitution;
pub use typedef::{Class, PrimKind, TypeDef, TypeFlags, TypeKind, Variance};
pub use world::World;
