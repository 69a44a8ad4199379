//! An opened assembly with its tables of decoded definitions and resolved references.

use std::path::PathBuf;
use std::sync::OnceLock;

use hashbrown::HashTable;
use kiln_metadata::{
    AssemblyRefRow, ExportedTypeRow, Implementation, MemberRefRow, MethodRow, MethodSpecRow, Row,
    Table, TypeDefRow, TypeRefRow, TypeSpecRow,
};
use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::ids::{AssemblyId, FieldId, MethodId, SigId, TypeDefId, TypeId};
use crate::intern::hash_of;
use crate::members::{ArrayMethod, ImplMapInfo, MethodFlags};
use crate::relations::Relations;
use crate::source::Sources;
use crate::substitutions::AssemblySubstitutions;
use crate::typedef::TypeDef;

/// One lazily filled cell a row.
pub(crate) struct Cells<T>(Box<[OnceLock<T>]>);

impl<T> Cells<T> {
    fn new(image: &kiln_metadata::Assembly, table: Table) -> Self {
        Cells(
            (0..image.row_count(table))
                .map(|_| OnceLock::new())
                .collect(),
        )
    }

    /// The cell of a row; `None` for rows that do not exist.
    #[inline]
    pub fn get<R: Row>(&self, row: R) -> Option<&OnceLock<T>> {
        self.0.get((row.rid() as usize).wrapping_sub(1))
    }
}

/// A method definition, decoded.
pub(crate) struct MethodDefInfo {
    pub name: &'static str,
    pub flags: MethodFlags,
    pub attributes: u16,
    pub impl_attributes: u16,
    /// Over the type variables of its owner and its own method variables.
    pub sig: SigId,
    pub generic_count: u32,
    pub pinvoke: Option<Box<ImplMapInfo>>,
}

/// What a member reference means, open over the variables of the code that holds it.
#[derive(Clone)]
pub(crate) enum MemberTarget {
    Method(MethodId, SigId),
    Array(ArrayMethod, SigId),
    Field(FieldId),
}

/// A type of a name: defined here, or exported from elsewhere.
#[derive(Copy, Clone)]
pub(crate) enum Named {
    Def(TypeDefRow),
    Exported(ExportedTypeRow),
}

/// Top-level types by name.
struct Names {
    table: HashTable<(u64, Named)>,
}

/// An opened assembly.
pub(crate) struct Asm {
    pub id: AssemblyId,
    pub name: &'static str,
    pub version: [u16; 4],
    pub path: PathBuf,
    pub image: &'static kiln_metadata::Assembly,
    names: OnceLock<Names>,
    pub references: Cells<Result<AssemblyId>>,
    pub type_refs: Cells<Result<TypeDefId>>,
    pub type_defs: Cells<Result<Box<TypeDef>>>,
    pub relations: Cells<Option<Box<Relations>>>,
    pub type_specs: Cells<Result<TypeId>>,
    pub method_defs: Cells<Result<Box<MethodDefInfo>>>,
    pub member_refs: Cells<Result<MemberTarget>>,
    pub method_specs: Cells<Result<MethodId>>,
    /// Methods by name, for definitions with many.
    pub method_names: Cells<FxHashMap<&'static str, Vec<MethodRow>>>,
    pub substitutions: OnceLock<AssemblySubstitutions>,
    pub strings: OnceLock<FxHashMap<String, String>>,
    pub sources: OnceLock<Option<Sources>>,
    /// Assemblies that may see internals.
    pub friends: OnceLock<Vec<String>>,
}

impl Asm {
    /// Takes over an opened file. The image stays in memory until the process ends, so that names
    /// need no copies.
    pub fn new(
        id: AssemblyId,
        path: PathBuf,
        image: &'static kiln_metadata::Assembly,
    ) -> Result<Asm> {
        let (name, version) = identity(image)?;
        Ok(Asm {
            id,
            name,
            version,
            path,
            image,
            names: OnceLock::new(),
            references: Cells::new(image, AssemblyRefRow::TABLE),
            type_refs: Cells::new(image, TypeRefRow::TABLE),
            type_defs: Cells::new(image, TypeDefRow::TABLE),
            relations: Cells::new(image, TypeDefRow::TABLE),
            type_specs: Cells::new(image, TypeSpecRow::TABLE),
            method_defs: Cells::new(image, MethodRow::TABLE),
            member_refs: Cells::new(image, MemberRefRow::TABLE),
            method_specs: Cells::new(image, MethodSpecRow::TABLE),
            method_names: Cells::new(image, TypeDefRow::TABLE),
            substitutions: OnceLock::new(),
            strings: OnceLock::new(),
            sources: OnceLock::new(),
            friends: OnceLock::new(),
        })
    }

    /// A top-level type by namespace and name.
    pub fn find(&self, namespace: &str, name: &str) -> Option<Named> {
        let names = self.names.get_or_init(|| self.build_names());
        let hash = hash_of(&(namespace, name));
        names
            .table
            .find(hash, |(other, named)| {
                *other == hash && self.is_named(*named, namespace, name)
            })
            .map(|(_, named)| *named)
    }

    fn is_named(&self, named: Named, namespace: &str, name: &str) -> bool {
        match named {
            Named::Def(row) => self
                .image
                .type_def(row)
                .is_ok_and(|row| row.name == name && row.namespace == namespace),
            Named::Exported(row) => self
                .image
                .exported_type(row)
                .is_ok_and(|row| row.name == name && row.namespace == namespace),
        }
    }

    fn build_names(&self) -> Names {
        let image = self.image;
        let count = image.row_count(Table::TypeDef) + image.row_count(Table::ExportedType);
        let mut table = HashTable::with_capacity(count as usize);
        for row in image.rows::<TypeDefRow>() {
            if let Ok(def) = image.type_def(row)
                && !def.flags.is_nested()
            {
                let hash = hash_of(&(def.namespace, def.name));
                table.insert_unique(hash, (hash, Named::Def(row)), |item| item.0);
            }
        }
        for row in image.rows::<ExportedTypeRow>() {
            if let Ok(exported) = image.exported_type(row)
                && !matches!(exported.implementation, Implementation::ExportedType(_))
            {
                let hash = hash_of(&(exported.namespace, exported.name));
                table.insert_unique(hash, (hash, Named::Exported(row)), |item| item.0);
            }
        }
        Names { table }
    }

    /// A type nested in a definition.
    pub fn find_nested(
        &self,
        outer: TypeDefRow,
        namespace: &str,
        name: &str,
    ) -> Option<TypeDefRow> {
        self.image.nested_types(outer).find(|row| {
            self.image
                .type_def(*row)
                .is_ok_and(|row| row.name == name && row.namespace == namespace)
        })
    }
}

/// Simple name and version of an assembly; modules without a manifest go by their module name.
pub(crate) fn identity(
    image: &'static kiln_metadata::Assembly,
) -> Result<(&'static str, [u16; 4])> {
    match image.rows::<kiln_metadata::AssemblyRow>().first() {
        Some(row) => {
            let row = image.assembly_row(row)?;
            Ok((row.name, [row.major, row.minor, row.build, row.revision]))
        }
        None => match image.rows::<kiln_metadata::ModuleRow>().first() {
            Some(row) => Ok((image.module(row)?.name, [0; 4])),
            None => Ok(("", [0; 4])),
        },
    }
}
