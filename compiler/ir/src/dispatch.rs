//! Which code a virtual or interface call runs on an object whose type is known.

use crate::func::Func;
use kiln_world::{InterfaceTarget, MethodId, TypeId, World};

/// The code that runs when `selector` is called on an object of exact type `ty`.
pub fn code_for(world: &World, ty: TypeId, selector: MethodId) -> Option<Func> {
    let owner = world.method(selector).owner;
    let body = if world.is_interface(owner) {
        match world.resolve_interface(ty, selector).ok()? {
            InterfaceTarget::Method(method) => method,
            InterfaceTarget::Default(method) => return Some(Func::Method(method)),
            InterfaceTarget::Ambiguous | InterfaceTarget::Missing => return None,
        }
    } else {
        world.resolve_virtual(ty, selector).ok()??
    };
    if world.method(body).is_abstract() {
        return None;
    }
    if !world.is_value_type(ty) {
        return Some(Func::Method(body));
    }
    if world.is_value_type(world.method(body).owner) {
        return Some(Func::Unbox(body));
    }
    Some(match world.method_name_key(body) {
        "System.ValueType::Equals" => Func::ValueEquals(ty),
        "System.ValueType::GetHashCode" => Func::ValueHash(ty),
        _ => Func::Method(body),
    })
}
