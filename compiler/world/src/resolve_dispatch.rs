//! What virtual, interface and constrained calls run on an exact receiver type.

use smallvec::SmallVec;

use crate::World;
use crate::dispatch::{Constrained, InterfaceTarget};
use crate::error::Result;
use crate::ids::{MethodId, TypeDefId, TypeId};
use crate::members::MethodFlags;
use crate::shape::{GenericContext, Shape};

const ACCESS_MASK: u16 = 7;
const ACCESS_PUBLIC: u16 = 6;

impl World {
    /// The body that a virtual call of a class method runs on a receiver of exact type `ty`
    /// (value types: the method takes the unboxed value). Interface methods go through
    /// `resolve_interface`. `None` when the slot is abstract or absent.
    pub fn resolve_virtual(&self, ty: TypeId, method: MethodId) -> Result<Option<MethodId>> {
        let info = self.method(method);
        if self.is_interface(info.owner) {
            return Ok(match self.resolve_interface(ty, method)? {
                InterfaceTarget::Method(body) | InterfaceTarget::Default(body) => Some(body),
                InterfaceTarget::Ambiguous | InterfaceTarget::Missing => None,
            });
        }
        if !info.is_virtual() {
            return Ok(Some(method));
        }
        let Some(slot) = self.slot_of(method) else {
            return Ok(None);
        };
        self.slot_body(ty, slot, &info.args)
    }

    fn slot_body(&self, ty: TypeId, slot: u32, args: &[TypeId]) -> Result<Option<MethodId>> {
        let Some(slot) = self.vtable(ty)?.slots.get(slot as usize) else {
            return Ok(None);
        };
        let body = self.with_args(slot.body, args)?;
        Ok((!self.method(body).is_abstract()).then_some(body))
    }

    fn with_args(&self, body: MethodId, args: &[TypeId]) -> Result<MethodId> {
        match args.is_empty() {
            true => Ok(body),
            false => self.instantiate_method(body, args),
        }
    }

    /// What a call of an interface method runs on a receiver of exact type `ty`.
    pub fn resolve_interface(&self, ty: TypeId, method: MethodId) -> Result<InterfaceTarget> {
        if let Some(found) = self.dispatch_cache.get(ty, method) {
            return Ok(found);
        }
        let target = self.find_interface_target(ty, method)?;
        self.dispatch_cache.put(ty, method, target);
        Ok(target)
    }

    fn find_interface_target(&self, ty: TypeId, method: MethodId) -> Result<InterfaceTarget> {
        let info = self.method(method);
        let interface = info.owner;
        if let Some(body) = self.array_target(ty, method)? {
            return Ok(InterfaceTarget::Method(body));
        }
        let mut matching: SmallVec<[(TypeId, MethodId); 2]> = SmallVec::new();
        for found in self.matching_interfaces(ty, interface) {
            matching.push((found, self.method_of(found, info.def, &[])?));
        }
        if let Some(body) = self.class_target(ty, &matching, &info.args)? {
            return Ok(InterfaceTarget::Method(body));
        }
        for (_, wanted) in &matching {
            match self.default_target(ty, *wanted)? {
                InterfaceTarget::Missing => {}
                InterfaceTarget::Default(body) => {
                    return Ok(InterfaceTarget::Default(self.with_args(body, &info.args)?));
                }
                other => return Ok(other),
            }
        }
        Ok(InterfaceTarget::Missing)
    }

    /// `T[]` implements `IList<T>` and the like with the methods of `SZArrayHelper`.
    fn array_target(&self, ty: TypeId, method: MethodId) -> Result<Option<MethodId>> {
        let (Shape::SzArray(_), Shape::Def { def, args }) =
            (self.shape(ty), self.shape(self.method(method).owner))
        else {
            return Ok(None);
        };
        if !self.known().array_interfaces().contains(def)
            || !self.is_assignable(ty, self.method(method).owner)
        {
            return Ok(None);
        }
        let helper = self.type_def(self.known().szarray_helper_def)?.open;
        let name = self.method(method).name;
        let params = self.method(method).signature().params.len();
        match self.method_by_name(helper, name, Some(params)) {
            Some(found) => Ok(Some(self.instantiate_method(found, args)?)),
            None => Err(self.type_load(ty, format!("SZArrayHelper has no method '{name}'"))),
        }
    }

