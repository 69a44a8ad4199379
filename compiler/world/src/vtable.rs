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
            own: FxHashMap::default(),
        })
    }

    fn build_table(&self, ty: TypeId) -> Result<ClassTable> {
        let base: &[Slot] = match self.base(ty) {
            Some(base) => &self.class_table(base)?.table.slots,
            None => &[],
        };
        let inherited = base.len();
        let mut slots = base.to_vec();
        // Slots that the class itself gives a body.
        let mut named = vec![false; inherited];
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
                    slots[at].body = id;
                    named[at] = true;
                    at
                }
                None => {
                    slots.push(Slot { decl: id, body: id });
                    slots.len() - 1
                }
            };
            own.insert(method.def.row, at as u32);
        }
        let relations = self.def_id(ty).and_then(|def| self.relations(def));
        for (decl, body) in relations.map_or(&[][..], |relations| relations.method_impls(self)) {
            let declared = self.method(*decl);
            if declared.is_static() || self.is_interface(declared.owner) {
                continue;
            }
            // The declaration may itself be an override further up.
            let at = slots
                .iter()
                .position(|slot| slot.decl == *decl)
                .or_else(|| self.slot_of(*decl).map(|slot| slot as usize));
            if let Some(slot) = at.and_then(|at| slots.get_mut(at)) {
                slot.body = *body;
            }
            if let Some(named) = at.and_then(|at| named.get_mut(at)) {
                *named = true;
            }
        }
        self.follow(base, &named, &mut slots);
        Ok(ClassTable {
            table: VTable {
                slots: slots.into(),
            },
            own,
        })
    }

    /// A method that fills other slots beside its own, by `.override`, is replaced in all of them when its
    /// own is, unless the class names another body for them.
    fn follow(&self, base: &[Slot], named: &[bool], slots: &mut [Slot]) {
        if !named.contains(&true) {
            return;
        }
        for (at, slot) in base.iter().enumerate() {
            if named[at] {
                continue;
            }
            let leader = self.slot_of(slot.body).map(|leader| leader as usize);
            if let Some(leader) = leader.filter(|leader| *leader != at)
                && base.get(leader).is_some_and(|own| own.body == slot.body)
            {
                slots[at].body = slots[leader].body;
            }
        }
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
