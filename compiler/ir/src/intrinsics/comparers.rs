//! Default comparers: which class CoreLib would find by reflection is known at compile time.

use super::objects::make;
use super::{Expanded, Site, Table};
use crate::function::{Alias, MemoryInfo, Payload};
use crate::import::{Importer, Item, Outcome, Problem};
use crate::op::Op;
use crate::ty::{Cell, Ty};
use kiln_world::{FieldId, TypeId, World};

pub(super) const TABLE: Table = &[
    (
        "System.Collections.Generic.ComparerHelpers::CreateDefaultEqualityComparer",
        create_equality,
    ),
    (
        "System.Collections.Generic.ComparerHelpers::CreateDefaultComparer",
        create_comparer,
    ),
    (
        "System.Collections.Generic.EqualityComparer`1::get_Default",
        default_equality,
    ),
    (
        "System.Collections.Generic.Comparer`1::get_Default",
        default_comparer,
    ),
    (
        "System.Collections.Generic.ArraySortHelper`1::CreateArraySortHelper",
        create_sort_helper,
    ),
    (
        "System.Collections.Generic.ArraySortHelper`2::CreateArraySortHelper",
        create_sort_helper,
    ),
];

/// Names of comparer classes by what the element type offers.
struct Family {
    interface: &'static str,
    generic: &'static str,
    nullable: &'static str,
    enumeration: &'static str,
    object: &'static str,
}

const EQUALITY: Family = Family {
    interface: "System.IEquatable`1",
    generic: "System.Collections.Generic.GenericEqualityComparer`1",
    nullable: "System.Collections.Generic.NullableEqualityComparer`1",
    enumeration: "System.Collections.Generic.EnumEqualityComparer`1",
    object: "System.Collections.Generic.ObjectEqualityComparer`1",
};

const ORDER: Family = Family {
    interface: "System.IComparable`1",
    generic: "System.Collections.Generic.GenericComparer`1",
    nullable: "System.Collections.Generic.NullableComparer`1",
    enumeration: "System.Collections.Generic.EnumComparer`1",
    object: "System.Collections.Generic.ObjectComparer`1",
};

const BYTE_EQUALITY: &str = "System.Collections.Generic.ByteEqualityComparer";

fn instance(world: &World, name: &str, args: &[TypeId]) -> Option<TypeId> {
    Some(world.instantiate(world.def(world.type_by_name(name)?)?.id, args))
}

/// Does `ty` implement `interface<ty>`?
fn offers(world: &World, ty: TypeId, interface: &str) -> bool {
    instance(world, interface, &[ty]).is_some_and(|interface| world.is_assignable(ty, interface))
}

fn comparer_class(world: &World, family: &Family, ty: TypeId) -> Option<TypeId> {
    let known = world.known();
    if std::ptr::eq(family.generic, EQUALITY.generic) && ty == known.byte {
        return world.type_by_name(BYTE_EQUALITY);
    }
    if offers(world, ty, family.interface) {
        return instance(world, family.generic, &[ty]);
    }
    if let Some(value) = world.is_nullable(ty)
        && offers(world, value, family.interface)
    {
        return instance(world, family.nullable, &[value]);
    }
    if world.is_enum(ty) {
        return instance(world, family.enumeration, &[ty]);
    }
    instance(world, family.object, &[ty])
}

fn create(importer: &mut Importer<'_>, site: &Site, family: &Family) -> Outcome<Expanded> {
    let Item::Type(ty) = site.args[0] else {
        return Ok(Expanded::No);
    };
    let class = comparer_class(importer.world, family, ty);
    let class = class.ok_or_else(|| Problem::invalid("the core library lacks a comparer class"))?;
    make_default(importer, class)
}

fn make_default(importer: &mut Importer<'_>, class: TypeId) -> Outcome<Expanded> {
    let constructor = importer.core_method(class, ".ctor", 0)?;
    Ok(Expanded::Item(Item::Val(make(
        importer,
        class,
        constructor,
    )?)))
}

fn create_equality(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    create(importer, site, &EQUALITY)
}

fn create_comparer(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    create(importer, site, &ORDER)
}

fn default_equality(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    default_of(importer, site, &EQUALITY)
}

fn default_comparer(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    default_of(importer, site, &ORDER)
}

/// The static field, known to hold an object of exactly the class that its constructor makes.
fn default_of(importer: &mut Importer<'_>, site: &Site, family: &Family) -> Outcome<Expanded> {
    let world = importer.world;
    let owner = world.method(site.method).owner;
    let element = world.args(owner).first().copied();
    let Some(class) = element.and_then(|element| comparer_class(world, family, element)) else {
        return Ok(Expanded::No);
    };
    let Some(field) = default_field(world, owner) else {
        return Ok(Expanded::No);
    };
    if importer.host.needs_cctor(owner) && !importer.state.triggered.contains(&owner) {
        importer.clobber(None)?;
        importer.inst(Op::Cctor, [], Payload::Type(owner), &[]);
        importer.state.triggered.push(owner);
    }
    let address = importer.val(Op::StaticAddr, [], Payload::Field(field), Ty::ByRef);
    let info = MemoryInfo::new(Cell::Ref, 0, Alias::Static(field));
    let value = importer.val(Op::Load, [address], Payload::Memory(info), Ty::Ref);
    Ok(Expanded::Item(Item::Val(
        importer.known_class(value, class, true, true),
    )))
}

fn default_field(world: &World, owner: TypeId) -> Option<FieldId> {
    world.declared_fields(owner).into_iter().find(|field| {
        let data = world.field(*field);
        data.is_static() && data.ty == owner
    })
}

/// The generic helper when the keys compare themselves, else the plain one.
fn create_sort_helper(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let world = importer.world;
    let owner = world.method(site.method).owner;
    let args = world.args(owner).to_vec();
    let Some(key) = args.first().copied() else {
        return Ok(Expanded::No);
    };
    let class = if offers(world, key, ORDER.interface) {
        let name = format!(
            "System.Collections.Generic.GenericArraySortHelper`{}",
            args.len()
        );
        instance(world, &name, &args)
    } else {
        Some(owner)
    };
    match class {
        Some(class) => make_default(importer, class),
        None => Ok(Expanded::No),
    }
}
