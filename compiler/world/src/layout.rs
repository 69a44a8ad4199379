//! Layouts of exact types: sizes, field offsets, reference maps, scalar leaves.

use smallvec::SmallVec;

use crate::ids::{FieldId, TypeId};

/// A scalar in memory.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum Leaf {
    I8,
    U8,
    I16,
    U16,
    I32,
    I64,
    F32,
    F64,
    Ref,
    ByRef,
    Ptr,
}

/// A scalar at an offset of a value.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub struct LeafSlot {
    pub offset: u32,
    pub kind: Leaf,
}

/// A field's place.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct FieldSlot {
    pub field: FieldId,
    /// From the start of a value, or from the start of the object (its header) for classes.
    pub offset: u32,
    pub ty: TypeId,
}

/// The layout of an exact type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Layout {
    /// As a value or field: the value's size; a pointer for reference types.
    pub size: u32,
    pub align: u32,
    /// Bytes of an object of this type (boxed, for value types), header included, unrounded.
    pub instance_size: u32,
    /// Alignment that the object's data needs.
    pub instance_align: u32,
    /// Instance fields, base classes' first.
    pub fields: Box<[FieldSlot]>,
    /// Bit `i`: the pointer-sized word `i` holds a reference. Counted from the start of a value;
    /// for classes from the end of the object header.
    pub gc_words: Box<[u64]>,
    /// Words that hold managed pointers (`ref` fields), same numbering.
    pub byref_words: Box<[u64]>,
    /// Some fields overlap.
    pub overlapping: bool,
}

impl Layout {
    pub fn contains_refs(&self) -> bool {
        self.gc_words.iter().any(|word| *word != 0)
    }
    pub fn is_ref_word(&self, word: u32) -> bool {
        self.gc_words
            .get(word as usize / 64)
            .is_some_and(|bits| bits >> (word % 64) & 1 != 0)
    }
}

/// How a value travels through calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Flat {
    /// One primitive, reference or pointer: the type itself is scalar.
    Scalar(Leaf),
    /// A struct of one to four scalars, passed one by one. Empty structs are one byte.
    Leaves(SmallVec<[LeafSlot; 4]>),
    /// Passed by address.
    Memory {
        size: u32,
        align: u32,
    },
    Void,
}
