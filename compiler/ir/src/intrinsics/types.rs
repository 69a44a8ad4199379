//! Questions about types that are answered while importing.

use super::{Expanded, Site, Table};
use crate::function::Cond;
use crate::import::{Importer, Item, Outcome};
use crate::op::Op;
use crate::ty::Ty;
use kiln_world::{PrimKind, TypeId, World};

pub(super) const TABLE: Table = &[
    ("System.Type::GetTypeFromHandle", from_handle),
    ("System.Type::op_Equality", equal),
    ("System.Type::op_Inequality", not_equal),
    ("System.Type::get_IsValueType", is_value_type),
    ("System.Type::get_IsEnum", is_enum),
    ("System.Type::get_IsPrimitive", is_primitive),
    ("System.Type::get_IsByRefLike", is_byref_like),
    ("System.Type::get_TypeHandle", type_handle),
    ("System.RuntimeType::get_TypeHandle", type_handle),
    (
        "System.Runtime.CompilerServices.RuntimeHelpers::IsReferenceOrContainsReferences",
        contains_references,
    ),
    (
        "System.Runtime.CompilerServices.RuntimeHelpers::IsBitwiseEquatable",
        is_bitwise_equatable,
    ),
    (
        "System.Runtime.CompilerServices.RuntimeHelpers::IsKnownConstant",
        is_known_constant,
    ),
    ("System.Enum::HasFlag", has_flag),
];

fn known(value: bool) -> Outcome<Expanded> {
    Ok(Expanded::Item(Item::bool(value)))
}

fn from_handle(_: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    Ok(match &site.args[0] {
        Item::TypeHandle(ty) => Expanded::Item(Item::Type(*ty)),
        _ => Expanded::No,
    })
}

fn type_handle(_: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    Ok(match &site.args[0] {
        Item::Type(ty) => Expanded::Item(Item::TypeHandle(*ty)),
        _ => Expanded::No,
    })
}

fn equal(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    compare(importer, site, Cond::Eq)
}

fn not_equal(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    compare(importer, site, Cond::Ne)
}

/// Runtime types are equal when they are the same object.
fn compare(importer: &mut Importer<'_>, site: &Site, cond: Cond) -> Outcome<Expanded> {
    let (a, b) = (&site.args[0], &site.args[1]);
    match (a, b) {
        (Item::Type(a), Item::Type(b)) => return known((a == b) == (cond == Cond::Eq)),
        (Item::Type(_), Item::Null) | (Item::Null, Item::Type(_)) => {
            return known(cond == Cond::Ne);
        }
        _ => {}
    }
    let runtime_type = importer.world.known().runtime_type;
    let is_runtime = |importer: &Importer<'_>, item: &Item| {
        matches!(item, Item::Null) || importer.item_fact(item).class == Some(runtime_type)
    };
    if !is_runtime(importer, a) || !is_runtime(importer, b) {
        return Ok(Expanded::No);
    }
    let a = importer.value_as(a, Ty::Ref)?;
    let b = importer.value_as(b, Ty::Ref)?;
    Ok(Expanded::Item(Item::Val(importer.icmp(cond, a, b))))
}

fn of_type(
    importer: &Importer<'_>,
    site: &Site,
    ask: impl Fn(&World, TypeId) -> bool,
) -> Outcome<Expanded> {
    match &site.args[0] {
        Item::Type(ty) => known(ask(importer.world, *ty)),
        _ => Ok(Expanded::No),
    }
}

fn is_value_type(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    of_type(importer, site, World::is_value_type)
}

fn is_enum(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    of_type(importer, site, World::is_enum)
}

fn is_byref_like(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    of_type(importer, site, World::is_byref_like)
}

fn is_primitive(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    of_type(importer, site, |world, ty| {
        world.def(ty).is_some_and(|def| def.prim.is_some())
    })
}

fn contains_references(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let ty = site.type_arg(importer, 0);
    known(importer.world.is_ref_type(ty) || importer.world.contains_refs(ty))
}

/// Equal exactly when the bits are: integers, characters, booleans and enums.
fn is_bitwise_equatable(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let ty = importer.world.enum_underlying(site.type_arg(importer, 0));
    let prim = importer.world.def(ty).and_then(|def| def.prim);
    known(prim.is_some_and(|prim| !matches!(prim, PrimKind::F32 | PrimKind::F64)))
}

fn is_known_constant(_: &mut Importer<'_>, _: &Site) -> Outcome<Expanded> {
    known(false)
}

/// Both operands boxed right here, of one enum.
fn has_flag(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let (Item::Boxed(this), Item::Boxed(flag)) = (&site.args[0], &site.args[1]) else {
        return Ok(Expanded::No);
    };
    if this.ty != flag.ty || !importer.world.is_enum(this.ty) {
        return Ok(Expanded::No);
    }
    let this = importer.value(&this.inner)?;
    let flag = importer.value(&flag.inner)?;
    let both = importer.binary(Op::And, this, flag);
    Ok(Expanded::Item(Item::Val(importer.icmp(
        Cond::Eq,
        both,
        flag,
    ))))
}
