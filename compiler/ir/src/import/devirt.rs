//! Virtual calls whose target is known from the receiver's type.

use super::core::Importer;
use super::error::Outcome;
use super::item::Item;
use kiln_world::{InterfaceTarget, MethodId, TypeId};

impl Importer<'_> {
    /// The body that a virtual call runs, when there is only one.
    pub fn devirtualise(&self, method: MethodId, this: &Item) -> Outcome<Option<MethodId>> {
        let data = self.world.method(method);
        let fact = self.item_fact(this);
        let exact = fact
            .class
            .filter(|class| fact.exact || self.world.is_sealed_exact(*class));
        if let Some(class) = exact {
            return self.resolve(class, method);
        }
        if self.world.is_interface(data.owner) {
            return Ok(None);
        }
        let owner_sealed = self.world.is_sealed_exact(data.owner);
        if (data.is_final() || owner_sealed) && !data.is_abstract() {
            return Ok(Some(method));
        }
        // The receiver's class may be more derived than the method's owner, and end the overriding.
        if let Some(class) = fact.class
            && !self.world.is_interface(class)
            && class != data.owner
            && let Some(body) = self.world.resolve_virtual(class, method)?
            && self.world.method(body).is_final()
            && !self.world.method(body).is_abstract()
        {
            return Ok(Some(body));
        }
        Ok(None)
    }

    /// The body for a receiver of exactly this class.
    fn resolve(&self, class: TypeId, method: MethodId) -> Outcome<Option<MethodId>> {
        let data = self.world.method(method);
        let found = if self.world.is_interface(data.owner) {
            match self.world.resolve_interface(class, method)? {
                InterfaceTarget::Method(body) | InterfaceTarget::Default(body) => Some(body),
                InterfaceTarget::Ambiguous | InterfaceTarget::Missing => None,
            }
        } else if self.world.is_array(class) || self.world.def(class).is_some() {
            self.world.resolve_virtual(class, method)?
        } else {
            None
        };
        // A default method runs on the box itself: dispatch gives it that.
        let found = found.filter(|body| {
            let owner = self.world.method(*body).owner;
            !(self.world.is_interface(owner) && self.world.is_value_type(class))
        });
        Ok(found.filter(|body| !self.world.method(*body).is_abstract()))
    }
}
