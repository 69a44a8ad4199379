//! The attribute bits of rows (ECMA-335 II.23.1).

use bitflags::bitflags;

use crate::error::Parse;
use crate::tables::column::{FromColumn, RawRow};

macro_rules! flag_columns {
    ($($name:ident: $int:ident),*) => {$(
        impl<'a> FromColumn<'a> for $name {
            #[inline]
            fn decode(row: &RawRow<'a>, column: usize) -> Parse<Self> {
                Ok($name::from_bits_retain(row.raw(column) as $int))
            }
        }
    )*};
}

flag_columns!(TypeFlags: u32, FieldFlags: u16, MethodFlags: u16, MethodImplFlags: u16,
    ParamFlags: u16, PropertyFlags: u16, EventFlags: u16, SemanticsFlags: u16, PInvokeFlags: u16,
    AssemblyFlags: u32, GenericParamFlags: u16, ResourceFlags: u32, FileFlags: u32);

/// Who can see a type or member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// A member that only a definition token can name.
    CompilerControlled,
    /// The type itself.
    Private,
    /// Derived types in the same assembly.
    FamilyAndAssembly,
    /// The same assembly.
    Assembly,
    /// Derived types.
    Family,
    /// Derived types and the same assembly.
    FamilyOrAssembly,
    /// Everyone.
    Public,
}

impl Visibility {
    fn from_member_bits(bits: u16) -> Visibility {
        match bits & 7 {
            0 => Visibility::CompilerControlled,
            1 => Visibility::Private,
            2 => Visibility::FamilyAndAssembly,
            3 => Visibility::Assembly,
            4 => Visibility::Family,
            5 => Visibility::FamilyOrAssembly,
            _ => Visibility::Public,
        }
    }
}

/// How the fields of a type are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LayoutKind {
    /// As the runtime likes.
    Auto,
    /// In declaration order.
    Sequential,
    /// At given offsets.
    Explicit,
    /// As the C and C++ compilers of the platform do (.NET 11 and later).
    Extended,
}

/// What text a platform invoke or a type passes for strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CharSet {
    /// Not said.
    NotSpecified,
    /// Bytes.
    Ansi,
    /// UTF-16.
    Unicode,
    /// As the platform prefers.
    Auto,
}

