//! Computing layouts: sequential, explicit, automatic, inline arrays, and the core library's
//! special alignments.

use crate::World;
use crate::error::{Result, WorldError, WorldErrorKind};
use crate::ids::{FieldId, TypeId};
use crate::layout::{FieldSlot, Layout, MAX_SIZE, Words, align_up};
use crate::shape::Shape;
use crate::typedef::{Class, TypeDef, TypeFlags};

/// Packing when a type asks for none: no limit.
const DEFAULT_PACK: u32 = 128;

/// Structs and base classes inside one another; a generic struct can name ever larger ones.
const MAX_NESTING: usize = 200;

/// Core library types whose alignment is more than their fields'.
const ALIGNED: &[(&str, u32)] = &[
    ("System.Int128", 16),
    ("System.UInt128", 16),
    ("System.Runtime.Intrinsics.Vector64`1", 8),
    ("System.Runtime.Intrinsics.Vector128`1", 16),
    ("System.Runtime.Intrinsics.Vector256`1", 32),
    ("System.Runtime.Intrinsics.Vector512`1", 64),
];

/// A field on its way to an offset.
struct Part {
    field: FieldId,
    ty: TypeId,
    size: u32,
    align: u32,
    kind: PartKind,
    /// Explicit offset, if the type gives one.
    at: Option<u32>,
}

#[derive(Copy, Clone, PartialEq, Eq)]
enum PartKind {
    Ref,
    ByRef,
    Scalar,
    /// A value type with fields.
    Struct {
        refs: bool,
    },
}

/// Offsets of the parts, and where they end.
struct Placed {
    offsets: Vec<u32>,
    end: u32,
    align: u32,
}

impl World {
    /// The layout of an exact type.
    pub fn layout(&self, ty: TypeId) -> Result<&Layout> {
        self.layout_in(ty, &mut Vec::new())
    }

    fn layout_in(&self, ty: TypeId, outer: &mut Vec<TypeId>) -> Result<&Layout> {
        let entry = self.store.ty(ty);
        if entry.layout.get().is_none() {
            if outer.contains(&ty) {
                return Err(self.type_load(ty, "it contains itself"));
            }
            if outer.len() > MAX_NESTING {
                return Err(self.type_load(outer[0], "its fields nest without end"));
            }
            outer.push(ty);
            let computed = self.compute_layout(ty, outer).map(Box::new);
            outer.pop();
            _ = entry.layout.set(computed);
        }
        match entry.layout.get() {
            Some(Ok(layout)) => Ok(layout),
            Some(Err(error)) => Err(error.clone()),
            None => Err(self.type_load(ty, "its layout is not known")),
        }
    }

    pub(crate) fn type_load(&self, ty: TypeId, reason: impl Into<String>) -> WorldError {
        WorldError::new(WorldErrorKind::TypeLoad {
            ty: self.display_type(ty),
            reason: reason.into(),
        })
    }

    fn compute_layout(&self, ty: TypeId, outer: &mut Vec<TypeId>) -> Result<Layout> {
        let pointer = self.target().pointer_bytes;
        if self.is_open(ty) {
            return Err(self.type_load(ty, "an open type has no layout"));
        }
        let Shape::Def { .. } = self.shape(ty) else {
            let mut layout = Layout::scalar(pointer, pointer);
            match self.class(ty) {
                Class::Ref => {
                    // Header and length; the elements follow.
                    layout.instance_size = self.target().header_bytes() + pointer;
                    layout.gc_words = Box::new([1]);
                }
                Class::ByRef => layout.byref_words = Box::new([1]),
                _ => {}
            }
            if self.is_array(ty) {
                layout.gc_words = Box::default();
            }
            return Ok(layout);
        };
        let def = self.type_def(
            self.def_id(ty)
                .ok_or_else(|| self.type_load(ty, "no definition"))?,
        )?;
        if def.is_value_type() {
            self.value_layout(ty, def, outer)
        } else {
            self.class_layout(ty, def, outer)
        }
    }

