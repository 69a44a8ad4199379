//! Signatures as small trees (ECMA-335 II.23.2): methods, fields, properties, locals, types.

use crate::coded::TypeDefOrRef;

/// A type in a signature.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SigType {
    /// `void`
    Void,
    /// `bool`
    Bool,
    /// `char`
    Char,
    /// `sbyte`
    I1,
    /// `byte`
    U1,
    /// `short`
    I2,
    /// `ushort`
    U2,
    /// `int`
    I4,
    /// `uint`
    U4,
    /// `long`
    I8,
    /// `ulong`
    U8,
    /// `float`
    R4,
    /// `double`
    R8,
    /// `nint`
    IntPtr,
    /// `nuint`
    UIntPtr,
    /// `string`
    String,
    /// `object`
    Object,
    /// `System.TypedReference`
    TypedRef,
    /// A class or interface.
    Class(TypeDefOrRef),
    /// A struct or enum.
    ValueType(TypeDefOrRef),
    /// An instantiated generic type.
    GenericInst {
        /// True for structs.
        is_value: bool,
        /// The generic type.
        def: TypeDefOrRef,
        /// Its arguments.
        args: Vec<SigType>,
    },
    /// A type parameter of the type.
    Var(u32),
    /// A type parameter of the method.
    MVar(u32),
    /// `T[]`
    SzArray(Box<SigType>),
    /// `T[,]`, or `T[*]` of rank 1.
    Array(Box<ArraySig>),
    /// `T*`
    Ptr(Box<SigType>),
    /// `ref T`
    ByRef(Box<SigType>),
    /// `delegate*`
    FnPtr(Box<MethodSig>),
    /// A type with a custom modifier.
    Modified {
        /// `modreq`, not `modopt`.
        required: bool,
        /// The modifier.
        modifier: TypeDefOrRef,
        /// The type.
        inner: Box<SigType>,
    },
    /// A pinned local.
    Pinned(Box<SigType>),
}

impl SigType {
    /// The type without custom modifiers and pinning at its top.
    pub fn unmodified(&self) -> &SigType {
        let mut ty = self;
        while let SigType::Modified { inner, .. } | SigType::Pinned(inner) = ty {
            ty = inner;
        }
        ty
    }

    /// The custom modifiers at the top, outermost first: (required, modifier).
    pub fn modifiers(&self) -> impl Iterator<Item = (bool, TypeDefOrRef)> + '_ {
        let mut ty = self;
        std::iter::from_fn(move || {
            while let SigType::Pinned(inner) = ty {
                ty = inner;
            }
            let SigType::Modified {
                required,
                modifier,
                inner,
            } = ty
            else {
                return None;
            };
            ty = inner;
            Some((*required, *modifier))
        })
    }
}

/// An array with a shape.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ArraySig {
    /// Element type.
    pub element: SigType,
    /// Number of dimensions.
    pub rank: u32,
    /// Sizes of the first dimensions; usually none.
    pub sizes: Vec<u32>,
    /// Lower bounds of the first dimensions.
    pub lower_bounds: Vec<i32>,
}

/// How a method or function pointer is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallKind {
    /// Managed, fixed arguments.
    Default,
    /// Unmanaged `cdecl`.
    C,
    /// Unmanaged `stdcall`.
    StdCall,
    /// Unmanaged `thiscall`.
    ThisCall,
    /// Unmanaged `fastcall`.
    FastCall,
    /// Managed, with variable arguments.
    VarArg,
    /// Unmanaged; the convention is in modifiers of the return type, else the platform's.
    Unmanaged,
    /// Unmanaged, with variable arguments.
    NativeVarArg,
}

/// The signature of a method, call site or function pointer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MethodSig {
    /// There is a `this` argument.
    pub has_this: bool,
    /// `this` is the first of `params`.
    pub explicit_this: bool,
    /// Calling convention.
    pub kind: CallKind,
    /// Number of generic parameters of the method.
    pub generic_count: u32,
    /// Return type.
    pub ret: SigType,
    /// Parameter types.
    pub params: Vec<SigType>,
    /// At a vararg call site: how many of `params` are declared.
    pub sentinel: Option<u32>,
}

/// The signature of a property.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PropertySig {
    /// It is an instance property.
    pub has_this: bool,
    /// Type of the value.
    pub ty: SigType,
    /// Types of the indexes.
    pub params: Vec<SigType>,
}

/// The signature of a member reference.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MemberSig {
    /// A method.
    Method(MethodSig),
    /// A field and its type.
    Field(SigType),
}

/// What a stand-alone signature describes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum StandAlone {
    /// Types of locals.
    Locals(Vec<SigType>),
    /// A call site.
    Method(MethodSig),
    /// A field (written by debuggers).
    Field(SigType),
    /// Arguments of a generic method (written by debuggers).
    Instantiation(Vec<SigType>),
}
