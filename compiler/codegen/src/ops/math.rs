//! Functions that have an instruction or an LLVM intrinsic.

use super::{Site, one};
use crate::error::Result;
use crate::function::{Body, Results};
use inkwell::values::IntValue;
use kiln_ir::function::{MathFn, Payload};

/// The intrinsic of functions that take and give values of one type.
fn plain_intrinsic(function: MathFn) -> Option<&'static str> {
    Some(match function {
        MathFn::Sqrt => "llvm.sqrt",
        MathFn::Floor => "llvm.floor",
        MathFn::Ceil => "llvm.ceil",
        MathFn::Trunc => "llvm.trunc",
        // The rounding mode is never changed, so this rounds half to even; C libraries lack `roundeven`.
        MathFn::RoundEven => "llvm.rint",
        MathFn::Fabs => "llvm.fabs",
        MathFn::CopySign => "llvm.copysign",
        MathFn::Fma => "llvm.fma",
        // NaN wins, and -0 is less than +0.
        MathFn::Fmin => "llvm.minimum",
        MathFn::Fmax => "llvm.maximum",
        MathFn::Popcount => "llvm.ctpop",
        MathFn::Bswap => "llvm.bswap",
        MathFn::MinS => "llvm.smin",
        MathFn::MaxS => "llvm.smax",
        MathFn::MinU => "llvm.umin",
        MathFn::MaxU => "llvm.umax",
        _ => return None,
    })
}

pub(super) fn translate<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
) -> Result<Results<'ctx>> {
    let Payload::Math(function) = site.data.payload else {
        return Err(body.payload_mismatch(site.inst));
    };
    if let Some(name) = plain_intrinsic(function) {
        let args = site
            .data
            .args
            .iter()
            .map(|&arg| body.value(arg))
            .collect::<Result<Vec<_>>>()?;
        let ty = args[0].get_type();
        return one(body.call_intrinsic(name, &[ty], &args)?);
    }
    let a = body.int(site.arg(0))?;
    let ty = a.get_type();
    let bits = ty.get_bit_width();
    match function {
        // The result for 0 is the width.
        MathFn::Clz | MathFn::Ctz => {
            let name = if function == MathFn::Clz {
                "llvm.ctlz"
            } else {
                "llvm.cttz"
            };
            one(body.call_intrinsic(
                name,
                &[ty.into()],
                &[a.into(), body.t.i1.const_zero().into()],
            )?)
        }
        MathFn::Abs => one(body.call_intrinsic(
            "llvm.abs",
            &[ty.into()],
            &[a.into(), body.t.i1.const_zero().into()],
        )?),
        MathFn::Bswap16 => {
            let half = body.b.build_int_truncate(a, body.t.i16, "")?;
            let swapped =
                body.call_intrinsic("llvm.bswap", &[body.t.i16.into()], &[half.into()])?;
            one(body
                .b
                .build_int_z_extend(swapped.into_int_value(), ty, "")?)
        }
        MathFn::Rotl | MathFn::Rotr => {
            let name = if function == MathFn::Rotl {
                "llvm.fshl"
            } else {
                "llvm.fshr"
            };
            let count = body.int(site.arg(1))?;
            let count = body.b.build_int_cast_sign_flag(count, ty, false, "")?;
            one(body.call_intrinsic(name, &[ty.into()], &[a.into(), a.into(), count.into()])?)
        }
        _ => {
            let signed = function == MathFn::MulHighS;
            let wide = body.t.int(bits * 2);
            let widen = |value: IntValue<'ctx>| -> Result<IntValue<'ctx>> {
                Ok(if signed {
                    body.b.build_int_s_extend(value, wide, "")?
                } else {
                    body.b.build_int_z_extend(value, wide, "")?
                })
            };
            let product = body
                .b
                .build_int_mul(widen(a)?, widen(body.int(site.arg(1))?)?, "")?;
            let high = body.b.build_right_shift(
                product,
                wide.const_int(u64::from(bits), false),
                false,
                "",
            )?;
            one(body.b.build_int_truncate(high, ty, "")?)
        }
    }
}
