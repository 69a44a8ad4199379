//! Decoding type definitions.

use kiln_metadata::{
    CustomAttributeType, GenericParamFlags, HasCustomAttribute, LayoutKind, MemberRefParent,
    TypeDefOrRef,
};
use smallvec::SmallVec;

use crate::World;
use crate::assembly::Asm;
use crate::error::{Result, WorldError, WorldErrorKind};
use crate::ids::{TypeDefId, TypeId};
use crate::lookup::full_name;
use crate::shape::Shape;
use crate::typedef::{PrimKind, TypeDef, TypeFlags, TypeKind, Variance};

/// Primitive types by full name.
const PRIMITIVES: &[(&str, PrimKind)] = &[
    ("Boolean", PrimKind::Boolean),
    ("Char", PrimKind::Char),
    ("SByte", PrimKind::I8),
    ("Byte", PrimKind::U8),
    ("Int16", PrimKind::I16),
    ("UInt16", PrimKind::U16),
    ("Int32", PrimKind::I32),
    ("UInt32", PrimKind::U32),
    ("Int64", PrimKind::I64),
    ("UInt64", PrimKind::U64),
    ("Single", PrimKind::F32),
    ("Double", PrimKind::F64),
    ("IntPtr", PrimKind::INative),
    ("UIntPtr", PrimKind::UNative),
];

/// Definitions that decide what kind of type another one is.
#[derive(Copy, Clone)]
pub(crate) struct CoreDefs {
    pub value_type: TypeDefId,
    pub enum_: TypeDefId,
    pub delegate: TypeDefId,
    pub multicast_delegate: TypeDefId,
}

impl World {
    /// A definition by its id.
    /// `<Module>` of an assembly: its constructor is the module initialiser.
    pub fn module_type(&self, assembly: crate::ids::AssemblyId) -> Option<TypeId> {
        let row = crate::ids::TypeDefRow(1);
        self.type_def(TypeDefId { assembly, row })
            .ok()
            .map(|def| def.open)
    }

    pub fn type_def(&self, id: TypeDefId) -> Result<&TypeDef> {
        let asm = self.asm(id.assembly);
        let missing = || WorldError::invalid("a type definition that has no row");
        let cell = asm.type_defs.get(id.row).ok_or_else(missing)?;
        match cell.get_or_init(|| self.decode_type_def(asm, id).map(Box::new)) {
            Ok(def) => Ok(def),
            Err(error) => Err(error.clone()),
        }
    }

