//! Coded indexes: a row of one of several tables, as an enum each (ECMA-335 II.24.2.6).

use crate::token::*;

/// A row of one of several tables.
pub trait CodedIndex: Copy {
    /// The number of low bits that choose the table.
    const TAG_BITS: u32;
    /// The tables by tag.
    const TABLES: &'static [Option<Table>];
    /// The row of a table that is in [`Self::TABLES`].
    fn from_row(table: Table, rid: u32) -> Option<Self>;
    /// The token that names the row.
    fn token(self) -> Token;

    /// The value as stored in a column: row number shifted over the tag.
    fn encode(self) -> u32 {
        let token = self.token();
        let tag = Self::TABLES
            .iter()
            .position(|t| t.is_some() && *t == token.table());
        token.rid() << Self::TAG_BITS | tag.unwrap_or(0) as u32
    }
}

macro_rules! coded {
    ($($(#[$doc:meta])* $name:ident: $bits:literal { $($tag:literal $table:ident($row:ident),)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(
            #[doc = concat!("A row of `", stringify!($table), "`.")]
            $table($row),
        )* }

        impl CodedIndex for $name {
            const TAG_BITS: u32 = $bits;
            const TABLES: &'static [Option<Table>] = {
                let mut tables = [None; 1 << $bits];
                $(tables[$tag] = Some(Table::$table);)*
                &{ tables }
            };
            #[inline]
            fn from_row(table: Table, rid: u32) -> Option<Self> {
                match table { $(Table::$table => Some($name::$table($row(rid))),)* _ => None }
            }
            #[inline]
            fn token(self) -> Token {
                match self { $($name::$table(row) => row.token(),)* }
            }
        }

        impl $name {
            /// The token that names the row.
            #[inline]
            pub fn token(self) -> Token { CodedIndex::token(self) }
            /// The row that a token names, if its table is one of these and it is not nil.
            pub fn from_token(token: Token) -> Option<Self> {
                if token.is_nil() { return None; }
                <Self as CodedIndex>::from_row(token.table()?, token.rid())
            }
        }

        impl From<$name> for Token {
            fn from(value: $name) -> Token { value.token() }
        }
        $(impl From<$row> for $name {
            fn from(row: $row) -> $name { $name::$table(row) }
        })*
    )*};
}

coded! {
    /// A type, wherever defined.
    TypeDefOrRef: 2 { 0 TypeDef(TypeDefRow), 1 TypeRef(TypeRefRow), 2 TypeSpec(TypeSpecRow), }
    /// What can have a constant.
    HasConstant: 2 { 0 Field(FieldRow), 1 Param(ParamRow), 2 Property(PropertyRow), }
    /// What can have custom attributes.
    HasCustomAttribute: 5 {
        0 MethodDef(MethodRow), 1 Field(FieldRow), 2 TypeRef(TypeRefRow), 3 TypeDef(TypeDefRow),
        4 Param(ParamRow), 5 InterfaceImpl(InterfaceImplRow), 6 MemberRef(MemberRefRow),
        7 Module(ModuleRow), 8 DeclSecurity(DeclSecurityRow), 9 Property(PropertyRow),
        10 Event(EventRow), 11 StandAloneSig(StandAloneSigRow), 12 ModuleRef(ModuleRefRow),
        13 TypeSpec(TypeSpecRow), 14 Assembly(AssemblyRow), 15 AssemblyRef(AssemblyRefRow),
        16 File(FileRow), 17 ExportedType(ExportedTypeRow), 18 ManifestResource(ManifestResourceRow),
        19 GenericParam(GenericParamRow), 20 GenericParamConstraint(GenericParamConstraintRow),
        21 MethodSpec(MethodSpecRow),
    }
    /// What can have a marshalling descriptor.
    HasFieldMarshal: 1 { 0 Field(FieldRow), 1 Param(ParamRow), }
    /// What can have security declarations.
    HasDeclSecurity: 2 { 0 TypeDef(TypeDefRow), 1 MethodDef(MethodRow), 2 Assembly(AssemblyRow), }
    /// The owner of a member reference.
    MemberRefParent: 3 {
        0 TypeDef(TypeDefRow), 1 TypeRef(TypeRefRow), 2 ModuleRef(ModuleRefRow),
        3 MethodDef(MethodRow), 4 TypeSpec(TypeSpecRow),
    }
    /// What has accessor methods.
    HasSemantics: 1 { 0 Event(EventRow), 1 Property(PropertyRow), }
    /// A method, wherever defined.
    MethodDefOrRef: 1 { 0 MethodDef(MethodRow), 1 MemberRef(MemberRefRow), }
    /// What a P/Invoke forwards.
    MemberForwarded: 1 { 0 Field(FieldRow), 1 MethodDef(MethodRow), }
    /// Where an exported type or resource is.
    Implementation: 2 { 0 File(FileRow), 1 AssemblyRef(AssemblyRefRow), 2 ExportedType(ExportedTypeRow), }
    /// The constructor of a custom attribute.
    CustomAttributeType: 3 { 2 MethodDef(MethodRow), 3 MemberRef(MemberRefRow), }
    /// Where a referenced type is.
    ResolutionScope: 2 {
        0 Module(ModuleRow), 1 ModuleRef(ModuleRefRow), 2 AssemblyRef(AssemblyRefRow), 3 TypeRef(TypeRefRow),
    }
    /// The owner of generic parameters.
    TypeOrMethodDef: 1 { 0 TypeDef(TypeDefRow), 1 MethodDef(MethodRow), }
    /// What can have custom debug information.
    HasCustomDebugInformation: 5 {
        0 MethodDef(MethodRow), 1 Field(FieldRow), 2 TypeRef(TypeRefRow), 3 TypeDef(TypeDefRow),
        4 Param(ParamRow), 5 InterfaceImpl(InterfaceImplRow), 6 MemberRef(MemberRefRow),
        7 Module(ModuleRow), 8 DeclSecurity(DeclSecurityRow), 9 Property(PropertyRow),
        10 Event(EventRow), 11 StandAloneSig(StandAloneSigRow), 12 ModuleRef(ModuleRefRow),
        13 TypeSpec(TypeSpecRow), 14 Assembly(AssemblyRow), 15 AssemblyRef(AssemblyRefRow),
        16 File(FileRow), 17 ExportedType(ExportedTypeRow), 18 ManifestResource(ManifestResourceRow),
        19 GenericParam(GenericParamRow), 20 GenericParamConstraint(GenericParamConstraintRow),
        21 MethodSpec(MethodSpecRow), 22 Document(DocumentRow), 23 LocalScope(LocalScopeRow),
        24 LocalVariable(LocalVariableRow), 25 LocalConstant(LocalConstantRow),
        26 ImportScope(ImportScopeRow),
    }
}
