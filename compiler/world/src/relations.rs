//! What a definition extends, implements and overrides, over its own type variables.

use std::sync::OnceLock;

use crate::World;
use crate::error::Result;
use crate::ids::{MethodId, TypeDefId, TypeId};
use crate::typedef::TypeKind;
use kiln_metadata::MethodDefOrRef;

/// Relations of a definition, found on first need.
pub(crate) struct Relations {
    id: TypeDefId,
    pub extends: Option<TypeId>,
    /// Declared interfaces, in order.
    pub interfaces: Vec<TypeId>,
    method_impls: OnceLock<Vec<(MethodId, MethodId)>>,
    closure: OnceLock<Vec<TypeId>>,
}

impl Relations {
    /// Explicit overrides: declaration and body.
    pub fn method_impls(&self, world: &World) -> &[(MethodId, MethodId)] {
        self.method_impls
            .get_or_init(|| world.read_method_impls(self.id))
    }

    /// The declared interfaces with those they inherit.
    pub fn interface_closure(&self, world: &World) -> &[TypeId] {
        self.closure.get_or_init(|| match world.type_def(self.id) {
            Ok(def) => world.declared_interfaces(def.open),
            Err(_) => Vec::new(),
        })
    }
}

impl World {
    /// Relations of a definition; `None` after reporting why they cannot be known.
    pub(crate) fn relations(&self, id: TypeDefId) -> Option<&Relations> {
        let cell = self.asm(id.assembly).relations.get(id.row)?;
        if cell.get().is_none() {
            let read = match self.read_relations(id) {
                Ok(relations) => Some(Box::new(relations)),
                Err(error) => {
                    self.report(error);
                    None
                }
            };
            _ = cell.set(read);
        }
        cell.get()?.as_deref()
    }

    fn read_relations(&self, id: TypeDefId) -> Result<Relations> {
        let image = self.asm(id.assembly).image;
        self.check_base_chain(id)?;
        let extends = match image.type_def(id.row)?.extends {
            Some(token) => Some(self.type_token(id.assembly, token)?),
            None => None,
        };
        if let Some(base) = extends
            && self.def(base).is_none_or(|def| def.kind != TypeKind::Class)
        {
            let open = self.type_def(id)?.open;
            return Err(self.type_load(open, "what it extends is not a class"));
        }
        let mut interfaces = Vec::new();
        for row in image.interface_impls_of(id.row) {
            let interface = self.type_token(id.assembly, image.interface_impl(row)?.interface)?;
            if !self.is_interface(interface) {
                let open = self.type_def(id)?.open;
                return Err(self.type_load(open, "what it implements is not an interface"));
            }
            interfaces.push(interface);
        }
        let (method_impls, closure) = (OnceLock::new(), OnceLock::new());
        Ok(Relations {
            id,
            extends,
            interfaces,
            method_impls,
            closure,
        })
    }

    /// Refuses a class that is its own base.
    fn check_base_chain(&self, id: TypeDefId) -> Result<()> {
        let mut current = id;
        for _ in 0..10_000 {
            let row = self.asm(current.assembly).image.type_def(current.row)?;
            let Some(token) = row.extends else {
                return Ok(());
            };
            current = self.def_of(current.assembly, token)?;
            if current == id {
                break;
            }
        }
        let open = self.type_def(id)?.open;
        Err(self.type_load(open, "it is its own base class"))
    }

    fn read_method_impls(&self, id: TypeDefId) -> Vec<(MethodId, MethodId)> {
        let image = self.asm(id.assembly).image;
        let mut impls = Vec::new();
        for row in image.method_impls_of(id.row) {
            let resolve = |token: MethodDefOrRef| self.method_token(id.assembly, token);
            let read = image
                .method_impl(row)
                .map_err(Into::into)
                .and_then(|row| Ok((resolve(row.declaration)?, resolve(row.body)?)));
            match read {
                Ok(pair) => impls.push(pair),
                Err(error) => self.report(error),
            }
        }
        impls
    }
}