bitflags! {
    /// Attributes of a type.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct TypeFlags: u32 {
        /// An interface.
        const INTERFACE = 0x20;
        /// Cannot be instantiated.
        const ABSTRACT = 0x80;
        /// Cannot be derived from.
        const SEALED = 0x100;
        /// The name has a meaning.
        const SPECIAL_NAME = 0x400;
        /// The runtime checks the name.
        const RT_SPECIAL_NAME = 0x800;
        /// Defined in a type library.
        const IMPORT = 0x1000;
        /// Can be serialised.
        const SERIALIZABLE = 0x2000;
        /// Defined by the Windows Runtime.
        const WINDOWS_RUNTIME = 0x4000;
        /// Has security declarations.
        const HAS_SECURITY = 0x4_0000;
        /// The static constructor may run early.
        const BEFORE_FIELD_INIT = 0x10_0000;
        /// A forward (exported types only).
        const FORWARDER = 0x20_0000;
        const _ = !0;
    }

    /// Attributes of a field.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct FieldFlags: u16 {
        /// Belongs to the type.
        const STATIC = 0x10;
        /// Set in constructors only.
        const INIT_ONLY = 0x20;
        /// A compile-time constant.
        const LITERAL = 0x40;
        /// Not serialised.
        const NOT_SERIALIZED = 0x80;
        /// Has initial data.
        const HAS_RVA = 0x100;
        /// The name has a meaning.
        const SPECIAL_NAME = 0x200;
        /// The runtime checks the name.
        const RT_SPECIAL_NAME = 0x400;
        /// Has a marshalling descriptor.
        const HAS_MARSHAL = 0x1000;
        /// Forwarded to native code.
        const PINVOKE_IMPL = 0x2000;
        /// Has a constant.
        const HAS_DEFAULT = 0x8000;
        const _ = !0;
    }

    /// Attributes of a method.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct MethodFlags: u16 {
        /// Exported to unmanaged code.
        const UNMANAGED_EXPORT = 0x8;
        /// Belongs to the type.
        const STATIC = 0x10;
        /// Cannot be overridden.
        const FINAL = 0x20;
        /// Has a virtual slot.
        const VIRTUAL = 0x40;
        /// Hides by name and signature.
        const HIDE_BY_SIG = 0x80;
        /// Always takes a new slot.
        const NEW_SLOT = 0x100;
        /// Overridable only where accessible.
        const STRICT = 0x200;
        /// Has no body.
        const ABSTRACT = 0x400;
        /// The name has a meaning.
        const SPECIAL_NAME = 0x800;
        /// The runtime checks the name.
        const RT_SPECIAL_NAME = 0x1000;
        /// Forwarded to native code.
        const PINVOKE_IMPL = 0x2000;
        /// Has security declarations.
        const HAS_SECURITY = 0x4000;
        /// Calls a method that does security checks.
        const REQUIRE_SEC_OBJECT = 0x8000;
        const _ = !0;
    }

    /// Implementation attributes of a method.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct MethodImplFlags: u16 {
        /// Native code (the two low bits choose IL, native, optimised IL, runtime).
        const NATIVE = 0x1;
        /// Optimised IL.
        const OPTIL = 0x2;
        /// Provided by the runtime.
        const RUNTIME = 0x3;
        /// Not managed.
        const UNMANAGED = 0x4;
        /// Must not be inlined.
        const NO_INLINING = 0x8;
        /// Declared elsewhere.
        const FORWARD_REF = 0x10;
        /// One thread at a time.
        const SYNCHRONIZED = 0x20;
        /// Must not be optimised.
        const NO_OPTIMIZATION = 0x40;
        /// The signature is not to be transformed.
        const PRESERVE_SIG = 0x80;
        /// Inline if possible.
        const AGGRESSIVE_INLINING = 0x100;
        /// Optimise at once.
        const AGGRESSIVE_OPTIMIZATION = 0x200;
        /// Implemented by the runtime itself.
        const INTERNAL_CALL = 0x1000;
        /// The runtime provides the state machine (runtime async).
        const ASYNC = 0x2000;
        const _ = !0;
    }

    /// Attributes of a parameter.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct ParamFlags: u16 {
        /// Passed in.
        const IN = 0x1;
        /// Passed out.
        const OUT = 0x2;
        /// May be left out.
        const OPTIONAL = 0x10;
        /// Has a constant.
        const HAS_DEFAULT = 0x1000;
        /// Has a marshalling descriptor.
        const HAS_MARSHAL = 0x2000;
        const _ = !0;
    }

    /// Attributes of a property.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct PropertyFlags: u16 {
        /// The name has a meaning.
        const SPECIAL_NAME = 0x200;
        /// The runtime checks the name.
        const RT_SPECIAL_NAME = 0x400;
        /// Has a constant.
        const HAS_DEFAULT = 0x1000;
        const _ = !0;
    }

    /// Attributes of an event.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct EventFlags: u16 {
        /// The name has a meaning.
        const SPECIAL_NAME = 0x200;
        /// The runtime checks the name.
        const RT_SPECIAL_NAME = 0x400;
        const _ = !0;
    }

    /// What an accessor does.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct SemanticsFlags: u16 {
        /// Writes a property.
        const SETTER = 0x1;
        /// Reads a property.
        const GETTER = 0x2;
        /// Another method of a property or event.
        const OTHER = 0x4;
        /// Adds a handler.
        const ADD_ON = 0x8;
        /// Removes a handler.
        const REMOVE_ON = 0x10;
        /// Raises an event.
        const FIRE = 0x20;
        const _ = !0;
    }

    /// How a platform invoke works.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct PInvokeFlags: u16 {
        /// The exact name only.
        const NO_MANGLE = 0x1;
        /// Keeps the last error.
        const SUPPORTS_LAST_ERROR = 0x40;
        const _ = !0;
    }

    /// Attributes of an assembly or a reference to one.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct AssemblyFlags: u32 {
        /// The full public key is there, not its token.
        const PUBLIC_KEY = 0x1;
        /// Another version may stand in.
        const RETARGETABLE = 0x100;
        /// A Windows Runtime component.
        const WINDOWS_RUNTIME = 0x200;
        /// Compiled without optimisation.
        const DISABLE_JIT_OPTIMIZER = 0x4000;
        /// Asks for tracking information.
        const ENABLE_JIT_TRACKING = 0x8000;
        const _ = !0;
    }

    /// Attributes of a generic parameter.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct GenericParamFlags: u16 {
        /// Covariant (`out`).
        const COVARIANT = 0x1;
        /// Contravariant (`in`).
        const CONTRAVARIANT = 0x2;
        /// `class`.
        const REFERENCE_TYPE = 0x4;
        /// `struct`.
        const NOT_NULLABLE_VALUE_TYPE = 0x8;
        /// `new()`.
        const DEFAULT_CONSTRUCTOR = 0x10;
        /// `allows ref struct`.
        const ALLOW_BY_REF_LIKE = 0x20;
        const _ = !0;
    }

    /// Who sees a resource.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct ResourceFlags: u32 {
        /// Everyone.
        const PUBLIC = 0x1;
        /// The assembly.
        const PRIVATE = 0x2;
        const _ = !0;
    }

    /// What a file of a multi-file assembly holds.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub struct FileFlags: u32 {
        /// No metadata: a resource file.
        const NO_METADATA = 0x1;
        const _ = !0;
    }
}

