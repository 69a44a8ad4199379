//! Custom attributes found by name, decoded.

use crate::ids::{FieldDefId, MethodDefId, TypeDefId};

/// What carries the attribute that is asked for.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum AttributeOwner {
    Type(TypeDefId),
    Method(MethodDefId),
    Field(FieldDefId),
    Assembly(crate::ids::AssemblyId),
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
impl From<crate::ids::AssemblyId> for AttributeOwner {
    fn from(id: crate::ids::AssemblyId) -> Self {
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
