//! Sizes of structs as native code sees them: what `Marshal.SizeOf` answers.

use kiln_metadata::{HasFieldMarshal, NativeType, SimpleNative};

use crate::World;
use crate::error::Result;
use crate::ids::{FieldId, TypeId};
use crate::layout::{MAX_SIZE, align_up};
use crate::shape::Shape;
use crate::typedef::{PrimKind, TypeDef, TypeFlags, TypeKind};

/// Size and alignment of a value in native memory.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct NativeSize {
    pub size: u32,
    pub align: u32,
}

/// Structs inside one another.
const MAX_NESTING: u32 = 100;

/// `TypeAttributes`: strings and characters are UTF-16.
const STRING_FORMAT: u32 = 0x0003_0000;
const UNICODE: u32 = 0x0001_0000;

impl NativeSize {
    fn scalar(size: u32) -> Option<NativeSize> {
        Some(NativeSize { size, align: size })
    }
}

impl World {
    /// The native form of a struct or of a class with a layout; none if it has none.
    pub fn native_size(&self, ty: TypeId) -> Result<Option<NativeSize>> {
        match self.shape(ty) {
            Shape::Pointer(_) | Shape::FnPtr(_) => Ok(self.native_pointer()),
            _ if self.is_enum(ty) => Ok(None),
            _ => match self.def(ty) {
                Some(def) if def.prim.is_some() => Ok(self.native_primitive(def, None, false)),
                _ => self.native_struct(ty, 0),
            },
        }
    }

    fn native_pointer(&self) -> Option<NativeSize> {
        NativeSize::scalar(self.target().pointer_bytes)
    }

    fn native_primitive(
        &self,
        def: &TypeDef,
        marked: Option<SimpleNative>,
        is_wide: bool,
    ) -> Option<NativeSize> {
        let prim = def.prim?;
        let size = match (prim, marked.map(|marked| marked.0)) {
            // I1 to U8, R4 and R8; VARIANT_BOOL.
            (PrimKind::Boolean | PrimKind::Char, Some(code @ 3..=12)) => {
                1 << ((code - 3) / 2).min(3)
            }
            (PrimKind::Boolean, Some(0x25)) => 2,
            (PrimKind::Boolean, _) => 4,
            (PrimKind::Char, _) => 1 << u32::from(is_wide),
            _ => prim.size(self.target().pointer_bytes),
        };
        NativeSize::scalar(size)
    }

    fn native_struct(&self, ty: TypeId, depth: u32) -> Result<Option<NativeSize>> {
        let Some(def) = self.def(ty).filter(|_| depth < MAX_NESTING) else {
            return Ok(None);
        };
        let explicit = def.flags.contains(TypeFlags::EXPLICIT);
        let has_layout = explicit || def.flags.contains(TypeFlags::SEQUENTIAL);
        if !has_layout || !matches!(def.kind, TypeKind::Struct | TypeKind::Class) {
            return Ok(None);
        }
        let is_wide = def.attributes & STRING_FORMAT == UNICODE;
        let (mut end, mut align) = (0u32, 1u32);
        if def.kind == TypeKind::Class
            && let Some(base) = self.base(ty)
            && base != self.known().object
        {
            let Some(native) = self.native_struct(base, depth + 1)? else {
                return Ok(None);
            };
            (end, align) = (native.size, native.align);
        }
        for field in self.declared_fields(ty) {
            let info = self.field(field);
            if info.is_static() {
                continue;
            }
            let Some(native) = self.native_field(field, is_wide, depth + 1)? else {
                return Ok(None);
            };
            let field_align = match def.pack {
                0 => native.align,
                pack => native.align.min(pack),
            };
            let at = match explicit {
                true => self.explicit_offset(info.def)?,
                false => align_up(end, field_align),
            };
            align = align.max(field_align);
            end = end.max(at.saturating_add(native.size));
        }
        if let Some(count) = def.inline_array_len {
            end = end.saturating_mul(count);
        }
        align =
            align.max(
                self.layout(ty)?
                    .align
                    .min(if def.is_aligned_specially() { 16 } else { 1 }),
            );
        let size = align_up(end, align).max(def.class_size).max(1);
        Ok((size <= MAX_SIZE).then_some(NativeSize { size, align }))
    }

    /// The native form of a field, as its `[MarshalAs]` says.
    fn native_field(
        &self,
        field: FieldId,
        is_wide: bool,
        depth: u32,
    ) -> Result<Option<NativeSize>> {
        let info = self.field(field);
        let image = self.asm(info.def.assembly).image;
        let marked = match image.marshal_of(HasFieldMarshal::from(info.def.row)) {
            Some(marshal) => Some(image.marshal_descriptor(marshal)?),
            None => None,
        };
        let unit = 1 << u32::from(is_wide);
        let ty = self.enum_underlying(info.ty);
        let simple = match &marked {
            Some(NativeType::Simple(simple)) => Some(*simple),
            _ => None,
        };
        match (self.shape(ty), &marked) {
            (_, Some(NativeType::FixedString(count))) if ty == self.known().string => {
                let size = count.saturating_mul(unit);
                return Ok(Some(NativeSize { size, align: unit }));
            }
            (
                Shape::SzArray(element),
                Some(NativeType::FixedArray {
                    count,
                    element: marked,
                }),
            ) => {
                let element = self.enum_underlying(*element);
                let native = match self.def(element) {
                    Some(def) if def.prim.is_some() => self.native_primitive(def, *marked, is_wide),
                    _ if element == self.known().string => self.native_pointer(),
                    _ => self.native_struct(element, depth)?,
                };
                return Ok(native.map(|native| NativeSize {
                    size: native.size.saturating_mul(*count),
                    align: native.align,
                }));
            }
            (Shape::Pointer(_) | Shape::FnPtr(_), _) => return Ok(self.native_pointer()),
            _ => {}
        }
        let Some(def) = self.def(ty) else {
            return Ok(None);
        };
        if def.prim.is_some() {
            return Ok(self.native_primitive(def, simple, is_wide));
        }
        if ty == self.known().string || def.kind == TypeKind::Delegate || self.is_safe_handle(ty) {
            return Ok(self.native_pointer());
        }
        if &*def.full_name == "System.DateTime" {
            return Ok(NativeSize::scalar(8));
        }
        self.native_struct(ty, depth)
    }

    fn is_safe_handle(&self, ty: TypeId) -> bool {
        let handle = self.type_by_name("System.Runtime.InteropServices.SafeHandle");
        let mut at = Some(ty);
        while let Some(ty) = at {
            if Some(ty) == handle {
                return true;
            }
            at = self.base(ty);
        }
        false
    }
}

impl TypeDef {
    /// One of the core library's 128-bit integers.
    fn is_aligned_specially(&self) -> bool {
        matches!(&*self.full_name, "System.Int128" | "System.UInt128")
    }
}
