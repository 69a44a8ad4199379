//! Encodings of type tests: a preorder interval for classes, a byte in a bucket for interfaces.

use kiln_world::{TypeDefId, TypeFlags, TypeId, TypeKind, World};
use rustc_hash::{FxHashMap, FxHashSet};

/// Preorder numbers of all types with tables: a class's subclasses lie in its interval.
#[derive(Debug, Default)]
pub struct Numbering {
    pub intervals: FxHashMap<TypeId, (u32, u32)>,
}

/// Numbers the tree of base types over `tables`, in their order.
pub fn number(world: &World, tables: &[TypeId]) -> Numbering {
    let mut children: FxHashMap<Option<TypeId>, Vec<TypeId>> = FxHashMap::default();
    for &ty in tables {
        children.entry(world.base(ty)).or_default().push(ty);
    }
    let mut numbering = Numbering::default();
    let mut next = 1;
    let mut stack: Vec<(TypeId, usize)> = Vec::new();
    for &root in children.get(&None).map_or(&[][..], Vec::as_slice) {
        numbering.intervals.insert(root, (next, next));
        next += 1;
        stack.push((root, 0));
        while let Some((ty, position)) = stack.last_mut() {
            let below = children.get(&Some(*ty)).map_or(&[][..], Vec::as_slice);
            match below.get(*position) {
                Some(&child) => {
                    *position += 1;
                    numbering.intervals.insert(child, (next, next));
                    next += 1;
                    stack.push((child, 0));
                }
                None => {
                    if let Some(interval) = numbering.intervals.get_mut(ty) {
                        interval.1 = next - 1;
                    }
                    stack.pop();
                }
            }
        }
    }
    numbering
}

/// Interfaces and variant delegates that are tested for: where each one's byte lies and what it must be.
#[derive(Debug, Default)]
pub struct Buckets {
    pub places: FxHashMap<TypeId, (u16, u8)>,
    pub bytes: FxHashMap<TypeId, Vec<u8>>,
}

/// A delegate type that other instances of its definition convert to.
fn is_variant_delegate(world: &World, ty: TypeId) -> bool {
    world
        .def(ty)
        .is_some_and(|def| def.kind == TypeKind::Delegate && def.flags.contains(TypeFlags::VARIANT))
}

/// Packs the interfaces and variant delegates among `targets` into buckets so that no constructed type needs two ids in one.
pub fn pack(world: &World, constructed: &[TypeId], targets: &[TypeId]) -> Buckets {
    let interfaces: Vec<TypeId> = targets
        .iter()
        .copied()
        .filter(|ty| world.is_interface(*ty) || is_variant_delegate(world, *ty))
        .collect();
    let mut by_def: FxHashMap<TypeDefId, Vec<usize>> = FxHashMap::default();
    for (index, interface) in interfaces.iter().enumerate() {
        if let Some(def) = world.def(*interface) {
            by_def.entry(def.id).or_default().push(index);
        }
    }
    let mut implementers: Vec<Vec<TypeId>> = vec![Vec::new(); interfaces.len()];
    for &ty in constructed {
        let mut seen = FxHashSet::default();
        for &interface in world.interfaces(ty).iter().chain([&ty]) {
            let Some(def) = world.def(interface) else {
                continue;
            };
            if !seen.insert(def.id) {
                continue;
            }
            for &index in by_def.get(&def.id).map_or(&[][..], Vec::as_slice) {
                if world.is_assignable(ty, interfaces[index]) {
                    implementers[index].push(ty);
                }
            }
        }
    }
    let mut order: Vec<usize> = (0..interfaces.len()).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(implementers[*index].len()), *index));
    let mut buckets = Buckets::default();
    let mut last_ids: Vec<u8> = Vec::new();
    for index in order {
        let types = &implementers[index];
        let bucket = (0..last_ids.len())
            .find(|bucket| {
                last_ids[*bucket] < u8::MAX
                    && types.iter().all(|ty| buckets.byte(*ty, *bucket) == 0)
            })
            .unwrap_or_else(|| {
                last_ids.push(0);
                last_ids.len() - 1
            });
        last_ids[bucket] += 1;
        let id = last_ids[bucket];
        buckets
            .places
            .insert(interfaces[index], (bucket as u16, id));
        for ty in types {
            let bytes = buckets.bytes.entry(*ty).or_default();
            if bytes.len() <= bucket {
                bytes.resize(bucket + 1, 0);
            }
            bytes[bucket] = id;
        }
    }
    buckets
}

impl Buckets {
    fn byte(&self, ty: TypeId, bucket: usize) -> u8 {
        self.bytes
            .get(&ty)
            .and_then(|bytes| bytes.get(bucket))
            .copied()
            .unwrap_or(0)
    }
}
