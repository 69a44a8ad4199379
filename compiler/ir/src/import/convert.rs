//! The `conv` family: one table says what each opcode converts to and how it reads its operand.

use super::core::Importer;
use super::emit::narrow_const;
use super::error::{Outcome, Problem};
use super::il::Opcode;
use super::item::{Item, Kind};
use crate::entity::Value;
use crate::function::*;
use crate::op::Op;
use crate::ty::{Cell, Ty};

/// The integer that a conversion aims at.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
enum To {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    Native,
    UNative,
    F32,
    F64,
    /// `conv.r.un`.
    FUn,
}

/// Target, whether it checks, whether the operand is unsigned.
fn meaning(op: Opcode) -> Option<(To, bool, bool)> {
    use Opcode::*;
    Some(match op {
        ConvI1 => (To::I8, false, false),
        ConvU1 => (To::U8, false, false),
        ConvI2 => (To::I16, false, false),
        ConvU2 => (To::U16, false, false),
        ConvI4 => (To::I32, false, false),
        ConvU4 => (To::U32, false, false),
        ConvI8 => (To::I64, false, false),
        ConvU8 => (To::U64, false, false),
        ConvI => (To::Native, false, false),
        ConvU => (To::UNative, false, false),
        ConvR4 => (To::F32, false, false),
        ConvR8 => (To::F64, false, false),
        ConvRUn => (To::FUn, false, true),
        ConvOvfI1 => (To::I8, true, false),
        ConvOvfU1 => (To::U8, true, false),
        ConvOvfI2 => (To::I16, true, false),
        ConvOvfU2 => (To::U16, true, false),
        ConvOvfI4 => (To::I32, true, false),
        ConvOvfU4 => (To::U32, true, false),
        ConvOvfI8 => (To::I64, true, false),
        ConvOvfU8 => (To::U64, true, false),
        ConvOvfI => (To::Native, true, false),
        ConvOvfU => (To::UNative, true, false),
        ConvOvfI1Un => (To::I8, true, true),
        ConvOvfU1Un => (To::U8, true, true),
        ConvOvfI2Un => (To::I16, true, true),
        ConvOvfU2Un => (To::U16, true, true),
        ConvOvfI4Un => (To::I32, true, true),
        ConvOvfU4Un => (To::U32, true, true),
        ConvOvfI8Un => (To::I64, true, true),
        ConvOvfU8Un => (To::U64, true, true),
        ConvOvfIUn => (To::Native, true, true),
        ConvOvfUUn => (To::UNative, true, true),
        _ => return None,
    })
}

