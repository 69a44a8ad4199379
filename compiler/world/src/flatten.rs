//! Scalar leaves of values, and how values travel through calls.

use smallvec::SmallVec;

use crate::World;
use crate::error::Result;
use crate::ids::TypeId;
use crate::layout::{Flat, Leaf, LeafSlot};
use crate::typedef::{Class, PrimKind};

/// Structs of more scalars go through memory.
const MAX_LEAVES: usize = 4;

impl World {
    /// The scalar that a value of a non-struct type is; `None` for structs, void and variables.
    pub fn scalar_leaf(&self, ty: TypeId) -> Option<Leaf> {
        Some(match self.class(ty) {
            Class::Prim(prim) => self.prim_leaf(prim),
            Class::Ref => Leaf::Ref,
            Class::ByRef => Leaf::ByRef,
            Class::Ptr => Leaf::Ptr,
            Class::Void | Class::Struct | Class::Var => return None,
        })
    }

    fn prim_leaf(&self, prim: PrimKind) -> Leaf {
        match prim {
            PrimKind::Boolean | PrimKind::U8 => Leaf::U8,
            PrimKind::I8 => Leaf::I8,
            PrimKind::I16 => Leaf::I16,
            PrimKind::Char | PrimKind::U16 => Leaf::U16,
            PrimKind::I32 | PrimKind::U32 => Leaf::I32,
            PrimKind::I64 | PrimKind::U64 => Leaf::I64,
            PrimKind::F32 => Leaf::F32,
            PrimKind::F64 => Leaf::F64,
            PrimKind::INative | PrimKind::UNative => match self.target().pointer_bytes {
                8 => Leaf::I64,
                _ => Leaf::I32,
            },
        }
    }

    /// Scalar leaves in order of offset; `None` if there are more than `limit` or fields overlap.
    pub fn leaves(&self, ty: TypeId, limit: usize) -> Option<Vec<LeafSlot>> {
        let mut leaves = Vec::new();
        self.push_leaves(ty, 0, limit, &mut leaves)?;
        leaves.sort_by_key(|leaf| leaf.offset);
        Some(leaves)
    }

    fn push_leaves(
        &self,
        ty: TypeId,
        at: u32,
        limit: usize,
        leaves: &mut Vec<LeafSlot>,
    ) -> Option<()> {
        if let Some(kind) = self.scalar_leaf(ty) {
            leaves.push(LeafSlot { offset: at, kind });
            return (leaves.len() <= limit).then_some(());
        }
        if self.class(ty) != Class::Struct {
            return None;
        }
        if ty == self.known().typed_reference {
            let pointer = self.target().pointer_bytes;
            leaves.push(LeafSlot {
                offset: at,
                kind: Leaf::ByRef,
            });
            leaves.push(LeafSlot {
                offset: at + pointer,
                kind: Leaf::Ptr,
            });
            return (leaves.len() <= limit).then_some(());
        }
        let layout = self.layout(ty).ok()?;
        if layout.overlapping || self.has_hidden_bytes(ty) {
            return None;
        }
        let repeat = self
            .def(ty)
            .and_then(|def| def.inline_array_len)
            .unwrap_or(1);
        if repeat as usize > limit {
            return None;
        }
        let stride = layout.size / repeat.max(1);
        for i in 0..repeat {
            for slot in &layout.fields {
                self.push_leaves(slot.ty, at + i * stride + slot.offset, limit, leaves)?;
            }
        }
        Some(())
    }

    /// An explicit size may hold data that no field names (fixed buffers do): such values keep all
    /// their bytes. Empty structs have a size of one.
    fn has_hidden_bytes(&self, ty: TypeId) -> bool {
        let Some(def) = self.def(ty) else {
            return false;
        };
        if def.class_size <= 1 || def.inline_array_len.is_some() {
            return false;
        }
        let Ok(layout) = self.layout(ty) else {
            return true;
        };
        let end_of = |slot: &crate::FieldSlot| {
            let size = self.layout(slot.ty).map_or(0, |layout| layout.size);
            slot.offset + size
        };
        let named = layout.fields.iter().map(end_of).max().unwrap_or(0);
        named < layout.size && def.class_size == layout.size
    }

    /// The calling-convention view of a type.
    pub fn flatten(&self, ty: TypeId) -> Result<&Flat> {
        let entry = self.store.ty(ty);
        if entry.flat.get().is_none() {
            _ = entry.flat.set(self.compute_flat(ty).map(Box::new));
        }
        match entry.flat.get() {
            Some(Ok(flat)) => Ok(flat),
            Some(Err(error)) => Err(error.clone()),
            None => Err(self.type_load(ty, "its calling convention is not known")),
        }
    }

    fn compute_flat(&self, ty: TypeId) -> Result<Flat> {
        if let Some(leaf) = self.scalar_leaf(ty) {
            return Ok(Flat::Scalar(leaf));
        }
        if self.class(ty) == Class::Void {
            return Ok(Flat::Void);
        }
        let layout = self.layout(ty)?;
        let memory = Flat::Memory {
            size: layout.size,
            align: layout.align,
        };
        Ok(match self.leaves(ty, MAX_LEAVES) {
            Some(leaves) if leaves.is_empty() => {
                let empty = LeafSlot {
                    offset: 0,
                    kind: Leaf::U8,
                };
                if layout.size == 1 {
                    Flat::Leaves(SmallVec::from_slice(&[empty]))
                } else {
                    memory
                }
            }
            Some(leaves) => Flat::Leaves(SmallVec::from_vec(leaves)),
            None => memory,
        })
    }
}
