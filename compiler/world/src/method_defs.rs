//! Decoding method definitions, and finding members by name.

use kiln_metadata::{MethodImplFlags, MethodRow, PInvokeFlags, Table};
use smallvec::SmallVec;

use crate::World;
use crate::assembly::{Asm, MethodDefInfo};
use crate::error::{Result, WorldError};
use crate::ids::{AssemblyId, FieldId, MethodDefId, MethodId, TypeId};
use crate::members::{ImplMapInfo, MethodFlags};

impl World {
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
