//! Decoding type and method definitions, and finding them by name.

use kiln_metadata::{
    CustomAttributeType, GenericParamFlags, HasCustomAttribute, Implementation, LayoutKind,
    MemberRefParent, MethodImplFlags, MethodRow, PInvokeFlags, Table, TypeDefOrRef, TypeDefRow,
};
use smallvec::SmallVec;

use crate::World;
use crate::assembly::{Asm, MethodDefInfo, Named};
use crate::error::{Place, Result, WorldError, WorldErrorKind};
use crate::ids::{AssemblyId, FieldId, MethodDefId, MethodId, TypeDefId, TypeId};
use crate::members::{ImplMapInfo, MethodFlags};
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

/// Longer chains of type forwards are cycles.
const MAX_FORWARDS: u32 = 64;

impl World {
    /// A definition by its id.
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

    /// The definition that a type token names; type specifications give their generic definition.
    pub(crate) fn def_of(&self, from: AssemblyId, token: TypeDefOrRef) -> Result<TypeDefId> {
        match token {
            TypeDefOrRef::TypeDef(row) => Ok(TypeDefId {
                assembly: from,
                row,
            }),
            TypeDefOrRef::TypeRef(row) => self.type_ref(from, row),
            TypeDefOrRef::TypeSpec(row) => {
                let ty = self.type_spec(from, row)?;
                self.def_id(ty)
                    .ok_or_else(|| WorldError::invalid("a type with a definition was expected"))
            }
        }
    }

    /// The definition that a row of the TypeRef table means.
    pub(crate) fn type_ref(
        &self,
        from: AssemblyId,
        row: kiln_metadata::TypeRefRow,
    ) -> Result<TypeDefId> {
        let asm = self.asm(from);
        let missing = || WorldError::invalid("a reference to a type that has no row");
        let cell = asm.type_refs.get(row).ok_or_else(missing)?;
        if let Some(found) = cell.get() {
            return found.clone();
        }
        let found = self.find_type_ref(asm, row, 0);
        _ = cell.set(found.clone());
        found
    }

    fn find_type_ref(
        &self,
        asm: &Asm,
        row: kiln_metadata::TypeRefRow,
        depth: u32,
    ) -> Result<TypeDefId> {
        use kiln_metadata::ResolutionScope as Scope;
        if depth > MAX_FORWARDS {
            return Err(WorldError::invalid("a type reference is nested in itself"));
        }
        let reference = asm.image.type_ref(row)?;
        let scope = match reference.scope {
            Some(Scope::TypeRef(outer)) => {
                let outer = self.find_type_ref(asm, outer, depth + 1)?;
                let home = self.asm(outer.assembly);
                let nested = home.find_nested(outer.row, reference.namespace, reference.name);
                return match nested {
                    Some(row) => Ok(TypeDefId {
                        assembly: outer.assembly,
                        row,
                    }),
                    None => {
                        let outer = full_name(home.image, outer.row)?;
                        Err(self.missing_type(asm, format!("{outer}/{}", reference.name), home))
                    }
                };
            }
            Some(Scope::AssemblyRef(row)) => self.referenced(asm.id, row)?,
            Some(Scope::Module(_)) | None => asm.id,
            Some(Scope::ModuleRef(module)) => {
                let name = asm.image.module_ref(module)?.name;
                return Err(WorldError::new(WorldErrorKind::Unsupported(format!(
                    "the module '{name}' of a multi-module assembly"
                ))));
            }
        };
        match self.find_type(scope, reference.namespace, reference.name)? {
            Some(found) => Ok(found),
            None => {
                let name = join_name(reference.namespace, reference.name);
                Err(self.missing_type(asm, name, self.asm(scope)))
            }
        }
    }

    fn missing_type(&self, from: &Asm, name: String, home: &Asm) -> WorldError {
        let [major, minor, build, revision] = home.version;
        WorldError::new(WorldErrorKind::MissingType {
            name,
            assembly: format!("{}, Version={major}.{minor}.{build}.{revision}", home.name),
        })
        .at(Place {
            assembly: Some(from.name.to_string()),
            ..Place::default()
        })
        .help(format!(
            "'{}' was compiled against another version of '{}'; it was found at {}",
            from.name,
            home.name,
            home.path.display()
        ))
    }

    /// A top-level type of an assembly, through forwards.
    pub(crate) fn find_type(
        &self,
        assembly: AssemblyId,
        namespace: &str,
        name: &str,
    ) -> Result<Option<TypeDefId>> {
        let mut asm = self.asm(assembly);
        for _ in 0..MAX_FORWARDS {
            match asm.find(namespace, name) {
                Some(Named::Def(row)) => {
                    return Ok(Some(TypeDefId {
                        assembly: asm.id,
                        row,
                    }));
                }
                Some(Named::Exported(row)) => match asm.image.exported_type(row)?.implementation {
                    Implementation::AssemblyRef(to) => asm = self.asm(self.referenced(asm.id, to)?),
                    _ => return Ok(None),
                },
                None => return Ok(None),
            }
        }
        Err(WorldError::invalid(format!(
            "the forwards of the type '{name}' have no end"
        )))
    }

