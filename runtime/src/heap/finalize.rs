//! Objects with finalisers: those that have one pending and those that await its run.

use crate::object::Ref;

/// Records that `object`'s finaliser is to run once the object is unreachable; false when out of
/// memory.
pub fn register(object: Ref) -> bool {
    let _ = object;
    true
}

/// Takes back the registration.
pub fn suppress(object: Ref) {
    let _ = object;
}

/// Blocks until the finalisers that are due have run.
pub fn wait_for_pending() {}
