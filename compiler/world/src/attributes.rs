//! Custom attributes found by name, decoded.

use kiln_metadata::{CustomAttributeRow, EnumName, EnumResolver, HasCustomAttribute, Integral};

use crate::World;
use crate::ids::{AssemblyId, FieldDefId, MethodDefId, TypeDefId};
use crate::typedef::PrimKind;

/// What carries the attribute that is asked for.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum AttributeOwner {
    Type(TypeDefId),
    Method(MethodDefId),
    Field(FieldDefId),
    Assembly(AssemblyId),
}

impl From<TypeDefId> for AttributeOwner {
    fn from(id: TypeDefId) -> Self {
        AttributeOwner::Type(id)
    }
}
impl From<MethodDefId> for AttributeOwner {
    fn from(id: MethodDefId) -> Self {
        AttributeOwner::Method(id)
    }
}
impl From<FieldDefId> for AttributeOwner {
    fn from(id: FieldDefId) -> Self {
        AttributeOwner::Field(id)
    }
}
impl From<AssemblyId> for AttributeOwner {
    fn from(id: AssemblyId) -> Self {
        AttributeOwner::Assembly(id)
    }
}

/// A value in a custom attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeValue {
    Bool(bool),
    Char(u16),
    Int(i64),
    UInt(u64),
    F32(f32),
    F64(f64),
    /// `None` is null.
    String(Option<String>),
    /// Assembly-qualified or plain name as written; `None` is null.
    Type(Option<String>),
    Array(Option<Vec<AttributeValue>>),
}

/// A decoded custom attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    pub fixed: Vec<AttributeValue>,
    /// Named fields and properties.
    pub named: Vec<(String, AttributeValue)>,
}

impl Attribute {
    /// The string at a fixed position.
    pub fn string(&self, index: usize) -> Option<&str> {
        match self.fixed.get(index)? {
            AttributeValue::String(text) | AttributeValue::Type(text) => text.as_deref(),
            _ => None,
        }
    }

    /// The integer, boolean or enum value at a fixed position.
    pub fn int(&self, index: usize) -> Option<i64> {
        self.fixed.get(index)?.as_int()
    }

    /// A named field or property.
    pub fn named(&self, name: &str) -> Option<&AttributeValue> {
        self.named
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }
}

impl AttributeValue {
    /// The value of an integer, character, boolean or enum.
    pub fn as_int(&self) -> Option<i64> {
        match *self {
            AttributeValue::Bool(value) => Some(value.into()),
            AttributeValue::Char(value) => Some(value.into()),
            AttributeValue::Int(value) => Some(value),
            AttributeValue::UInt(value) => Some(value as i64),
            _ => None,
        }
    }
}

/// Integral types that enums are stored as, by the primitive they rest on.
fn integral_of(prim: PrimKind) -> Option<Integral> {
    Some(match prim {
        PrimKind::Boolean => Integral::Bool,
        PrimKind::Char => Integral::Char,
        PrimKind::I8 => Integral::I1,
        PrimKind::U8 => Integral::U1,
        PrimKind::I16 => Integral::I2,
        PrimKind::U16 => Integral::U2,
        PrimKind::I32 => Integral::I4,
        PrimKind::U32 => Integral::U4,
        PrimKind::I64 => Integral::I8,
        PrimKind::U64 => Integral::U8,
        _ => return None,
    })
}

/// Finds enums of attribute blobs anywhere in the world.
struct Enums<'w> {
    world: &'w World,
    assembly: AssemblyId,
}

impl EnumResolver for Enums<'_> {
    fn underlying(&self, _: &kiln_metadata::Assembly, name: EnumName<'_>) -> Option<Integral> {
        let def = match name {
            EnumName::Row(token) => self.world.def_of(self.assembly, token).ok()?,
            EnumName::Text(text) => self.world.def_by_reflection_name(self.assembly, text)?,
        };
        let underlying = self
            .world
            .enum_underlying(self.world.type_def(def).ok()?.open);
        integral_of(self.world.def(underlying)?.prim?)
    }
}

impl World {
    /// A definition by a reflection name, with or without assembly: `A.B+C, Assembly, …`.
    pub fn def_by_reflection_name(&self, from: AssemblyId, name: &str) -> Option<TypeDefId> {
        let (ty, assembly) = match name.split_once(',') {
            Some((ty, assembly)) => (ty, Some(assembly)),
            None => (name, None),
        };
        let full_name = ty.trim().replace('+', "/").replace('\\', "");
        if let Some(assembly) = assembly {
            let simple = assembly.split(',').next()?.trim();
            return self.type_in(self.load(simple).ok()?, &full_name);
        }
        self.type_in(from, &full_name)
            .or_else(|| self.type_in(self.core_library(), &full_name))
    }

    fn attribute_row(
        &self,
        owner: AttributeOwner,
        name: &str,
    ) -> Option<(AssemblyId, CustomAttributeRow)> {
        let (namespace, name) = name.rsplit_once('.').unwrap_or(("", name));
        let (assembly, owner): (AssemblyId, HasCustomAttribute) = match owner {
            AttributeOwner::Type(id) => (id.assembly, id.row.into()),
            AttributeOwner::Method(id) => (id.assembly, id.row.into()),
            AttributeOwner::Field(id) => (id.assembly, id.row.into()),
            AttributeOwner::Assembly(id) => (id, kiln_metadata::AssemblyRow(1).into()),
        };
        let row = self
            .asm(assembly)
            .image
            .find_attribute(owner, namespace, name)?;
        Some((assembly, row))
    }

    /// Does the definition carry the attribute?
    pub fn has_attribute(&self, owner: impl Into<AttributeOwner>, name: &str) -> bool {
        self.attribute_row(owner.into(), name).is_some()
    }

    /// The attribute of this full name, decoded.
    pub fn attribute(&self, owner: impl Into<AttributeOwner>, name: &str) -> Option<Attribute> {
        let (assembly, row) = self.attribute_row(owner.into(), name)?;
        self.decode_attribute(assembly, row)
    }

    pub(crate) fn decode_attribute(
        &self,
        assembly: AssemblyId,
        row: CustomAttributeRow,
    ) -> Option<Attribute> {
        let enums = Enums {
            world: self,
            assembly,
        };
        let arguments = self.asm(assembly).image.attribute_value(row, &enums).ok()?;
        Some(Attribute {
            fixed: arguments.fixed.iter().map(value_of).collect(),
            named: arguments
                .named
                .iter()
                .map(|argument| (argument.name.to_string(), value_of(&argument.value)))
                .collect(),
        })
    }
}

fn value_of(value: &kiln_metadata::AttributeValue<'_>) -> AttributeValue {
    use kiln_metadata::AttributeValue as From;
    match value {
        From::Integral(Integral::Bool, value) => AttributeValue::Bool(*value != 0),
        From::Integral(Integral::Char, value) => AttributeValue::Char(*value as u16),
        From::Integral(kind, value) | From::Enum(_, kind, value) => match kind {
            Integral::U1 | Integral::U2 | Integral::U4 | Integral::U8 => {
                AttributeValue::UInt(*value as u64)
            }
            _ => AttributeValue::Int(*value),
        },
        From::R4(value) => AttributeValue::F32(*value),
        From::R8(value) => AttributeValue::F64(*value),
        From::String(text) => AttributeValue::String(text.map(str::to_string)),
        From::Type(text) => AttributeValue::Type(text.map(str::to_string)),
        From::Boxed(inner) => value_of(inner),
        From::Array(_, items) => AttributeValue::Array(
            items
                .as_ref()
                .map(|items| items.iter().map(value_of).collect()),
        ),
    }
}
