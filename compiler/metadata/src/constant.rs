//! Compile-time constants of fields, parameters and properties (ECMA-335 II.22.9).

use crate::assembly::Assembly;
use crate::cursor::Cursor;
use crate::error::{ErrorKind, Parse, Result};
use crate::heaps::Utf16;
use crate::signature_reader::element;
use crate::token::ConstantRow;

/// A compile-time constant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ConstantValue<'a> {
    /// `bool`
    Bool(bool),
    /// `char`
    Char(u16),
    /// `sbyte`
    I1(i8),
    /// `byte`
    U1(u8),
    /// `short`
    I2(i16),
    /// `ushort`
    U2(u16),
    /// `int`
    I4(i32),
    /// `uint`
    U4(u32),
    /// `long`
    I8(i64),
    /// `ulong`
    U8(u64),
    /// `float`
    R4(f32),
    /// `double`
    R8(f64),
    /// `string`
    String(Utf16<'a>),
    /// The null reference.
    Null,
}

impl ConstantValue<'_> {
    /// The value as a 64-bit integer, sign- or zero-extended; none for floats, strings and null.
    pub fn as_i64(&self) -> Option<i64> {
        Some(match *self {
            ConstantValue::Bool(value) => i64::from(value),
            ConstantValue::Char(value) | ConstantValue::U2(value) => i64::from(value),
            ConstantValue::I1(value) => i64::from(value),
            ConstantValue::U1(value) => i64::from(value),
            ConstantValue::I2(value) => i64::from(value),
            ConstantValue::I4(value) => i64::from(value),
            ConstantValue::U4(value) => i64::from(value),
            ConstantValue::I8(value) => value,
            ConstantValue::U8(value) => value as i64,
            _ => return None,
        })
    }
}

pub(crate) fn decode(code: u8, bytes: &[u8]) -> Parse<ConstantValue<'_>> {
    let mut cursor = Cursor::new(bytes, ErrorKind::BadMetadata);
    Ok(match code {
        element::BOOLEAN => ConstantValue::Bool(cursor.u8()? != 0),
        element::CHAR => ConstantValue::Char(cursor.u16()?),
        element::I1 => ConstantValue::I1(cursor.u8()? as i8),
        element::U1 => ConstantValue::U1(cursor.u8()?),
        element::I2 => ConstantValue::I2(cursor.u16()? as i16),
        element::U2 => ConstantValue::U2(cursor.u16()?),
        element::I4 => ConstantValue::I4(cursor.i32()?),
        element::U4 => ConstantValue::U4(cursor.u32()?),
        element::I8 => ConstantValue::I8(cursor.u64()? as i64),
        element::U8 => ConstantValue::U8(cursor.u64()?),
        element::R4 => ConstantValue::R4(f32::from_bits(cursor.u32()?)),
        element::R8 => ConstantValue::R8(f64::from_bits(cursor.u64()?)),
        element::STRING => ConstantValue::String(Utf16::new(bytes)),
        element::CLASS => ConstantValue::Null,
        _ => return Err(cursor.fault("a constant is of an unknown type")),
    })
}

impl Assembly {
    /// The value of a constant.
    pub fn constant_value(&self, row: ConstantRow) -> Result<ConstantValue<'_>> {
        let constant = self.constant(row)?;
        decode(constant.element_type as u8, constant.value)
            .map_err(|fault| self.fail(fault, row.token()))
    }
}
