//! Decoding of everything that an assembly holds, with counts: what a check of an input, a
//! benchmark of the reader and a fuzzer of it have in common.

use std::collections::HashMap;

use crate::assembly::Assembly;
use crate::attribute::{EnumName, EnumResolver, Integral};
use crate::coded::*;
use crate::error::MetadataError;
use crate::instruction::Operand;
use crate::pdb::Pdb;
use crate::resources::Resource;
use crate::token::*;

/// How much there is of everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Survey {
    /// Rows of all tables.
    pub rows: u64,
    /// Types.
    pub types: u64,
    /// Methods.
    pub methods: u64,
    /// Method bodies.
    pub bodies: u64,
    /// Bytes of code.
    pub il_bytes: u64,
    /// Instructions.
    pub instructions: u64,
    /// Exception clauses.
    pub clauses: u64,
    /// Signatures.
    pub signatures: u64,
    /// Custom attributes.
    pub attributes: u64,
    /// Their arguments.
    pub attribute_arguments: u64,
    /// Manifest resources.
    pub resources: u64,
    /// Entries of `.resources` containers.
    pub resource_entries: u64,
    /// Source documents.
    pub documents: u64,
    /// Sequence points.
    pub sequence_points: u64,
}

impl std::ops::AddAssign for Survey {
    fn add_assign(&mut self, other: Survey) {
        self.rows += other.rows;
        self.types += other.types;
        self.methods += other.methods;
        self.bodies += other.bodies;
        self.il_bytes += other.il_bytes;
        self.instructions += other.instructions;
        self.clauses += other.clauses;
        self.signatures += other.signatures;
        self.attributes += other.attributes;
        self.attribute_arguments += other.attribute_arguments;
        self.resources += other.resources;
        self.resource_entries += other.resource_entries;
        self.documents += other.documents;
        self.sequence_points += other.sequence_points;
    }
}

/// The enums of a set of assemblies by reflection name.
#[derive(Debug, Clone, Default)]
pub struct EnumIndex {
    by_name: HashMap<String, Integral>,
}

impl EnumIndex {
    /// Adds the enums of an assembly.
    pub fn add(&mut self, assembly: &Assembly) {
        for row in assembly.rows::<TypeDefRow>() {
            let base = assembly.type_def(row).ok().and_then(|ty| ty.extends);
            let is_enum = base.is_some_and(|base| {
                matches!(assembly.type_name(base), Ok(Some(("System", "Enum"))))
            });
            if !is_enum {
                continue;
            }
            if let (Some(name), Some(integral)) = (
                assembly.reflection_name(TypeDefOrRef::TypeDef(row)),
                assembly.enum_underlying(row),
            ) {
                self.by_name.insert(name, integral);
            }
        }
    }
}

impl EnumResolver for EnumIndex {
    fn underlying(&self, assembly: &Assembly, name: EnumName<'_>) -> Option<Integral> {
        match name {
            EnumName::Row(TypeDefOrRef::TypeDef(row)) => assembly.enum_underlying(row),
            EnumName::Row(row) => {
                let name = assembly.reflection_name(row)?;
                self.by_name.get(&name).copied()
            }
            EnumName::Text(text) => {
                let name = text.split(',').next().unwrap_or(text);
                self.by_name.get(name).copied()
            }
        }
    }
}

impl Assembly {
    /// Decodes every row, signature, body, instruction, attribute, constant, descriptor and
    /// resource. What fails goes to `failed`, and the rest is still decoded.
    pub fn survey(
        &self,
        enums: &dyn EnumResolver,
        failed: &mut dyn FnMut(MetadataError),
    ) -> Survey {
        let mut survey = Survey {
            rows: self.decode_rows(failed),
            types: self.rows::<TypeDefRow>().len() as u64,
            methods: self.rows::<MethodRow>().len() as u64,
            attributes: self.rows::<CustomAttributeRow>().len() as u64,
            resources: self.rows::<ManifestResourceRow>().len() as u64,
            ..Survey::default()
        };
        self.survey_signatures(&mut survey, failed);
        self.survey_bodies(&mut survey, failed);
        for row in self.rows::<CustomAttributeRow>() {
            match self.attribute_value(row, enums) {
                Ok(arguments) => {
                    let count = arguments.fixed.len() + arguments.named.len();
                    survey.attribute_arguments += count as u64;
                }
                Err(error) => failed(error),
            }
        }
        self.survey_resources(&mut survey, failed);
        survey
    }

    fn survey_signatures(&self, survey: &mut Survey, failed: &mut dyn FnMut(MetadataError)) {
        macro_rules! decode {
            ($($row:ident $accessor:ident)*) => {$(
                for row in self.rows::<$row>() {
                    survey.signatures += 1;
                    if let Err(error) = self.$accessor(row) {
                        failed(error);
                    }
                }
            )*};
        }
        decode! {
            FieldRow field_sig
            MethodRow method_sig
            PropertyRow property_sig
            MemberRefRow member_ref_sig
            TypeSpecRow type_spec_sig
            StandAloneSigRow stand_alone_sig_value
            MethodSpecRow method_spec_args
            ConstantRow constant_value
            FieldMarshalRow marshal_descriptor
            AssemblyRefRow reference_identity
        }
        let whole = [
            self.identity().err(),
            self.entry_point().err(),
            self.debug_entries().err(),
        ];
        whole.into_iter().flatten().for_each(failed);
    }

