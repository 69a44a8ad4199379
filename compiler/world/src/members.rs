//! Fields and methods of interned types.

use std::ops::Range;

use bitflags::bitflags;

use crate::ids::{AssemblyId, FieldDefId, MethodDefId, SigId, TypeId};
use crate::shape::{GenericContext, Signature};

bitflags! {
    /// What a field is.
    #[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
    pub struct FieldFlags: u32 {
        const STATIC = 1;
        const INIT_ONLY = 1 << 1;
        const LITERAL = 1 << 2;
        const HAS_RVA = 1 << 3;
        const THREAD_STATIC = 1 << 4;
        /// The signature carries `modreq(IsVolatile)`.
        const VOLATILE = 1 << 5;
        const HAS_DEFAULT = 1 << 6;
        /// `[FixedAddressValueType]`.
        const FIXED_ADDRESS = 1 << 7;
    }

    /// What a method is.
    #[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
    pub struct MethodFlags: u32 {
        const STATIC = 1;
        const VIRTUAL = 1 << 1;
        const ABSTRACT = 1 << 2;
        const FINAL = 1 << 3;
        const NEW_SLOT = 1 << 4;
        /// Instance constructor.
        const CTOR = 1 << 5;
        /// Type initialiser.
        const CCTOR = 1 << 6;
        const SPECIAL_NAME = 1 << 7;
        /// `[Intrinsic]`.
        const INTRINSIC = 1 << 8;
        /// IL is present.
        const HAS_BODY = 1 << 9;
        const INTERNAL_CALL = 1 << 10;
        /// Supplied by the runtime: delegates' members.
        const RUNTIME = 1 << 11;
        const SYNCHRONIZED = 1 << 12;
        const NO_INLINING = 1 << 13;
        const AGGRESSIVE_INLINING = 1 << 14;
        const NO_OPTIMIZATION = 1 << 15;
        const AGGRESSIVE_OPTIMIZATION = 1 << 16;
        const PINVOKE = 1 << 17;
        const UNMANAGED_CALLERS_ONLY = 1 << 18;
        /// `runtime async` methods.
        const ASYNC = 1 << 19;
        const PRESERVE_SIG = 1 << 20;
        const CHECK_ACCESS_ON_OVERRIDE = 1 << 21;
        /// Has some custom attribute.
        const HAS_ATTRIBUTES = 1 << 22;
    }
}

/// A field of an interned type. `offset` is found by `World::field_offset`.
#[derive(Debug)]
pub struct Field {
    pub owner: TypeId,
    pub def: FieldDefId,
    pub name: &'static str,
    /// With the owner's arguments put in.
    pub ty: TypeId,
    pub flags: FieldFlags,
    /// ECMA-335 FieldAttributes.
    pub attributes: u16,
}

impl Field {
    pub fn is_static(&self) -> bool {
        self.flags.contains(FieldFlags::STATIC)
    }
    pub fn is_init_only(&self) -> bool {
        self.flags.contains(FieldFlags::INIT_ONLY)
    }
    pub fn is_literal(&self) -> bool {
        self.flags.contains(FieldFlags::LITERAL)
    }
    pub fn has_rva(&self) -> bool {
        self.flags.contains(FieldFlags::HAS_RVA)
    }
    pub fn is_thread_static(&self) -> bool {
        self.flags.contains(FieldFlags::THREAD_STATIC)
    }
    pub fn is_volatile(&self) -> bool {
        self.flags.contains(FieldFlags::VOLATILE)
    }
}

/// A platform invoke declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImplMapInfo {
    /// Native library: `libSystem.Native`, `QCall`.
    pub module: &'static str,
    /// Function in it.
    pub entry: &'static str,
    /// ECMA-335 PInvokeAttributes.
    pub flags: u16,
    pub set_last_error: bool,
    pub suppress_gc_transition: bool,
}

/// A method of an interned type.
#[derive(Debug)]
pub struct Method {
    pub owner: TypeId,
    pub def: MethodDefId,
    /// The method's own generic arguments; its own variables when it is open.
    pub args: Box<[TypeId]>,
    pub name: &'static str,
    pub sig: SigId,
    pub(crate) sig_ref: std::sync::Arc<Signature>,
    pub flags: MethodFlags,
    /// ECMA-335 MethodAttributes.
    pub attributes: u16,
    /// ECMA-335 MethodImplAttributes.
    pub impl_attributes: u16,
    pub pinvoke: Option<Box<ImplMapInfo>>,
}

