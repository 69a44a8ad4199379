//! `Interlocked` and the barriers of `Volatile`.

use super::{Expanded, Site, Table};
use crate::function::{AtomicFn, AtomicInfo, Payload};
use crate::import::{Importer, Item, Outcome};
use crate::op::Op;
use crate::ty::{Cell, Ty};
use kiln_world::TypeId;

pub(super) const TABLE: Table = &[
    ("System.Threading.Interlocked::Exchange", exchange),
    ("System.Threading.Interlocked::ExchangeObject", exchange),
    (
        "System.Threading.Interlocked::CompareExchange",
        compare_exchange,
    ),
    (
        "System.Threading.Interlocked::CompareExchangeObject",
        compare_exchange,
    ),
    ("System.Threading.Interlocked::ExchangeAdd", exchange_add),
    ("System.Threading.Interlocked::MemoryBarrier", full_fence),
    (
        "System.Threading.Interlocked::ReadMemoryBarrier",
        read_fence,
    ),
    ("System.Threading.Interlocked::Increment", touch),
    ("System.Threading.Interlocked::Decrement", touch),
    ("System.Threading.Interlocked::Add", touch),
    ("System.Threading.Interlocked::And", touch),
    ("System.Threading.Interlocked::Or", touch),
    ("System.Threading.Interlocked::Read", touch),
    ("System.Threading.Volatile::Read", touch),
    ("System.Threading.Volatile::Write", touch),
    ("System.Threading.Volatile::ReadBarrier", read_fence),
    ("System.Threading.Volatile::WriteBarrier", write_fence),
];

/// Tests the pointer where the call is: the library's body trusts it, and may come to lie in the region of the
/// caller that catches what it faults on.
fn touch(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    if let Some(pointer) = site.args.first() {
        let address = importer.address(pointer)?;
        importer.guard(address);
    }
    Ok(Expanded::No)
}

/// The cell that is exchanged. Floats and structs are left to the library's IL.
fn cell_of(importer: &Importer<'_>, site: &Site) -> Option<(Cell, TypeId)> {
    let ty = site.param(importer, 1);
    let cell = importer.cell(ty)?;
    (!cell.ty().is_float()).then_some((cell, ty))
}

fn rmw(importer: &mut Importer<'_>, site: &Site, function: AtomicFn) -> Outcome<Expanded> {
    touch(importer, site)?;
    let Some((cell, ty)) = cell_of(importer, site) else {
        return Ok(Expanded::No);
    };
    importer.clobber(None)?;
    let address = importer.value_as(&site.args[0], Ty::ByRef)?;
    let value = importer.value_as(&site.args[1], cell.ty())?;
    let info = Payload::Atomic(AtomicInfo { function, cell });
    let old = importer.val(Op::AtomicRmw, [address, value], info, cell.ty());
    if cell == Cell::Ref {
        importer.class_fact(old, ty);
    }
    Ok(Expanded::Item(Item::Val(old)))
}

fn exchange(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    rmw(importer, site, AtomicFn::Xchg)
}

fn exchange_add(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    rmw(importer, site, AtomicFn::Add)
}

fn compare_exchange(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    touch(importer, site)?;
    let Some((cell, ty)) = cell_of(importer, site) else {
        return Ok(Expanded::No);
    };
    if site.args.len() != 3 {
        return Ok(Expanded::No);
    }
    importer.clobber(None)?;
    let address = importer.value_as(&site.args[0], Ty::ByRef)?;
    let value = importer.value_as(&site.args[1], cell.ty())?;
    let comparand = importer.value_as(&site.args[2], cell.ty())?;
    let info = Payload::Atomic(AtomicInfo {
        function: AtomicFn::Cas,
        cell,
    });
    let old = importer.val(Op::AtomicCas, [address, value, comparand], info, cell.ty());
    if cell == Cell::Ref {
        importer.class_fact(old, ty);
    }
    Ok(Expanded::Item(Item::Val(old)))
}

fn fence(importer: &mut Importer<'_>, function: AtomicFn) -> Outcome<Expanded> {
    importer.clobber(None)?;
    let info = Payload::Atomic(AtomicInfo {
        function,
        cell: Cell::I32,
    });
    importer.inst(Op::Fence, [], info, &[]);
    Ok(Expanded::Void)
}

fn full_fence(importer: &mut Importer<'_>, _: &Site) -> Outcome<Expanded> {
    fence(importer, AtomicFn::Fence)
}

fn read_fence(importer: &mut Importer<'_>, _: &Site) -> Outcome<Expanded> {
    fence(importer, AtomicFn::FenceRead)
}

fn write_fence(importer: &mut Importer<'_>, _: &Site) -> Outcome<Expanded> {
    fence(importer, AtomicFn::FenceWrite)
}
