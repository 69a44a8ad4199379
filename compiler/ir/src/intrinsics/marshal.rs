//! `Marshal.SizeOf` of types that are known: their native form is laid out by the compiler.

use super::{Expanded, Site, Table};
use crate::import::{Importer, Item, Outcome};
use kiln_world::{TypeId, World};

pub(super) const TABLE: Table = &[
    ("System.Runtime.InteropServices.Marshal::SizeOf", size_of),
    (
        "System.Runtime.InteropServices.Marshal::SizeOfHelper",
        size_of_helper,
    ),
];

/// `SizeOf<T>()`, `SizeOf<T>(T)`, `SizeOf(Type)` and `SizeOf(object)`.
fn size_of(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let generic = importer.world.method(site.method).args.first().copied();
    let ty = match (generic, site.args.first()) {
        (Some(ty), None) => Some(ty),
        (Some(ty), Some(_)) => Some(ty).filter(|ty| importer.world.is_value_type(*ty)),
        (None, Some(Item::Type(ty))) => Some(*ty),
        (None, Some(Item::Boxed(boxed))) => Some(boxed.ty),
        _ => None,
    };
    known_size(importer, ty)
}

fn size_of_helper(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let ty = match site.args.first() {
        Some(Item::Type(ty)) => Some(*ty),
        _ => None,
    };
    let answer = known_size(importer, ty)?;
    if let (Expanded::No, Some(ty)) = (&answer, ty) {
        let message = format!(
            "Type '{}' cannot be marshaled as an unmanaged structure; no meaningful size or offset can be computed.",
            importer.world.display_type(ty)
        );
        importer.throw_message("System.ArgumentException", &message)?;
        return Ok(Expanded::Item(Item::i32(0)));
    }
    Ok(answer)
}

fn known_size(importer: &mut Importer<'_>, ty: Option<TypeId>) -> Outcome<Expanded> {
    let Some(ty) = ty.filter(|ty| !is_generic(importer.world, *ty)) else {
        return Ok(Expanded::No);
    };
    Ok(match importer.world.native_size(ty)? {
        Some(native) => Expanded::Item(Item::i32(native.size as i32)),
        None => Expanded::No,
    })
}

/// .NET refuses these at run time.
fn is_generic(world: &World, ty: TypeId) -> bool {
    world.def(ty).is_some_and(|def| def.arity != 0)
}
