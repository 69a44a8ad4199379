//! From the interpreter's memory to the image: what static fields reach becomes frozen objects.

use crate::frozen::{FrozenHeap, FrozenId, FrozenObject, FrozenRef};
use crate::heap::Block;
use crate::machine::Machine;
use crate::reach::reference;
use crate::trap::TrapReason;
use crate::value::{Base, Pointer};
use kiln_world::{FieldId, TypeId};
use rustc_hash::FxHashMap;

/// The initial content of a static field.
#[derive(Clone, Debug)]
pub struct FrozenStatic {
    pub field: FieldId,
    pub data: Vec<u8>,
    /// Addresses to fill in, by offset into `data`.
    pub refs: Vec<(u32, FrozenRef)>,
}

/// Freezes what the given static fields hold and reach. `is_mutable` says whether the program may write
/// to objects of a type; strings never are.
pub fn freeze(
    machine: &Machine,
    heap: &mut FrozenHeap,
    fields: &[(FieldId, Base)],
    is_mutable: &dyn Fn(TypeId) -> bool,
) -> Result<Vec<FrozenStatic>, TrapReason> {
    let mut freezer = Freezer {
        machine,
        heap,
        ids: FxHashMap::default(),
        work: Vec::new(),
        is_mutable,
    };
    let mut statics = Vec::with_capacity(fields.len());
    for &(field, base) in fields {
        let block = machine.memory.block(base)?;
        let refs = freezer.refs(block, 0)?;
        statics.push(FrozenStatic {
            field,
            data: block.bytes.clone(),
            refs,
        });
    }
    freezer.finish()?;
    Ok(statics)
}

struct Freezer<'a> {
    machine: &'a Machine,
    heap: &'a mut FrozenHeap,
    ids: FxHashMap<u32, FrozenId>,
    /// Objects whose references are not followed yet.
    work: Vec<(u32, FrozenId)>,
    is_mutable: &'a dyn Fn(TypeId) -> bool,
}

impl Freezer<'_> {
    fn refs(&mut self, block: &Block, skip: u32) -> Result<Vec<(u32, FrozenRef)>, TrapReason> {
        let pointers = block.pointers.iter();
        pointers
            .map(|(at, pointer)| Ok((at - skip, self.target(*pointer)?)))
            .collect()
    }

    fn target(&mut self, pointer: Pointer) -> Result<FrozenRef, TrapReason> {
        Ok(match reference(self.machine, pointer)?.frozen() {
            Ok(found) => found,
            Err((index, ty)) => FrozenRef::Object(self.object(index, ty)),
        })
    }

    fn object(&mut self, index: u32, ty: TypeId) -> FrozenId {
        if let Some(id) = self.ids.get(&index) {
            return *id;
        }
        let mutable = (self.is_mutable)(ty);
        let id = self.heap.add(FrozenObject {
            ty,
            data: Vec::new(),
            refs: Vec::new(),
            mutable,
        });
        self.ids.insert(index, id);
        self.work.push((index, id));
        id
    }

    fn finish(&mut self) -> Result<(), TrapReason> {
        let header = self.machine.model.header;
        while let Some((index, id)) = self.work.pop() {
            let block = self.machine.memory.block(Base::Heap(index))?;
            let refs = self.refs(block, header)?;
            let object = &mut self.heap.objects[id.0 as usize];
            object.data = block.bytes[header as usize..].to_vec();
            object.refs = refs;
        }
        Ok(())
    }
}
