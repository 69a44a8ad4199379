//! The rows of every table as structs, and the accessors that decode them.

use crate::assembly::Assembly;
use crate::block::BlockRef;
use crate::coded::*;
use crate::error::{MetadataError, Parse, Result};
use crate::flags::*;
use crate::heaps::Guid;
use crate::pdb::Pdb;
use crate::tables::column::{FromColumn, RawRow};
use crate::token::*;

macro_rules! rows {
    ($owner:ident: $(
        $(#[$doc:meta])*
        $accessor:ident($row:ident) -> $name:ident $(<$life:lifetime>)? {
            $($(#[$field_doc:meta])* $field:ident: $ty:ty,)*
        }
    )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy)]
            pub struct $name $(<$life>)? { $($(#[$field_doc])* pub $field: $ty,)* }

            impl<'a> $name $(<$life>)? {
                #[inline]
                #[allow(unused_assignments)]
                pub(crate) fn decode(block: BlockRef<'a>, row: $row) -> Parse<Self> {
                    let raw = RawRow::new(block, $row::TABLE, row.rid())?;
                    let mut next = 0;
                    Ok($name { $($field: {
                        let column = next;
                        next += 1;
                        <$ty as FromColumn<'a>>::decode(&raw, column)?
                    },)* })
                }
            }
        )*
        impl $owner {
            /// Decodes every row of every table; what fails goes to `failed`. Returns the number
            /// of rows.
            pub(crate) fn decode_rows(&self, failed: &mut dyn FnMut(MetadataError)) -> u64 {
                let mut count = 0;
                $(for row in self.rows::<$row>() {
                    count += 1;
                    if let Err(error) = self.$accessor(row) {
                        failed(error);
                    }
                })*
                count
            }

            $(
            #[doc = concat!("Decodes a row of the `", stringify!($name), "` table.")]
            #[allow(clippy::needless_lifetimes)]
            pub fn $accessor<'a>(&'a self, row: $row) -> Result<$name $(<$life>)?> {
                $name::decode(self.block(), row).map_err(|fault| self.fail(fault, row.token()))
            }
        )* }
    };
}
rows! { Assembly:
    /// The module itself.
    module(ModuleRow) -> Module<'a> {
        /// Edit-and-continue generation.
        generation: u16,
        /// File name.
        name: &'a str,
        /// Identity of this very build.
        mvid: Option<Guid>,
        /// Edit-and-continue id.
        enc_id: Option<Guid>,
        /// Edit-and-continue base id.
        enc_base_id: Option<Guid>,
    }
    /// A type of another module or assembly.
    type_ref(TypeRefRow) -> TypeRef<'a> {
        /// Where it is; none means: among this module's exported types.
        scope: Option<ResolutionScope>,
        /// Name, with arity (`List`1`).
        name: &'a str,
        /// Namespace, empty for nested types.
        namespace: &'a str,
    }
    /// A type of this module.
    type_def(TypeDefRow) -> TypeDef<'a> {
        /// Attributes.
        flags: TypeFlags,
        /// Name, with arity (`List`1`).
        name: &'a str,
        /// Namespace, empty for nested types.
        namespace: &'a str,
        /// Base type.
        extends: Option<TypeDefOrRef>,
        /// Fields.
        fields: RowList<'a, FieldRow>,
        /// Methods.
        methods: RowList<'a, MethodRow>,
    }
    /// A field.
    field(FieldRow) -> Field<'a> {
        /// Attributes.
        flags: FieldFlags,
        /// Name.
        name: &'a str,
        /// Signature blob; see [`Assembly::field_sig`].
        signature: &'a [u8],
    }
    /// A method.
    method(MethodRow) -> Method<'a> {
        /// Address of the body, or 0.
        rva: u32,
        /// Implementation attributes.
        impl_flags: MethodImplFlags,
        /// Attributes.
        flags: MethodFlags,
        /// Name.
        name: &'a str,
        /// Signature blob; see [`Assembly::method_sig`].
        signature: &'a [u8],
        /// Rows for those parameters (and return value) that have one.
        params: RowList<'a, ParamRow>,
    }
    /// A parameter.
    param(ParamRow) -> Param<'a> {
        /// Attributes.
        flags: ParamFlags,
        /// 0 is the return value, 1 the first parameter.
        sequence: u16,
        /// Name.
        name: &'a str,
    }
    /// An interface that a type implements.
    interface_impl(InterfaceImplRow) -> InterfaceImpl {
        /// The type.
        class: TypeDefRow,
        /// Its interface.
        interface: TypeDefOrRef,
    }
    /// A field or method of another type.
    member_ref(MemberRefRow) -> MemberRef<'a> {
        /// The owner.
        parent: MemberRefParent,
        /// Name.
        name: &'a str,
        /// Signature blob; see [`Assembly::member_ref_sig`].
        signature: &'a [u8],
    }
    /// A compile-time constant; see [`Assembly::constant_value`].
    constant(ConstantRow) -> Constant<'a> {
        /// Element type in the low byte.
        element_type: u16,
        /// The owner.
        parent: HasConstant,
        /// The bytes of the value.
        value: &'a [u8],
    }
    /// A custom attribute; see [`Assembly::attribute_value`].
    custom_attribute(CustomAttributeRow) -> CustomAttribute<'a> {
        /// The owner; none if it was removed by an edit.
        parent: Option<HasCustomAttribute>,
        /// The constructor.
        constructor: CustomAttributeType,
        /// Arguments, encoded.
        value: &'a [u8],
    }
    /// A marshalling descriptor.
    field_marshal(FieldMarshalRow) -> FieldMarshal<'a> {
        /// The owner.
        parent: HasFieldMarshal,
        /// The descriptor, encoded; see [`Assembly::marshal_descriptor`].
        native_type: &'a [u8],
    }
    /// A security declaration.
    decl_security(DeclSecurityRow) -> DeclSecurity<'a> {
        /// Security action.
        action: u16,
        /// The owner.
        parent: HasDeclSecurity,
        /// The permission set, as the compiler wrote it.
        permission_set: &'a [u8],
    }
    /// Packing and size of a type.
    class_layout(ClassLayoutRow) -> ClassLayout {
        /// Alignment limit, 0 for the default.
        packing_size: u16,
        /// Least size, 0 for the natural one.
        class_size: u32,
        /// The type.
        parent: TypeDefRow,
    }
    /// The offset of a field.
    field_layout(FieldLayoutRow) -> FieldLayout {
        /// Bytes from the start of the object's data.
        offset: u32,
        /// The field.
        field: FieldRow,
    }
    /// A signature for locals or `calli`.
    stand_alone_sig(StandAloneSigRow) -> StandAloneSig<'a> {
        /// The signature blob.
        signature: &'a [u8],
    }
    /// The events of a type.
    event_map(EventMapRow) -> EventMap<'a> {
        /// The type.
        parent: TypeDefRow,
        /// Its events.
        events: RowList<'a, EventRow>,
    }
    /// An event.
    event(EventRow) -> Event<'a> {
        /// Attributes.
        flags: EventFlags,
        /// Name.
        name: &'a str,
        /// Type of the handler.
        event_type: Option<TypeDefOrRef>,
    }
    /// The properties of a type.
    property_map(PropertyMapRow) -> PropertyMap<'a> {
        /// The type.
        parent: TypeDefRow,
        /// Its properties.
        properties: RowList<'a, PropertyRow>,
    }
    /// A property.
    property(PropertyRow) -> Property<'a> {
        /// Attributes.
        flags: PropertyFlags,
        /// Name.
        name: &'a str,
        /// Signature blob; see [`Assembly::property_sig`].
        signature: &'a [u8],
    }
    /// An accessor of a property or event.
    method_semantics(MethodSemanticsRow) -> MethodSemantics {
        /// What the accessor does.
        semantics: SemanticsFlags,
        /// The accessor.
        method: MethodRow,
        /// The property or event.
        association: HasSemantics,
    }
    /// An explicit override.
    method_impl(MethodImplRow) -> MethodImpl {
        /// The overriding type.
        class: TypeDefRow,
        /// The method that is called.
        body: MethodDefOrRef,
        /// The method that is overridden.
        declaration: MethodDefOrRef,
    }
    /// Another module, or a native library.
    module_ref(ModuleRefRow) -> ModuleRef<'a> {
        /// File name.
        name: &'a str,
    }
    /// A type given by a signature.
    type_spec(TypeSpecRow) -> TypeSpec<'a> {
        /// Signature blob; see [`Assembly::type_spec_sig`].
        signature: &'a [u8],
    }
    /// A P/Invoke.
    impl_map(ImplMapRow) -> ImplMap<'a> {
        /// How to call.
        flags: PInvokeFlags,
        /// What is forwarded.
        member: MemberForwarded,
        /// Name of the entry point.
        import_name: &'a str,
        /// The library.
        scope: ModuleRefRow,
    }
    /// The initial data of a field.
    field_rva(FieldRvaRow) -> FieldRva {
        /// Address of the data.
        rva: u32,
        /// The field.
        field: FieldRow,
    }
    /// An edit of edit-and-continue.
    enc_log(EncLogRow) -> EncLog {
        /// The row that changed.
        token: u32,
        /// What happened.
        function: u32,
    }
    /// Token map of edit-and-continue.
    enc_map(EncMapRow) -> EncMap {
        /// The row in the generation's numbering.
        token: u32,
    }
    /// The assembly itself; see [`Assembly::identity`].
    assembly_row(AssemblyRow) -> AssemblyDef<'a> {
        /// Hash algorithm of file references.
        hash_algorithm: u32,
        /// Version.
        major: u16,
        /// Version.
        minor: u16,
        /// Version.
        build: u16,
        /// Version.
        revision: u16,
        /// Attributes.
        flags: AssemblyFlags,
        /// The whole public key, or empty.
        public_key: &'a [u8],
        /// Simple name.
        name: &'a str,
        /// Culture, or empty.
        culture: &'a str,
    }
    /// A processor (unused by every runtime).
    assembly_processor(AssemblyProcessorRow) -> AssemblyProcessor {
        /// Processor.
        processor: u32,
    }
    /// An operating system (unused by every runtime).
    assembly_os(AssemblyOsRow) -> AssemblyOs {
        /// Platform.
        platform: u32,
        /// Version.
        major: u32,
        /// Version.
        minor: u32,
    }
    /// Another assembly; see [`Assembly::reference_identity`].
    assembly_ref(AssemblyRefRow) -> AssemblyRef<'a> {
        /// Version.
        major: u16,
        /// Version.
        minor: u16,
        /// Version.
        build: u16,
        /// Version.
        revision: u16,
        /// Attributes.
        flags: AssemblyFlags,
        /// Public key or its token, or empty.
        public_key_or_token: &'a [u8],
        /// Simple name.
        name: &'a str,
        /// Culture, or empty.
        culture: &'a str,
        /// Hash, or empty.
        hash: &'a [u8],
    }
    /// A processor (unused by every runtime).
    assembly_ref_processor(AssemblyRefProcessorRow) -> AssemblyRefProcessor {
        /// Processor.
        processor: u32,
        /// The reference.
        assembly: AssemblyRefRow,
    }
    /// An operating system (unused by every runtime).
    assembly_ref_os(AssemblyRefOsRow) -> AssemblyRefOs {
        /// Platform.
        platform: u32,
        /// Version.
        major: u32,
        /// Version.
        minor: u32,
        /// The reference.
        assembly: AssemblyRefRow,
    }
    /// A file of a multi-file assembly.
    file_row(FileRow) -> File<'a> {
        /// Attributes.
        flags: FileFlags,
        /// File name.
        name: &'a str,
        /// Hash.
        hash: &'a [u8],
    }
    /// A type exported from elsewhere.
    exported_type(ExportedTypeRow) -> ExportedType<'a> {
        /// Attributes; see [`TypeFlags::FORWARDER`].
        flags: TypeFlags,
        /// A hint: the token in the other module.
        type_def_id: u32,
        /// Name, with arity.
        name: &'a str,
        /// Namespace.
        namespace: &'a str,
        /// Where it is.
        implementation: Implementation,
    }
    /// A resource; see [`Assembly::resource`].
    manifest_resource(ManifestResourceRow) -> ManifestResource<'a> {
        /// Offset in the resource section.
        offset: u32,
        /// Attributes.
        flags: ResourceFlags,
        /// Name.
        name: &'a str,
        /// Where it is; none means here.
        implementation: Option<Implementation>,
    }
    /// A nesting of types.
    nested_class(NestedClassRow) -> NestedClass {
        /// The inner type.
        nested: TypeDefRow,
        /// The outer type.
        enclosing: TypeDefRow,
    }
    /// A generic parameter.
    generic_param(GenericParamRow) -> GenericParam<'a> {
        /// Position, from 0.
        number: u16,
        /// Variance and special constraints.
        flags: GenericParamFlags,
        /// The generic type or method.
        owner: TypeOrMethodDef,
        /// Name.
        name: &'a str,
    }
    /// An instantiated method; see [`Assembly::method_spec_args`].
    method_spec(MethodSpecRow) -> MethodSpec<'a> {
        /// The generic method.
        method: MethodDefOrRef,
        /// Signature blob.
        instantiation: &'a [u8],
    }
    /// A constraint of a generic parameter.
    generic_param_constraint(GenericParamConstraintRow) -> GenericParamConstraint {
        /// The parameter.
        owner: GenericParamRow,
        /// The base type or interface.
        constraint: TypeDefOrRef,
    }
}

