//! Builds the type tables of everything reached: flags as CoreLib reads them, sizes, cast encodings, slots.

use crate::casts::{Buckets, Numbering};
use crate::dispatch::Dispatch;
use crate::program::{CastTest, GcWords, TypeTable};
use crate::slots::Slots;
use kiln_ir::Func;
use kiln_world::{PrimKind, Result, Shape, TypeFlags, TypeId, TypeKind, World};

/// MethodTable flags of CoreLib's own code.
mod flags {
    pub const HAS_COMPONENT_SIZE: u32 = 0x8000_0000;
    pub const CONTAINS_GC_POINTERS: u32 = 0x0100_0000;
    pub const HAS_FINALIZER: u32 = 0x0010_0000;
    pub const CATEGORY_VALUE_TYPE: u32 = 0x0004_0000;
    pub const CATEGORY_NULLABLE: u32 = 0x0005_0000;
    pub const CATEGORY_PRIMITIVE: u32 = 0x0006_0000;
    pub const CATEGORY_TRUE_PRIMITIVE: u32 = 0x0007_0000;
    pub const CATEGORY_ARRAY: u32 = 0x0008_0000;
    pub const CATEGORY_SZ_ARRAY: u32 = 0x000A_0000;
    pub const CATEGORY_INTERFACE: u32 = 0x000C_0000;
    pub const BYREF_LIKE: u32 = 0x1000;
    pub const GENERIC_INSTANCE: u32 = 0x10;
    pub const GENERIC_DEFINITION: u32 = 0x30;
    pub const HAS_DEFAULT_CTOR: u32 = 0x200;
}

/// Element types of ECMA-335 II.23.1.16.
mod element_type {
    pub const VOID: u32 = 1;
    pub const STRING: u32 = 0xe;
    pub const PTR: u32 = 0xf;
    pub const BYREF: u32 = 0x10;
    pub const VALUE_TYPE: u32 = 0x11;
    pub const CLASS: u32 = 0x12;
    pub const ARRAY: u32 = 0x14;
    pub const TYPED_BYREF: u32 = 0x16;
    pub const FN_PTR: u32 = 0x1b;
    pub const OBJECT: u32 = 0x1c;
    pub const SZ_ARRAY: u32 = 0x1d;
}

/// What the tables are built from.
pub struct TableInputs<'a> {
    pub world: &'a World,
    pub dispatch: &'a Dispatch,
    pub numbering: &'a Numbering,
    pub buckets: &'a Buckets,
    pub slots: &'a Slots,
}

/// Builds the table of one type.
pub fn build(inputs: &TableInputs<'_>, ty: TypeId) -> Result<TypeTable> {
    let world = inputs.world;
    let constructed = inputs.dispatch.is_constructed(ty);
    let (type_lo, type_hi) = inputs
        .numbering
        .intervals
        .get(&ty)
        .copied()
        .unwrap_or_default();
    let size = Sizes::of(world, ty)?;
    let finalizer = world
        .finalizer(ty)
        .filter(|_| constructed)
        .map(Func::Method);
    let delegate = world.is_delegate(ty) && constructed;
    let def = world.def(ty);
    let mut table_flags = flags_of(world, ty, &size);
    if finalizer.is_some() {
        table_flags |= flags::HAS_FINALIZER;
    }
    Ok(TypeTable {
        ty,
        name: world.reflection_name(ty),
        flags: table_flags,
        base_size: size.base,
        parent: world.base(ty),
        element: world.element(ty),
        nullable: nullable_place(world, ty)?,
        type_lo,
        type_hi,
        cast: cast_test(inputs, ty),
        gc_words: size.gc_words,
        slots: inputs.slots.code.get(&ty).cloned().unwrap_or_default(),
        buckets: inputs.buckets.bytes.get(&ty).cloned().unwrap_or_default(),
        finalizer,
        generic_args: world.args(ty).to_vec(),
        cor_element_type: cor_element_type(world, ty),
        attributes: def.map_or(0x2101, |def| def.attributes),
        field_bytes: size.field_bytes,
        interface_count: world.interfaces(ty).len().min(u16::MAX as usize) as u16,
        byref_like: world.is_byref_like(ty),
        enum_info: None,
        shuffle: None,
        multicast: delegate.then_some(Func::Multicast(ty)),
    })
}

