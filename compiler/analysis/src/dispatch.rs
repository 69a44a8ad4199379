//! Virtual and interface dispatch in the closed world: which code each called selector reaches, over the
//! types that are really constructed.

use kiln_ir::Func;
pub use kiln_ir::dispatch::code_for;
use kiln_world::{MethodId, TypeDefId, TypeId, World};
use rustc_hash::{FxHashMap, FxHashSet};

/// A virtual or interface method that is called: class methods by the method that introduced the slot.
pub type Selector = MethodId;

/// Code found for a selector on a constructed type.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub ty: TypeId,
    pub code: Func,
}

#[derive(Default)]
pub struct Dispatch {
    /// Constructed types in the order of their discovery.
    pub constructed: Vec<TypeId>,
    known_types: FxHashSet<TypeId>,
    /// Selectors in the order of their discovery, with what they reach.
    pub selectors: Vec<Selector>,
    pub targets: FxHashMap<Selector, Vec<Target>>,
    class_selectors: FxHashMap<TypeId, Vec<Selector>>,
    interface_selectors: FxHashMap<TypeDefId, Vec<Selector>>,
    aliases: FxHashMap<MethodId, Selector>,
}

impl Dispatch {
    /// The selector that a virtual or interface call of `method` uses.
    pub fn selector(&mut self, world: &World, method: MethodId) -> Selector {
        if let Some(selector) = self.aliases.get(&method) {
            return *selector;
        }
        let selector = introducing_method(world, method);
        self.aliases.insert(method, selector);
        selector
    }

    pub fn known_selector(&self, method: MethodId) -> Option<Selector> {
        self.aliases.get(&method).copied()
    }

    /// Every method named in a call, with its selector.
    pub fn aliases(&self) -> impl Iterator<Item = (MethodId, Selector)> + '_ {
        self.aliases
            .iter()
            .map(|(method, selector)| (*method, *selector))
    }

    pub fn is_constructed(&self, ty: TypeId) -> bool {
        self.known_types.contains(&ty)
    }

    /// Adds a called selector; `found` receives the code it reaches on types already constructed.
    pub fn add_selector(&mut self, world: &World, method: MethodId, found: &mut Vec<Func>) {
        let selector = self.selector(world, method);
        if self.targets.contains_key(&selector) {
            return;
        }
        self.selectors.push(selector);
        self.targets.insert(selector, Vec::new());
        let owner = world.method(selector).owner;
        if world.is_interface(owner) {
            if let Some(def) = world.def(owner) {
                self.interface_selectors
                    .entry(def.id)
                    .or_default()
                    .push(selector);
            }
        } else {
            self.class_selectors
                .entry(owner)
                .or_default()
                .push(selector);
        }
        for index in 0..self.constructed.len() {
            let ty = self.constructed[index];
            if implements(world, ty, owner) {
                self.resolve(world, ty, selector, found);
            }
        }
    }

    /// Adds a constructed type; `found` receives the code that called selectors reach on it.
    pub fn add_type(&mut self, world: &World, ty: TypeId, found: &mut Vec<Func>) {
        if !self.known_types.insert(ty) {
            return;
        }
        self.constructed.push(ty);
        let mut base = Some(ty);
        while let Some(class) = base {
            for selector in self
                .class_selectors
                .get(&class)
                .cloned()
                .unwrap_or_default()
            {
                self.resolve(world, ty, selector, found);
            }
            base = world.base(class);
        }
        let mut seen = FxHashSet::default();
        for &interface in world.interfaces(ty) {
            let Some(def) = world.def(interface) else {
                continue;
            };
            if !seen.insert(def.id) {
                continue;
            }
            for selector in self
                .interface_selectors
                .get(&def.id)
                .cloned()
                .unwrap_or_default()
            {
                if implements(world, ty, world.method(selector).owner) {
                    self.resolve(world, ty, selector, found);
                }
            }
        }
    }

    fn resolve(&mut self, world: &World, ty: TypeId, selector: Selector, found: &mut Vec<Func>) {
        let Some(code) = code_for(world, ty, selector) else {
            return;
        };
        if let Some(targets) = self.targets.get_mut(&selector) {
            targets.push(Target { ty, code });
            found.push(code);
        }
    }
}

fn implements(world: &World, ty: TypeId, owner: TypeId) -> bool {
    if world.is_interface(owner) {
        world.is_assignable(ty, owner)
    } else {
        ty == owner || world.is_subclass_of(ty, owner)
    }
}

/// The method that introduced the slot of a virtual class method; interface methods stand for themselves.
fn introducing_method(world: &World, method: MethodId) -> Selector {
    let data = world.method(method);
    if world.is_interface(data.owner) {
        return method;
    }
    let Some(slot) = world.slot_of(method) else {
        return method;
    };
    let Ok(table) = world.vtable(data.owner) else {
        return method;
    };
    let Some(slot) = table.slots.get(slot as usize) else {
        return method;
    };
    if data.args.is_empty() {
        slot.decl
    } else {
        world
            .instantiate_method(slot.decl, &data.args)
            .unwrap_or(method)
    }
}
