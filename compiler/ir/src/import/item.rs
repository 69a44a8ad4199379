//! What the importer holds for a stack entry or a variable: a constant, an SSA value, an address not yet
//! computed, a struct still in memory, or a box not yet allocated.

use crate::entity::Value;
use crate::function::Alias;
use crate::ty::Ty;
use kiln_world::{FieldId, MethodId, TypeId};
use smallvec::SmallVec;
use std::rc::Rc;

#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// `I32` (sign-extended) or `I64`.
    Int(Ty, i64),
    Float(Ty, u64),
    Null,
    /// `typeof(T)`.
    Type(TypeId),
    Text(Rc<[u16]>),
    Val(Value),
    /// `base + offset`, a byref or pointer.
    Addr(Addr),
    Struct(StructItem),
    /// A value type that would be boxed, if somebody asks for the object.
    Boxed(Rc<StackBox>),
    /// `ldftn`.
    Code(MethodId),
    /// `ldvirtftn` on a receiver.
    VirtualCode(MethodId, Value),
    /// `ldtoken` of a type.
    TypeHandle(TypeId),
    FieldHandle(FieldId),
    MethodHandle(MethodId),
}

#[derive(Clone, Debug, PartialEq)]
pub struct StackBox {
    pub ty: TypeId,
    pub inner: Item,
}

/// An address and what may be found there.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Addr {
    pub base: Value,
    pub offset: i32,
    pub alias: Alias,
}

impl Addr {
    pub fn any(base: Value) -> Addr {
        Addr {
            base,
            offset: 0,
            alias: Alias::Any,
        }
    }

    pub fn plus(self, offset: u32) -> Addr {
        Addr {
            offset: self.offset.wrapping_add(offset as i32),
            ..self
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct StructItem {
    pub ty: TypeId,
    pub place: Place,
}

/// Where a struct value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// All bits zero.
    Zero,
    /// Its scalar leaves, as the calling convention has them.
    Leaves(SmallVec<[Value; 4]>),
    /// Memory that nothing changes any more.
    Stable(Addr),
    /// Memory that a store to the variable changes, or any store if its address is taken.
    Var(u32, Addr),
    /// Memory that any store may change.
    Memory(Addr),
}

/// The type of a stack entry.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Scalar(Ty),
    Struct(TypeId),
}

impl Item {
    pub fn i32(value: i32) -> Item {
        Item::Int(Ty::I32, i64::from(value))
    }

    pub fn bool(value: bool) -> Item {
        Item::Int(Ty::I32, i64::from(value))
    }

    pub fn int(&self) -> Option<i64> {
        match self {
            Item::Int(_, value) => Some(*value),
            _ => None,
        }
    }

    pub fn is_zero(&self) -> bool {
        matches!(self, Item::Int(_, 0) | Item::Null)
    }

    pub fn zero_of(ty: Ty) -> Item {
        match ty {
            Ty::I32 | Ty::I64 => Item::Int(ty, 0),
            Ty::F32 | Ty::F64 => Item::Float(ty, 0),
            Ty::Ref => Item::Null,
            // A null byref or pointer is a null of that kind: see `Importer::null_of`.
            Ty::ByRef | Ty::Ptr => Item::Int(Ty::I64, 0),
        }
    }
}
