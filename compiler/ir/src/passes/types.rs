//! What passes ask about types, so that they run without a world in fixtures.

use crate::ty::Cell;
use kiln_world::{Leaf, TypeId, World};

/// Facts about types. Every answer may be the cautious one.
pub trait TypeFacts {
    fn pointer_bytes(&self) -> u32;
    /// Whether an object of exact type `from` is an instance of `to`; `None` when not known.
    fn is_assignable(&self, from: TypeId, to: TypeId) -> Option<bool>;
    /// Whether an object whose class is known to be `ty` has exactly that type.
    fn is_exact(&self, ty: TypeId) -> bool;
    fn element(&self, array: TypeId) -> Option<TypeId>;
    /// The scalar leaves of a value type in offset order; `None` when there are more than `limit`, when
    /// some overlap or when it is not known.
    fn leaves(&self, ty: TypeId, limit: usize) -> Option<Vec<(u32, Cell)>>;
    /// Whether an unused new object may be dropped unseen.
    fn is_droppable(&self, ty: TypeId) -> bool;
    /// Whether the program may make an object that is an instance of `ty`.
    fn has_objects(&self, _ty: TypeId) -> bool {
        true
    }
}

/// Knows nothing.
pub struct NoTypes;

impl TypeFacts for NoTypes {
    fn pointer_bytes(&self) -> u32 {
        8
    }
    fn is_assignable(&self, from: TypeId, to: TypeId) -> Option<bool> {
        (from == to).then_some(true)
    }
    fn is_exact(&self, _ty: TypeId) -> bool {
        false
    }
    fn element(&self, _array: TypeId) -> Option<TypeId> {
        None
    }
    fn leaves(&self, _ty: TypeId, _limit: usize) -> Option<Vec<(u32, Cell)>> {
        None
    }
    fn is_droppable(&self, _ty: TypeId) -> bool {
        false
    }
}

/// The types of a world.
pub struct WorldTypes<'w>(pub &'w World);

impl TypeFacts for WorldTypes<'_> {
    fn pointer_bytes(&self) -> u32 {
        self.0.target().pointer_bytes
    }
    fn is_assignable(&self, from: TypeId, to: TypeId) -> Option<bool> {
        // A boxed nullable is its value: the type of no object.
        if self.0.is_nullable(to).is_some() || self.0.is_nullable(from).is_some() {
            return None;
        }
        Some(self.0.is_assignable(from, to))
    }
    fn is_exact(&self, ty: TypeId) -> bool {
        self.0.is_sealed_exact(ty)
    }
    fn element(&self, array: TypeId) -> Option<TypeId> {
        if self.0.is_array(array) {
            self.0.element(array)
        } else {
            None
        }
    }
    fn leaves(&self, ty: TypeId, limit: usize) -> Option<Vec<(u32, Cell)>> {
        let leaves = self.0.leaves(ty, limit)?;
        Some(
            leaves
                .iter()
                .map(|leaf| (leaf.offset, cell_of(leaf.kind)))
                .collect(),
        )
    }
    fn is_droppable(&self, ty: TypeId) -> bool {
        self.0.finalizer(ty).is_none()
    }
}

/// The cell of a leaf of a layout.
pub fn cell_of(leaf: Leaf) -> Cell {
    match leaf {
        Leaf::I8 => Cell::I8,
        Leaf::U8 => Cell::U8,
        Leaf::I16 => Cell::I16,
        Leaf::U16 => Cell::U16,
        Leaf::I32 => Cell::I32,
        Leaf::I64 => Cell::I64,
        Leaf::F32 => Cell::F32,
        Leaf::F64 => Cell::F64,
        Leaf::Ref => Cell::Ref,
        Leaf::ByRef => Cell::ByRef,
        Leaf::Ptr => Cell::Ptr,
    }
}
