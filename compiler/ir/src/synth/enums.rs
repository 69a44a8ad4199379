//! `Enum.GetEnumInfo<T>(type, getNames)`: the names and values of an enum lie frozen in the image, hung on
//! the enum's type table.

use super::shape::Shape;
use super::thunks::load_field;
use crate::build::Cursor;
use crate::function::*;
use crate::import::Problem;
use crate::ty::{Cell, Ty};
use kiln_world::{MethodId, World};

/// MethodTable: offset of its TypeInfo.
const TYPE_INFO: i32 = 88;
/// TypeInfo: offset of the frozen `EnumInfo<T>`.
const ENUM_INFO: i32 = 32;

/// RuntimeType → MethodTable → TypeInfo → EnumInfo.
pub fn enum_info(world: &World, function: &mut Function, method: MethodId) -> Result<(), Problem> {
    let shape = Shape::of_method(world, method)?;
    let params = shape.declare(function);
    // Exploration knows by this body that enum names are asked for.
    function.flags.no_inline = true;
    let entry = function.entry;
    let mut cursor = Cursor::at_end(function, entry, Source::default());
    let table = load_field(
        world,
        &mut cursor,
        params[0],
        world.known().runtime_type,
        "m_handle",
        Cell::Ptr,
    )?;
    let fixed = |cell, offset| MemoryInfo {
        invariant: true,
        ..MemoryInfo::new(cell, offset, Alias::Header)
    };
    let info = cursor.load(table, fixed(Cell::Ptr, TYPE_INFO));
    let object = cursor.load(info, fixed(Cell::Ref, ENUM_INFO));
    debug_assert_eq!(cursor.function.ty(object), Ty::Ref);
    cursor.ret(&[object]);
    Ok(())
}