/// Flags and BaseSize of a type's table, where they depend on nothing but the type.
pub fn fixed_words(world: &World, ty: TypeId) -> Option<(u32, u32)> {
    if world.finalizer(ty).is_some() {
        return None;
    }
    let size = Sizes::of(world, ty).ok()?;
    Some((flags_of(world, ty, &size), size.base))
}

fn flags_of(world: &World, ty: TypeId, size: &Sizes) -> u32 {
    let mut table_flags = size.flags | category(world, ty);
    if !size.gc_words.bits.iter().all(|bits| *bits == 0) {
        table_flags |= flags::CONTAINS_GC_POINTERS;
    }
    if table_flags & flags::HAS_COMPONENT_SIZE == 0 {
        if world.is_byref_like(ty) {
            table_flags |= flags::BYREF_LIKE;
        }
        if !world.args(ty).is_empty() {
            let definition = world.def(ty).is_some_and(|def| def.open == ty);
            table_flags |= if definition {
                flags::GENERIC_DEFINITION
            } else {
                flags::GENERIC_INSTANCE
            };
        }
        if has_default_ctor(world, ty) {
            table_flags |= flags::HAS_DEFAULT_CTOR;
        }
    }
    table_flags
}

struct Sizes {
    flags: u32,
    base: u32,
    field_bytes: u32,
    gc_words: GcWords,
}

impl Sizes {
    fn of(world: &World, ty: TypeId) -> Result<Sizes> {
        let pointer = world.target().pointer_bytes;
        if ty == world.known().string {
            return Ok(Sizes {
                flags: flags::HAS_COMPONENT_SIZE | 2,
                base: 22,
                field_bytes: 6,
                gc_words: GcWords::default(),
            });
        }
        match world.shape(ty) {
            _ if world.is_open(ty) => Ok(Sizes::opaque()),
            Shape::SzArray(element) => Self::of_array(world, *element, 24),
            Shape::MdArray { element, rank } => Self::of_array(world, *element, 24 + 8 * rank),
            Shape::Def { .. } if world.is_interface(ty) || world.is_byref_like(ty) => {
                Ok(Sizes::opaque())
            }
            Shape::Def { .. } => {
                let layout = world.layout(ty)?;
                let data = layout.instance_size.saturating_sub(8);
                Ok(Sizes {
                    flags: 0,
                    base: (data.next_multiple_of(8) + 16).max(24),
                    field_bytes: data,
                    gc_words: GcWords::new(data.div_ceil(pointer), &layout.gc_words),
                })
            }
            _ => Ok(Sizes::opaque()),
        }
    }

    fn of_array(world: &World, element: TypeId, base: u32) -> Result<Sizes> {
        let pointer = world.target().pointer_bytes;
        let (bytes, gc_words) = if world.is_value_type(element) {
            let layout = world.layout(element)?;
            let words = GcWords::new(layout.size.div_ceil(pointer), &layout.gc_words);
            (layout.size, words)
        } else if world.is_ref_type(element) {
            (
                pointer,
                GcWords {
                    words: 1,
                    bits: vec![1],
                },
            )
        } else {
            (pointer, GcWords::default())
        };
        Ok(Sizes {
            flags: flags::HAS_COMPONENT_SIZE | (bytes & 0xffff),
            base,
            field_bytes: base - 16,
            gc_words,
        })
    }

    /// Types that have no objects.
    fn opaque() -> Sizes {
        Sizes {
            flags: 0,
            base: 24,
            field_bytes: 0,
            gc_words: GcWords::default(),
        }
    }
}