impl Method {
    /// The signature with all arguments put in.
    pub fn signature(&self) -> &Signature {
        &self.sig_ref
    }
    pub fn is_static(&self) -> bool {
        self.flags.contains(MethodFlags::STATIC)
    }
    pub fn is_virtual(&self) -> bool {
        self.flags.contains(MethodFlags::VIRTUAL)
    }
    pub fn is_abstract(&self) -> bool {
        self.flags.contains(MethodFlags::ABSTRACT)
    }
    pub fn is_final(&self) -> bool {
        self.flags.contains(MethodFlags::FINAL)
    }
    pub fn is_new_slot(&self) -> bool {
        self.flags.contains(MethodFlags::NEW_SLOT)
    }
    pub fn is_ctor(&self) -> bool {
        self.flags.contains(MethodFlags::CTOR)
    }
    pub fn is_cctor(&self) -> bool {
        self.flags.contains(MethodFlags::CCTOR)
    }
    pub fn is_intrinsic(&self) -> bool {
        self.flags.contains(MethodFlags::INTRINSIC)
    }
    pub fn has_body(&self) -> bool {
        self.flags.contains(MethodFlags::HAS_BODY)
    }
    pub fn is_internal_call(&self) -> bool {
        self.flags.contains(MethodFlags::INTERNAL_CALL)
    }
    pub fn is_runtime(&self) -> bool {
        self.flags.contains(MethodFlags::RUNTIME)
    }
    pub fn is_unmanaged_callers_only(&self) -> bool {
        self.flags.contains(MethodFlags::UNMANAGED_CALLERS_ONLY)
    }
}

/// A compile-time constant of a literal field.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    Boolean(bool),
    Char(u16),
    I8(i8),
    U8(u8),
    I16(i16),
    U16(u16),
    I32(i32),
    U32(u32),
    I64(i64),
    U64(u64),
    F32(f32),
    F64(f64),
    /// UTF-16 code units.
    String(Box<[u16]>),
    Null,
}

/// A local variable of a body.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct LocalVar {
    pub ty: TypeId,
    pub pinned: bool,
}

/// IL of a method with what its tokens mean.
#[derive(Debug)]
pub struct MethodBody {
    /// Assembly whose tokens the IL uses.
    pub assembly: AssemblyId,
    pub type_args: Box<[TypeId]>,
    pub method_args: Box<[TypeId]>,
    pub max_stack: u16,
    /// `.locals init`.
    pub init_locals: bool,
    pub locals: Vec<LocalVar>,
    pub il: &'static [u8],
    pub clauses: Vec<Clause>,
}

impl MethodBody {
    pub fn context(&self) -> GenericContext<'_> {
        GenericContext {
            type_args: &self.type_args,
            method_args: &self.method_args,
        }
    }
}

/// An exception clause, ranges in IL offsets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    pub try_range: Range<u32>,
    pub handler: Range<u32>,
    pub kind: ClauseKind,
}

/// What an exception clause does.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ClauseKind {
    /// The exact exception type.
    Catch(TypeId),
    /// Filter code from this offset to the handler's start.
    Filter(u32),
    Finally,
    Fault,
}

/// A type initialiser.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct CctorInfo {
    pub method: crate::ids::MethodId,
    pub before_field_init: bool,
}

/// A place in source text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLocation {
    pub file: String,
    pub line: u32,
    pub column: u32,
}

/// An operation of a multi-dimensional array that IL names as a method.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ArrayMethodKind {
    Get,
    Set,
    Address,
    /// Constructor with `n` integers: the rank (lengths), or twice the rank (lower bounds too).
    Ctor(u32),
}

/// A reference to an array operation. Jagged constructors of `T[][]` arrays included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArrayMethod {
    pub array: TypeId,
    pub kind: ArrayMethodKind,
}

/// What a method token means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MethodTarget {
    Method(crate::ids::MethodId),
    Array(ArrayMethod),
}

/// A resolved method token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodRef {
    pub target: MethodTarget,
    /// The call site's signature: differs from the method's for varargs.
    pub sig: SigId,
}

impl MethodRef {
    /// The method, unless this is an array operation.
    pub fn method(&self) -> Option<crate::ids::MethodId> {
        match self.target {
            MethodTarget::Method(method) => Some(method),
            MethodTarget::Array(_) => None,
        }
    }
}

/// A decoded token of any kind, for `ldtoken`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenTarget {
    Type(TypeId),
    Method(MethodRef),
    Field(crate::ids::FieldId),
}
