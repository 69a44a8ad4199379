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

impl Layout {
    pub(crate) fn scalar(size: u32, align: u32) -> Layout {
        Layout {
            size,
            align,
            instance_size: 0,
            instance_align: align,
            fields: Box::default(),
            gc_words: Box::default(),
            byref_words: Box::default(),
            overlapping: false,
        }
    }
}

/// A set of pointer-sized words, grown as needed.
#[derive(Default)]
pub(crate) struct Words(Vec<u64>);

impl Words {
    pub fn set(&mut self, word: u32) {
        let index = word as usize / 64;
        if self.0.len() <= index {
            self.0.resize(index + 1, 0);
        }
        self.0[index] |= 1 << (word % 64);
    }

    /// Adds another set, moved up by `by` words.
    pub fn add(&mut self, other: &[u64], by: u32) {
        for (index, bits) in other.iter().enumerate() {
            let mut bits = *bits;
            while bits != 0 {
                self.set(by + index as u32 * 64 + bits.trailing_zeros());
                bits &= bits - 1;
            }
        }
    }

    pub fn into_box(self) -> Box<[u64]> {
        self.0.into_boxed_slice()
    }
}

/// Size and alignment limits.
pub(crate) const MAX_SIZE: u32 = 0x07FF_FFFF;

pub(crate) fn align_up(value: u32, align: u32) -> u32 {
    value.saturating_add(align - 1) & !(align - 1)
}