    /// Looks through the class and its bases, most derived first; in each the exact interface
    /// comes before those that convert to it. The wanted methods are open in their own type
    /// parameters.
    fn class_target(
        &self,
        ty: TypeId,
        matching: &[(TypeId, MethodId)],
        args: &[TypeId],
    ) -> Result<Option<MethodId>> {
        if self.is_interface(ty) {
            return Ok(None);
        }
        for class in self.class_chain(ty).collect::<SmallVec<[TypeId; 8]>>() {
            let Some(def) = self.def_id(class) else {
                continue;
            };
            for (interface, wanted) in matching {
                if let Some(body) = self.explicit_target(class, def, *wanted)? {
                    return self.most_derived(ty, body, args);
                }
                if self.declares_interface(class, def, *interface)
                    && let Some(body) = self.implicit_target(class, def, *interface, *wanted)?
                {
                    return self.most_derived(ty, body, args);
                }
            }
        }
        Ok(None)
    }

    /// The current body of the slot that an implementation of a base class sits in.
    fn most_derived(
        &self,
        ty: TypeId,
        body: MethodId,
        args: &[TypeId],
    ) -> Result<Option<MethodId>> {
        match self.slot_of(body) {
            Some(slot) => self.slot_body(ty, slot, args),
            None => self.with_args(body, args).map(Some),
        }
    }

    /// The body that the class names for an interface method by an explicit override.
    fn explicit_target(
        &self,
        class: TypeId,
        def: TypeDefId,
        wanted: MethodId,
    ) -> Result<Option<MethodId>> {
        let Some(relations) = self.relations(def) else {
            return Ok(None);
        };
        let context = GenericContext::of_type(self.args(class));
        let row = self.method(wanted).def;
        for (decl, body) in relations.method_impls(self) {
            if self.method(*decl).def == row && self.subst_method(*decl, context)? == wanted {
                return self.subst_method(*body, context).map(Some);
            }
        }
        Ok(None)
    }

    fn declares_interface(&self, class: TypeId, def: TypeDefId, interface: TypeId) -> bool {
        let Some(relations) = self.relations(def) else {
            return false;
        };
        let context = GenericContext::of_type(self.args(class));
        relations
            .interface_closure(self)
            .iter()
            .any(|open| self.subst(*open, context) == interface)
    }

    /// A public virtual method of the class, or of a base class unless that implements the
    /// interface already, with the same name and signature. Matching is on the open definition.
    fn implicit_target(
        &self,
        class: TypeId,
        def: TypeDefId,
        interface: TypeId,
        wanted: MethodId,
    ) -> Result<Option<MethodId>> {
        let context = GenericContext::of_type(self.args(class));
        let open = self.type_def(def)?.open;
        let Some(relations) = self.relations(def) else {
            return Ok(None);
        };
        let row = self.method(wanted).def;
        for open_interface in relations.interface_closure(self) {
            if self.subst(*open_interface, context) != interface {
                continue;
            }
            let open_wanted = self.method_of(*open_interface, row, &[])?;
            let mut level = Some(open);
            while let Some(ty) = level {
                if let Some(found) = self.public_match(ty, open_wanted) {
                    return self.subst_method(found, context).map(Some);
                }
                level = self.base(ty);
                if let Some(base) = level
                    && self.interfaces(base).contains(open_interface)
                {
                    break;
                }
            }
        }
        Ok(None)
    }

    /// A public virtual instance method of exactly this class.
    fn public_match(&self, ty: TypeId, wanted: MethodId) -> Option<MethodId> {
        let info = self.method(wanted);
        let needed = MethodFlags::VIRTUAL | MethodFlags::STATIC;
        self.declared_named(ty, info.name).into_iter().find(|id| {
            let method = self.method(*id);
            method.flags & needed == MethodFlags::VIRTUAL
                && method.attributes & ACCESS_MASK == ACCESS_PUBLIC
                && method.args.len() == info.args.len()
                && method.sig == info.sig
        })
    }