    fn decode_type_def(&self, asm: &Asm, id: TypeDefId) -> Result<TypeDef> {
        let image = asm.image;
        let row = image.type_def(id.row)?;
        let enclosing = match row.flags.is_nested() {
            true => image.enclosing_type(id.row),
            false => None,
        };
        let full_name = full_name(image, id.row)?;
        let extends = match row.extends {
            Some(TypeDefOrRef::TypeSpec(_)) | None => None,
            Some(other) => Some(self.def_of(asm.id, other)?),
        };
        let core = self.core_defs;
        let is_interface = row.flags.contains(kiln_metadata::TypeFlags::INTERFACE);
        let kind = match extends {
            _ if is_interface => TypeKind::Interface,
            Some(base) if base == core.value_type && id != core.enum_ => TypeKind::Struct,
            Some(base) if base == core.enum_ => TypeKind::Enum,
            Some(base) if base == core.multicast_delegate => TypeKind::Delegate,
            Some(base) if base == core.delegate && id != core.multicast_delegate => {
                TypeKind::Delegate
            }
            _ => TypeKind::Class,
        };
        let params = image.generic_params_of(id.row.into());
        let mut variance = Vec::new();
        for param in params {
            let flags = image.generic_param(param)?.flags;
            variance.push(
                match flags & (GenericParamFlags::COVARIANT | GenericParamFlags::CONTRAVARIANT) {
                    flag if flag == GenericParamFlags::COVARIANT => Variance::Covariant,
                    flag if flag == GenericParamFlags::CONTRAVARIANT => Variance::Contravariant,
                    _ => Variance::None,
                },
            );
        }
        if variance.iter().all(|variance| *variance == Variance::None) {
            variance.clear();
        }
        let arity = params.len() as u32;
        let mut flags = TypeFlags::empty();
        let given = |flag| row.flags.contains(flag);
        flags.set(
            TypeFlags::ABSTRACT,
            given(kiln_metadata::TypeFlags::ABSTRACT),
        );
        let is_value = matches!(kind, TypeKind::Struct | TypeKind::Enum);
        flags.set(
            TypeFlags::SEALED,
            given(kiln_metadata::TypeFlags::SEALED) || is_value,
        );
        flags.set(
            TypeFlags::BEFORE_FIELD_INIT,
            given(kiln_metadata::TypeFlags::BEFORE_FIELD_INIT),
        );
        flags.set(TypeFlags::VARIANT, !variance.is_empty());
        match row.flags.layout() {
            LayoutKind::Sequential => flags |= TypeFlags::SEQUENTIAL,
            LayoutKind::Explicit => flags |= TypeFlags::EXPLICIT,
            LayoutKind::Extended => flags |= TypeFlags::EXTENDED | TypeFlags::SEQUENTIAL,
            LayoutKind::Auto => {}
        }
        let mut inline_array_len = None;
        for attribute in image.attributes_of(id.row) {
            let attribute = image.custom_attribute(attribute)?;
            match self.attribute_type_name(asm, attribute.constructor) {
                Some(("System.Runtime.CompilerServices", "IsByRefLikeAttribute")) => {
                    flags |= TypeFlags::BYREF_LIKE;
                }
                Some(("System.Runtime.CompilerServices", "IntrinsicAttribute")) => {
                    flags |= TypeFlags::INTRINSIC;
                }
                Some(("System.Runtime.CompilerServices", "InlineArrayAttribute"))
                    if kind == TypeKind::Struct =>
                {
                    let length = attribute
                        .value
                        .get(2..6)
                        .and_then(|bytes| bytes.first_chunk());
                    let length = length.map_or(0, |bytes| i32::from_le_bytes(*bytes));
                    inline_array_len = Some(u32::try_from(length).unwrap_or(0));
                }
                _ => {}
            }
        }
        let (mut pack, mut class_size) = (0, 0);
        if let Some(layout) = image.class_layout_of(id.row) {
            let layout = image.class_layout(layout)?;
            pack = u32::from(layout.packing_size);
            class_size = layout.class_size;
            if pack != 0 && !(pack.is_power_of_two() && pack <= 128) {
                return Err(WorldError::new(WorldErrorKind::TypeLoad {
                    ty: full_name,
                    reason: format!("its packing size {pack} is not a power of two up to 128"),
                }));
            }
        }
        let in_core = asm.id == self.core_library() && row.namespace == "System" && is_value;
        let prim = PRIMITIVES
            .iter()
            .find(|(name, _)| in_core && *name == row.name);
        flags.set(TypeFlags::PRIMITIVE, prim.is_some());
        let vars: SmallVec<[TypeId; 4]> =
            (0..arity).map(|n| self.intern(Shape::TypeVar(n))).collect();
        let has_cctor = row.methods.iter().any(|method| {
            image.method(method).is_ok_and(|method| {
                method.name == ".cctor" && method.flags.contains(kiln_metadata::MethodFlags::STATIC)
            })
        });
        flags.set(TypeFlags::HAS_CCTOR, has_cctor);
        Ok(TypeDef {
            id,
            name: row.name,
            namespace: row.namespace,
            full_name: full_name.into(),
            enclosing: enclosing.map(|row| TypeDefId {
                assembly: asm.id,
                row,
            }),
            attributes: row.flags.bits(),
            flags,
            kind,
            arity,
            variance: variance.into(),
            methods: row.methods.iter().collect(),
            fields: row.fields.iter().collect(),
            pack,
            class_size,
            inline_array_len,
            prim: prim.map(|(_, prim)| *prim),
            open: self.instantiate(id, &vars),
        })
    }

    /// Namespace and name of the attribute class that a constructor belongs to.
    pub(crate) fn attribute_type_name(
        &self,
        asm: &Asm,
        constructor: CustomAttributeType,
    ) -> Option<(&'static str, &'static str)> {
        let image = asm.image;
        match constructor {
            CustomAttributeType::MethodDef(method) => {
                let def = image.type_def(image.owner_of_method(method)?).ok()?;
                Some((def.namespace, def.name))
            }
            CustomAttributeType::MemberRef(member) => match image.member_ref(member).ok()?.parent {
                MemberRefParent::TypeRef(row) => {
                    let row = image.type_ref(row).ok()?;
                    Some((row.namespace, row.name))
                }
                MemberRefParent::TypeDef(row) => {
                    let row = image.type_def(row).ok()?;
                    Some((row.namespace, row.name))
                }
                _ => None,
            },
        }
    }

    /// Does a row carry the attribute?
    pub(crate) fn carries(
        &self,
        asm: &Asm,
        owner: impl Into<HasCustomAttribute>,
        namespace: &str,
        name: &str,
    ) -> bool {
        asm.image.attributes_of(owner).iter().any(|row| {
            asm.image.custom_attribute(row).is_ok_and(|attribute| {
                self.attribute_type_name(asm, attribute.constructor) == Some((namespace, name))
            })
        })
    }
}
