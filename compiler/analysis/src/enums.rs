//! Frozen `Enum.EnumInfo<T>` objects: names and values of enums, for `Enum.ToString` and its kin.

use kiln_bake::frozen::{FrozenHeap, FrozenId, FrozenObject, FrozenRef};
use kiln_world::{Constant, MethodId, TypeId, World};

const ENUM_INFO: &str = "System.Enum/EnumInfo`1";

/// An enum's `EnumInfo<TStorage>` type, for the storage that CoreLib chooses.
pub fn info_type(world: &World, ty: TypeId) -> Option<TypeId> {
    let def = world.def(world.type_by_name(ENUM_INFO)?)?.id;
    Some(world.instantiate(def, &[storage(world, world.enum_underlying(ty))]))
}

/// Is this the library's one way to names and values of enums?
pub fn is_query(world: &World, method: MethodId) -> bool {
    world.method_name_key(method) == "System.Enum::GetEnumInfo"
}

/// Classes of the objects that an enum's frozen `EnumInfo` consists of.
pub fn needed_objects(world: &World, ty: TypeId) -> Vec<TypeId> {
    let Some(info) = info_type(world, ty) else {
        return Vec::new();
    };
    let storage = world.args(info).first();
    let mut needed = vec![info, world.sz_array(world.known().string)];
    needed.extend(storage.map(|storage| world.sz_array(*storage)));
    needed
}

/// Signed integers are stored as unsigned ones of their size.
fn storage(world: &World, underlying: TypeId) -> TypeId {
    let known = world.known();
    let unsigned = [
        (known.sbyte, known.byte),
        (known.int16, known.uint16),
        (known.int32, known.uint32),
        (known.int64, known.uint64),
        (known.intptr, known.uintptr),
    ];
    unsigned
        .iter()
        .find(|(signed, _)| *signed == underlying)
        .map_or(underlying, |(_, storage)| *storage)
}

/// Freezes the names and values of an enum, sorted by value as .NET sorts them.
pub fn freeze(world: &World, heap: &mut FrozenHeap, ty: TypeId) -> Option<FrozenId> {
    let info = info_type(world, ty)?;
    let size = world.layout(world.enum_underlying(ty)).ok()?.size as usize;
    let mut members: Vec<(u64, &str)> = world
        .declared_fields(ty)
        .into_iter()
        .filter_map(|field| {
            Some((
                bits(world.constant(field)?)? & mask(size),
                world.field(field).name,
            ))
        })
        .collect();
    members.sort_by_key(|(value, _)| *value);
    let sequential = members
        .iter()
        .enumerate()
        .all(|(index, (value, _))| *value == index as u64);

    let mut values = length_prefix(members.len());
    for (value, _) in &members {
        values.extend_from_slice(&value.to_le_bytes()[..size]);
    }
    let values = heap.add(FrozenObject {
        ty: world.sz_array(world.args(info).first().copied()?),
        data: values,
        refs: Vec::new(),
        mutable: false,
    });
    let mut names = length_prefix(members.len());
    let mut refs = Vec::new();
    for (_, name) in &members {
        refs.push((
            names.len() as u32,
            FrozenRef::Text(name.encode_utf16().collect()),
        ));
        names.extend_from_slice(&[0; 8]);
    }
    let names = heap.add(FrozenObject {
        ty: world.sz_array(world.known().string),
        data: names,
        refs,
        mutable: false,
    });

    let layout = world.layout(info).ok()?;
    let mut data = vec![0; layout.instance_size as usize - 8];
    let mut refs = Vec::new();
    for field in &layout.fields {
        let at = field.offset - 8;
        match world.field(field.field).name {
            "Values" => refs.push((at, FrozenRef::Object(values))),
            "Names" => refs.push((at, FrozenRef::Object(names))),
            "HasFlagsAttribute" => data[at as usize] = has_flags(world, ty).into(),
            "ValuesAreSequentialFromZero" => data[at as usize] = sequential.into(),
            _ => {}
        }
    }
    Some(heap.add(FrozenObject {
        ty: info,
        data,
        refs,
        mutable: false,
    }))
}

fn length_prefix(length: usize) -> Vec<u8> {
    let mut data = (length as u64).to_le_bytes().to_vec();
    data.truncate(8);
    data
}

fn mask(size: usize) -> u64 {
    if size >= 8 {
        u64::MAX
    } else {
        (1 << (size * 8)) - 1
    }
}

fn bits(constant: Constant) -> Option<u64> {
    Some(match constant {
        Constant::Boolean(value) => value.into(),
        Constant::Char(value) => value.into(),
        Constant::I8(value) => value as u64,
        Constant::U8(value) => value.into(),
        Constant::I16(value) => value as u64,
        Constant::U16(value) => value.into(),
        Constant::I32(value) => value as u64,
        Constant::U32(value) => value.into(),
        Constant::I64(value) => value as u64,
        Constant::U64(value) => value,
        _ => return None,
    })
}

fn has_flags(world: &World, ty: TypeId) -> bool {
    world
        .def(ty)
        .is_some_and(|def| world.has_attribute(def.id, "System.FlagsAttribute"))
}