    /// The most specific default implementation among the interfaces of `ty`. The result is open
    /// in its own type parameters.
    fn default_target(&self, ty: TypeId, wanted: MethodId) -> Result<InterfaceTarget> {
        let interface = self.method(wanted).owner;
        let mut candidates: SmallVec<[(TypeId, MethodId); 2]> = SmallVec::new();
        let own = self.is_interface(ty).then_some(ty);
        for other in self.interfaces(ty).iter().copied().chain(own) {
            let body = if other == interface {
                Some(wanted)
            } else if self.interfaces(other).contains(&interface) {
                match self.def_id(other) {
                    Some(def) => self.explicit_target(other, def, wanted)?,
                    None => None,
                }
            } else {
                None
            };
            if let Some(body) = body {
                candidates.push((other, body));
            }
        }
        let beaten = |candidate: TypeId| {
            candidates.iter().any(|(other, _)| {
                *other != candidate && self.interfaces(*other).contains(&candidate)
            })
        };
        let mut best: SmallVec<[MethodId; 2]> = SmallVec::new();
        for (owner, body) in &candidates {
            if !beaten(*owner) {
                best.push(*body);
            }
        }
        Ok(match &*best {
            [body] if self.method(*body).is_abstract() => InterfaceTarget::Missing,
            [body] => InterfaceTarget::Default(*body),
            [] => InterfaceTarget::Missing,
            _ => InterfaceTarget::Ambiguous,
        })
    }

    /// What a call with a `constrained.` prefix does.
    pub fn resolve_constrained(&self, ty: TypeId, method: MethodId) -> Result<Constrained> {
        let info = self.method(method);
        if info.is_static() {
            return self.static_target(ty, method).map(Constrained::Static);
        }
        if !self.is_value_type(ty) {
            return Ok(Constrained::Virtual(method));
        }
        if info.owner == ty {
            return Ok(Constrained::Direct(method));
        }
        let missing = || {
            let name = self.display_method(method);
            self.type_load(ty, format!("it has no single implementation of {name}"))
        };
        let body = if self.is_interface(info.owner) {
            match self.resolve_interface(ty, method)? {
                InterfaceTarget::Method(body) => body,
                InterfaceTarget::Default(body) => return Ok(Constrained::Box(body)),
                InterfaceTarget::Ambiguous | InterfaceTarget::Missing => return Err(missing()),
            }
        } else {
            self.resolve_virtual(ty, method)?.ok_or_else(missing)?
        };
        Ok(match self.method(body).owner == ty {
            true => Constrained::Direct(body),
            false => Constrained::Box(body),
        })
    }

    /// The implementation of a static interface member for `ty`.
    fn static_target(&self, ty: TypeId, method: MethodId) -> Result<MethodId> {
        let info = self.method(method);
        if !self.is_interface(info.owner) {
            return Ok(method);
        }
        if !info.is_virtual() {
            return Ok(method);
        }
        let mut matching: SmallVec<[MethodId; 2]> = SmallVec::new();
        for found in self.matching_interfaces(ty, info.owner) {
            matching.push(self.method_of(found, info.def, &[])?);
        }
        for class in self.class_chain(ty).collect::<SmallVec<[TypeId; 8]>>() {
            let Some(def) = self.def_id(class) else {
                continue;
            };
            if self.is_interface(class) {
                continue;
            }
            for wanted in &matching {
                if let Some(body) = self.explicit_target(class, def, *wanted)? {
                    return self.with_args(body, &info.args);
                }
            }
        }
        for wanted in &matching {
            if let InterfaceTarget::Default(body) = self.default_target(ty, *wanted)? {
                return self.with_args(body, &info.args);
            }
        }
        let name = self.display_method(method);
        Err(self.type_load(ty, format!("it has no single implementation of {name}")))
    }
}
