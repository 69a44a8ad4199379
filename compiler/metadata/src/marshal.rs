//! Marshalling descriptors (ECMA-335 II.23.4).

use crate::assembly::Assembly;
use crate::cursor::Cursor;
use crate::error::{ErrorKind, Parse, Result};
use crate::token::FieldMarshalRow;

/// A native type without parameters, by its number in the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SimpleNative(pub u8);

/// What a value is to unmanaged code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NativeType<'a> {
    /// A type without parameters (integers, `BSTR`, `LPWStr`, structs …).
    Simple(SimpleNative),
    /// Characters inside a struct.
    FixedString(u32),
    /// Elements inside a struct.
    FixedArray {
        /// How many.
        count: u32,
        /// Their type, if said.
        element: Option<SimpleNative>,
    },
    /// A pointer to elements.
    Array {
        /// Their type, if said.
        element: Option<SimpleNative>,
        /// The parameter that has their number, counted from 0.
        size_parameter: Option<u32>,
        /// A number added to it.
        size: Option<u32>,
    },
    /// A COM `SAFEARRAY`.
    SafeArray {
        /// Kind of its elements, if said.
        variant: Option<u32>,
        /// Their type, for user-defined ones.
        user_type: Option<&'a str>,
    },
    /// A COM interface.
    Interface {
        /// `IUnknown`, `IDispatch` or a given interface.
        kind: SimpleNative,
        /// The parameter that has its id.
        iid_parameter: Option<u32>,
    },
    /// A marshaller written in managed code.
    Custom {
        /// Unused.
        guid: &'a str,
        /// Unused.
        native_name: &'a str,
        /// The marshaller's type.
        marshaler: &'a str,
        /// A text passed to it.
        cookie: &'a str,
    },
}

impl SimpleNative {
    /// `bool` of four bytes.
    pub const BOOLEAN: SimpleNative = SimpleNative(0x02);
    /// A COM string.
    pub const BSTR: SimpleNative = SimpleNative(0x13);
    /// A string of bytes.
    pub const LP_STR: SimpleNative = SimpleNative(0x14);
    /// A string of UTF-16.
    pub const LP_WSTR: SimpleNative = SimpleNative(0x15);
    /// A string as the platform prefers.
    pub const LP_TSTR: SimpleNative = SimpleNative(0x16);
    /// A struct.
    pub const STRUCT: SimpleNative = SimpleNative(0x1B);
    /// A function pointer.
    pub const FUNC: SimpleNative = SimpleNative(0x26);
    /// A string of UTF-8.
    pub const LP_UTF8_STR: SimpleNative = SimpleNative(0x30);
    /// "Not said", in arrays.
    const MAX: u8 = 0x50;
}

const FIXED_STRING: u8 = 0x17;
const I_UNKNOWN: u8 = 0x19;
const I_DISPATCH: u8 = 0x1A;
const INTERFACE: u8 = 0x1C;
const SAFE_ARRAY: u8 = 0x1D;
const FIXED_ARRAY: u8 = 0x1E;
const ARRAY: u8 = 0x2A;
const CUSTOM: u8 = 0x2C;

fn optional(cursor: &mut Cursor<'_>) -> Parse<Option<u32>> {
    match cursor.is_empty() {
        true => Ok(None),
        false => cursor.compressed().map(Some),
    }
}

fn element(cursor: &mut Cursor<'_>) -> Parse<Option<SimpleNative>> {
    if cursor.is_empty() {
        return Ok(None);
    }
    let code = cursor.u8()?;
    Ok((code != SimpleNative::MAX).then_some(SimpleNative(code)))
}

fn decode(blob: &[u8]) -> Parse<NativeType<'_>> {
    let mut cursor = Cursor::new(blob, ErrorKind::BadAttribute);
    let code = cursor.u8()?;
    Ok(match code {
        FIXED_STRING => NativeType::FixedString(cursor.compressed()?),
        FIXED_ARRAY => NativeType::FixedArray {
            count: optional(&mut cursor)?.unwrap_or(0),
            element: element(&mut cursor)?,
        },
        ARRAY => {
            let element = element(&mut cursor)?;
            let parameter = optional(&mut cursor)?;
            let size = optional(&mut cursor)?;
            // Bit 0 of the flags says whether the parameter number counts.
            let flags = optional(&mut cursor)?.unwrap_or(1);
            NativeType::Array {
                element,
                size_parameter: parameter.filter(|_| flags & 1 != 0),
                size,
            }
        }
        SAFE_ARRAY => NativeType::SafeArray {
            variant: optional(&mut cursor)?,
            user_type: match cursor.is_empty() {
                true => None,
                false => cursor.ser_string()?,
            },
        },
        I_UNKNOWN | I_DISPATCH | INTERFACE => NativeType::Interface {
            kind: SimpleNative(code),
            iid_parameter: optional(&mut cursor)?,
        },
        CUSTOM => NativeType::Custom {
            guid: cursor.ser_string()?.unwrap_or(""),
            native_name: cursor.ser_string()?.unwrap_or(""),
            marshaler: cursor.ser_string()?.unwrap_or(""),
            cookie: cursor.ser_string()?.unwrap_or(""),
        },
        _ => NativeType::Simple(SimpleNative(code)),
    })
}

impl Assembly {
    /// What a field or parameter is to unmanaged code.
    pub fn marshal_descriptor(&self, row: FieldMarshalRow) -> Result<NativeType<'_>> {
        let blob = self.field_marshal(row)?.native_type;
        decode(blob).map_err(|fault| self.fail(fault, row.token()))
    }
}