    fn value_layout(&self, ty: TypeId, def: &TypeDef, outer: &mut Vec<TypeId>) -> Result<Layout> {
        let pointer = self.target().pointer_bytes;
        let header = self.target().header_bytes();
        if let Some(prim) = def.prim {
            let size = prim.size(pointer);
            let mut layout = Layout::scalar(size, size);
            layout.instance_size = header + size;
            layout.fields = self
                .instance_fields(ty)
                .into_iter()
                .map(|field| FieldSlot {
                    field,
                    offset: 0,
                    ty: self.field(field).ty,
                })
                .collect();
            return Ok(layout);
        }
        if ty == self.known().void {
            return Ok(Layout::scalar(0, 1));
        }
        let parts = self.parts(ty, def, outer)?;
        let placed = self.place_value(ty, def, &parts)?;
        let mut align = placed.align.max(1);
        let mut size = placed.end;
        if let Some((_, special)) = ALIGNED
            .iter()
            .find(|(name, _)| def.id.assembly == self.core_library() && *name == &*def.full_name)
        {
            align = align.max(*special.min(&self.max_vector_align()));
        }
        let asked = if is_auto(def, &parts) {
            0
        } else {
            def.class_size
        };
        if asked > size {
            size = asked;
        } else if asked != size {
            size = align_up(size, align);
        }
        // No value has no size.
        size = size.max(1);
        let mut slots = self.slots(&parts, &placed.offsets, 0);
        let (mut gc, mut byrefs) = self.words(ty, &slots, 0)?;
        if let Some(count) = def.inline_array_len {
            let [part] = &*parts else {
                return Err(self.type_load(ty, "an inline array needs exactly one field"));
            };
            if def.flags.contains(TypeFlags::EXPLICIT) {
                return Err(self.type_load(ty, "an inline array cannot have explicit layout"));
            }
            if count == 0 {
                return Err(self.type_load(ty, "an inline array needs a positive length"));
            }
            let stride = part.size;
            size = stride
                .checked_mul(count)
                .filter(|size| *size <= MAX_SIZE)
                .ok_or_else(|| self.type_load(ty, "it is too large"))?;
            let (one_gc, one_byref) = (gc.into_box(), byrefs.into_box());
            (gc, byrefs) = (Words::default(), Words::default());
            for i in 0..count {
                if !one_gc.is_empty() {
                    gc.add(&one_gc, i * stride / pointer);
                }
                if !one_byref.is_empty() {
                    byrefs.add(&one_byref, i * stride / pointer);
                }
            }
        }
        if size > MAX_SIZE {
            return Err(self.type_load(ty, "it is too large"));
        }
        slots.sort_by_key(|slot| slot.offset);
        let overlapping = self.check_overlap(ty, &slots)?;
        Ok(Layout {
            size,
            align,
            instance_size: header + size,
            instance_align: align,
            fields: slots.into(),
            gc_words: gc.into_box(),
            byref_words: byrefs.into_box(),
            overlapping,
        })
    }

    /// Vectors are aligned to at most what the platform's procedure call standard gives.
    fn max_vector_align(&self) -> u32 {
        match self.target().arch {
            crate::Arch::X86_64 => 64,
            crate::Arch::Aarch64 | crate::Arch::Riscv64 => 16,
            crate::Arch::Arm | crate::Arch::Thumb | crate::Arch::Riscv32 => 8,
        }
    }

    fn place_value(&self, ty: TypeId, def: &TypeDef, parts: &[Part]) -> Result<Placed> {
        let pointer = self.target().pointer_bytes;
        if def.flags.contains(TypeFlags::EXPLICIT) {
            return self.place_explicit(ty, def, parts, 0);
        }
        if !is_auto(def, parts) {
            return Ok(place_sequential(parts, pack_of(def), 0));
        }
        let mut placed = place_auto(parts, 0, pointer);
        // What holds references is aligned to a pointer; other automatic structs to their size.
        let least = match parts.iter().any(|part| is_gc(part.kind)) {
            true => pointer,
            false => placed.end.clamp(1, pointer).next_power_of_two(),
        };
        placed.align = placed.align.max(least);
        Ok(placed)
    }

