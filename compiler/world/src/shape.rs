//! What an interned type is made of, signatures, and generic contexts.

use crate::ids::{SigId, TypeDefId, TypeId};

/// The structure of an interned type. Primitives, `string` and `object` are definitions of the
/// core library.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Shape {
    Def {
        def: TypeDefId,
        args: Box<[TypeId]>,
    },
    SzArray(TypeId),
    MdArray {
        element: TypeId,
        rank: u32,
    },
    Pointer(TypeId),
    ByRef(TypeId),
    FnPtr(SigId),
    /// `!n`, a type parameter of the enclosing type.
    TypeVar(u32),
    /// `!!n`, a type parameter of the enclosing method.
    MethodVar(u32),
}

/// An unmanaged calling convention.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum UnmanagedKind {
    /// The platform's default (`winapi`).
    Platform,
    C,
    StdCall,
    ThisCall,
    FastCall,
    Swift,
}

/// How a signature is called.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum Convention {
    Default,
    VarArg,
    Unmanaged {
        kind: UnmanagedKind,
        suppress_gc_transition: bool,
    },
}

/// A custom modifier met in a signature: kept for matching overrides, no meaning otherwise
/// except `volatile` fields.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub struct Modifier {
    /// 0 the return type, `n` parameter `n - 1`.
    pub position: u32,
    pub required: bool,
    pub ty: TypeId,
}

/// A method signature over interned types.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Signature {
    pub has_this: bool,
    pub explicit_this: bool,
    pub convention: Convention,
    /// Number of the method's own type parameters.
    pub generic_arity: u32,
    /// Parameters without `this`. For a vararg call site, fixed then variable ones.
    pub params: Box<[TypeId]>,
    /// Count of fixed parameters when `params` includes variable ones after a sentinel.
    pub fixed_params: u32,
    pub ret: TypeId,
    pub modifiers: Box<[Modifier]>,
}

/// What type and method variables stand for.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct GenericContext<'a> {
    pub type_args: &'a [TypeId],
    pub method_args: &'a [TypeId],
}

impl<'a> GenericContext<'a> {
    /// Nothing stands for anything: for code of non-generic methods of non-generic types.
    pub const EMPTY: GenericContext<'static> = GenericContext {
        type_args: &[],
        method_args: &[],
    };

    /// A context with the type's arguments only.
    pub fn of_type(type_args: &'a [TypeId]) -> Self {
        GenericContext {
            type_args,
            method_args: &[],
        }
    }
}
