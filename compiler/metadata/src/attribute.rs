//! Custom attributes with types: constructor arguments and named arguments (ECMA-335 II.23.3).

use crate::assembly::Assembly;
use crate::coded::*;
use crate::cursor::Cursor;
use crate::error::{ErrorKind, Fault, Parse, Result};
use crate::signature::{MethodSig, SigType};
use crate::signature_reader::{SignatureReader, element};
use crate::token::*;

/// An integral type: what an enum can be stored as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Integral {
    /// `bool`
    Bool,
    /// `char`
    Char,
    /// `sbyte`
    I1,
    /// `byte`
    U1,
    /// `short`
    I2,
    /// `ushort`
    U2,
    /// `int`
    I4,
    /// `uint`
    U4,
    /// `long`
    I8,
    /// `ulong`
    U8,
}

impl Integral {
    /// The integral type with this signature; none for anything else.
    pub fn from_sig(ty: &SigType) -> Option<Integral> {
        Some(match ty {
            SigType::Bool => Integral::Bool,
            SigType::Char => Integral::Char,
            SigType::I1 => Integral::I1,
            SigType::U1 => Integral::U1,
            SigType::I2 => Integral::I2,
            SigType::U2 => Integral::U2,
            SigType::I4 => Integral::I4,
            SigType::U4 => Integral::U4,
            SigType::I8 => Integral::I8,
            SigType::U8 => Integral::U8,
            _ => return None,
        })
    }
}

/// The type of an attribute argument.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AttributeType<'a> {
    /// An integral type.
    Integral(Integral),
    /// `float`
    R4,
    /// `double`
    R8,
    /// `string`
    String,
    /// `System.Type`
    Type,
    /// `object`: the value says what it is.
    Object,
    /// An enum.
    Enum(EnumName<'a>),
    /// A vector.
    Array(Box<AttributeType<'a>>),
}

/// How an attribute names an enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EnumName<'a> {
    /// By a row of the assembly that has the attribute.
    Row(TypeDefOrRef),
    /// By its reflection name, with or without assembly.
    Text(&'a str),
}

/// The value of an attribute argument.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeValue<'a> {
    /// An integral value, sign- or zero-extended.
    Integral(Integral, i64),
    /// `float`
    R4(f32),
    /// `double`
    R8(f64),
    /// `string`
    String(Option<&'a str>),
    /// `System.Type`, by its reflection name.
    Type(Option<&'a str>),
    /// A value passed as `object`.
    Boxed(Box<AttributeValue<'a>>),
    /// An enum's value, sign- or zero-extended.
    Enum(EnumName<'a>, Integral, i64),
    /// A vector; none is null.
    Array(AttributeType<'a>, Option<Vec<AttributeValue<'a>>>),
}

impl<'a> AttributeValue<'a> {
    /// The value as an integer, if it is integral or an enum (also passed as `object`).
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            AttributeValue::Integral(_, value) | AttributeValue::Enum(_, _, value) => Some(*value),
            AttributeValue::Boxed(inner) => inner.as_i64(),
            _ => None,
        }
    }

    /// The value as a truth value.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            AttributeValue::Integral(Integral::Bool, value) => Some(*value != 0),
            AttributeValue::Boxed(inner) => inner.as_bool(),
            _ => None,
        }
    }

    /// The text of a string, or the name of a type.
    pub fn as_str(&self) -> Option<&'a str> {
        match self {
            AttributeValue::String(text) | AttributeValue::Type(text) => *text,
            AttributeValue::Boxed(inner) => inner.as_str(),
            _ => None,
        }
    }
}

/// A property or field that an attribute sets.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedArgument<'a> {
    /// It is a field, not a property.
    pub is_field: bool,
    /// Its name.
    pub name: &'a str,
    /// Its type.
    pub ty: AttributeType<'a>,
    /// Its value.
    pub value: AttributeValue<'a>,
}

/// A decoded custom attribute.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AttributeArguments<'a> {
    /// Constructor arguments.
    pub fixed: Vec<AttributeValue<'a>>,
    /// Properties and fields.
    pub named: Vec<NamedArgument<'a>>,
}