impl Importer<'_> {
    pub fn conversion(&mut self, op: Opcode) -> Outcome {
        let item = self.pop()?;
        let item = self.convert_item(op, item)?;
        self.push(item);
        Ok(())
    }

    pub fn convert_item(&mut self, op: Opcode, item: Item) -> Outcome<Item> {
        let Some((to, checked, unsigned)) = meaning(op) else {
            return Err(Problem::invalid("no conversion"));
        };
        let to = match (to, self.native) {
            (To::Native, Ty::I64) => To::I64,
            (To::UNative, Ty::I64) => To::U64,
            (To::Native, _) => To::I32,
            (To::UNative, _) => To::U32,
            (to, _) => to,
        };
        let item = if let Item::Null = item {
            Item::Int(self.native, 0)
        } else {
            item
        };
        let Kind::Scalar(from) = self.kind(&item) else {
            return Err(Problem::invalid("a conversion of a struct"));
        };
        if let Some(item) = fold(to, checked, unsigned, &item) {
            return Ok(item);
        }
        let mut value = self.value(&item)?;
        let mut from = from;
        if from.is_address() {
            from = self.native;
            value = self.convert(Conv::AsInt, value, from);
        }
        let value = if matches!(to, To::F32 | To::F64 | To::FUn) {
            self.write_float(value, from, to)
        } else if checked {
            self.write_int_checked(value, from, to, unsigned)
        } else {
            self.write_int(value, from, to)
        };
        Ok(Item::Val(value))
    }

    fn write_float(&mut self, value: Value, from: Ty, to: To) -> Value {
        let wanted = if to == To::F32 { Ty::F32 } else { Ty::F64 };
        if from.is_float() {
            if to == To::F32
                && let Some(data) = self.f.def_as(value, Op::Convert)
                && data.payload == Payload::Conv(Conv::IntToFloatU)
            {
                // `conv.r.un; conv.r4` rounds once.
                let origin = data.args[0];
                return self.convert(Conv::IntToFloatU, origin, Ty::F32);
            }
            return if from == wanted {
                value
            } else {
                self.convert(Conv::FloatToFloat, value, wanted)
            };
        }
        let conv = if to == To::FUn {
            Conv::IntToFloatU
        } else {
            Conv::IntToFloatS
        };
        self.convert(conv, value, wanted)
    }

    fn write_int(&mut self, value: Value, from: Ty, to: To) -> Value {
        let wide = matches!(to, To::I64 | To::U64);
        let ty = if wide { Ty::I64 } else { Ty::I32 };
        let value = if from.is_float() {
            let unsigned = matches!(to, To::U32 | To::U64);
            let conv = if unsigned {
                Conv::FloatToIntU
            } else {
                Conv::FloatToIntS
            };
            self.convert(conv, value, ty)
        } else {
            match (from, wide) {
                (Ty::I32, true) if to == To::U64 => self.convert(Conv::Zext, value, ty),
                (Ty::I32, true) => self.convert(Conv::Sext, value, ty),
                (Ty::I64, false) => self.convert(Conv::Trunc, value, ty),
                _ => value,
            }
        };
        match small(to) {
            Some(cell) => self.narrow(value, cell),
            None => value,
        }
    }

    fn write_int_checked(&mut self, value: Value, from: Ty, to: To, unsigned: bool) -> Value {
        let wide = matches!(to, To::I64 | To::U64);
        let ty = if wide { Ty::I64 } else { Ty::I32 };
        let source = if from.is_float() {
            2
        } else if unsigned {
            1
        } else {
            0
        };
        let mut value = value;
        if source != 2 && wide && from == Ty::I32 {
            let conv = if unsigned { Conv::Zext } else { Conv::Sext };
            value = self.convert(conv, value, Ty::I64);
        }
        let from = self.f.ty(value);
        let same = match (to, source) {
            (To::I64, 0) | (To::U64, 1) => true,
            (To::I32, 0) | (To::U32, 1) => from == Ty::I32,
            _ => false,
        };
        if same {
            return value;
        }
        use Conv::*;
        let conv = match to {
            To::I8 => [OvfI8S, OvfI8U, OvfI8F],
            To::U8 => [OvfU8S, OvfU8U, OvfU8F],
            To::I16 => [OvfI16S, OvfI16U, OvfI16F],
            To::U16 => [OvfU16S, OvfU16U, OvfU16F],
            To::I32 => [OvfI32S, OvfI32U, OvfI32F],
            To::U32 => [OvfU32S, OvfU32U, OvfU32F],
            To::I64 => [OvfI64S, OvfI64U, OvfI64F],
            _ => [OvfU64S, OvfU64U, OvfU64F],
        }[source];
        self.val(Op::ConvertOvf, [value], Payload::Conv(conv), ty)
    }
}

fn small(to: To) -> Option<Cell> {
    Some(match to {
        To::I8 => Cell::I8,
        To::U8 => Cell::U8,
        To::I16 => Cell::I16,
        To::U16 => Cell::U16,
        _ => return None,
    })
}

fn fold(to: To, checked: bool, unsigned: bool, item: &Item) -> Option<Item> {
    let Item::Int(from, value) = *item else {
        return None;
    };
    let value_unsigned = if from == Ty::I32 {
        i64::from(value as u32)
    } else {
        value
    };
    if checked {
        let exact = if unsigned {
            i128::from(if from == Ty::I32 {
                u64::from(value as u32)
            } else {
                value as u64
            })
        } else {
            i128::from(value)
        };
        let (low, high): (i128, i128) = match to {
            To::I8 => (-128, 127),
            To::U8 => (0, 255),
            To::I16 => (-32768, 32767),
            To::U16 => (0, 65535),
            To::I32 => (i128::from(i32::MIN), i128::from(i32::MAX)),
            To::U32 => (0, i128::from(u32::MAX)),
            To::I64 => (i128::from(i64::MIN), i128::from(i64::MAX)),
            To::U64 => (0, i128::from(u64::MAX)),
            _ => return None,
        };
        if exact < low || exact > high {
            return None;
        }
        let wide = matches!(to, To::I64 | To::U64);
        return Some(if wide {
            Item::Int(Ty::I64, exact as i64)
        } else {
            Item::Int(Ty::I32, i64::from(exact as i32))
        });
    }
    Some(match to {
        To::I8 | To::U8 | To::I16 | To::U16 => Item::Int(Ty::I32, narrow_const(small(to)?, value)),
        To::I32 | To::U32 => Item::Int(Ty::I32, i64::from(value as i32)),
        To::I64 => Item::Int(Ty::I64, value),
        To::U64 => Item::Int(Ty::I64, value_unsigned),
        To::F32 => Item::Float(Ty::F32, u64::from((value as f32).to_bits())),
        To::F64 => Item::Float(Ty::F64, (value as f64).to_bits()),
        _ => return None,
    })
}