    /// A definition by its full name (`Namespace.Outer/Inner`) in an assembly.
    pub fn type_in(&self, assembly: AssemblyId, full_name: &str) -> Option<TypeDefId> {
        let mut parts = full_name.split('/');
        let outer = parts.next()?;
        let (namespace, name) = outer.rsplit_once('.').unwrap_or(("", outer));
        let mut found = self.find_type(assembly, namespace, name).ok()??;
        for part in parts {
            let home = self.asm(found.assembly);
            found.row = home.find_nested(found.row, "", part)?;
        }
        Some(found)
    }

    /// A definition of the core library: non-generic, or open over its own parameters.
    pub fn type_by_name(&self, name: &str) -> Option<TypeId> {
        let def = self.type_in(self.core_library(), name)?;
        Some(self.type_def(def).ok()?.open)
    }

    /// A method definition, decoded.
    pub(crate) fn method_def(&self, def: MethodDefId) -> Result<&MethodDefInfo> {
        let asm = self.asm(def.assembly);
        let missing = || WorldError::invalid("a method definition that has no row");
        let cell = asm.method_defs.get(def.row).ok_or_else(missing)?;
        match cell.get_or_init(|| self.decode_method_def(asm, def.row).map(Box::new)) {
            Ok(info) => Ok(info),
            Err(error) => Err(error.clone()),
        }
    }

    fn decode_method_def(&self, asm: &Asm, row: MethodRow) -> Result<MethodDefInfo> {
        use kiln_metadata::{CodeKind, MethodFlags as Meta, MethodImplFlags as Impl};
        let image = asm.image;
        let method = image.method(row)?;
        let sig = self.convert_method_sig(asm.id, &image.method_sig(row)?)?;
        let mut flags = MethodFlags::empty();
        let table = [
            (Meta::STATIC, MethodFlags::STATIC),
            (Meta::VIRTUAL, MethodFlags::VIRTUAL),
            (Meta::ABSTRACT, MethodFlags::ABSTRACT),
            (Meta::FINAL, MethodFlags::FINAL),
            (Meta::NEW_SLOT, MethodFlags::NEW_SLOT),
            (Meta::SPECIAL_NAME, MethodFlags::SPECIAL_NAME),
            (Meta::PINVOKE_IMPL, MethodFlags::PINVOKE),
            (Meta::STRICT, MethodFlags::CHECK_ACCESS_ON_OVERRIDE),
        ];
        for (from, to) in table {
            flags.set(to, method.flags.contains(from));
        }
        let table = [
            (Impl::INTERNAL_CALL, MethodFlags::INTERNAL_CALL),
            (Impl::SYNCHRONIZED, MethodFlags::SYNCHRONIZED),
            (Impl::NO_INLINING, MethodFlags::NO_INLINING),
            (Impl::AGGRESSIVE_INLINING, MethodFlags::AGGRESSIVE_INLINING),
            (Impl::NO_OPTIMIZATION, MethodFlags::NO_OPTIMIZATION),
            (
                Impl::AGGRESSIVE_OPTIMIZATION,
                MethodFlags::AGGRESSIVE_OPTIMIZATION,
            ),
            (Impl::PRESERVE_SIG, MethodFlags::PRESERVE_SIG),
            (MethodImplFlags::ASYNC, MethodFlags::ASYNC),
        ];
        for (from, to) in table {
            flags.set(to, method.impl_flags.contains(from));
        }
        let code = method.impl_flags.code_kind();
        flags.set(MethodFlags::RUNTIME, code == CodeKind::Runtime);
        let is_il = matches!(code, CodeKind::Il | CodeKind::OptimizedIl);
        flags.set(MethodFlags::HAS_BODY, is_il && method.rva != 0);
        let is_special = method.flags.contains(Meta::RT_SPECIAL_NAME);
        flags.set(MethodFlags::CTOR, is_special && method.name == ".ctor");
        flags.set(MethodFlags::CCTOR, is_special && method.name == ".cctor");
        let mut suppress_gc_transition = false;
        let attributes = image.attributes_of(row);
        flags.set(MethodFlags::HAS_ATTRIBUTES, !attributes.is_empty());
        for attribute in attributes {
            let attribute = image.custom_attribute(attribute)?;
            let Some((namespace, name)) = self.attribute_type_name(asm, attribute.constructor)
            else {
                continue;
            };
            match (namespace, name) {
                ("System.Runtime.CompilerServices", "IntrinsicAttribute") => {
                    flags |= MethodFlags::INTRINSIC;
                }
                ("System.Runtime.InteropServices", "UnmanagedCallersOnlyAttribute") => {
                    flags |= MethodFlags::UNMANAGED_CALLERS_ONLY;
                }
                ("System.Runtime.InteropServices", "SuppressGCTransitionAttribute") => {
                    suppress_gc_transition = true;
                }
                _ => {}
            }
        }
        let pinvoke = match image.impl_map_of(row.into()) {
            Some(map) => {
                let map = image.impl_map(map)?;
                Some(Box::new(ImplMapInfo {
                    module: image.module_ref(map.scope)?.name,
                    entry: if map.import_name.is_empty() {
                        method.name
                    } else {
                        map.import_name
                    },
                    flags: map.flags.bits(),
                    set_last_error: map.flags.contains(PInvokeFlags::SUPPORTS_LAST_ERROR),
                    suppress_gc_transition,
                }))
            }
            None => None,
        };
        Ok(MethodDefInfo {
            name: method.name,
            flags,
            attributes: method.flags.bits(),
            impl_attributes: method.impl_flags.bits(),
            sig,
            generic_count: image.generic_params_of(row.into()).len() as u32,
            pinvoke,
        })
    }

