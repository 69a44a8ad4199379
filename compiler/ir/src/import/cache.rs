//! What importing learns once and asks often: what calls of a definition expand to, what the runtime
//! supplies, which bodies are constants, which definitions never return.

use super::ImportHost;
use crate::intrinsics::Expander;
use crate::runtime::{EntryKind, RuntimeEntry};
use kiln_world::{MethodDefId, MethodId, Replacement, TypeId, World};
use rustc_hash::FxHashMap;
use std::sync::{Arc, RwLock};

/// Facts of a method definition that every call of it needs.
#[derive(Clone)]
pub(crate) struct CalleeFacts {
    pub expander: Option<Expander>,
    pub no_return: bool,
    /// What the runtime supplies instead of a body.
    pub entry: Option<Arc<RuntimeEntry>>,
    /// The name of a body that the compiler makes.
    pub synthesised: Option<Arc<str>>,
}

/// A value that a body always returns.
#[derive(Copy, Clone, PartialEq, Debug)]
pub(crate) enum Known {
    Int(i64),
    Float(u64),
    Null,
    Type(TypeId),
    Void,
}

/// Shared by all imports of one compilation.
#[derive(Default)]
pub struct ImportCache {
    callees: RwLock<FxHashMap<MethodDefId, CalleeFacts>>,
    constants: RwLock<FxHashMap<MethodId, Option<Known>>>,
}

impl std::fmt::Debug for ImportCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ImportCache")
    }
}

impl ImportCache {
    pub(crate) fn callee(&self, host: &dyn ImportHost, method: MethodId) -> CalleeFacts {
        let world = host.world();
        let def = world.method(method).def;
        if let Ok(map) = self.callees.read()
            && let Some(facts) = map.get(&def)
        {
            return facts.clone();
        }
        let synthesised = match world.replacement(method) {
            Some(Replacement::Synth(name)) => Some(name.as_str().into()),
            _ => None,
        };
        let facts = CalleeFacts {
            expander: crate::intrinsics::find(world, method),
            no_return: trusts_no_return(world, method),
            entry: runtime_entry(host, method).map(Arc::new),
            synthesised,
        };
        if let Ok(mut map) = self.callees.write() {
            map.insert(def, facts.clone());
        }
        facts
    }

    /// The outer `None`: not asked yet.
    pub(crate) fn constant(&self, method: MethodId) -> Option<Option<Known>> {
        self.constants.read().ok()?.get(&method).copied()
    }

    /// Asks anew what was not known: something more is known now.
    pub fn forget_unknown(&self) {
        if let Ok(mut map) = self.constants.write() {
            map.retain(|_, value| value.is_some());
        }
    }

    pub(crate) fn set_constant(&self, method: MethodId, value: Option<Known>) {
        if let Ok(mut map) = self.constants.write() {
            map.insert(method, value);
        }
    }
}

/// `[DoesNotReturn]` is believed of the class library only: user code may be wrong about it.
fn trusts_no_return(world: &World, method: MethodId) -> bool {
    let data = world.method(method);
    let name = world.assembly_name(data.def.assembly);
    (name == "System.Private.CoreLib" || name.starts_with("System."))
        && world.has_attribute(
            data.def,
            "System.Diagnostics.CodeAnalysis.DoesNotReturnAttribute",
        )
}

/// The runtime's entry for a method: a replacement of its body, an internal call, or a native function.
fn runtime_entry(host: &dyn ImportHost, method: MethodId) -> Option<RuntimeEntry> {
    let world = host.world();
    let data = world.method(method);
    if let Some(import) = &data.pinvoke {
        let found = if import.module == "QCall" {
            host.runtime().find(EntryKind::QCall, import.entry)
        } else {
            let module = import.module.strip_suffix(".dll").unwrap_or(import.module);
            host.runtime()
                .find(EntryKind::PInvoke, &format!("{module}!{}", import.entry))
        };
        return found.cloned();
    }
    let in_library = data.def.assembly == world.core_library();
    if !in_library && !data.is_internal_call() {
        return None;
    }
    let key = world.method_key(method);
    let replaced = host.runtime().find(EntryKind::Replacement, &key);
    let internal = || {
        host.runtime()
            .find(EntryKind::InternalCall, &key)
            .filter(|_| data.is_internal_call())
    };
    replaced.or_else(internal).cloned()
}
