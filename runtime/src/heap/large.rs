//! Large objects: each its own mapping, recorded in a table.

use super::stats;
use crate::method_table::MethodTable;
use crate::object::Ref;
use crate::platform::memory;
use core::ptr::null_mut;

/// Allocates a large object; null when the system has no memory.
///
/// # Safety
/// `mt` must describe an object of `size` bytes.
pub unsafe fn allocate(mt: &MethodTable, size: usize) -> Ref {
    let Some(bytes) = size.checked_add(0xFFF).map(|b| b & !0xFFF) else {
        return null_mut();
    };
    let object = memory::map(bytes).cast::<crate::object::Object>();
    if !object.is_null() {
        // SAFETY: fresh zeroed memory of sufficient size.
        unsafe { (*object).method_table = mt.as_u32() };
        stats::add_allocated(size as u64);
    }
    object
}
