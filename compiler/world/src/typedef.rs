//! Facts of a type definition, decoded once on first use.

use bitflags::bitflags;

use crate::ids::{FieldRow, MethodRow, TypeDefId, TypeId};

/// What a definition is.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum TypeKind {
    Class,
    Struct,
    Enum,
    Interface,
    Delegate,
}

bitflags! {
    /// What flags and well-known attributes say of a definition.
    #[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
    pub struct TypeFlags: u32 {
        const ABSTRACT = 1;
        const SEALED = 1 << 1;
        const BEFORE_FIELD_INIT = 1 << 2;
        const SEQUENTIAL = 1 << 3;
        const EXPLICIT = 1 << 4;
        /// `ref struct`.
        const BYREF_LIKE = 1 << 5;
        /// `[Intrinsic]`.
        const INTRINSIC = 1 << 6;
        /// A primitive of the core library with an element type of its own.
        const PRIMITIVE = 1 << 7;
        /// Some type parameter is variant.
        const VARIANT = 1 << 8;
        const HAS_CCTOR = 1 << 9;
        const UNMANAGED_VALUE = 1 << 10;
        /// `ExtendedLayout(CStruct)` kind of layout.
        const EXTENDED = 1 << 11;
    }
}

/// Variance of a type parameter.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum Variance {
    None,
    Covariant,
    Contravariant,
}

/// A type definition.
#[derive(Debug)]
pub struct TypeDef {
    pub id: TypeDefId,
    /// Metadata name, with the arity suffix: ``List`1``.
    pub name: &'static str,
    /// Empty for nested types.
    pub namespace: &'static str,
    /// Full name: ``System.Collections.Generic.List`1`` or `Outer/Inner`.
    pub full_name: Box<str>,
    pub enclosing: Option<TypeDefId>,
    /// ECMA-335 TypeAttributes.
    pub attributes: u32,
    pub flags: TypeFlags,
    pub kind: TypeKind,
    /// Number of type parameters, those of enclosing types included.
    pub arity: u32,
    pub variance: Box<[Variance]>,
    /// Rows of the MethodDef table.
    pub methods: Box<[MethodRow]>,
    /// Rows of the Field table.
    pub fields: Box<[FieldRow]>,
    pub pack: u32,
    pub class_size: u32,
    /// `[InlineArray(n)]`.
    pub inline_array_len: Option<u32>,
    /// The definition's primitive kind when it is one of the core library's.
    pub prim: Option<PrimKind>,
    /// The definition applied to its own type parameters; itself when not generic.
    pub open: TypeId,
}

impl TypeDef {
    pub fn is_sealed(&self) -> bool {
        self.flags.contains(TypeFlags::SEALED)
    }
    pub fn is_abstract(&self) -> bool {
        self.flags.contains(TypeFlags::ABSTRACT)
    }
    pub fn is_byref_like(&self) -> bool {
        self.flags.contains(TypeFlags::BYREF_LIKE)
    }
    pub fn is_interface(&self) -> bool {
        self.kind == TypeKind::Interface
    }
    pub fn is_value_type(&self) -> bool {
        matches!(self.kind, TypeKind::Struct | TypeKind::Enum)
    }
    pub fn is_intrinsic(&self) -> bool {
        self.flags.contains(TypeFlags::INTRINSIC)
    }
    pub fn is_before_field_init(&self) -> bool {
        self.flags.contains(TypeFlags::BEFORE_FIELD_INIT)
    }
}

/// Primitive types of the evaluation stack and of memory.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum PrimKind {
    Boolean,
    Char,
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    F32,
    F64,
    /// `System.IntPtr`.
    INative,
    /// `System.UIntPtr`.
    UNative,
}

impl PrimKind {
    /// Size in bytes on a target with pointers of `pointer_bytes`.
    pub fn size(self, pointer_bytes: u32) -> u32 {
        use PrimKind::*;
        match self {
            Boolean | I8 | U8 => 1,
            Char | I16 | U16 => 2,
            I32 | U32 | F32 => 4,
            I64 | U64 | F64 => 8,
            INative | UNative => pointer_bytes,
        }
    }

    /// Is the value sign-extended when it is loaded from memory?
    pub fn is_signed(self) -> bool {
        use PrimKind::*;
        matches!(self, I8 | I16 | I32 | I64 | INative)
    }
}

/// What a value of a type is on the evaluation stack. Enums are their underlying primitive.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum Class {
    Void,
    Prim(PrimKind),
    /// An object reference.
    Ref,
    /// A managed pointer.
    ByRef,
    /// An unmanaged pointer or function pointer.
    Ptr,
    /// A value type that is not a primitive; `TypedReference` too.
    Struct,
    /// A type variable of an open type.
    Var,
}
