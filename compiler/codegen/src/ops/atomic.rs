//! Atomic read-modify-write, compare-and-swap, fences. Sequentially consistent.

use super::{Site, none, one};
use crate::abi::coerce;
use crate::error::Result;
use crate::function::{Body, Results};
use inkwell::types::IntType;
use inkwell::values::{BasicValueEnum, IntValue};
use inkwell::{AtomicOrdering, AtomicRMWBinOp};
use kiln_ir::function::{AtomicFn, AtomicInfo, Payload};
use kiln_ir::ty::Cell;
use kiln_ir::{Op, Ty, Value};

const ORDER: AtomicOrdering = AtomicOrdering::SequentiallyConsistent;

pub(super) fn translate<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
) -> Result<Results<'ctx>> {
    let Payload::Atomic(info) = site.data.payload else {
        return Err(body.payload_mismatch(site.inst));
    };
    match site.data.op {
        Op::Fence => {
            let ordering = match info.function {
                AtomicFn::FenceRead => AtomicOrdering::Acquire,
                AtomicFn::FenceWrite => AtomicOrdering::Release,
                _ => ORDER,
            };
            body.b.build_fence(ordering, false, "")?;
            none()
        }
        Op::AtomicRmw if info.cell == Cell::Ref => {
            let args = [body.value(site.arg(0))?, body.value(site.arg(1))?];
            body.call_runtime("kiln_exchange_object", &args, &[Ty::Ref], false)
        }
        Op::AtomicCas if info.cell == Cell::Ref => {
            let args = [
                body.value(site.arg(0))?,
                body.value(site.arg(1))?,
                body.value(site.arg(2))?,
            ];
            body.call_runtime("kiln_compare_exchange_object", &args, &[Ty::Ref], false)
        }
        Op::AtomicRmw => {
            let operation = match info.function {
                AtomicFn::Add => AtomicRMWBinOp::Add,
                AtomicFn::And => AtomicRMWBinOp::And,
                AtomicFn::Or => AtomicRMWBinOp::Or,
                _ => AtomicRMWBinOp::Xchg,
            };
            let address = body.ptr(site.arg(0))?;
            let value = operand(body, site.arg(1), info)?;
            let old = body.b.build_atomicrmw(operation, address, value, ORDER)?;
            one(result(body, old, info)?)
        }
        _ => {
            let address = body.ptr(site.arg(0))?;
            let new = operand(body, site.arg(1), info)?;
            let expected = operand(body, site.arg(2), info)?;
            let pair = body.b.build_cmpxchg(address, expected, new, ORDER, ORDER)?;
            let old = body.b.build_extract_value(pair, 0, "")?.into_int_value();
            one(result(body, old, info)?)
        }
    }
}

/// The integer type as wide as the cell.
fn width<'ctx>(body: &Body<'_, 'ctx, '_>, cell: Cell) -> IntType<'ctx> {
    body.t.int(cell.bytes(body.t.pointer_bytes) * 8)
}

fn operand<'ctx>(
    body: &Body<'_, 'ctx, '_>,
    value: Value,
    info: AtomicInfo,
) -> Result<IntValue<'ctx>> {
    let ty = width(body, info.cell);
    let value = match body.value(value)? {
        BasicValueEnum::FloatValue(float) => body.b.build_bit_cast(float, ty, "")?,
        other => coerce(&body.b, other, ty.into())?,
    };
    Ok(value.into_int_value())
}

fn result<'ctx>(
    body: &Body<'_, 'ctx, '_>,
    old: IntValue<'ctx>,
    info: AtomicInfo,
) -> Result<BasicValueEnum<'ctx>> {
    let ty = body.t.cell(info.cell);
    let value = if ty.is_float_type() {
        body.b.build_bit_cast(old, ty, "")?
    } else {
        coerce(&body.b, old.into(), ty)?
    };
    body.extend_cell(info.cell, value)
}