fn category(world: &World, ty: TypeId) -> u32 {
    match world.shape(ty) {
        Shape::SzArray(_) => return flags::CATEGORY_SZ_ARRAY,
        Shape::MdArray { .. } => return flags::CATEGORY_ARRAY,
        _ => {}
    }
    if world.is_interface(ty) {
        return flags::CATEGORY_INTERFACE;
    }
    if !world.is_value_type(ty) {
        return 0;
    }
    if world.is_nullable(ty).is_some() {
        return flags::CATEGORY_NULLABLE;
    }
    if world.is_enum(ty) {
        return flags::CATEGORY_PRIMITIVE;
    }
    match world.def(ty).and_then(|def| def.prim) {
        Some(_) => flags::CATEGORY_TRUE_PRIMITIVE,
        None => flags::CATEGORY_VALUE_TYPE,
    }
}

/// `CorElementType` of a type; an enum's is its underlying integer's.
fn cor_element_type(world: &World, ty: TypeId) -> u32 {
    use element_type::*;
    match world.shape(ty) {
        Shape::SzArray(_) => return SZ_ARRAY,
        Shape::MdArray { .. } => return ARRAY,
        Shape::Pointer(_) => return PTR,
        Shape::ByRef(_) => return BYREF,
        Shape::FnPtr(_) => return FN_PTR,
        _ => {}
    }
    let known = world.known();
    let fixed = [
        (known.void, VOID),
        (known.string, STRING),
        (known.object, OBJECT),
        (known.typed_reference, TYPED_BYREF),
    ];
    if let Some((_, number)) = fixed.iter().find(|(special, _)| *special == ty) {
        return *number;
    }
    match world
        .def(world.enum_underlying(ty))
        .and_then(|def| def.prim)
    {
        Some(prim) => prim_element_type(prim),
        None if world.is_value_type(ty) => VALUE_TYPE,
        None => CLASS,
    }
}

fn prim_element_type(prim: PrimKind) -> u32 {
    match prim {
        PrimKind::Boolean => 2,
        PrimKind::Char => 3,
        PrimKind::I8 => 4,
        PrimKind::U8 => 5,
        PrimKind::I16 => 6,
        PrimKind::U16 => 7,
        PrimKind::I32 => 8,
        PrimKind::U32 => 9,
        PrimKind::I64 => 0xa,
        PrimKind::U64 => 0xb,
        PrimKind::F32 => 0xc,
        PrimKind::F64 => 0xd,
        PrimKind::INative => 0x18,
        PrimKind::UNative => 0x19,
    }
}

fn has_default_ctor(world: &World, ty: TypeId) -> bool {
    world
        .def(ty)
        .is_some_and(|def| def.kind == TypeKind::Class && !def.flags.contains(TypeFlags::ABSTRACT))
        && world
            .method_by_name(ty, ".ctor", Some(0))
            .is_some_and(|ctor| world.method(ctor).attributes & 7 == 6)
}

fn nullable_place(world: &World, ty: TypeId) -> Result<Option<(u32, u32)>> {
    let Some(value) = world.is_nullable(ty).filter(|_| !world.is_open(ty)) else {
        return Ok(None);
    };
    let layout = world.layout(ty)?;
    let offset = layout.fields.last().map_or(0, |field| field.offset);
    Ok(Some((offset, world.layout(value)?.size)))
}

fn cast_test(inputs: &TableInputs<'_>, ty: TypeId) -> CastTest {
    let world = inputs.world;
    match world.shape(ty) {
        Shape::SzArray(_) => return CastTest::Array { rank: 0 },
        Shape::MdArray { rank, .. } => return CastTest::Array { rank: *rank },
        Shape::Def { .. } => {}
        _ => return CastTest::General,
    }
    if let Some((bucket, id)) = inputs.buckets.places.get(&ty) {
        return CastTest::Interface {
            bucket: *bucket,
            id: *id,
        };
    }
    if world.is_interface(ty) {
        return CastTest::General;
    }
    let variant = world
        .def(ty)
        .is_some_and(|def| def.flags.contains(TypeFlags::VARIANT));
    if variant {
        CastTest::General
    } else if world.is_sealed_exact(ty) {
        CastTest::Exact
    } else {
        CastTest::Class
    }
}
