//! Finding type definitions by reference, forward and name.

use kiln_metadata::{Implementation, TypeDefOrRef, TypeDefRow};

use crate::World;
use crate::assembly::{Asm, Named};
use crate::error::{Place, Result, WorldError, WorldErrorKind};
use crate::ids::{AssemblyId, TypeDefId, TypeId};

/// Longer chains of type forwards are cycles.
const MAX_FORWARDS: u32 = 64;

impl World {
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
