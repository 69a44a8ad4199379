//! Remembered answers of interface dispatch.

use hashbrown::HashMap;
use parking_lot::RwLock;
use rustc_hash::FxBuildHasher;

use crate::dispatch::InterfaceTarget;
use crate::ids::{MethodId, TypeId};

/// Targets by receiver type and interface method.
#[derive(Default)]
pub(crate) struct DispatchCache(
    RwLock<HashMap<(TypeId, MethodId), InterfaceTarget, FxBuildHasher>>,
);

impl DispatchCache {
    pub fn get(&self, ty: TypeId, method: MethodId) -> Option<InterfaceTarget> {
        self.0.read().get(&(ty, method)).copied()
    }

    pub fn put(&self, ty: TypeId, method: MethodId, target: InterfaceTarget) {
        self.0.write().insert((ty, method), target);
    }
}