impl TypeFlags {
    /// Who can see the type.
    pub fn visibility(self) -> Visibility {
        match self.bits() & 7 {
            0 | 5 => Visibility::Assembly,
            3 => Visibility::Private,
            4 => Visibility::Family,
            6 => Visibility::FamilyAndAssembly,
            7 => Visibility::FamilyOrAssembly,
            _ => Visibility::Public,
        }
    }

    /// True if the type is nested in another.
    pub fn is_nested(self) -> bool {
        self.bits() & 7 >= 2
    }

    /// How the fields are laid out.
    pub fn layout(self) -> LayoutKind {
        match self.bits() & 0x18 {
            0 => LayoutKind::Auto,
            0x8 => LayoutKind::Sequential,
            0x10 => LayoutKind::Explicit,
            _ => LayoutKind::Extended,
        }
    }

    /// What strings are to unmanaged code.
    pub fn char_set(self) -> CharSet {
        match self.bits() & 0x3_0000 {
            0 => CharSet::Ansi,
            0x1_0000 => CharSet::Unicode,
            0x2_0000 => CharSet::Auto,
            _ => CharSet::NotSpecified,
        }
    }
}

impl FieldFlags {
    /// Who can see the field.
    pub fn visibility(self) -> Visibility {
        Visibility::from_member_bits(self.bits())
    }
}

impl MethodFlags {
    /// Who can see the method.
    pub fn visibility(self) -> Visibility {
        Visibility::from_member_bits(self.bits())
    }
}

/// What kind of code a method has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodeKind {
    /// Intermediate language.
    Il,
    /// Machine code.
    Native,
    /// Optimised intermediate language.
    OptimizedIl,
    /// Provided by the runtime.
    Runtime,
}

impl MethodImplFlags {
    /// What kind of code the method has.
    pub fn code_kind(self) -> CodeKind {
        match self.bits() & 3 {
            0 => CodeKind::Il,
            1 => CodeKind::Native,
            2 => CodeKind::OptimizedIl,
            _ => CodeKind::Runtime,
        }
    }
}

/// The unmanaged calling convention of a platform invoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PInvokeConvention {
    /// Not said.
    NotSpecified,
    /// The platform's own.
    Platform,
    /// C.
    Cdecl,
    /// Callee pops.
    Stdcall,
    /// `this` in a register.
    Thiscall,
    /// First arguments in registers.
    Fastcall,
}

impl PInvokeFlags {
    /// What strings are to the callee.
    pub fn char_set(self) -> CharSet {
        match self.bits() & 6 {
            0 => CharSet::NotSpecified,
            2 => CharSet::Ansi,
            4 => CharSet::Unicode,
            _ => CharSet::Auto,
        }
    }

    /// The unmanaged calling convention.
    pub fn convention(self) -> PInvokeConvention {
        match self.bits() & 0x700 {
            0x100 => PInvokeConvention::Platform,
            0x200 => PInvokeConvention::Cdecl,
            0x300 => PInvokeConvention::Stdcall,
            0x400 => PInvokeConvention::Thiscall,
            0x500 => PInvokeConvention::Fastcall,
            _ => PInvokeConvention::NotSpecified,
        }
    }
}
