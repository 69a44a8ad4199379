//! Virtual tables: slots are assigned once on the open definition, then instantiated.

use rustc_hash::FxHashMap;

use crate::World;
use crate::dispatch::{Slot, VTable};
use crate::error::Result;
use crate::ids::{MethodId, MethodRow, TypeId};
use crate::members::MethodFlags;
use crate::shape::GenericContext;

/// A table with what derived classes and look-ups need beside it.
pub(crate) struct ClassTable {
    pub table: VTable,
    /// Slots that follow another slot: covariant overrides keep the base's slot up to date.
    links: Vec<(u32, u32)>,
    /// Slots of the methods that the definition itself declares.
    own: FxHashMap<MethodRow, u32>,
}

impl World {
    /// The virtual slots of a class, base classes' first. For arrays, those of `System.Array`.
    pub fn vtable(&self, ty: TypeId) -> Result<&VTable> {
        self.class_table(ty).map(|class| &class.table)
    }

    fn class_table(&self, ty: TypeId) -> Result<&ClassTable> {
        let Some(def) = self.def_id(ty) else {
            return match self.base(ty) {
                Some(base) => self.class_table(base),
                None => Err(self.type_load(ty, "it has no virtual methods")),
            };
        };
        let entry = self.store.ty(ty);
        if entry.vtable.get().is_none() {
            let open = self.type_def(def)?.open;
            let built = match open == ty {
                true => self.build_table(ty),
                false => self.instantiate_table(open, ty),
            };
            _ = entry.vtable.set(built.map(Box::new));
        }
        match entry.vtable.get() {
            Some(Ok(table)) => Ok(table),
            Some(Err(error)) => Err(error.clone()),
            None => Err(self.type_load(ty, "its virtual table is not known")),
        }
    }

    fn instantiate_table(&self, open: TypeId, ty: TypeId) -> Result<ClassTable> {
        let context = GenericContext::of_type(self.args(ty));
        let class = self.class_table(open)?;
        let mut slots = Vec::with_capacity(class.table.slots.len());
        for slot in &class.table.slots {
            slots.push(Slot {
                decl: self.subst_method(slot.decl, context)?,
                body: self.subst_method(slot.body, context)?,
            });
        }
        Ok(ClassTable {
            table: VTable {
                slots: slots.into(),
            },
            links: Vec::new(),
            own: FxHashMap::default(),
        })
    }

    fn build_table(&self, ty: TypeId) -> Result<ClassTable> {
        let (mut slots, mut links) = match self.base(ty) {
            Some(base) => {
                let table = self.class_table(base)?;
                let links = match self.def(base) {
                    Some(def) => self.class_table(def.open)?.links.clone(),
                    None => Vec::new(),
                };
                (table.table.slots.to_vec(), links)
            }
            None => (Vec::new(), Vec::new()),
        };
        let inherited = slots.len();
        let mut own = FxHashMap::default();
        let wanted = MethodFlags::VIRTUAL | MethodFlags::STATIC;
        for id in self.declared_methods(ty) {
            let method = self.method(id);
            if method.flags & wanted != MethodFlags::VIRTUAL {
                continue;
            }
            let reused = match method.is_new_slot() {
                true => None,
                false => self.overridden_slot(&slots[..inherited], id),
            };
            let at = match reused {
                Some(at) => {
                    self.check_not_final(ty, &slots[at], id)?;
                    set_slot(&mut slots, &links, at as u32, id);
                    at
                }
                None => {
                    slots.push(Slot { decl: id, body: id });
                    slots.len() - 1
                }
            };
            own.insert(method.def.row, at as u32);
        }
        let Some(relations) = self.def_id(ty).and_then(|def| self.relations(def)) else {
            return Ok(ClassTable {
                table: VTable {
                    slots: slots.into(),
                },
                links,
                own,
            });
        };
        for (decl, body) in relations.method_impls(self) {
            let declared = self.method(*decl);
            if declared.is_static() || self.is_interface(declared.owner) {
                continue;
            }
            let Some(at) = slots
                .iter()
                .position(|slot| slot.decl == *decl)
                .or_else(|| {
                    // The declaration may itself be an override further up.
                    self.slot_of(*decl).map(|slot| slot as usize)
                })
            else {
                continue;
            };
            let body = *body;
            set_slot(&mut slots, &links, at as u32, body);
            if let Some(own_slot) = own.get(&self.method(body).def.row).copied()
                && own_slot as usize != at
                && self.has_attribute(self.method(body).def, PRESERVE)
            {
                links.push((at as u32, own_slot));
            }
        }
        Ok(ClassTable {
            table: VTable {
                slots: slots.into(),
            },
            links,
            own,
        })
    }

    /// The inherited slot that a method without `newslot` overrides: the most derived one with
    /// the same name and signature.
    fn overridden_slot(&self, slots: &[Slot], id: MethodId) -> Option<usize> {
        let method = self.method(id);
        slots.iter().rposition(|slot| {
            let decl = self.method(slot.decl);
            decl.name == method.name
                && decl.args.len() == method.args.len()
                && decl.sig == method.sig
                && self.can_override(slot.decl, id)
        })
    }

    /// Private and internal methods are overridden only where they can be seen.
    fn can_override(&self, decl: MethodId, by: MethodId) -> bool {
        let (decl, by) = (self.method(decl), self.method(by));
        if !decl.flags.contains(MethodFlags::CHECK_ACCESS_ON_OVERRIDE) {
            return true;
        }
        let same_assembly = decl.def.assembly == by.def.assembly
            || self.is_friend(decl.def.assembly, by.def.assembly);
        match decl.attributes & 7 {
            0 => false,
            1 => decl.owner == by.owner,
            2 | 3 => same_assembly,
            _ => true,
        }
    }

    fn check_not_final(&self, ty: TypeId, slot: &Slot, by: MethodId) -> Result<()> {
        let body = self.method(slot.body);
        if body.is_final() && body.owner != ty {
            let reason = format!(
                "{} overrides the final method {}",
                self.display_method(by),
                self.display_method(slot.body)
            );
            return Err(self.type_load(ty, reason));
        }
        Ok(())
    }

    /// Slot of a virtual class method in its owner's table.
    pub fn slot_of(&self, method: MethodId) -> Option<u32> {
        let info = self.method(method);
        if !info.is_virtual() || info.is_static() {
            return None;
        }
        let def = self.def(info.owner)?;
        if def.is_interface() {
            return None;
        }
        self.class_table(def.open)
            .ok()?
            .own
            .get(&info.def.row)
            .copied()
    }
}

const PRESERVE: &str = "System.Runtime.CompilerServices.PreserveBaseOverridesAttribute";

fn set_slot(slots: &mut [Slot], links: &[(u32, u32)], at: u32, body: MethodId) {
    if let Some(slot) = slots.get_mut(at as usize) {
        slot.body = body;
    }
    for (follower, leader) in links {
        if *leader == at && *follower != at {
            set_slot(slots, links, *follower, body);
        }
    }
}
