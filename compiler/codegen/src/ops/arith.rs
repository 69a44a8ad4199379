//! Integer and float arithmetic, overflow checks, comparisons.

use super::{Site, none, one};
use crate::error::{CodegenError, Result};
use crate::function::{Body, Results};
use inkwell::values::{BasicValueEnum, IntValue};
use inkwell::{FloatPredicate, IntPredicate};
use kiln_ir::function::{Cond, Payload};
use kiln_ir::{ExceptionKind, Op};

/// Both operands as integers of one width.
fn operands<'ctx>(
    body: &Body<'_, 'ctx, '_>,
    site: Site<'_>,
) -> Result<(IntValue<'ctx>, IntValue<'ctx>)> {
    Ok((body.int(site.arg(0))?, body.int(site.arg(1))?))
}

pub(super) fn integer<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
) -> Result<Results<'ctx>> {
    let a = body.int(site.arg(0))?;
    match site.data.op {
        Op::Neg => return one(body.b.build_int_neg(a, "")?),
        Op::Not => return one(body.b.build_not(a, "")?),
        _ => {}
    }
    let b = body.int(site.arg(1))?;
    let builder = &body.b;
    // Shift counts may have another width than the value.
    let count = || -> Result<IntValue<'ctx>> {
        Ok(builder.build_int_cast_sign_flag(b, a.get_type(), false, "")?)
    };
    one(match site.data.op {
        Op::Add => builder.build_int_add(a, b, "")?,
        Op::Sub => builder.build_int_sub(a, b, "")?,
        Op::Mul => builder.build_int_mul(a, b, "")?,
        Op::DivS => builder.build_int_signed_div(a, b, "")?,
        Op::DivU => builder.build_int_unsigned_div(a, b, "")?,
        Op::RemS => builder.build_int_signed_rem(a, b, "")?,
        Op::RemU => builder.build_int_unsigned_rem(a, b, "")?,
        Op::And => builder.build_and(a, b, "")?,
        Op::Or => builder.build_or(a, b, "")?,
        Op::Xor => builder.build_xor(a, b, "")?,
        Op::Shl => builder.build_left_shift(a, count()?, "")?,
        Op::ShrS => builder.build_right_shift(a, count()?, true, "")?,
        _ => builder.build_right_shift(a, count()?, false, "")?,
    })
}

pub(super) fn overflow<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
) -> Result<Results<'ctx>> {
    let (a, b) = operands(body, site)?;
    let name = match site.data.op {
        Op::AddOvfS => "llvm.sadd.with.overflow",
        Op::AddOvfU => "llvm.uadd.with.overflow",
        Op::SubOvfS => "llvm.ssub.with.overflow",
        Op::SubOvfU => "llvm.usub.with.overflow",
        Op::MulOvfS => "llvm.smul.with.overflow",
        _ => "llvm.umul.with.overflow",
    };
    let pair = body
        .call_intrinsic(name, &[a.get_type().into()], &[a.into(), b.into()])?
        .into_struct_value();
    let value = body.b.build_extract_value(pair, 0, "")?;
    let overflowed = body.b.build_extract_value(pair, 1, "")?.into_int_value();
    body.throw_if(overflowed, ExceptionKind::Overflow)?;
    one(value)
}

pub(super) fn div_check<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
) -> Result<Results<'ctx>> {
    let (a, b) = operands(body, site)?;
    let ty = b.get_type();
    let is_zero = body
        .b
        .build_int_compare(IntPredicate::EQ, b, ty.const_zero(), "")?;
    body.throw_if(is_zero, ExceptionKind::DivideByZero)?;
    if site.data.op == Op::DivCheckS {
        let least = ty.const_int(1 << (ty.get_bit_width() - 1), false);
        let is_least = body.b.build_int_compare(IntPredicate::EQ, a, least, "")?;
        let is_minus_one =
            body.b
                .build_int_compare(IntPredicate::EQ, b, ty.const_all_ones(), "")?;
        let both = body.b.build_and(is_least, is_minus_one, "")?;
        body.throw_if(both, ExceptionKind::Overflow)?;
    }
    none()
}