    /// Methods of a name that the type itself declares.
    pub(crate) fn declared_named(&self, ty: TypeId, name: &str) -> SmallVec<[MethodId; 4]> {
        let mut found = SmallVec::new();
        let Some(def) = self.def(ty) else {
            return found;
        };
        let asm = self.asm(def.id.assembly);
        let Some(cell) = asm.method_names.get(def.id.row) else {
            return found;
        };
        let names = cell.get_or_init(|| {
            let mut names = rustc_hash::FxHashMap::default();
            for row in &def.methods {
                if let Ok(method) = asm.image.method(*row) {
                    names.entry(method.name).or_insert_with(Vec::new).push(*row);
                }
            }
            names
        });
        for row in names.get(name).into_iter().flatten() {
            let def = MethodDefId {
                assembly: def.id.assembly,
                row: *row,
            };
            found.extend(self.method_of(ty, def, &[]).ok());
        }
        found
    }

    /// A method that the type or a base class declares, the first with this number of parameters.
    pub fn method_by_name(
        &self,
        ty: TypeId,
        name: &str,
        param_count: Option<usize>,
    ) -> Option<MethodId> {
        let fits = |id: &MethodId| {
            param_count.is_none_or(|count| self.method(*id).signature().params.len() == count)
        };
        self.class_chain(ty)
            .find_map(|class| self.declared_named(class, name).into_iter().find(fits))
    }

    /// A field that the type or a base class declares.
    pub fn field_by_name(&self, ty: TypeId, name: &str) -> Option<FieldId> {
        self.class_chain(ty).find_map(|class| {
            self.declared_fields(class)
                .into_iter()
                .find(|field| self.field(*field).name == name)
        })
    }

    /// Does an assembly open its internals to another?
    pub(crate) fn is_friend(&self, home: AssemblyId, other: AssemblyId) -> bool {
        let asm = self.asm(home);
        let friends = asm.friends.get_or_init(|| self.read_friends(asm));
        friends
            .iter()
            .any(|friend| friend.eq_ignore_ascii_case(self.asm(other).name))
    }

    fn read_friends(&self, asm: &Asm) -> Vec<String> {
        let mut friends = Vec::new();
        if asm.image.row_count(Table::Assembly) == 0 {
            return friends;
        }
        for row in asm.image.attributes_of(kiln_metadata::AssemblyRow(1)) {
            let Ok(attribute) = asm.image.custom_attribute(row) else {
                continue;
            };
            let name = self.attribute_type_name(asm, attribute.constructor);
            if name
                == Some((
                    "System.Runtime.CompilerServices",
                    "InternalsVisibleToAttribute",
                ))
                && let Some(decoded) = self.decode_attribute(asm.id, row)
                && let Some(text) = decoded.string(0)
            {
                let simple = text.split(',').next().unwrap_or_default();
                friends.push(simple.trim().to_string());
            }
        }
        friends
    }
}

pub(crate) fn join_name(namespace: &str, name: &str) -> String {
    match namespace {
        "" => name.to_string(),
        _ => format!("{namespace}.{name}"),
    }
}

/// `Namespace.Outer/Inner`
pub(crate) fn full_name(image: &kiln_metadata::Assembly, row: TypeDefRow) -> Result<String> {
    let mut def = image.type_def(row)?;
    let mut name = join_name(def.namespace, def.name);
    let mut inner = row;
    for _ in 0..MAX_FORWARDS {
        if !def.flags.is_nested() {
            break;
        }
        let Some(outer) = image.enclosing_type(inner) else {
            break;
        };
        def = image.type_def(outer)?;
        name = format!("{}/{name}", join_name(def.namespace, def.name));
        inner = outer;
    }
    Ok(name)
}
