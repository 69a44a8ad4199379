//! `System.Runtime.CompilerServices.Unsafe`: addresses without rules.

use super::{Expanded, Site, Table};
use crate::entity::Value;
use crate::function::{Alias, Cond, Conv, Payload};
use crate::import::{Addr, Importer, Item, Outcome, Touch};
use crate::op::Op;
use crate::ty::Ty;
use kiln_world::Class;

pub(super) const TABLE: Table = &[
    ("System.Runtime.CompilerServices.Unsafe::As", reinterpret),
    (
        "System.Runtime.CompilerServices.Unsafe::AsPointer",
        as_pointer,
    ),
    ("System.Runtime.CompilerServices.Unsafe::AsRef", as_ref),
    ("System.Runtime.CompilerServices.Unsafe::Add", add),
    ("System.Runtime.CompilerServices.Unsafe::Subtract", subtract),
    (
        "System.Runtime.CompilerServices.Unsafe::AddByteOffset",
        add_bytes,
    ),
    (
        "System.Runtime.CompilerServices.Unsafe::SubtractByteOffset",
        subtract_bytes,
    ),
    (
        "System.Runtime.CompilerServices.Unsafe::ByteOffset",
        byte_offset,
    ),
    ("System.Runtime.CompilerServices.Unsafe::AreSame", are_same),
    (
        "System.Runtime.CompilerServices.Unsafe::IsAddressGreaterThan",
        is_greater,
    ),
    (
        "System.Runtime.CompilerServices.Unsafe::IsAddressGreaterThanOrEqualTo",
        is_greater_or_same,
    ),
    (
        "System.Runtime.CompilerServices.Unsafe::IsAddressLessThan",
        is_less,
    ),
    (
        "System.Runtime.CompilerServices.Unsafe::IsAddressLessThanOrEqualTo",
        is_less_or_same,
    ),
    ("System.Runtime.CompilerServices.Unsafe::IsNullRef", is_null),
    ("System.Runtime.CompilerServices.Unsafe::NullRef", null),
    ("System.Runtime.CompilerServices.Unsafe::Copy", copy),
    (
        "System.Runtime.CompilerServices.Unsafe::CopyBlock",
        copy_block,
    ),
    (
        "System.Runtime.CompilerServices.Unsafe::CopyBlockUnaligned",
        copy_block,
    ),
    (
        "System.Runtime.CompilerServices.Unsafe::InitBlock",
        init_block,
    ),
    (
        "System.Runtime.CompilerServices.Unsafe::InitBlockUnaligned",
        init_block,
    ),
    ("System.Runtime.CompilerServices.Unsafe::Read", read),
    (
        "System.Runtime.CompilerServices.Unsafe::ReadUnaligned",
        read_unaligned,
    ),
    ("System.Runtime.CompilerServices.Unsafe::Write", write),
    (
        "System.Runtime.CompilerServices.Unsafe::WriteUnaligned",
        write_unaligned,
    ),
    ("System.Runtime.CompilerServices.Unsafe::SkipInit", skip),
    ("System.Runtime.CompilerServices.Unsafe::SizeOf", size_of),
    ("System.Runtime.CompilerServices.Unsafe::Unbox", unbox),
];

const UNALIGNED: Touch = Touch {
    volatile: false,
    align: 1,
};

/// The address that an item stands for, with nothing known of what it aliases.
pub(super) fn address(importer: &mut Importer<'_>, item: &Item) -> Outcome<Addr> {
    Ok(match item {
        Item::Addr(addr) => Addr {
            alias: Alias::Any,
            ..*addr
        },
        other => {
            let value = importer.value(other)?;
            let base = if importer.f.ty(value).is_address() {
                value
            } else {
                importer.scalar_as(value, Ty::Ptr)?
            };
            Addr::any(base)
        }
    })
}

