//! The closed world: assemblies resolved into interned types, methods and fields, with layouts,
//! virtual tables, interface maps, feature switches and replacements.

mod attributes;
mod dispatch;
mod error;
mod features;
mod ids;
mod known;
mod layout;
mod members;
mod options;
mod shape;
mod typedef;

pub use attributes::{Attribute, AttributeOwner, AttributeValue};
pub use dispatch::{Constrained, InterfaceTarget, Slot, VTable};
pub use error::{Place, Result, WorldError, WorldErrorKind};
pub use features::{Replacement, Substitution};
pub use ids::*;
pub use known::Known;
pub use layout::{FieldSlot, Flat, Layout, Leaf, LeafSlot};
pub use members::*;
pub use options::{Arch, Os, TargetInfo, WorldOptions};
pub use shape::{Convention, GenericContext, Modifier, Shape, Signature, UnmanagedKind};
pub use typedef::{Class, PrimKind, TypeDef, TypeFlags, TypeKind, Variance};

/// A metadata token as instructions carry it.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Token(pub u32);

/// The closed world. All queries take `&World`, from any thread.
pub struct World {
    options: WorldOptions,
}

fn unfinished<T>(what: &str) -> Result<T> {
    Err(WorldError::new(WorldErrorKind::Unsupported(
        what.to_string(),
    )))
}
#[allow(unused_variables)]
#[rustfmt::skip]
impl World {
    /// Opens the root assembly, the core library, and reads configuration; everything else is lazy.
    pub fn open(options: &WorldOptions) -> Result<World> { unfinished("open") }
    pub fn target(&self) -> &TargetInfo { &self.options.target }
    pub fn options(&self) -> &WorldOptions { &self.options }
    /// `Main`, or the compiler-made wrapper of an async `Main`.
    pub fn entry_point(&self) -> Result<MethodId> { unfinished("entry_point") }
    pub fn known(&self) -> &Known { unreachable!() }
    /// Problems met by queries that cannot fail, such as a missing base type.
    pub fn problems(&self) -> Vec<WorldError> { Vec::new() }

    // names
    /// A definition of the core library: non-generic, or open over its own parameters. Nested: `Outer/Inner`.
    pub fn type_by_name(&self, name: &str) -> Option<TypeId> { None }
    pub fn method_by_name(&self, ty: TypeId, name: &str, param_count: Option<usize>) -> Option<MethodId> { None }
    pub fn field_by_name(&self, ty: TypeId, name: &str) -> Option<FieldId> { None }
    pub fn core_library(&self) -> AssemblyId { AssemblyId(0) }
    pub fn root_assembly(&self) -> AssemblyId { AssemblyId(1) }
    pub fn assembly_name(&self, assembly: AssemblyId) -> &str { "" }
    /// Assemblies opened so far.
    pub fn assemblies(&self) -> Vec<AssemblyId> { Vec::new() }