impl<'a> AttributeArguments<'a> {
    /// The value of a named argument.
    pub fn named(&self, name: &str) -> Option<&AttributeValue<'a>> {
        let found = self.named.iter().find(|argument| argument.name == name);
        found.map(|argument| &argument.value)
    }
}

/// Finds what an enum is stored as. Attribute blobs cannot be read without knowing.
pub trait EnumResolver {
    /// The type of the enum's value; none if the enum is not found.
    fn underlying(&self, assembly: &Assembly, name: EnumName<'_>) -> Option<Integral>;
}

/// A resolver that knows the enums of the attribute's own assembly only, and takes all others to
/// be stored as the given type.
#[derive(Debug, Clone, Copy)]
pub struct LocalEnums {
    /// What enums of other assemblies are stored as; none makes them errors.
    pub foreign: Option<Integral>,
}

impl EnumResolver for LocalEnums {
    fn underlying(&self, assembly: &Assembly, name: EnumName<'_>) -> Option<Integral> {
        let local = match name {
            EnumName::Row(TypeDefOrRef::TypeDef(row)) => Some(row),
            EnumName::Row(_) => None,
            EnumName::Text(text) => assembly.find_type(text.split(',').next().unwrap_or(text)),
        };
        match local {
            Some(row) => assembly.enum_underlying(row),
            None => self.foreign,
        }
    }
}

const MAX_DEPTH: u32 = 16;
const TYPE: u8 = 0x50;
const BOXED: u8 = 0x51;
const FIELD: u8 = 0x53;
const PROPERTY: u8 = 0x54;
const ENUM: u8 = 0x55;

struct Reader<'a, 'r> {
    assembly: &'a Assembly,
    cursor: Cursor<'a>,
    enums: &'r dyn EnumResolver,
    depth: u32,
}

impl<'a> Reader<'a, '_> {
    /// The type of a constructor parameter. `args` are the type arguments of a generic attribute.
    fn parameter_type(&self, ty: &SigType, args: &[SigType]) -> Parse<AttributeType<'a>> {
        if let Some(integral) = Integral::from_sig(ty) {
            return Ok(AttributeType::Integral(integral));
        }
        Ok(match ty.unmodified() {
            SigType::R4 => AttributeType::R4,
            SigType::R8 => AttributeType::R8,
            SigType::String => AttributeType::String,
            SigType::Object => AttributeType::Object,
            SigType::ValueType(ty) => AttributeType::Enum(EnumName::Row(*ty)),
            SigType::Class(ty) if self.is_system_type(*ty) => AttributeType::Type,
            SigType::SzArray(element) => {
                AttributeType::Array(Box::new(self.parameter_type(element, args)?))
            }
            SigType::Var(index) => match args.get(*index as usize) {
                Some(SigType::Var(_)) | None => {
                    return Err(self.cursor.fault("an attribute has no such type argument"));
                }
                Some(arg) => self.parameter_type(arg, &[])?,
            },
            _ => return Err(self.cursor.fault("an attribute takes an impossible type")),
        })
    }

    fn is_system_type(&self, ty: TypeDefOrRef) -> bool {
        matches!(self.assembly.type_name(ty), Ok(Some(("System", "Type"))))
    }

    /// A type in front of a named or boxed argument.
    fn tagged_type(&mut self) -> Parse<AttributeType<'a>> {
        let code = self.cursor.u8()?;
        if let Some(integral) = integral(code) {
            return Ok(AttributeType::Integral(integral));
        }
        Ok(match code {
            element::R4 => AttributeType::R4,
            element::R8 => AttributeType::R8,
            element::STRING => AttributeType::String,
            TYPE => AttributeType::Type,
            BOXED | element::OBJECT => AttributeType::Object,
            element::SZARRAY => {
                self.deeper()?;
                let element = self.tagged_type()?;
                self.depth -= 1;
                AttributeType::Array(Box::new(element))
            }
            ENUM => match self.cursor.ser_string()? {
                Some(name) => AttributeType::Enum(EnumName::Text(name)),
                None => return Err(self.cursor.fault("an enum in an attribute has no name")),
            },
            _ => {
                return Err(self
                    .cursor
                    .fault("an attribute has a value of unknown type"));
            }
        })
    }

    fn deeper(&mut self) -> Parse<()> {
        self.depth += 1;
        match self.depth > MAX_DEPTH {
            true => Err(self.cursor.fault("an attribute is nested too deeply")),
            false => Ok(()),
        }
    }

    fn value(&mut self, ty: &AttributeType<'a>) -> Parse<AttributeValue<'a>> {
        Ok(match ty {
            AttributeType::Integral(kind) => AttributeValue::Integral(*kind, self.integer(*kind)?),
            AttributeType::R4 => AttributeValue::R4(f32::from_bits(self.cursor.u32()?)),
            AttributeType::R8 => AttributeValue::R8(f64::from_bits(self.cursor.u64()?)),
            AttributeType::String => AttributeValue::String(self.cursor.ser_string()?),
            AttributeType::Type => AttributeValue::Type(self.cursor.ser_string()?),
            AttributeType::Object => {
                self.deeper()?;
                let ty = self.tagged_type()?;
                let value = self.value(&ty)?;
                self.depth -= 1;
                AttributeValue::Boxed(Box::new(value))
            }
            AttributeType::Enum(name) => {
                let Some(kind) = self.enums.underlying(self.assembly, *name) else {
                    return Err(Fault::new(
                        ErrorKind::UnknownEnum,
                        "an attribute uses an enum whose definition is not found",
                    )
                    .at(self.cursor.pos()));
                };
                AttributeValue::Enum(*name, kind, self.integer(kind)?)
            }
            AttributeType::Array(element) => {
                let count = self.cursor.u32()?;
                let items = match count {
                    u32::MAX => None,
                    _ => Some(self.items(element, count)?),
                };
                AttributeValue::Array((**element).clone(), items)
            }
        })
    }

    fn items(&mut self, ty: &AttributeType<'a>, count: u32) -> Parse<Vec<AttributeValue<'a>>> {
        self.deeper()?;
        let mut items = Vec::with_capacity((count as usize).min(self.cursor.remaining()));
        for _ in 0..count {
            items.push(self.value(ty)?);
        }
        self.depth -= 1;
        Ok(items)
    }

    fn integer(&mut self, kind: Integral) -> Parse<i64> {
        Ok(match kind {
            Integral::Bool | Integral::U1 => i64::from(self.cursor.u8()?),
            Integral::I1 => i64::from(self.cursor.u8()? as i8),
            Integral::Char | Integral::U2 => i64::from(self.cursor.u16()?),
            Integral::I2 => i64::from(self.cursor.u16()? as i16),
            Integral::I4 => i64::from(self.cursor.i32()?),
            Integral::U4 => i64::from(self.cursor.u32()?),
            Integral::I8 | Integral::U8 => self.cursor.u64()? as i64,
        })
    }

    fn arguments(
        &mut self,
        constructor: &MethodSig,
        args: &[SigType],
    ) -> Parse<AttributeArguments<'a>> {
        if self.cursor.is_empty() && constructor.params.is_empty() {
            return Ok(AttributeArguments::default());
        }
        if self.cursor.u16()? != 1 {
            return Err(self.cursor.fault("an attribute does not start with 1"));
        }
        let mut fixed = Vec::with_capacity(constructor.params.len());
        for param in &constructor.params {
            let ty = self.parameter_type(param, args)?;
            fixed.push(self.value(&ty)?);
        }
        let count = self.cursor.u16()?;
        let mut named = Vec::with_capacity(usize::from(count).min(self.cursor.remaining()));
        for _ in 0..count {
            named.push(self.named_argument()?);
        }
        Ok(AttributeArguments { fixed, named })
    }

    fn named_argument(&mut self) -> Parse<NamedArgument<'a>> {
        let is_field = match self.cursor.u8()? {
            FIELD => true,
            PROPERTY => false,
            _ => {
                return Err(self
                    .cursor
                    .fault("a named argument is neither field nor property"));
            }
        };
        let ty = self.tagged_type()?;
        let Some(name) = self.cursor.ser_string()? else {
            return Err(self.cursor.fault("a named argument has no name"));
        };
        let value = self.value(&ty)?;
        Ok(NamedArgument {
            is_field,
            name,
            ty,
            value,
        })
    }
}

