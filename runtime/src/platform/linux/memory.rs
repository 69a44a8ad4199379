//! Address space: reservation, mapping, returning pages.

use core::ptr::null_mut;
use libc::{MAP_ANONYMOUS, MAP_FAILED, MAP_PRIVATE, PROT_NONE, PROT_READ, PROT_WRITE};

/// Miri knows few kinds of mappings, and no advice.
#[cfg(miri)]
pub fn reserve(bytes: usize) -> *mut u8 {
    map_with(bytes, MAP_PRIVATE | MAP_ANONYMOUS)
}

/// Maps `bytes` of zeroed memory for which no swap is reserved; null when refused.
#[cfg(not(miri))]
pub fn reserve(bytes: usize) -> *mut u8 {
    let p = map_with(bytes, MAP_PRIVATE | MAP_ANONYMOUS | libc::MAP_NORESERVE);
    if !p.is_null() {
        // SAFETY: the range was mapped just now; the advice only keeps it out of core dumps.
        unsafe { libc::madvise(p.cast(), bytes, libc::MADV_DONTDUMP) };
    }
    p
}

/// Maps `bytes` of zeroed memory; null when the system has no more.
pub fn map(bytes: usize) -> *mut u8 {
    map_with(bytes, MAP_PRIVATE | MAP_ANONYMOUS)
}

fn map_with(bytes: usize, flags: i32) -> *mut u8 {
    // SAFETY: a fresh anonymous mapping touches no existing memory.
    let p = unsafe { libc::mmap(null_mut(), bytes, PROT_READ | PROT_WRITE, flags, -1, 0) };
    if p == MAP_FAILED {
        null_mut()
    } else {
        p.cast()
    }
}

/// Unmaps what [`map`] returned.
///
/// # Safety
/// Nothing may use the range any more.
pub unsafe fn unmap(p: *mut u8, bytes: usize) {
    // SAFETY: the caller owns the mapping.
    unsafe { libc::munmap(p.cast(), bytes) };
}

/// Gives the pages of a range back; they read as zero afterwards.
///
/// # Safety
/// The contents of the range must not be needed any more; it must be page-aligned.
pub unsafe fn discard(p: *mut u8, bytes: usize) {
    // SAFETY: the caller owns the range.
    unsafe {
        #[cfg(miri)]
        core::ptr::write_bytes(p, 0, bytes);
        #[cfg(not(miri))]
        libc::madvise(p.cast(), bytes, libc::MADV_DONTNEED);
    }
}

/// Makes a page inaccessible.
///
/// # Safety
/// The caller must own the page and not use it.
pub unsafe fn guard(p: *mut u8, bytes: usize) {
    // SAFETY: the caller owns the page.
    unsafe { libc::mprotect(p.cast(), bytes, PROT_NONE) };
}
