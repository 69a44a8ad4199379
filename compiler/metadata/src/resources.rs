//! Manifest resources, and the `.resources` containers of names and values inside them.

use crate::assembly::Assembly;
use crate::coded::Implementation;
use crate::cursor::Cursor;
use crate::error::{ErrorKind, Parse, Place, Result};
use crate::heaps::Utf16;
use crate::token::*;

/// Where the bytes of a resource are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource<'a> {
    /// In this file.
    Embedded(&'a [u8]),
    /// In a file beside this one.
    File(FileRow),
    /// In another assembly.
    Assembly(AssemblyRefRow),
}

/// A value in a `.resources` container.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ResourceValue<'a> {
    /// Null.
    Null,
    /// `string`
    String(&'a str),
    /// `bool`
    Bool(bool),
    /// `char`
    Char(u16),
    /// An integer of any size, sign- or zero-extended.
    Integer(i64),
    /// `float`
    Single(f32),
    /// `double`
    Double(f64),
    /// `decimal`: its four words.
    Decimal([u8; 16]),
    /// `DateTime`, as its binary form.
    DateTime(i64),
    /// `TimeSpan`, in ticks.
    TimeSpan(i64),
    /// `byte[]`
    Bytes(&'a [u8]),
    /// A stream.
    Stream(&'a [u8]),
    /// Another type by name; what follows is up to its serialiser.
    Other(&'a str),
}

/// A `.resources` container: names and values, read on demand.
#[derive(Debug, Clone)]
pub struct ResourceSet<'a> {
    bytes: &'a [u8],
    version: u32,
    types: Vec<&'a str>,
    count: u32,
    positions: usize,
    names: usize,
    values: usize,
}

const MAGIC: u32 = 0xBEEF_CACE;

impl Assembly {
    /// Where the bytes of a resource are.
    pub fn resource(&self, row: ManifestResourceRow) -> Result<Resource<'_>> {
        let resource = self.manifest_resource(row)?;
        match resource.implementation {
            None => {}
            Some(Implementation::File(file)) => return Ok(Resource::File(file)),
            Some(Implementation::AssemblyRef(other)) => return Ok(Resource::Assembly(other)),
            Some(Implementation::ExportedType(_)) => {
                return Err(self.error(
                    ErrorKind::BadResource,
                    "a resource is said to be in a type",
                    Place::Row(row.token(), 0),
                ));
            }
        }
        let directory = self.image.cli.resources;
        let section = self.rva_tail(directory.rva)?;
        let section = &section[..section.len().min(directory.size as usize)];
        let mut cursor = Cursor::new(section, ErrorKind::BadResource);
        let read = |cursor: &mut Cursor<'_>| -> Parse<(usize, usize)> {
            cursor.seek(resource.offset as usize)?;
            let len = cursor.u32()? as usize;
            let start = cursor.pos();
            cursor.take(len)?;
            Ok((start, start + len))
        };
        let (start, end) = read(&mut cursor).map_err(|fault| self.fail(fault, row.token()))?;
        Ok(Resource::Embedded(&section[start..end]))
    }

    /// The resource with this name, if its bytes are in this file.
    pub fn resource_bytes(&self, name: &str) -> Result<Option<&[u8]>> {
        for row in self.rows::<ManifestResourceRow>() {
            if self.manifest_resource(row)?.name == name {
                return Ok(match self.resource(row)? {
                    Resource::Embedded(bytes) => Some(bytes),
                    _ => None,
                });
            }
        }
        Ok(None)
    }

    /// The names and texts of the `.resources` container with this name, sorted by name; none if
    /// there is no such resource in this file.
    pub fn resource_strings(&self, name: &str) -> Result<Option<Vec<(String, &str)>>> {
        let Some(bytes) = self.resource_bytes(name)? else {
            return Ok(None);
        };
        let fail = |fault: crate::error::Fault| {
            let what = format!("resource `{name}`: {}", fault.what);
            self.error(fault.kind, what, Place::File)
        };
        let set = ResourceSet::parse(bytes).map_err(fail)?;
        let mut strings = Vec::new();
        for index in 0..set.len() {
            let (name, value) = set.entry(index).map_err(fail)?;
            if let ResourceValue::String(text) = value {
                strings.push((name.to_string_lossy(), text));
            }
        }
        strings.sort();
        Ok(Some(strings))
    }

    /// The `.resources` container in these bytes of this file.
    pub fn resource_set<'a>(&'a self, row: ManifestResourceRow) -> Result<Option<ResourceSet<'a>>> {
        match self.resource(row)? {
            Resource::Embedded(bytes) if ResourceSet::is_one(bytes) => ResourceSet::parse(bytes)
                .map(Some)
                .map_err(|fault| self.fail(fault, row.token())),
            _ => Ok(None),
        }
    }
}

impl<'a> ResourceSet<'a> {
    /// True if these bytes start as a `.resources` container does.
    pub fn is_one(bytes: &[u8]) -> bool {
        bytes.starts_with(&MAGIC.to_le_bytes())
    }

