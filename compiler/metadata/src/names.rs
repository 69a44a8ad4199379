//! Finding types by name, names of types, and what enums are stored as.

use crate::assembly::Assembly;
use crate::attribute::Integral;
use crate::coded::{ResolutionScope, TypeDefOrRef};
use crate::error::Result;
use crate::flags::FieldFlags;
use crate::signature::SigType;
use crate::token::*;

impl Assembly {
    /// Namespace and name of a type; for a generic instance, of its definition. None for arrays,
    /// pointers and the like.
    pub fn type_name(&self, ty: TypeDefOrRef) -> Result<Option<(&str, &str)>> {
        Ok(match ty {
            TypeDefOrRef::TypeDef(row) => {
                let row = self.type_def(row)?;
                Some((row.namespace, row.name))
            }
            TypeDefOrRef::TypeRef(row) => {
                let row = self.type_ref(row)?;
                Some((row.namespace, row.name))
            }
            TypeDefOrRef::TypeSpec(row) => match self.type_spec_sig(row)? {
                SigType::GenericInst { def, .. }
                | SigType::Class(def)
                | SigType::ValueType(def)
                    if !matches!(def, TypeDefOrRef::TypeSpec(_)) =>
                {
                    self.type_name(def)?
                }
                _ => None,
            },
        })
    }

    /// The type with a reflection name such as `System.Collections.Generic.List`1+Enumerator`.
    /// A linear search: resolvers keep maps of their own.
    pub fn find_type(&self, name: &str) -> Option<TypeDefRow> {
        let mut parts = name.split('+');
        let outer = parts.next()?;
        let (namespace, outer) = outer.rsplit_once('.').unwrap_or(("", outer));
        let mut found = self.rows::<TypeDefRow>().iter().find(|row| {
            self.type_def(*row).is_ok_and(|ty| {
                ty.name == outer && ty.namespace == namespace && !ty.flags.is_nested()
            })
        })?;
        for part in parts {
            found = self
                .nested_types(found)
                .find(|row| self.type_def(*row).is_ok_and(|ty| ty.name == part))?;
        }
        Some(found)
    }

    /// What an enum is stored as: the type of its only instance field.
    pub fn enum_underlying(&self, row: TypeDefRow) -> Option<Integral> {
        let ty = self.type_def(row).ok()?;
        let field = ty.fields.iter().find(|field| {
            self.field(*field)
                .is_ok_and(|field| !field.flags.contains(FieldFlags::STATIC))
        })?;
        Integral::from_sig(self.field_sig(field).ok()?.unmodified())
    }
}

impl Assembly {
    /// The reflection name of a type, such as `System.Collections.Generic.List`1+Enumerator`; none
    /// for types given by signatures and for endless nestings.
    pub fn reflection_name(&self, ty: TypeDefOrRef) -> Option<String> {
        self.nested_name(ty, 0)
    }

    fn nested_name(&self, ty: TypeDefOrRef, depth: u32) -> Option<String> {
        const MAX_DEPTH: u32 = 32;
        if depth > MAX_DEPTH {
            return None;
        }
        let (outer, namespace, name) = match ty {
            TypeDefOrRef::TypeDef(row) => {
                let ty = self.type_def(row).ok()?;
                let outer = self.enclosing_type(row).map(TypeDefOrRef::TypeDef);
                (outer, ty.namespace, ty.name)
            }
            TypeDefOrRef::TypeRef(row) => {
                let ty = self.type_ref(row).ok()?;
                let outer = match ty.scope {
                    Some(ResolutionScope::TypeRef(outer)) => Some(TypeDefOrRef::TypeRef(outer)),
                    _ => None,
                };
                (outer, ty.namespace, ty.name)
            }
            TypeDefOrRef::TypeSpec(_) => return None,
        };
        Some(match (outer, namespace) {
            (Some(outer), _) => format!("{}+{name}", self.nested_name(outer, depth + 1)?),
            (None, "") => name.to_owned(),
            (None, namespace) => format!("{namespace}.{name}"),
        })
    }
}