fn integral(code: u8) -> Option<Integral> {
    Some(match code {
        element::BOOLEAN => Integral::Bool,
        element::CHAR => Integral::Char,
        element::I1 => Integral::I1,
        element::U1 => Integral::U1,
        element::I2 => Integral::I2,
        element::U2 => Integral::U2,
        element::I4 => Integral::I4,
        element::U4 => Integral::U4,
        element::I8 => Integral::I8,
        element::U8 => Integral::U8,
        _ => return None,
    })
}

impl Assembly {
    /// The arguments of a custom attribute.
    pub fn attribute_value(
        &self,
        row: CustomAttributeRow,
        enums: &dyn EnumResolver,
    ) -> Result<AttributeArguments<'_>> {
        let attribute = self.custom_attribute(row)?;
        let fail = |fault| self.fail(fault, row.token());
        let (signature, args) = match attribute.constructor {
            CustomAttributeType::MethodDef(method) => (self.method(method)?.signature, Vec::new()),
            CustomAttributeType::MemberRef(member) => {
                let member = self.member_ref(member)?;
                let args = match member.parent {
                    MemberRefParent::TypeSpec(spec) => match self.type_spec_sig(spec)? {
                        SigType::GenericInst { args, .. } => args,
                        _ => Vec::new(),
                    },
                    _ => Vec::new(),
                };
                (member.signature, args)
            }
        };
        let constructor = SignatureReader::new(self.block(), signature)
            .method()
            .map_err(fail)?;
        Reader {
            assembly: self,
            cursor: Cursor::new(attribute.value, ErrorKind::BadAttribute),
            enums,
            depth: 0,
        }
        .arguments(&constructor, &args)
        .map_err(fail)
    }

    /// The type of a custom attribute, generic instances by their definition.
    pub fn attribute_class(&self, row: CustomAttributeRow) -> Result<Option<TypeDefOrRef>> {
        let owner = match self.custom_attribute(row)?.constructor {
            CustomAttributeType::MethodDef(method) => {
                return Ok(self.owner_of_method(method).map(TypeDefOrRef::TypeDef));
            }
            CustomAttributeType::MemberRef(member) => self.member_ref(member)?.parent,
        };
        Ok(match owner {
            MemberRefParent::TypeDef(row) => Some(TypeDefOrRef::TypeDef(row)),
            MemberRefParent::TypeRef(row) => Some(TypeDefOrRef::TypeRef(row)),
            MemberRefParent::TypeSpec(spec) => match self.type_spec_sig(spec)? {
                SigType::GenericInst { def, .. } => Some(def),
                SigType::Class(ty) => Some(ty),
                _ => None,
            },
            MemberRefParent::ModuleRef(_) | MemberRefParent::MethodDef(_) => None,
        })
    }

    /// Namespace and name of a custom attribute's type.
    pub fn attribute_name(&self, row: CustomAttributeRow) -> Result<Option<(&str, &str)>> {
        match self.attribute_class(row)? {
            Some(class) => self.type_name(class),
            None => Ok(None),
        }
    }

    /// The first custom attribute of a row whose type has this name.
    pub fn find_attribute(
        &self,
        owner: impl Into<HasCustomAttribute>,
        namespace: &str,
        name: &str,
    ) -> Option<CustomAttributeRow> {
        self.attributes_of(owner).into_iter().find(
            |row| matches!(self.attribute_name(*row), Ok(Some(found)) if found == (namespace, name)),
        )
    }
}
