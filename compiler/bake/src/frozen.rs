//! The frozen heap: objects that are part of the image from the start.

use kiln_ir::Func;
use kiln_world::TypeId;

/// An object of the frozen heap.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct FrozenId(pub u32);

#[derive(Clone, Debug)]
pub struct FrozenObject {
    pub ty: TypeId,
    /// Everything after the 8-byte header, with zeros where `refs` point.
    pub data: Vec<u8>,
    /// Addresses to fill in, by offset into `data`.
    pub refs: Vec<(u32, FrozenRef)>,
    /// May be written by the program: lies in writable memory and is scanned by the collector.
    pub mutable: bool,
}

/// What a pointer-sized cell of a frozen object points to.
#[derive(Clone, Debug, PartialEq)]
pub enum FrozenRef {
    Object(FrozenId),
    /// A string literal; equal texts are one object.
    Text(Box<[u16]>),
    TypeObject(TypeId),
    MethodTable(TypeId),
    Code(Func),
}

#[derive(Clone, Debug, Default)]
pub struct FrozenHeap {
    pub objects: Vec<FrozenObject>,
}

impl FrozenHeap {
    pub fn add(&mut self, object: FrozenObject) -> FrozenId {
        self.objects.push(object);
        FrozenId(self.objects.len() as u32 - 1)
    }
}
