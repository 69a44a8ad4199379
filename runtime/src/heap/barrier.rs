//! Stores of references into memory that may be in the heap.

use crate::object::{Object, Ref};
use core::sync::atomic::{AtomicPtr, Ordering};

/// Stores a reference into a field of `object`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_write_barrier(object: Ref, field: *mut Ref, value: Ref) {
    let _ = object;
    // SAFETY: `field` is a reference field of `object`. Release publishes the value's contents.
    unsafe { store(field, value) }
}

/// Stores a reference where the owner is unknown (heap, static or stack).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_write_barrier_byref(address: *mut Ref, value: Ref) {
    // SAFETY: `address` holds a reference.
    unsafe { store(address, value) }
}

#[inline(always)]
unsafe fn store(address: *mut Ref, value: Ref) {
    // SAFETY: references are pointer-aligned.
    unsafe { AtomicPtr::<Object>::from_ptr(address).store(value, Ordering::Release) }
}

/// Copies a struct that may hold references to memory that may be in the heap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_copy_struct(destination: *mut u8, source: *const u8, bytes: usize) {
    // SAFETY: both ranges are valid for `bytes`; the regions may be the same.
    unsafe { copy_words(destination, source, bytes) }
}

/// Memmove in which no aligned word is ever seen half written: the C library's copies move aligned
/// data by words or more, on each machine we run on.
///
/// # Safety
/// Both ranges must be valid.
#[inline(always)]
pub unsafe fn copy_words(destination: *mut u8, source: *const u8, bytes: usize) {
    // SAFETY: see above.
    unsafe { core::ptr::copy(source, destination, bytes) }
}

crate::manifest_line!(helper, "kiln_write_barrier", "kiln_write_barrier", "-");
crate::manifest_line!(
    helper,
    "kiln_write_barrier_byref",
    "kiln_write_barrier_byref",
    "-"
);
crate::manifest_line!(helper, "kiln_copy_struct", "kiln_copy_struct", "-");

/// What an atomic exchange does besides storing.
///
/// # Safety
/// `address` must hold a reference.
#[inline(always)]
pub unsafe fn note_store(address: *mut Ref, value: Ref) {
    let _ = (address, value);
}