/// `As<T>(object)` and `As<TFrom, TTo>(ref TFrom)`.
fn reinterpret(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let item = &site.args[0];
    if importer.world.method(site.method).args.len() == 2 {
        return Ok(Expanded::Item(match item {
            Item::Addr(addr) => Item::Addr(Addr {
                alias: Alias::Any,
                ..*addr
            }),
            other => other.clone(),
        }));
    }
    if matches!(item, Item::Null) {
        return Ok(Expanded::Item(Item::Null));
    }
    let class = site.type_arg(importer, 0);
    let value = importer.value_as(item, Ty::Ref)?;
    let seen = importer.val(Op::Convert, [value], Payload::Conv(Conv::AsRef), Ty::Ref);
    let fact = importer.f.fact(value);
    if importer.world.is_ref_type(class) && !fact.exact {
        importer.known_class(seen, class, false, fact.non_null);
        return Ok(Expanded::Item(Item::Val(seen)));
    }
    importer.f.values[seen].fact.non_null = fact.non_null;
    Ok(Expanded::Item(Item::Val(seen)))
}

fn as_pointer(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    scalar(importer, &site.args[0], Ty::Ptr)
}

/// `AsRef<T>(void*)` and `AsRef<T>(in T)`.
fn as_ref(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    if matches!(site.args[0], Item::Addr(_))
        && importer.world.class(site.param(importer, 0)) == Class::ByRef
    {
        return Ok(Expanded::Item(site.args[0].clone()));
    }
    scalar(importer, &site.args[0], Ty::ByRef)
}

fn scalar(importer: &mut Importer<'_>, item: &Item, to: Ty) -> Outcome<Expanded> {
    Ok(Expanded::Item(Item::Val(importer.value_as(item, to)?)))
}

fn add(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    moved(importer, site, 1)
}

fn subtract(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    moved(importer, site, -1)
}

fn moved(importer: &mut Importer<'_>, site: &Site, sign: i64) -> Outcome<Expanded> {
    let size = i64::from(importer.size_of(site.type_arg(importer, 0))?);
    let addr = address(importer, &site.args[0])?;
    if let Some(count) = site.args[1].int()
        && let Some(bytes) = count.checked_mul(size * sign)
        && let Ok(bytes) = i32::try_from(bytes)
        && let Some(offset) = addr.offset.checked_add(bytes)
    {
        return Ok(Expanded::Item(Item::Addr(Addr { offset, ..addr })));
    }
    let native = importer.native;
    let mut count = importer.value_as(&site.args[1], native)?;
    if sign < 0 {
        count = importer.val(Op::Neg, [count], Payload::None, native);
    }
    let base = importer.addr_value(addr);
    let ty = importer.f.ty(base);
    let value = importer.val(Op::ElemAddr, [base, count], Payload::Int(size), ty);
    Ok(Expanded::Item(Item::Val(value)))
}

fn add_bytes(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    moved_bytes(importer, site, 1)
}

fn subtract_bytes(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    moved_bytes(importer, site, -1)
}

fn moved_bytes(importer: &mut Importer<'_>, site: &Site, sign: i64) -> Outcome<Expanded> {
    let addr = address(importer, &site.args[0])?;
    if let Some(bytes) = site.args[1].int()
        && let Ok(bytes) = i32::try_from(bytes.wrapping_mul(sign))
        && let Some(offset) = addr.offset.checked_add(bytes)
    {
        return Ok(Expanded::Item(Item::Addr(Addr { offset, ..addr })));
    }
    let native = importer.native;
    let mut bytes = importer.value_as(&site.args[1], native)?;
    if sign < 0 {
        bytes = importer.val(Op::Neg, [bytes], Payload::None, native);
    }
    let base = importer.addr_value(addr);
    let ty = importer.f.ty(base);
    Ok(Expanded::Item(Item::Val(importer.val(
        Op::PtrAdd,
        [base, bytes],
        Payload::None,
        ty,
    ))))
}

fn byte_offset(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let (origin, target) = pair(importer, site)?;
    let native = importer.native;
    Ok(Expanded::Item(Item::Val(importer.val(
        Op::PtrDiff,
        [target, origin],
        Payload::None,
        native,
    ))))
}

fn pair(importer: &mut Importer<'_>, site: &Site) -> Outcome<(Value, Value)> {
    Ok((
        importer.value_as(&site.args[0], Ty::ByRef)?,
        importer.value_as(&site.args[1], Ty::ByRef)?,
    ))
}

fn compare(importer: &mut Importer<'_>, site: &Site, cond: Cond) -> Outcome<Expanded> {
    let (a, b) = pair(importer, site)?;
    Ok(Expanded::Item(Item::Val(importer.icmp(cond, a, b))))
}