    fn class_layout(&self, ty: TypeId, def: &TypeDef, outer: &mut Vec<TypeId>) -> Result<Layout> {
        let pointer = self.target().pointer_bytes;
        let header = self.target().header_bytes();
        let base = match self.base(ty) {
            Some(base) => Some(self.layout_in(base, outer)?),
            None => None,
        };
        // Offsets here are from the end of the header.
        let start = base.map_or(0, |base| base.instance_size - header);
        let parts = self.parts(ty, def, outer)?;
        let holds_refs = parts.iter().any(|part| is_gc(part.kind));
        let placed = if def.flags.contains(TypeFlags::EXPLICIT) {
            self.place_explicit(ty, def, &parts, align_up(start, pointer.min(8)))?
        } else if def.flags.contains(TypeFlags::SEQUENTIAL)
            && !holds_refs
            && !base.is_some_and(Layout::contains_refs)
        {
            place_sequential(&parts, pack_of(def), start)
        } else {
            place_auto(&parts, start, pointer)
        };
        let mut end = placed.end.max(start);
        if def
            .flags
            .intersects(TypeFlags::SEQUENTIAL | TypeFlags::EXPLICIT)
            && !holds_refs
        {
            end = align_up(end, placed.align).max(start.saturating_add(def.class_size));
        }
        if end > MAX_SIZE {
            return Err(self.type_load(ty, "it is too large"));
        }
        let mut slots = self.slots(&parts, &placed.offsets, header);
        let (mut gc, mut byrefs) = self.words(ty, &slots, header)?;
        let overlapping = self.check_overlap(ty, &slots)?;
        let mut fields = Vec::new();
        if let Some(base) = base {
            fields.extend_from_slice(&base.fields);
            gc.add(&base.gc_words, 0);
            byrefs.add(&base.byref_words, 0);
        }
        slots.sort_by_key(|slot| slot.offset);
        fields.extend(slots);
        Ok(Layout {
            size: pointer,
            align: pointer,
            instance_size: header + end,
            instance_align: placed.align.max(base.map_or(1, |base| base.instance_align)),
            fields: fields.into(),
            gc_words: gc.into_box(),
            byref_words: byrefs.into_box(),
            overlapping: overlapping || base.is_some_and(|base| base.overlapping),
        })
    }

    pub(crate) fn instance_fields(&self, ty: TypeId) -> Vec<FieldId> {
        let mut fields = self.declared_fields(ty);
        fields.retain(|field| !self.field(*field).is_static());
        fields
    }

    fn parts(&self, ty: TypeId, def: &TypeDef, outer: &mut Vec<TypeId>) -> Result<Vec<Part>> {
        let explicit = def.flags.contains(TypeFlags::EXPLICIT);
        let mut parts = Vec::new();
        for field in self.instance_fields(ty) {
            let info = self.field(field);
            let pointer = self.target().pointer_bytes;
            let (size, align, kind) = match self.class(info.ty) {
                Class::Ref => (pointer, pointer, PartKind::Ref),
                Class::ByRef => (pointer, pointer, PartKind::ByRef),
                Class::Ptr => (pointer, pointer, PartKind::Scalar),
                Class::Prim(prim) => (prim.size(pointer), prim.size(pointer), PartKind::Scalar),
                Class::Struct if info.ty == self.known().typed_reference => {
                    (2 * pointer, pointer, PartKind::ByRef)
                }
                Class::Struct => {
                    let inner = self.layout_in(info.ty, outer)?;
                    let refs = inner.contains_refs();
                    (inner.size, inner.align, PartKind::Struct { refs })
                }
                Class::Void | Class::Var => {
                    return Err(
                        self.type_load(ty, format!("the field '{}' has no type", info.name))
                    );
                }
            };
            let at = match explicit {
                true => Some(self.explicit_offset(info.def)?),
                false => None,
            };
            parts.push(Part {
                field,
                ty: info.ty,
                size,
                align,
                kind,
                at,
            });
        }
        Ok(parts)
    }

