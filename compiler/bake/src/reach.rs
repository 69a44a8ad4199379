//! What a block of the interpreter's memory reaches, and whether it can lie in the image.

use crate::frozen::FrozenRef;
use crate::heap::BlockKind;
use crate::machine::Machine;
use crate::trap::TrapReason;
use crate::value::{Base, Pointer};
use kiln_ir::Func;
use kiln_world::TypeId;
use rustc_hash::FxHashSet;

/// What a pointer in a static field or an object leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Reference {
    Object(u32, TypeId),
    Text(Box<[u16]>),
    TypeObject(TypeId),
    MethodTable(TypeId),
    Code(Func),
}

impl Reference {
    /// As the frozen heap has it; objects need to be placed there first.
    pub fn frozen(self) -> Result<FrozenRef, (u32, TypeId)> {
        Ok(match self {
            Reference::Object(index, ty) => return Err((index, ty)),
            Reference::Text(text) => FrozenRef::Text(text),
            Reference::TypeObject(ty) => FrozenRef::TypeObject(ty),
            Reference::MethodTable(ty) => FrozenRef::MethodTable(ty),
            Reference::Code(func) => FrozenRef::Code(func),
        })
    }
}

/// What a pointer leads to; refused if the image cannot say it.
pub fn reference(machine: &Machine, pointer: Pointer) -> Result<Reference, TrapReason> {
    let refused = |what: &str| TrapReason::Refused(format!("keeps {what}"));
    if pointer.offset != 0 {
        return Err(refused("an address inside of an object"));
    }
    match pointer.base {
        Base::Code(func) => Ok(Reference::Code(func)),
        Base::MethodTable(ty) => Ok(Reference::MethodTable(ty)),
        Base::Stack(..) => Err(refused("an address of a local")),
        Base::Address => Err(TrapReason::AddressObserved),
        Base::Heap(index) if machine.was_thrown(index) => Err(TrapReason::KeepsThrown),
        Base::Heap(index) => match &machine.memory.block(pointer.base)?.kind {
            BlockKind::Literal => Ok(Reference::Text(machine.string_text(pointer)?.into())),
            BlockKind::TypeObject(ty) => Ok(Reference::TypeObject(*ty)),
            BlockKind::Object(ty) => Ok(Reference::Object(index, *ty)),
            _ => Err(refused("an address of a static field")),
        },
    }
}

/// Visits what a block reaches besides the objects already seen.
pub fn walk(
    machine: &Machine,
    start: Base,
    seen: &mut FxHashSet<u32>,
    visit: &mut dyn FnMut(&Reference),
) -> Result<(), TrapReason> {
    let mut work = vec![start];
    while let Some(base) = work.pop() {
        for pointer in machine.memory.block(base)?.pointers.values() {
            let found = reference(machine, *pointer)?;
            if let Reference::Object(index, _) = found {
                if !seen.insert(index) {
                    continue;
                }
                work.push(Base::Heap(index));
            }
            visit(&found);
        }
    }
    Ok(())
}