fn are_same(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    compare(importer, site, Cond::Eq)
}

fn is_greater(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    compare(importer, site, Cond::GtU)
}

fn is_greater_or_same(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    compare(importer, site, Cond::GeU)
}

fn is_less(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    compare(importer, site, Cond::LtU)
}

fn is_less_or_same(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    compare(importer, site, Cond::LeU)
}

fn is_null(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let value = importer.value_as(&site.args[0], Ty::ByRef)?;
    let null = importer.null_of(Ty::ByRef);
    Ok(Expanded::Item(Item::Val(importer.icmp(
        Cond::Eq,
        value,
        null,
    ))))
}

fn null(importer: &mut Importer<'_>, _: &Site) -> Outcome<Expanded> {
    Ok(Expanded::Item(Item::Val(importer.null_of(Ty::ByRef))))
}

/// `Copy<T>(void*, ref T)` and `Copy<T>(ref T, void*)`.
fn copy(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let ty = site.type_arg(importer, 0);
    importer.clobber(None)?;
    let to = address(importer, &site.args[0])?;
    let from = address(importer, &site.args[1])?;
    let value = importer.load(from, ty, UNALIGNED)?;
    importer.store(to, ty, value, UNALIGNED)?;
    Ok(Expanded::Void)
}

fn copy_block(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    importer.clobber(None)?;
    let to = address(importer, &site.args[0])?;
    let from = address(importer, &site.args[1])?;
    let (to, from) = (importer.addr_value(to), importer.addr_value(from));
    let count = byte_count(importer, &site.args[2])?;
    importer.inst(Op::CopyBytes, [to, from, count], Payload::None, &[]);
    Ok(Expanded::Void)
}

fn init_block(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    importer.clobber(None)?;
    let to = address(importer, &site.args[0])?;
    let to = importer.addr_value(to);
    let byte = importer.value_as(&site.args[1], Ty::I32)?;
    let count = byte_count(importer, &site.args[2])?;
    importer.inst(Op::FillBytes, [to, byte, count], Payload::None, &[]);
    Ok(Expanded::Void)
}

/// An unsigned 32-bit count as a native integer.
fn byte_count(importer: &mut Importer<'_>, item: &Item) -> Outcome<Value> {
    let native = importer.native;
    if let Some(count) = item.int() {
        return Ok(importer.iconst(native, i64::from(count as u32)));
    }
    let value = importer.value(item)?;
    if importer.f.ty(value) == Ty::I32 && native == Ty::I64 {
        return Ok(importer.convert(Conv::Zext, value, native));
    }
    importer.scalar_as(value, native)
}

fn read(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    read_with(importer, site, Touch::default())
}

fn read_unaligned(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    read_with(importer, site, UNALIGNED)
}

fn read_with(importer: &mut Importer<'_>, site: &Site, touch: Touch) -> Outcome<Expanded> {
    let addr = address(importer, &site.args[0])?;
    let ty = site.type_arg(importer, 0);
    Ok(Expanded::Item(importer.load(addr, ty, touch)?))
}

fn write(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    write_with(importer, site, Touch::default())
}

fn write_unaligned(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    write_with(importer, site, UNALIGNED)
}

fn write_with(importer: &mut Importer<'_>, site: &Site, touch: Touch) -> Outcome<Expanded> {
    importer.clobber(None)?;
    let addr = address(importer, &site.args[0])?;
    let ty = site.type_arg(importer, 0);
    importer.store(addr, ty, site.args[1].clone(), touch)?;
    Ok(Expanded::Void)
}

fn skip(_: &mut Importer<'_>, _: &Site) -> Outcome<Expanded> {
    Ok(Expanded::Void)
}

fn size_of(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let size = importer.size_of(site.type_arg(importer, 0))?;
    Ok(Expanded::Item(Item::i32(size as i32)))
}

fn unbox(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let ty = site.type_arg(importer, 0);
    let object = importer.value_as(&site.args[0], Ty::Ref)?;
    super::objects::check_null(importer, object);
    importer.inst(Op::UnboxCheck, [object], Payload::Type(ty), &[]);
    let data = Addr {
        base: object,
        offset: Importer::OBJECT_DATA as i32,
        alias: Alias::Any,
    };
    Ok(Expanded::Item(Item::Addr(data)))
}
