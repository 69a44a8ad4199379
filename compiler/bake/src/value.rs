//! Values of the interpreter: numbers, and pointers that know what they point into.

use kiln_ir::Func;
use kiln_ir::fold::Scalar;
use kiln_ir::ty::Ty;
use kiln_world::TypeId;

/// What a pointer points into.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Base {
    /// Nothing: the offset is the address. Null is address 0.
    Address,
    /// A block of the heap: an object, a static field, constant data.
    Heap(u32),
    /// A block of the stack; the serial number tells a block from later ones at its place.
    Stack(u32, u32),
    Code(Func),
    MethodTable(TypeId),
}

/// An address: where it points into, and how many bytes from the start.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub struct Pointer {
    pub base: Base,
    pub offset: i64,
}

impl Pointer {
    pub const NULL: Pointer = Pointer {
        base: Base::Address,
        offset: 0,
    };

    pub fn to(base: Base) -> Pointer {
        Pointer { base, offset: 0 }
    }

    pub fn code(func: Func) -> Pointer {
        Pointer::to(Base::Code(func))
    }

    pub fn method_table(ty: TypeId) -> Pointer {
        Pointer::to(Base::MethodTable(ty))
    }

    pub fn is_null(self) -> bool {
        self == Pointer::NULL
    }

    pub fn plus(self, bytes: i64) -> Pointer {
        Pointer {
            base: self.base,
            offset: self.offset.wrapping_add(bytes),
        }
    }
}

/// The content of an SSA value.
#[derive(Copy, Clone, PartialEq, Debug)]
pub enum Val {
    I32(i32),
    I64(i64),
    F32(f32),
    F64(f64),
    /// A reference, byref or pointer; also a native integer that holds an address.
    Ptr(Pointer),
}

impl Val {
    pub const NULL: Val = Val::Ptr(Pointer::NULL);

    /// Zero of a type.
    pub fn zero(ty: Ty) -> Val {
        match ty {
            Ty::I32 => Val::I32(0),
            Ty::I64 => Val::I64(0),
            Ty::F32 => Val::F32(0.0),
            Ty::F64 => Val::F64(0.0),
            Ty::Ref | Ty::ByRef | Ty::Ptr => Val::NULL,
        }
    }

    /// An integer of this type.
    pub fn int(ty: Ty, number: i64) -> Val {
        if ty == Ty::I32 {
            Val::I32(number as i32)
        } else {
            Val::I64(number)
        }
    }

    pub fn scalar(self) -> Option<Scalar> {
        Some(match self {
            Val::I32(x) => Scalar::I32(x),
            Val::I64(x) => Scalar::I64(x),
            Val::F32(x) => Scalar::F32(x),
            Val::F64(x) => Scalar::F64(x),
            Val::Ptr(_) => return None,
        })
    }

    /// The integer, sign-extended; a pointer into nothing is its address.
    pub fn as_int(self) -> Option<i64> {
        match self {
            Val::I32(x) => Some(i64::from(x)),
            Val::I64(x) => Some(x),
            Val::Ptr(Pointer {
                base: Base::Address,
                offset,
            }) => Some(offset),
            _ => None,
        }
    }

    /// The pointer; an integer is an address into nothing.
    pub fn as_pointer(self) -> Option<Pointer> {
        match self {
            Val::Ptr(pointer) => Some(pointer),
            Val::I32(x) => Some(Pointer {
                base: Base::Address,
                offset: i64::from(x as u32),
            }),
            Val::I64(x) => Some(Pointer {
                base: Base::Address,
                offset: x,
            }),
            _ => None,
        }
    }
}

impl From<Scalar> for Val {
    fn from(scalar: Scalar) -> Val {
        match scalar {
            Scalar::I32(x) => Val::I32(x),
            Scalar::I64(x) => Val::I64(x),
            Scalar::F32(x) => Val::F32(x),
            Scalar::F64(x) => Val::F64(x),
        }
    }
}
