//! Bit operations that have an instruction.

use super::{Expanded, Site, Table};
use crate::function::{Conv, MathFn, Payload};
use crate::import::{Importer, Item, Outcome};
use crate::op::Op;
use crate::ty::{Cell, Ty};

pub(super) const TABLE: Table = &[
    (
        "System.Numerics.BitOperations::LeadingZeroCount",
        leading_zeros,
    ),
    (
        "System.Numerics.BitOperations::TrailingZeroCount",
        trailing_zeros,
    ),
    ("System.Numerics.BitOperations::PopCount", pop_count),
    ("System.Numerics.BitOperations::RotateLeft", rotate_left),
    ("System.Numerics.BitOperations::RotateRight", rotate_right),
    ("System.Numerics.BitOperations::Log2", log2),
    (
        "System.Buffers.Binary.BinaryPrimitives::ReverseEndianness",
        reverse_bytes,
    ),
    ("System.BitConverter::DoubleToInt64Bits", reinterpret),
    ("System.BitConverter::DoubleToUInt64Bits", reinterpret),
    ("System.BitConverter::Int64BitsToDouble", reinterpret),
    ("System.BitConverter::UInt64BitsToDouble", reinterpret),
    ("System.BitConverter::SingleToInt32Bits", reinterpret),
    ("System.BitConverter::SingleToUInt32Bits", reinterpret),
    ("System.BitConverter::Int32BitsToSingle", reinterpret),
    ("System.BitConverter::UInt32BitsToSingle", reinterpret),
];

/// The machine type of the first parameter, if it is an integer of 32 bits or more.
fn integer(importer: &Importer<'_>, site: &Site) -> Option<Ty> {
    let cell = importer.cell(site.param(importer, 0))?;
    matches!(cell, Cell::I32 | Cell::I64).then(|| cell.ty())
}

fn count(importer: &mut Importer<'_>, site: &Site, function: MathFn) -> Outcome<Expanded> {
    let Some(ty) = integer(importer, site) else {
        return Ok(Expanded::No);
    };
    let value = importer.value_as(&site.args[0], ty)?;
    let bits = importer.val(Op::Math, [value], Payload::Math(function), ty);
    let bits = importer.scalar_as(bits, Ty::I32)?;
    Ok(Expanded::Item(Item::Val(bits)))
}

fn leading_zeros(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    count(importer, site, MathFn::Clz)
}

fn trailing_zeros(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    count(importer, site, MathFn::Ctz)
}

fn pop_count(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    count(importer, site, MathFn::Popcount)
}

/// Position of the highest bit; 0 for 0.
fn log2(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let Some(ty) = integer(importer, site) else {
        return Ok(Expanded::No);
    };
    let value = importer.value_as(&site.args[0], ty)?;
    let one = importer.iconst(ty, 1);
    let value = importer.binary(Op::Or, value, one);
    let zeros = importer.val(Op::Math, [value], Payload::Math(MathFn::Clz), ty);
    let zeros = importer.scalar_as(zeros, Ty::I32)?;
    let top = importer.iconst(Ty::I32, if ty == Ty::I64 { 63 } else { 31 });
    Ok(Expanded::Item(Item::Val(importer.binary(
        Op::Xor,
        zeros,
        top,
    ))))
}

fn rotate(importer: &mut Importer<'_>, site: &Site, function: MathFn) -> Outcome<Expanded> {
    let Some(ty) = integer(importer, site) else {
        return Ok(Expanded::No);
    };
    let value = importer.value_as(&site.args[0], ty)?;
    let amount = importer.value_as(&site.args[1], ty)?;
    let mask = importer.iconst(ty, if ty == Ty::I64 { 63 } else { 31 });
    let amount = importer.binary(Op::And, amount, mask);
    Ok(Expanded::Item(Item::Val(importer.val(
        Op::Math,
        [value, amount],
        Payload::Math(function),
        ty,
    ))))
}

fn rotate_left(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    rotate(importer, site, MathFn::Rotl)
}

fn rotate_right(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    rotate(importer, site, MathFn::Rotr)
}

fn reverse_bytes(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    if site.args.len() != 1 {
        return Ok(Expanded::No);
    }
    let Some(cell) = importer.cell(site.param(importer, 0)) else {
        return Ok(Expanded::No);
    };
    let function = match cell {
        Cell::I16 | Cell::U16 => MathFn::Bswap16,
        Cell::I32 | Cell::I64 => MathFn::Bswap,
        _ => return Ok(Expanded::No),
    };
    let value = importer.value_as(&site.args[0], cell.ty())?;
    let swapped = importer.val(Op::Math, [value], Payload::Math(function), cell.ty());
    Ok(Expanded::Item(Item::Val(match cell {
        Cell::I16 => importer.convert(Conv::Sext16, swapped, Ty::I32),
        Cell::U16 => importer.convert(Conv::Zext16, swapped, Ty::I32),
        _ => swapped,
    })))
}

fn reinterpret(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let (Some(from), Some(to)) = (
        importer.cell(site.param(importer, 0)),
        importer.cell(site.ret(importer)),
    ) else {
        return Ok(Expanded::No);
    };
    let value = importer.value_as(&site.args[0], from.ty())?;
    Ok(Expanded::Item(Item::Val(importer.convert(
        Conv::Bits,
        value,
        to.ty(),
    ))))
}