    fn place_explicit(
        &self,
        ty: TypeId,
        def: &TypeDef,
        parts: &[Part],
        start: u32,
    ) -> Result<Placed> {
        let pointer = self.target().pointer_bytes;
        let mut placed = Placed {
            offsets: Vec::new(),
            end: start,
            align: 1,
        };
        for part in parts {
            let offset = start.saturating_add(part.at.unwrap_or(0));
            if offset > MAX_SIZE {
                return Err(self.type_load(ty, "it is too large"));
            }
            if is_gc(part.kind) && !offset.is_multiple_of(pointer) {
                let name = self.field(part.field).name;
                return Err(self.type_load(
                    ty,
                    format!("the field '{name}' holds references and is not aligned"),
                ));
            }
            placed.offsets.push(offset);
            placed.end = placed.end.max(offset.saturating_add(part.size));
            placed.align = placed.align.max(part.align.min(pack_of(def)));
        }
        Ok(placed)
    }

    fn slots(&self, parts: &[Part], offsets: &[u32], header: u32) -> Vec<FieldSlot> {
        let slot = |(part, offset): (&Part, &u32)| FieldSlot {
            field: part.field,
            offset: header + offset,
            ty: part.ty,
        };
        parts.iter().zip(offsets).map(slot).collect()
    }

    /// Reference and byref words of the fields, counted from `header`.
    fn words(&self, ty: TypeId, slots: &[FieldSlot], header: u32) -> Result<(Words, Words)> {
        let pointer = self.target().pointer_bytes;
        let (mut gc, mut byrefs) = (Words::default(), Words::default());
        for slot in slots {
            let word = (slot.offset - header) / pointer;
            match self.class(slot.ty) {
                Class::Ref => gc.set(word),
                Class::ByRef => byrefs.set(word),
                Class::Struct => {
                    let inner = self.layout(slot.ty)?;
                    if inner.contains_refs() && !slot.offset.is_multiple_of(pointer) {
                        return Err(self.type_load(ty, "a field with references is not aligned"));
                    }
                    gc.add(&inner.gc_words, word);
                    byrefs.add(&inner.byref_words, word);
                }
                _ => {}
            }
        }
        Ok((gc, byrefs))
    }

    /// Do fields overlap? A reference may overlap with nothing but references.
    fn check_overlap(&self, ty: TypeId, slots: &[FieldSlot]) -> Result<bool> {
        let mut ranges: Vec<(u32, u32, TypeId)> = Vec::with_capacity(slots.len());
        for slot in slots {
            let pointer = self.target().pointer_bytes;
            let size = match self.class(slot.ty) {
                Class::Struct => self.layout(slot.ty)?.size,
                Class::Prim(prim) => prim.size(pointer),
                _ => pointer,
            };
            ranges.push((slot.offset, slot.offset + size, slot.ty));
        }
        ranges.sort_by_key(|range| (range.0, range.1));
        let mut overlapping = false;
        let mut end = 0;
        for range in &ranges {
            overlapping |= range.0 < end;
            end = end.max(range.1);
        }
        if !overlapping {
            return Ok(false);
        }
        for (i, a) in ranges.iter().enumerate() {
            for b in ranges[i + 1..].iter().take_while(|b| b.0 < a.1) {
                let refs = |range: &(u32, u32, TypeId)| self.class(range.2) == Class::Ref;
                let clash = refs(a) != refs(b) && !self.refs_agree(a.0, a.2, b.0, b.2)?
                    || refs(a) && refs(b) && a.0 != b.0;
                if clash {
                    return Err(self.type_load(ty, "references and other fields overlap"));
                }
            }
        }
        Ok(true)
    }

