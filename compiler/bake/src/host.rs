//! What the interpreter asks of the program around it: bodies, types, dispatch, statics.

use crate::machine::Machine;
use crate::trap::TrapReason;
use crate::value::{Pointer, Val};
use kiln_ir::{ExceptionKind, Func, Function};
use kiln_world::{FieldId, MethodId, TypeId};
use std::sync::Arc;

/// Where things lie in objects of the target.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct ObjectModel {
    pub pointer_bytes: u32,
    pub little_endian: bool,
    /// Bytes before an object's fields.
    pub header: u32,
    pub array_length: u32,
    pub array_data: u32,
    pub string_length: u32,
    pub string_chars: u32,
    /// The delegate's fields: what it is bound to, and the code that is called.
    pub delegate_target: u32,
    pub delegate_code: u32,
    /// Where a RuntimeType object has its method table; 0 if nobody may look.
    pub type_handle: u32,
}

impl ObjectModel {
    /// A 64-bit little-endian target.
    pub fn little_64() -> ObjectModel {
        ObjectModel {
            pointer_bytes: 8,
            little_endian: true,
            header: 8,
            array_length: 8,
            array_data: 16,
            string_length: 8,
            string_chars: 12,
            delegate_target: 8,
            delegate_code: 24,
            type_handle: 0,
        }
    }
}

/// A static field's memory.
#[derive(Clone, Debug)]
pub struct StaticData {
    pub bytes: Vec<u8>,
    pub writable: bool,
}

/// What `cctor` of a type does.
#[derive(Clone, PartialEq, Debug)]
pub enum CctorAction {
    /// There is none, or its effects are there already.
    Nothing,
    Run(Func),
}

/// What a runtime entry does at build time.
#[derive(Clone, PartialEq, Debug)]
pub enum EntryEffect {
    Returns(Vec<Val>),
    Throws(ExceptionKind),
    /// It is not for build time.
    Refused,
}

pub type Answer<T> = Result<T, TrapReason>;

/// The program as the interpreter sees it. Refusals become traps.
pub trait Host {
    fn model(&self) -> ObjectModel;
    /// The body of a function.
    fn function(&mut self, func: Func) -> Answer<Arc<Function>>;

    // Types.
    /// Bytes of an object that is no array or string, header included.
    fn object_bytes(&self, ty: TypeId) -> Answer<u32>;
    /// Bytes of a value in memory.
    fn value_bytes(&self, ty: TypeId) -> Answer<u32>;
    /// Element type of an array type.
    fn element(&self, array: TypeId) -> Option<TypeId>;
    /// castclass semantics on exact types.
    fn is_assignable(&self, from: TypeId, to: TypeId) -> bool;
    /// Whether an object of exact type `object` unboxes as `ty`: itself, or of the same underlying type.
    fn unboxes_as(&self, object: TypeId, ty: TypeId) -> bool {
        object == ty
    }
    fn string_type(&self) -> Answer<TypeId>;
    /// The type of RuntimeType objects.
    fn runtime_type(&self) -> Answer<TypeId>;

    // Dispatch on the exact type of the receiver; an unboxing entry for methods of value types.
    fn resolve_virtual(&mut self, receiver: TypeId, method: MethodId) -> Answer<Func>;
    fn resolve_interface(&mut self, receiver: TypeId, method: MethodId) -> Answer<Func>;

    // Statics.
    fn static_data(&mut self, field: FieldId) -> Answer<StaticData>;
    fn rva_data(&mut self, field: FieldId) -> Answer<Vec<u8>>;
    fn cctor(&mut self, ty: TypeId) -> Answer<CctorAction>;

    // What constructors that run for the image may see of each other's work.
    /// The type whose static constructor initialises a field.
    fn static_owner(&self, field: FieldId) -> Option<TypeId> {
        let _ = field;
        None
    }
    /// Whether a static field never changes once its type is initialised.
    fn is_constant_static(&self, field: FieldId) -> bool {
        let _ = field;
        false
    }
    /// Whether these bytes of an object never change once it is made.
    fn is_constant_at(&self, object: TypeId, offset: i64, bytes: u32) -> bool {
        let _ = (object, offset, bytes);
        false
    }
    /// The field in which a getter keeps what it makes when first asked, if nothing else touches it.
    fn lazy_field(&mut self, func: Func) -> Option<FieldId> {
        let _ = func;
        None
    }
    fn has_finalizer(&self, ty: TypeId) -> bool {
        let _ = ty;
        false
    }

    /// A call of a runtime entry, by symbol.
    fn runtime_entry(
        &mut self,
        symbol: &str,
        args: &[Val],
        machine: &mut Machine,
    ) -> Answer<EntryEffect> {
        let _ = (symbol, args, machine);
        Ok(EntryEffect::Refused)
    }

    /// Memory behind a method table, where the host knows it.
    fn method_table(&mut self, ty: TypeId, offset: i64, bytes: u32) -> Answer<Val> {
        let _ = (ty, offset, bytes);
        Err(TrapReason::Opaque("a method table"))
    }

    /// An exception of this kind when no body makes it: the object, ready to be thrown.
    fn exception(&mut self, kind: ExceptionKind, machine: &mut Machine) -> Answer<Pointer> {
        let _ = machine;
        Err(TrapReason::CannotThrow(kind))
    }
}