pub(super) fn float<'ctx>(body: &mut Body<'_, 'ctx, '_>, site: Site<'_>) -> Result<Results<'ctx>> {
    let a = body.float(site.arg(0))?;
    match site.data.op {
        Op::Fneg => return one(body.b.build_float_neg(a, "")?),
        Op::Ckfinite => {
            // x - x is NaN exactly for infinities and NaN.
            let zero = body.b.build_float_sub(a, a, "")?;
            let bad = body
                .b
                .build_float_compare(FloatPredicate::UNO, zero, zero, "")?;
            body.throw_if(bad, ExceptionKind::Overflow)?;
            return one(a);
        }
        _ => {}
    }
    let b = body.float(site.arg(1))?;
    one(match site.data.op {
        Op::Fadd => body.b.build_float_add(a, b, "")?,
        Op::Fsub => body.b.build_float_sub(a, b, "")?,
        Op::Fmul => body.b.build_float_mul(a, b, "")?,
        Op::Fdiv => body.b.build_float_div(a, b, "")?,
        _ => body.b.build_float_rem(a, b, "")?,
    })
}

pub(super) fn compare<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
) -> Result<Results<'ctx>> {
    if site.data.op == Op::Select {
        let condition = body.condition(site.arg(0))?;
        let (a, b) = (body.value(site.arg(1))?, body.value(site.arg(2))?);
        return one(body.b.build_select(condition, a, b, "")?);
    }
    let Payload::Cond(cond) = site.data.payload else {
        return Err(body.payload_mismatch(site.inst));
    };
    let (a, b) = (body.value(site.arg(0))?, body.value(site.arg(1))?);
    let bit = match (site.data.op, a, b) {
        (Op::Fcmp, BasicValueEnum::FloatValue(a), BasicValueEnum::FloatValue(b)) => body
            .b
            .build_float_compare(float_predicate(cond), a, b, "")?,
        (Op::Icmp, BasicValueEnum::PointerValue(a), BasicValueEnum::PointerValue(b)) => {
            body.b.build_int_compare(int_predicate(cond), a, b, "")?
        }
        (Op::Icmp, ..) => {
            let (a, b) = operands(body, site)?;
            body.b.build_int_compare(int_predicate(cond), a, b, "")?
        }
        _ => {
            return Err(CodegenError::internal(
                "?",
                format!("{} compares other than floats", site.inst),
            ));
        }
    };
    one(body.b.build_int_z_extend(bit, body.t.i32, "")?)
}

fn int_predicate(cond: Cond) -> IntPredicate {
    match cond {
        Cond::Eq => IntPredicate::EQ,
        Cond::Ne => IntPredicate::NE,
        Cond::LtS => IntPredicate::SLT,
        Cond::LeS => IntPredicate::SLE,
        Cond::GtS => IntPredicate::SGT,
        Cond::GeS => IntPredicate::SGE,
        Cond::LtU => IntPredicate::ULT,
        Cond::LeU => IntPredicate::ULE,
        Cond::GtU => IntPredicate::UGT,
        Cond::GeU => IntPredicate::UGE,
    }
}

/// Plain forms are false on NaN, except "not equal"; `U` forms are true.
fn float_predicate(cond: Cond) -> FloatPredicate {
    match cond {
        Cond::Eq => FloatPredicate::OEQ,
        Cond::Ne => FloatPredicate::UNE,
        Cond::LtS => FloatPredicate::OLT,
        Cond::LeS => FloatPredicate::OLE,
        Cond::GtS => FloatPredicate::OGT,
        Cond::GeS => FloatPredicate::OGE,
        Cond::LtU => FloatPredicate::ULT,
        Cond::LeU => FloatPredicate::ULE,
        Cond::GtU => FloatPredicate::UGT,
        Cond::GeU => FloatPredicate::UGE,
    }
}