    pub(crate) fn parse(bytes: &'a [u8]) -> Parse<ResourceSet<'a>> {
        let mut cursor = Cursor::new(bytes, ErrorKind::BadResource);
        if cursor.u32()? != MAGIC {
            return Err(cursor.fault("this is not a container of resources"));
        }
        let header_version = cursor.u32()?;
        let skip = cursor.u32()? as usize;
        let after_header = cursor.pos();
        if header_version > 1 {
            cursor.take(skip)?;
        } else {
            // The class names of the reader and of the set.
            prefixed_text(&mut cursor)?;
            prefixed_text(&mut cursor)?;
            if cursor.pos() < after_header + skip {
                cursor.seek(after_header + skip)?;
            }
        }
        let version = cursor.u32()?;
        if !(1..=2).contains(&version) {
            return Err(cursor.fault("a container of resources is of an unknown version"));
        }
        let count = cursor.u32()?;
        let type_count = cursor.u32()?;
        let mut types = Vec::new();
        for _ in 0..type_count {
            types.push(prefixed_text(&mut cursor)?);
        }
        cursor.seek(cursor.pos().next_multiple_of(8))?;
        let words = (count as usize).saturating_mul(4);
        cursor.take(words)?;
        let positions = cursor.pos();
        cursor.take(words)?;
        let values = cursor.u32()? as usize;
        let names = cursor.pos();
        Ok(ResourceSet {
            bytes,
            version,
            types,
            count,
            positions,
            names,
            values,
        })
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// True if there is no entry.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(crate) fn entry(&self, index: usize) -> Parse<(Utf16<'a>, ResourceValue<'a>)> {
        let mut cursor = Cursor::new(self.bytes, ErrorKind::BadResource);
        cursor.seek(self.positions.saturating_add(index.saturating_mul(4)))?;
        let position = cursor.u32()? as usize;
        cursor.seek(self.names.saturating_add(position))?;
        let len = length(&mut cursor)?;
        let name = Utf16::new(cursor.take(len)?);
        let value = cursor.u32()? as usize;
        cursor.seek(self.values.saturating_add(value))?;
        let code = cursor.seven_bit()?;
        let value = match self.version {
            1 => self.value_by_type_name(&mut cursor, code)?,
            _ => self.value(&mut cursor, code)?,
        };
        Ok((name, value))
    }

    /// The entries in the order of the file, each a name and a value, or what is wrong with it.
    pub fn entries(
        &self,
    ) -> impl Iterator<Item = std::result::Result<(Utf16<'a>, ResourceValue<'a>), &'static str>> + '_
    {
        (0..self.len()).map(|index| self.entry(index).map_err(|fault| fault.what))
    }

    fn value(&self, cursor: &mut Cursor<'a>, code: i32) -> Parse<ResourceValue<'a>> {
        Ok(match code {
            0 => ResourceValue::Null,
            1 => ResourceValue::String(prefixed_text(cursor)?),
            2 => ResourceValue::Bool(cursor.u8()? != 0),
            3 => ResourceValue::Char(cursor.u16()?),
            4 => ResourceValue::Integer(i64::from(cursor.u8()?)),
            5 => ResourceValue::Integer(i64::from(cursor.u8()? as i8)),
            6 => ResourceValue::Integer(i64::from(cursor.u16()? as i16)),
            7 => ResourceValue::Integer(i64::from(cursor.u16()?)),
            8 => ResourceValue::Integer(i64::from(cursor.i32()?)),
            9 => ResourceValue::Integer(i64::from(cursor.u32()?)),
            10 | 11 => ResourceValue::Integer(cursor.u64()? as i64),
            12 => ResourceValue::Single(f32::from_bits(cursor.u32()?)),
            13 => ResourceValue::Double(f64::from_bits(cursor.u64()?)),
            14 => ResourceValue::Decimal(decimal(cursor)?),
            15 => ResourceValue::DateTime(cursor.u64()? as i64),
            16 => ResourceValue::TimeSpan(cursor.u64()? as i64),
            0x20 | 0x21 => {
                let len = cursor.u32()? as usize;
                let bytes = cursor.take(len)?;
                match code {
                    0x20 => ResourceValue::Bytes(bytes),
                    _ => ResourceValue::Stream(bytes),
                }
            }
            _ => {
                let name = usize::try_from(code - 0x40)
                    .ok()
                    .and_then(|index| self.types.get(index));
                match name {
                    Some(name) => ResourceValue::Other(name),
                    None => return Err(cursor.fault("a resource is of an unknown type")),
                }
            }
        })
    }

    fn value_by_type_name(&self, cursor: &mut Cursor<'a>, index: i32) -> Parse<ResourceValue<'a>> {
        /// Type names and the codes that version 2 gave them.
        const CODES: [(&str, i32); 15] = [
            ("System.String", 1),
            ("System.Boolean", 2),
            ("System.Char", 3),
            ("System.Byte", 4),
            ("System.SByte", 5),
            ("System.Int16", 6),
            ("System.UInt16", 7),
            ("System.Int32", 8),
            ("System.UInt32", 9),
            ("System.Int64", 10),
            ("System.UInt64", 11),
            ("System.Single", 12),
            ("System.Double", 13),
            ("System.Decimal", 14),
            ("System.TimeSpan", 16),
        ];
        if index == -1 {
            return Ok(ResourceValue::Null);
        }
        let Some(name) = usize::try_from(index).ok().and_then(|i| self.types.get(i)) else {
            return Err(cursor.fault("a resource is of an unknown type"));
        };
        let simple = name.split(',').next().unwrap_or(name).trim();
        match CODES.iter().find(|(known, _)| *known == simple) {
            Some((_, code)) => self.value(cursor, *code),
            None => Ok(ResourceValue::Other(name)),
        }
    }
}

fn decimal(cursor: &mut Cursor<'_>) -> Parse<[u8; 16]> {
    let mut words = [0; 16];
    words.copy_from_slice(cursor.take(16)?);
    Ok(words)
}

fn length(cursor: &mut Cursor<'_>) -> Parse<usize> {
    let len = cursor.seven_bit()?;
    usize::try_from(len).map_err(|_| cursor.fault("a length is negative"))
}

fn prefixed_text<'a>(cursor: &mut Cursor<'a>) -> Parse<&'a str> {
    let len = length(cursor)?;
    let bytes = cursor.take(len)?;
    std::str::from_utf8(bytes).map_err(|_| cursor.fault("a text is not valid UTF-8"))
}
