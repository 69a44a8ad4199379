//! Stores of references into memory that may be in the heap. A collection of young objects must
//! know of every old place that may refer to one: the barrier records old objects when they are
//! first stored into, and for places whose object is unknown or large, the line.
//!
//! The record comes before the store. Should a collection come between the two, it makes the value,
//! which the storing thread holds, old.

use super::block::{self, State};
use super::{alloc, image_cards, log};
use crate::object::{GC_UNLOGGED, Object, Ref};
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};

/// Stores a reference into a field of `object`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_write_barrier(object: Ref, field: *mut Ref, value: Ref) {
    // SAFETY: `field` is a reference field of `object`. Release publishes the value's contents.
    unsafe {
        // Volatile: a test before an allocation must not stand for one after it.
        if object.cast::<u8>().add(7).read_volatile() & GC_UNLOGGED != 0 {
            record(object, field as usize);
        }
        store(field, value)
    }
}

/// Stores a reference where the owner is unknown (heap, static or stack).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_write_barrier_byref(address: *mut Ref, value: Ref) {
    // SAFETY: `address` holds a reference.
    unsafe {
        note_store(address);
        store(address, value)
    }
}

#[inline(always)]
unsafe fn store(address: *mut Ref, value: Ref) {
    // SAFETY: references are pointer-aligned.
    unsafe { AtomicPtr::<Object>::from_ptr(address).store(value, Ordering::Release) }
}

/// An old object is stored into for the first time since the last collection.
#[cold]
#[inline(never)]
unsafe fn record(object: Ref, field: usize) {
    // SAFETY: a live object.
    unsafe {
        if let Some(index) = block::index_of(object as usize)
            && block::state(index) == State::LargeHead
        {
            block::set_card(field);
            return;
        }
        // Once the bit is clear others rely on the record, even if this thread is stopped here for
        // several collections. Two threads may both record: the second record does no harm.
        alloc::set_recording(object);
        let byte = (*object).gc_byte();
        let before = byte.load(Ordering::Relaxed);
        if before & GC_UNLOGGED != 0 {
            byte.store(before & !GC_UNLOGGED, Ordering::Relaxed);
            log::push(object);
        }
        alloc::set_recording(null_mut());
    }
}

/// What a store to a place of unknown owner does besides storing.
///
/// # Safety
/// `address` must hold a reference.
#[inline(always)]
pub unsafe fn note_store(address: *mut Ref) {
    if block::holds_old(address as usize) {
        block::set_card(address as usize);
    } else {
        image_cards::note(address as usize);
    }
}

/// As [`note_store`], for a range that may hold references.
#[inline]
fn note_range(start: usize, bytes: usize) {
    image_cards::note_range(start, bytes);
    let mut at = start;
    let end = start + bytes;
    while at < end {
        if block::holds_old(at) {
            block::set_card(at);
        }
        at = (at & !(block::LINE_SIZE - 1)) + block::LINE_SIZE;
    }
}

/// Copies a struct that may hold references to memory that may be in the heap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_copy_struct(destination: *mut u8, source: *const u8, bytes: usize) {
    note_range(destination as usize, bytes);
    // SAFETY: both ranges are valid for `bytes`; the regions may be the same.
    unsafe { copy_words(destination, source, bytes) }
}

/// Memmove in which no aligned word is ever seen half written: ours (`platform/copy_x86_64.s`) and the
/// C library's on other machines move aligned data by words or more.
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
