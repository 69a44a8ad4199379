//! The columns of every table, as data (ECMA-335 II.22 and the portable PDB format).

use crate::coded::*;
use crate::token::Table;

/// What a column holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Column {
    U16,
    U32,
    Text,
    Guid,
    Blob,
    /// A row number (or the start of a list of rows).
    Row(Table),
    /// A coded index: tables by tag and tag width.
    Coded(&'static [Option<Table>], u32),
}

const fn coded<C: CodedIndex>() -> Column {
    Column::Coded(C::TABLES, C::TAG_BITS)
}

const TYPE: Column = coded::<TypeDefOrRef>();
const METHOD: Column = coded::<MethodDefOrRef>();

/// The columns of `table`, in order.
pub(crate) fn columns(table: Table) -> &'static [Column] {
    use Column::{Blob, Guid, Row, Text, U16, U32};
    use Table as T;
    match table {
        T::Module => &[U16, Text, Guid, Guid, Guid],
        T::TypeRef => const { &[coded::<ResolutionScope>(), Text, Text] },
        T::TypeDef => &[U32, Text, Text, TYPE, Row(T::Field), Row(T::MethodDef)],
        T::FieldPtr => &[Row(T::Field)],
        T::Field => &[U16, Text, Blob],
        T::MethodPtr => &[Row(T::MethodDef)],
        T::MethodDef => &[U32, U16, U16, Text, Blob, Row(T::Param)],
        T::ParamPtr => &[Row(T::Param)],
        T::Param => &[U16, U16, Text],
        T::InterfaceImpl => &[Row(T::TypeDef), TYPE],
        T::MemberRef => const { &[coded::<MemberRefParent>(), Text, Blob] },
        T::Constant => const { &[U16, coded::<HasConstant>(), Blob] },
        T::CustomAttribute => {
            const {
                &[
                    coded::<HasCustomAttribute>(),
                    coded::<CustomAttributeType>(),
                    Blob,
                ]
            }
        }
        T::FieldMarshal => const { &[coded::<HasFieldMarshal>(), Blob] },
        T::DeclSecurity => const { &[U16, coded::<HasDeclSecurity>(), Blob] },
        T::ClassLayout => &[U16, U32, Row(T::TypeDef)],
        T::FieldLayout => &[U32, Row(T::Field)],
        T::StandAloneSig => &[Blob],
        T::EventMap => &[Row(T::TypeDef), Row(T::Event)],
        T::EventPtr => &[Row(T::Event)],
        T::Event => &[U16, Text, TYPE],
        T::PropertyMap => &[Row(T::TypeDef), Row(T::Property)],
        T::PropertyPtr => &[Row(T::Property)],
        T::Property => &[U16, Text, Blob],
        T::MethodSemantics => const { &[U16, Row(T::MethodDef), coded::<HasSemantics>()] },
        T::MethodImpl => &[Row(T::TypeDef), METHOD, METHOD],
        T::ModuleRef => &[Text],
        T::TypeSpec => &[Blob],
        T::ImplMap => const { &[U16, coded::<MemberForwarded>(), Text, Row(T::ModuleRef)] },
        T::FieldRva => &[U32, Row(T::Field)],
        T::EncLog => &[U32, U32],
        T::EncMap => &[U32],
        T::Assembly => &[U32, U16, U16, U16, U16, U32, Blob, Text, Text],
        T::AssemblyProcessor => &[U32],
        T::AssemblyOs => &[U32, U32, U32],
        T::AssemblyRef => &[U16, U16, U16, U16, U32, Blob, Text, Text, Blob],
        T::AssemblyRefProcessor => &[U32, Row(T::AssemblyRef)],
        T::AssemblyRefOs => &[U32, U32, U32, Row(T::AssemblyRef)],
        T::File => &[U32, Text, Blob],
        T::ExportedType => const { &[U32, U32, Text, Text, coded::<Implementation>()] },
        T::ManifestResource => const { &[U32, U32, Text, coded::<Implementation>()] },
        T::NestedClass => &[Row(T::TypeDef), Row(T::TypeDef)],
        T::GenericParam => const { &[U16, U16, coded::<TypeOrMethodDef>(), Text] },
        T::MethodSpec => &[METHOD, Blob],
        T::GenericParamConstraint => &[Row(T::GenericParam), TYPE],
        T::Document => &[Blob, Guid, Blob, Guid],
        T::MethodDebugInformation => &[Row(T::Document), Blob],
        T::LocalScope => &[
            Row(T::MethodDef),
            Row(T::ImportScope),
            Row(T::LocalVariable),
            Row(T::LocalConstant),
            U32,
            U32,
        ],
        T::LocalVariable => &[U16, U16, Text],
        T::LocalConstant => &[Text, Blob],
        T::ImportScope => &[Row(T::ImportScope), Blob],
        T::StateMachineMethod => &[Row(T::MethodDef), Row(T::MethodDef)],
        T::CustomDebugInformation => const { &[coded::<HasCustomDebugInformation>(), Guid, Blob] },
    }
}

/// The table of indirections through which lists of `table` go in uncompressed metadata.
pub(crate) fn pointer_table(table: Table) -> Option<Table> {
    match table {
        Table::Field => Some(Table::FieldPtr),
        Table::MethodDef => Some(Table::MethodPtr),
        Table::Param => Some(Table::ParamPtr),
        Table::Event => Some(Table::EventPtr),
        Table::Property => Some(Table::PropertyPtr),
        _ => None,
    }
}
