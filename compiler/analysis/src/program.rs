//! What is left to generate code for: bodies, type tables, statics and frozen objects, in a fixed order.

use crate::reflect::Reflection;
use kiln_bake::frozen::{FrozenHeap, FrozenId, FrozenRef};
use kiln_ir::{Func, Function};
use kiln_world::{FieldId, MethodId, TypeId};
use rustc_hash::FxHashMap;

#[derive(Debug, Default)]
pub struct Program {
    /// Bodies of everything reachable, ordered by name.
    pub functions: Vec<Function>,
    pub types: Vec<TypeTable>,
    pub type_index: FxHashMap<TypeId, usize>,
    pub statics: Vec<StaticField>,
    pub frozen: FrozenHeap,
    /// Slot number (from the first slot) of each virtual or interface method that is called.
    pub slots: FxHashMap<MethodId, u32>,
    /// What reflection finds, if the program uses it.
    pub reflection: Option<Reflection>,
}

impl Program {
    pub fn table(&self, ty: TypeId) -> Option<&TypeTable> {
        self.type_index.get(&ty).map(|&index| &self.types[index])
    }
}

/// One MethodTable and what hangs on it.
#[derive(Debug, Clone)]
pub struct TypeTable {
    pub ty: TypeId,
    pub name: String,
    /// Low half of Flags is ComponentSize for arrays and strings.
    pub flags: u32,
    pub base_size: u32,
    pub parent: Option<TypeId>,
    /// Arrays, pointers and by-references: the element's type.
    pub element: Option<TypeId>,
    /// Nullable<T>: offset and size of the value.
    pub nullable: Option<(u32, u32)>,
    pub type_lo: u32,
    pub type_hi: u32,
    pub cast: CastTest,
    pub gc_words: GcWords,
    /// Code of each slot; `None` is never called through.
    pub slots: Vec<Option<Func>>,
    /// Interface test bytes, one per bucket.
    pub buckets: Vec<u8>,
    pub finalizer: Option<Func>,
    pub generic_args: Vec<TypeId>,
    pub cor_element_type: u32,
    pub attributes: u32,
    /// Bytes of instance fields without padding at the end (`GetNumInstanceFieldBytes`).
    pub field_bytes: u32,
    pub interface_count: u16,
    pub byref_like: bool,
    /// The frozen `EnumInfo<T>` of an enum whose names are asked for.
    pub enum_info: Option<FrozenId>,
    /// Delegates: thunks for open static and multicast invocation.
    pub shuffle: Option<Func>,
    pub multicast: Option<Func>,
}

/// How a cast to the type is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CastTest {
    /// `type_lo` of the object lies in this type's interval.
    Class,
    /// Bucket byte of the object's table equals the id.
    Interface { bucket: u16, id: u8 },
    /// Arrays: exact table, else the runtime compares elements.
    Array { rank: u32 },
    /// Only the same table passes.
    Exact,
    /// Never tested for, or only by the runtime.
    General,
}

/// Which pointer-sized words hold references: of the object after its header, or of one array element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GcWords {
    pub words: u32,
    pub bits: Vec<u64>,
}

impl GcWords {
    /// The words of a value; `bits` go as far as there are references.
    pub fn new(words: u32, bits: &[u64]) -> GcWords {
        let described = u32::try_from(bits.len() * 64).unwrap_or(u32::MAX);
        GcWords {
            words: words.min(described),
            bits: bits.to_vec(),
        }
    }
}

#[derive(Debug, Clone)]
pub struct StaticField {
    pub field: FieldId,
    pub name: String,
    pub size: u32,
    pub align: u32,
    /// Holds references: lies where the collector looks.
    pub has_refs: bool,
    pub thread_local: bool,
    /// Initial bytes (data of RVA fields, what a constructor left at compile time); empty = zero.
    pub data: Vec<u8>,
    /// Addresses to fill in, by offset into `data`.
    pub refs: Vec<(u32, FrozenRef)>,
    /// Never written by the program.
    pub constant: bool,
}

#[cfg(test)]
mod tests {
    use super::GcWords;

    /// The runtime reads a bit for each word: there must be one.
    #[test]
    fn words_end_with_their_bits() {
        assert_eq!(GcWords::new(200, &[1]).words, 64);
        assert_eq!(GcWords::new(200, &[1, 0, 0, 1]).words, 200);
        assert_eq!(GcWords::new(3, &[5]).words, 3);
        assert_eq!(GcWords::new(3, &[]).words, 0);
    }
}
