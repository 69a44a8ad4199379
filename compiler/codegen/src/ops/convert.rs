//! Conversions between widths, kinds and address classes, and those that check their range.

use super::{Site, one};
use crate::abi;
use crate::error::Result;
use crate::function::{Body, Results};
use inkwell::types::{BasicTypeEnum, IntType};
use inkwell::values::{BasicValueEnum, IntValue};
use inkwell::{FloatPredicate, IntPredicate};
use kiln_ir::ExceptionKind;
use kiln_ir::function::{Conv, Payload};

pub(super) fn convert<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
) -> Result<Results<'ctx>> {
    let Payload::Conv(conv) = site.data.payload else {
        return Err(body.payload_mismatch(site.inst));
    };
    let to = body.t.value(body.result_type(site.inst)?);
    let narrow = |ty: IntType<'ctx>, signed: bool| -> Result<BasicValueEnum<'ctx>> {
        let low = body
            .b
            .build_int_cast_sign_flag(body.int(site.arg(0))?, ty, false, "")?;
        Ok(body
            .b
            .build_int_cast_sign_flag(low, to.into_int_type(), signed, "")?
            .into())
    };
    let resize = |signed: bool| -> Result<BasicValueEnum<'ctx>> {
        Ok(body
            .b
            .build_int_cast_sign_flag(body.int(site.arg(0))?, to.into_int_type(), signed, "")?
            .into())
    };
    one(match conv {
        Conv::Sext8 => narrow(body.t.i8, true)?,
        Conv::Zext8 => narrow(body.t.i8, false)?,
        Conv::Sext16 => narrow(body.t.i16, true)?,
        Conv::Zext16 => narrow(body.t.i16, false)?,
        Conv::Trunc | Conv::Zext => resize(false)?,
        Conv::Sext => resize(true)?,
        Conv::IntToFloatS => body
            .b
            .build_signed_int_to_float(body.int(site.arg(0))?, to.into_float_type(), "")?
            .into(),
        Conv::IntToFloatU => body
            .b
            .build_unsigned_int_to_float(body.int(site.arg(0))?, to.into_float_type(), "")?
            .into(),
        Conv::FloatToIntS | Conv::FloatToIntU => {
            let name = if conv == Conv::FloatToIntS {
                "llvm.fptosi.sat"
            } else {
                "llvm.fptoui.sat"
            };
            let value = body.float(site.arg(0))?;
            body.call_intrinsic(name, &[to, value.get_type().into()], &[value.into()])?
        }
        Conv::FloatToFloat => body
            .b
            .build_float_cast(body.float(site.arg(0))?, to.into_float_type(), "")?
            .into(),
        Conv::Bits => {
            let value = body.value(site.arg(0))?;
            body.b.build_bit_cast(value, to, "")?
        }
        Conv::AsInt | Conv::AsPtr | Conv::AsByRef | Conv::AsRef => {
            abi::coerce(&body.b, body.value(site.arg(0))?, to)?
        }
        _ => return Err(body.payload_mismatch(site.inst)),
    })
}

/// How a checked conversion reads its operand.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Source {
    Signed,
    Unsigned,
    Float,
}

/// A checked conversion: bits and signedness of the range, and what it comes from.
fn range(conv: Conv) -> Option<(u32, bool, Source)> {
    use Source::*;
    Some(match conv {
        Conv::OvfI8S => (8, true, Signed),
        Conv::OvfU8S => (8, false, Signed),
        Conv::OvfI16S => (16, true, Signed),
        Conv::OvfU16S => (16, false, Signed),
        Conv::OvfI32S => (32, true, Signed),
        Conv::OvfU32S => (32, false, Signed),
        Conv::OvfI64S => (64, true, Signed),
        Conv::OvfU64S => (64, false, Signed),
        Conv::OvfI8U => (8, true, Unsigned),
        Conv::OvfU8U => (8, false, Unsigned),
        Conv::OvfI16U => (16, true, Unsigned),
        Conv::OvfU16U => (16, false, Unsigned),
        Conv::OvfI32U => (32, true, Unsigned),
        Conv::OvfU32U => (32, false, Unsigned),
        Conv::OvfI64U => (64, true, Unsigned),
        Conv::OvfU64U => (64, false, Unsigned),
        Conv::OvfI8F => (8, true, Float),
        Conv::OvfU8F => (8, false, Float),
        Conv::OvfI16F => (16, true, Float),
        Conv::OvfU16F => (16, false, Float),
        Conv::OvfI32F => (32, true, Float),
        Conv::OvfU32F => (32, false, Float),
        Conv::OvfI64F => (64, true, Float),
        Conv::OvfU64F => (64, false, Float),
        _ => return None,
    })
}