    // types
    pub fn shape(&self, ty: TypeId) -> &Shape { unreachable!() }
    pub fn intern(&self, shape: Shape) -> TypeId { TypeId(0) }
    pub fn sz_array(&self, element: TypeId) -> TypeId { TypeId(0) }
    pub fn md_array(&self, element: TypeId, rank: u32) -> TypeId { TypeId(0) }
    pub fn pointer(&self, target: TypeId) -> TypeId { TypeId(0) }
    pub fn by_ref(&self, target: TypeId) -> TypeId { TypeId(0) }
    pub fn instantiate(&self, def: TypeDefId, args: &[TypeId]) -> TypeId { TypeId(0) }
    pub fn signature(&self, sig: SigId) -> &Signature { unreachable!() }
    pub fn intern_signature(&self, signature: Signature) -> SigId { SigId(0) }
    /// The definition of a class, struct, enum, interface or delegate; `None` for arrays, pointers, variables.
    pub fn def(&self, ty: TypeId) -> Option<&TypeDef> { None }
    pub fn type_def(&self, def: TypeDefId) -> Result<&TypeDef> { unfinished("type_def") }
    pub fn args(&self, ty: TypeId) -> &[TypeId] { &[] }
    pub fn class(&self, ty: TypeId) -> Class { Class::Void }
    pub fn is_value_type(&self, ty: TypeId) -> bool { false }
    pub fn is_ref_type(&self, ty: TypeId) -> bool { false }
    pub fn is_enum(&self, ty: TypeId) -> bool { false }
    /// The integer type of an enum; any other type is returned as it is.
    pub fn enum_underlying(&self, ty: TypeId) -> TypeId { ty }
    pub fn is_interface(&self, ty: TypeId) -> bool { false }
    pub fn is_delegate(&self, ty: TypeId) -> bool { false }
    /// `T` of `Nullable<T>`.
    pub fn is_nullable(&self, ty: TypeId) -> Option<TypeId> { None }
    pub fn is_array(&self, ty: TypeId) -> bool { false }
    /// Element of an array, target of a pointer or byref.
    pub fn element(&self, ty: TypeId) -> Option<TypeId> { None }
    pub fn contains_refs(&self, ty: TypeId) -> bool { false }
    pub fn is_byref_like(&self, ty: TypeId) -> bool { false }
    /// No other type is assignable by inheritance: an exact-type test suffices for a cast.
    pub fn is_sealed_exact(&self, ty: TypeId) -> bool { false }
    pub fn base(&self, ty: TypeId) -> Option<TypeId> { None }
    /// Full closure, exact.
    pub fn interfaces(&self, ty: TypeId) -> &[TypeId] { &[] }
    /// castclass semantics on exact types.
    pub fn is_assignable(&self, from: TypeId, to: TypeId) -> bool { false }
    pub fn is_subclass_of(&self, ty: TypeId, base: TypeId) -> bool { false }
    pub fn subst(&self, ty: TypeId, context: GenericContext<'_>) -> TypeId { ty }
    pub fn is_open(&self, ty: TypeId) -> bool { false }
    pub fn layout(&self, ty: TypeId) -> Result<&Layout> { unfinished("layout") }
    /// Scalar leaves in offset order; `None` if there are more than `limit` or fields overlap.
    pub fn leaves(&self, ty: TypeId, limit: usize) -> Option<Vec<LeafSlot>> { None }
    pub fn flatten(&self, ty: TypeId) -> Result<&Flat> { unfinished("flatten") }

    // fields
    pub fn field(&self, field: FieldId) -> &Field { unreachable!() }
    /// The field of `def` in an interned type.
    pub fn field_of(&self, owner: TypeId, def: FieldDefId) -> Result<FieldId> { unfinished("field_of") }
    /// Fields that the type itself declares, static and instance.
    pub fn declared_fields(&self, ty: TypeId) -> Vec<FieldId> { Vec::new() }
    /// Offset of an instance field: from the start of a value, or of the object for classes.
    pub fn field_offset(&self, field: FieldId) -> Result<u32> { unfinished("field_offset") }
    pub fn rva_data(&self, field: FieldId) -> Option<&'static [u8]> { None }
    pub fn constant(&self, field: FieldId) -> Option<Constant> { None }

    // methods
    pub fn method(&self, method: MethodId) -> &Method { unreachable!() }
    /// The method of `def` in an interned type. Empty `args` on a generic method: open.
    pub fn method_of(&self, owner: TypeId, def: MethodDefId, args: &[TypeId]) -> Result<MethodId> { unfinished("method_of") }
    pub fn instantiate_method(&self, method: MethodId, args: &[TypeId]) -> Result<MethodId> { unfinished("instantiate_method") }
    /// Substitutes into owner and arguments.
    pub fn subst_method(&self, method: MethodId, context: GenericContext<'_>) -> Result<MethodId> { unfinished("subst_method") }
    /// The method on its definition, open.
    pub fn method_definition(&self, method: MethodId) -> MethodId { method }
    pub fn is_open_method(&self, method: MethodId) -> bool { false }
    pub fn declared_methods(&self, ty: TypeId) -> Vec<MethodId> { Vec::new() }
    /// What the method's type and method variables stand for.
    pub fn context(&self, method: MethodId) -> GenericContext<'_> { GenericContext::EMPTY }
    /// IL, exactly instantiated; `None` when there is none. Does not apply substitutions or replacements: ask those first.
    pub fn body(&self, method: MethodId) -> Result<Option<MethodBody>> { unfinished("body") }
    pub fn substitution(&self, method: MethodId) -> Option<Substitution> { None }
    pub fn field_substitution(&self, field: FieldId) -> Option<Substitution> { None }
    pub fn replacement(&self, method: MethodId) -> Option<&Replacement> { None }
    /// Value of a feature switch after configuration.
    pub fn feature(&self, name: &str) -> Option<bool> { None }
    pub fn locals(&self, method: MethodId) -> Result<Vec<LocalVar>> { unfinished("locals") }
    pub fn param_name(&self, method: MethodId, index: u32) -> Option<&'static str> { None }

    // printing
    pub fn display_type(&self, ty: TypeId) -> String { String::new() }
    pub fn display_method(&self, method: MethodId) -> String { String::new() }
    pub fn display_field(&self, field: FieldId) -> String { String::new() }
    /// Key of the definition with open names, as the manifest and intrinsic tables write it.
    pub fn method_key(&self, method: MethodId) -> String { String::new() }
    pub fn method_name_key(&self, method: MethodId) -> &str { "" }

    // tokens
    pub fn resolve_type(&self, assembly: AssemblyId, token: Token, context: GenericContext<'_>) -> Result<TypeId> { unfinished("resolve_type") }
    pub fn resolve_method(&self, assembly: AssemblyId, token: Token, context: GenericContext<'_>) -> Result<MethodRef> { unfinished("resolve_method") }
    pub fn resolve_field(&self, assembly: AssemblyId, token: Token, context: GenericContext<'_>) -> Result<FieldId> { unfinished("resolve_field") }
    /// For `calli`.
    pub fn resolve_sig(&self, assembly: AssemblyId, token: Token, context: GenericContext<'_>) -> Result<SigId> { unfinished("resolve_sig") }
    /// For `ldtoken`.
    pub fn resolve_token(&self, assembly: AssemblyId, token: Token, context: GenericContext<'_>) -> Result<TokenTarget> { unfinished("resolve_token") }
    /// UTF-16 code units of an `ldstr` token.
    pub fn user_string(&self, assembly: AssemblyId, token: Token) -> Result<Vec<u16>> { unfinished("user_string") }

    // dispatch
    pub fn vtable(&self, ty: TypeId) -> Result<&VTable> { unfinished("vtable") }
    /// Slot of a virtual class method in its owner's table.
    pub fn slot_of(&self, method: MethodId) -> Option<u32> { None }
    /// Body that a virtual call of `method` runs on a receiver of exact type `ty`.
    pub fn resolve_virtual(&self, ty: TypeId, method: MethodId) -> Result<Option<MethodId>> { unfinished("resolve_virtual") }
    pub fn resolve_interface(&self, ty: TypeId, method: MethodId) -> Result<InterfaceTarget> { unfinished("resolve_interface") }
    pub fn resolve_constrained(&self, ty: TypeId, method: MethodId) -> Result<Constrained> { unfinished("resolve_constrained") }
    pub fn cctor(&self, ty: TypeId) -> Option<CctorInfo> { None }
    /// The `Finalize` override that runs for an object of this type.
    pub fn finalizer(&self, ty: TypeId) -> Option<MethodId> { None }
    /// `Invoke` of a delegate type.
    pub fn delegate_invoke(&self, ty: TypeId) -> Option<MethodId> { None }

    // the rest
    pub fn attribute(&self, owner: impl Into<AttributeOwner>, name: &str) -> Option<Attribute> { None }
    pub fn has_attribute(&self, owner: impl Into<AttributeOwner>, name: &str) -> bool { false }
    pub fn resource_string(&self, assembly: AssemblyId, key: &str) -> Option<&str> { None }
    pub fn source_location(&self, method: MethodDefId, il_offset: u32) -> Option<SourceLocation> { None }
}
