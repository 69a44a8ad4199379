//! What passes may ask about types once the program's constructed types are known: which types no object has.

use crate::explore::Reached;
use kiln_ir::passes::{TypeFacts, WorldTypes};
use kiln_ir::ty::Cell;
use kiln_world::{Shape, TypeId, World};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

pub struct ClosedTypes<'w> {
    types: WorldTypes<'w>,
    /// Cast targets that no constructed type converts to.
    without_objects: FxHashSet<TypeId>,
}

impl<'w> ClosedTypes<'w> {
    pub fn new(world: &'w World, reached: &Reached) -> ClosedTypes<'w> {
        let constructed = &reached.dispatch.constructed;
        let has_none = |target: &TypeId| {
            is_plain(world, *target)
                && !constructed
                    .iter()
                    .any(|ty| world.is_assignable(*ty, *target))
        };
        ClosedTypes {
            types: WorldTypes(world),
            without_objects: reached
                .cast_targets
                .par_iter()
                .copied()
                .filter(has_none)
                .collect(),
        }
    }
}

/// Whether only objects of subtypes pass a cast: arrays of integers, nullables, interfaces of arrays and
/// variant types convert in more ways.
fn is_plain(world: &World, ty: TypeId) -> bool {
    match world.shape(ty) {
        Shape::Def { args, .. } => {
            world.is_nullable(ty).is_none()
                && (args.is_empty() || !world.is_interface(ty))
                && world.def(ty).is_some_and(|def| def.variance.is_empty())
        }
        _ => false,
    }
}

impl TypeFacts for ClosedTypes<'_> {
    fn pointer_bytes(&self) -> u32 {
        self.types.pointer_bytes()
    }
    fn is_assignable(&self, from: TypeId, to: TypeId) -> Option<bool> {
        self.types.is_assignable(from, to)
    }
    fn is_exact(&self, ty: TypeId) -> bool {
        self.types.is_exact(ty)
    }
    fn element(&self, array: TypeId) -> Option<TypeId> {
        self.types.element(array)
    }
    fn leaves(&self, ty: TypeId, limit: usize) -> Option<Vec<(u32, Cell)>> {
        self.types.leaves(ty, limit)
    }
    fn is_droppable(&self, ty: TypeId) -> bool {
        self.types.is_droppable(ty)
    }
    fn has_objects(&self, ty: TypeId) -> bool {
        !self.without_objects.contains(&ty)
    }
}