rows! { Pdb:
    /// A source document.
    document_row(DocumentRow) -> DocumentDef<'a> {
        /// Name blob; see [`Pdb::document_name`].
        name: &'a [u8],
        /// Kind of hash.
        hash_algorithm: Option<Guid>,
        /// Hash of the text.
        hash: &'a [u8],
        /// Language.
        language: Option<Guid>,
    }
    /// Sequence points of a method; see [`Pdb::sequence_points`].
    method_debug_information(MethodDebugInformationRow) -> MethodDebugInformation<'a> {
        /// The document, if there is only one.
        document: Option<DocumentRow>,
        /// Sequence points, encoded.
        sequence_points: &'a [u8],
    }
    /// A scope of locals.
    local_scope(LocalScopeRow) -> LocalScope<'a> {
        /// The method.
        method: MethodRow,
        /// Imports in force.
        import_scope: Option<ImportScopeRow>,
        /// Variables.
        variables: RowList<'a, LocalVariableRow>,
        /// Constants.
        constants: RowList<'a, LocalConstantRow>,
        /// First IL offset.
        start_offset: u32,
        /// Length in IL bytes.
        length: u32,
    }
    /// A local variable.
    local_variable(LocalVariableRow) -> LocalVariable<'a> {
        /// 1: not for the debugger's eyes.
        attributes: u16,
        /// Number of the local.
        index: u16,
        /// Name.
        name: &'a str,
    }
    /// A local constant.
    local_constant(LocalConstantRow) -> LocalConstant<'a> {
        /// Name.
        name: &'a str,
        /// Type and value, encoded.
        signature: &'a [u8],
    }
    /// Imports of a scope.
    import_scope(ImportScopeRow) -> ImportScope<'a> {
        /// The outer scope.
        parent: Option<ImportScopeRow>,
        /// Imports, encoded.
        imports: &'a [u8],
    }
    /// The method that a state machine was made from.
    state_machine_method(StateMachineMethodRow) -> StateMachineMethod {
        /// The machine's step.
        move_next: MethodRow,
        /// The method as written.
        kickoff: MethodRow,
    }
    /// Debug information that a compiler defines.
    custom_debug_information(CustomDebugInformationRow) -> CustomDebugInformation<'a> {
        /// The owner.
        parent: HasCustomDebugInformation,
        /// What the value means.
        kind: Option<Guid>,
        /// The value.
        value: &'a [u8],
    }
}