pub(super) fn checked<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
) -> Result<Results<'ctx>> {
    let Payload::Conv(conv) = site.data.payload else {
        return Err(body.payload_mismatch(site.inst));
    };
    let Some((bits, signed, from)) = range(conv) else {
        return Err(body.payload_mismatch(site.inst));
    };
    let to = body.t.value(body.result_type(site.inst)?);
    let value = if from == Source::Float {
        from_float(body, site, bits, signed)?
    } else {
        from_int(body, site, bits, signed, from == Source::Signed)?
    };
    one(resize(body, value, to, signed)?)
}

fn resize<'ctx>(
    body: &Body<'_, 'ctx, '_>,
    value: IntValue<'ctx>,
    to: BasicTypeEnum<'ctx>,
    signed: bool,
) -> Result<BasicValueEnum<'ctx>> {
    match to {
        BasicTypeEnum::IntType(ty) => Ok(body
            .b
            .build_int_cast_sign_flag(value, ty, signed, "")?
            .into()),
        _ => abi::coerce(&body.b, value.into(), to),
    }
}

/// Checks in 64 bits, where every operand has its exact value; gives that value.
fn from_int<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
    bits: u32,
    signed: bool,
    from_signed: bool,
) -> Result<IntValue<'ctx>> {
    let i64 = body.t.i64;
    let narrow = body.int(site.arg(0))?;
    let value = body
        .b
        .build_int_cast_sign_flag(narrow, i64, from_signed, "")?;
    let bad = match (bits, signed, from_signed) {
        (64, true, true) | (64, false, false) => return Ok(value),
        (64, ..) => body
            .b
            .build_int_compare(IntPredicate::SLT, value, i64.const_zero(), "")?,
        (_, true, true) => {
            let moved = body
                .b
                .build_int_add(value, i64.const_int(1 << (bits - 1), false), "")?;
            body.b.build_int_compare(
                IntPredicate::UGE,
                moved,
                i64.const_int(1 << bits, false),
                "",
            )?
        }
        (_, true, false) => body.b.build_int_compare(
            IntPredicate::UGE,
            value,
            i64.const_int(1 << (bits - 1), false),
            "",
        )?,
        (_, false, _) => body.b.build_int_compare(
            IntPredicate::UGE,
            value,
            i64.const_int(1 << bits, false),
            "",
        )?,
    };
    body.throw_if(bad, ExceptionKind::Overflow)?;
    Ok(value)
}

/// Checks that the truncated value lies in the range; NaN does not.
fn from_float<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
    bits: u32,
    signed: bool,
) -> Result<IntValue<'ctx>> {
    let f64 = body.t.f64;
    let value = body.b.build_float_cast(body.float(site.arg(0))?, f64, "")?;
    let above = 2f64.powi(if signed { bits as i32 - 1 } else { bits as i32 });
    let below_top =
        body.b
            .build_float_compare(FloatPredicate::OLT, value, f64.const_float(above), "")?;
    // -2^63 - 1 is no double: there the least value itself is the bound.
    let (predicate, bound) = match (signed, bits) {
        (false, _) => (FloatPredicate::OGT, -1.0),
        (true, 64) => (FloatPredicate::OGE, -above),
        (true, _) => (FloatPredicate::OGT, -above - 1.0),
    };
    let above_bottom = body
        .b
        .build_float_compare(predicate, value, f64.const_float(bound), "")?;
    let good = body.b.build_and(below_top, above_bottom, "")?;
    let bad = body.b.build_not(good, "")?;
    body.throw_if(bad, ExceptionKind::Overflow)?;
    Ok(if signed {
        body.b.build_float_to_signed_int(value, body.t.i64, "")?
    } else {
        body.b.build_float_to_unsigned_int(value, body.t.i64, "")?
    })
}