    fn survey_bodies(&self, survey: &mut Survey, failed: &mut dyn FnMut(MetadataError)) {
        for row in self.rows::<MethodRow>() {
            let body = match self.body(row) {
                Ok(Some(body)) => body,
                Ok(None) => continue,
                Err(error) => {
                    failed(error);
                    continue;
                }
            };
            survey.bodies += 1;
            survey.il_bytes += body.code.len() as u64;
            survey.clauses += body.clauses.len() as u64;
            for instruction in body.instructions() {
                let instruction = match instruction {
                    Ok(instruction) => instruction,
                    Err(bad) => {
                        failed(self.fail(bad.into(), row.token()));
                        break;
                    }
                };
                survey.instructions += 1;
                let checked = match instruction.operand {
                    Operand::Token(token) => self.check_token(token).map(|_| ()),
                    Operand::String(token) => self.user_string(token).map(|_| ()),
                    _ => Ok(()),
                };
                if let Err(error) = checked {
                    failed(error);
                }
            }
        }
    }

    fn survey_resources(&self, survey: &mut Survey, failed: &mut dyn FnMut(MetadataError)) {
        for row in self.rows::<ManifestResourceRow>() {
            match self.resource(row) {
                Ok(Resource::Embedded(_)) => {}
                Ok(_) => continue,
                Err(error) => {
                    failed(error);
                    continue;
                }
            }
            match self.resource_set(row) {
                Ok(Some(set)) => {
                    for index in 0..set.len() {
                        survey.resource_entries += 1;
                        if let Err(fault) = set.entry(index) {
                            failed(self.fail(fault, row.token()));
                        }
                    }
                }
                Ok(None) => {}
                Err(error) => failed(error),
            }
        }
    }
}

impl Pdb {
    /// Decodes every row, document name and sequence point. What fails goes to `failed`.
    pub fn survey(&self, failed: &mut dyn FnMut(MetadataError)) -> Survey {
        let mut survey = Survey {
            rows: self.decode_rows(failed),
            documents: u64::from(self.row_count(Table::Document)),
            ..Survey::default()
        };
        for row in self.rows::<DocumentRow>() {
            if let Err(error) = self.document_name(row) {
                failed(error);
            }
        }
        for row in self.rows::<MethodDebugInformationRow>() {
            match self.sequence_points(MethodRow(row.rid())) {
                Ok(points) => survey.sequence_points += points.len() as u64,
                Err(error) => failed(error),
            }
        }
        survey
    }
}

impl Assembly {
    /// Walks all lookups by owner and all reflection names; for checks of the reader itself.
    pub fn survey_lookups(&self, failed: &mut dyn FnMut(MetadataError)) -> u64 {
        let mut found = 0;
        for row in self.rows::<TypeDefRow>() {
            found += u64::from(self.enclosing_type(row).is_some());
            found += self.nested_types(row).count() as u64;
            found += u64::from(self.class_layout_of(row).is_some());
            found += self.interface_impls_of(row).len() as u64;
            found += self.method_impls_of(row).len() as u64;
            found += self.generic_params_of(row.into()).len() as u64;
            found += self.attributes_of(row).len() as u64;
            found += self.security_of(row.into()).len() as u64;
            found += self.events_of(row).len() as u64;
            found += self.properties_of(row).len() as u64;
            found += u64::from(self.reflection_name(row.into()).is_some());
        }
        for row in self.rows::<FieldRow>() {
            found += u64::from(self.owner_of_field(row).is_some());
            found += u64::from(self.field_layout_of(row).is_some());
            found += u64::from(self.constant_of(row.into()).is_some());
            found += u64::from(self.marshal_of(row.into()).is_some());
            found += u64::from(self.field_rva_of(row).is_some());
        }
        for row in self.rows::<MethodRow>() {
            found += u64::from(self.owner_of_method(row).is_some());
            found += u64::from(self.impl_map_of(row.into()).is_some());
            found += self.semantics_of(row).len() as u64;
        }
        for row in self.rows::<PropertyRow>() {
            found += self.accessors_of(row.into()).len() as u64;
        }
        for row in self.rows::<GenericParamRow>() {
            found += self.constraints_of(row).len() as u64;
        }
        for row in self.rows::<ParamRow>() {
            found += u64::from(self.owner_of_param(row).is_some());
        }
        for row in self.rows::<CustomAttributeRow>() {
            match self.attribute_name(row) {
                Ok(name) => found += u64::from(name.is_some()),
                Err(error) => failed(error),
            }
        }
        found
    }
}