    /// Do two overlapping values hold references at the same places?
    fn refs_agree(&self, a_at: u32, a: TypeId, b_at: u32, b: TypeId) -> Result<bool> {
        let (at, reference, other_at, other) = if self.class(a) == Class::Ref {
            (a_at, a, b_at, b)
        } else {
            (b_at, b, a_at, a)
        };
        debug_assert!(self.class(reference) == Class::Ref);
        let pointer = self.target().pointer_bytes;
        let layout = self.layout(other)?;
        Ok(at >= other_at && layout.is_ref_word((at - other_at) / pointer))
    }
}

fn pack_of(def: &TypeDef) -> u32 {
    if def.pack == 0 {
        DEFAULT_PACK
    } else {
        def.pack
    }
}

fn is_gc(kind: PartKind) -> bool {
    matches!(kind, PartKind::Ref | PartKind::Struct { refs: true })
}

fn place_sequential(parts: &[Part], pack: u32, start: u32) -> Placed {
    let mut placed = Placed {
        offsets: Vec::new(),
        end: start,
        align: 1,
    };
    for part in parts {
        let align = part.align.min(pack).max(1);
        let offset = align_up(placed.end, align);
        placed.offsets.push(offset);
        placed.end = offset.saturating_add(part.size);
        placed.align = placed.align.max(align);
    }
    placed
}

/// Fills up a base class's last word with small fields, then places references, then scalars from
/// the largest to the smallest, then structs in order.
fn place_auto(parts: &[Part], start: u32, pointer: u32) -> Placed {
    let mut placed = Placed {
        offsets: vec![0; parts.len()],
        end: start,
        align: 1,
    };
    let mut left: Vec<usize> = (0..parts.len()).collect();
    while let Some(i) = gap_filler(parts, &left, placed.end, pointer) {
        put(&mut placed, parts, left.remove(i), 1);
    }
    let rank = |part: &Part| match part.kind {
        PartKind::Ref => 0,
        PartKind::ByRef => 1,
        PartKind::Scalar => 2 + (8 - part.size.min(8)),
        PartKind::Struct { .. } => 100,
    };
    left.sort_by_key(|i| rank(&parts[*i]));
    for i in left {
        let part = &parts[i];
        let align = match part.kind {
            PartKind::Struct { refs: true } => part.align.max(pointer),
            _ => part.align,
        };
        put(&mut placed, parts, i, align.max(1));
    }
    placed
}

/// A small scalar that brings the end nearer to a word boundary, if a larger one is to follow:
/// its position among those left.
fn gap_filler(parts: &[Part], left: &[usize], end: u32, pointer: u32) -> Option<usize> {
    let sizes: Vec<u32> = left
        .iter()
        .map(|i| match parts[*i].kind {
            PartKind::Scalar | PartKind::Ref | PartKind::ByRef => parts[*i].size,
            PartKind::Struct { .. } => 0,
        })
        .collect();
    for size in [1, 2, 4] {
        if size >= pointer || end.is_multiple_of(size * 2) {
            continue;
        }
        if !sizes.iter().any(|other| *other > size) {
            return None;
        }
        let filler = [4, 2, 1]
            .into_iter()
            .filter(|n| *n <= size && end.is_multiple_of(*n));
        let found = filler.filter_map(|filler| sizes.iter().position(|other| *other == filler));
        if let Some(position) = found.min_by_key(|position| std::cmp::Reverse(sizes[*position])) {
            return Some(position);
        }
    }
    None
}

/// Automatic layout: asked for, or a sequential struct that holds references.
fn is_auto(def: &TypeDef, parts: &[Part]) -> bool {
    !def.flags.contains(TypeFlags::EXPLICIT)
        && (!def.flags.contains(TypeFlags::SEQUENTIAL) || parts.iter().any(|part| is_gc(part.kind)))
}

fn put(placed: &mut Placed, parts: &[Part], i: usize, align: u32) {
    let offset = align_up(placed.end, align);
    placed.offsets[i] = offset;
    placed.end = offset.saturating_add(parts[i].size);
    placed.align = placed.align.max(align);
}
