//! The lock in an object's header, low 24 bits of the word: owner's thread number (0 free), how often
//! the owner entered again, whether a thread waits for it, whether all of it has moved to the side
//! table ([`super::inflate`]), whose index then takes the other bits.

use crate::platform::thread::is_alone;
use core::sync::atomic::{AtomicU32, Ordering};

pub const OWNER_MASK: u32 = 0xFFFF;
pub const RECURSION_ONE: u32 = 1 << 16;
pub const RECURSION_MASK: u32 = 0x3F << 16;
/// An entry of the side table is ready, for which a thread waits; the header still tells the owner.
pub const CONTENDED: u32 = 1 << 22;
pub const INFLATED: u32 = 1 << 23;
pub const INDEX_MASK: u32 = INFLATED - 1;
pub const LOCK_MASK: u32 = 0x00FF_FFFF;

/// Can a thread of this number own a lock in a header?
#[inline(always)]
pub fn fits(number: u32) -> bool {
    number.wrapping_sub(1) < OWNER_MASK
}

/// Replaces the header's word if it is still what was seen; there is nobody to change it while this
/// thread is the only one.
#[inline(always)]
pub fn exchange(word: &AtomicU32, seen: u32, next: u32, order: Ordering) -> bool {
    if is_alone() {
        word.store(next, Ordering::Relaxed);
        return true;
    }
    word.compare_exchange(seen, next, order, Ordering::Relaxed)
        .is_ok()
}

/// Clears the owner, which the current thread is, of a lock that it entered once; true if nobody is
/// seen to wait for it.
#[inline(always)]
pub fn release(word: &AtomicU32) -> bool {
    if is_alone() {
        let seen = word.load(Ordering::Relaxed);
        word.store(seen & !LOCK_MASK, Ordering::Relaxed);
        return true;
    }
    release_shared(word)
}

/// Only the owner writes the owner's half while it is not 0, so no locked instruction is needed. That
/// a waiter who comes at this moment is not seen is what [`super::sync_table::first_look`] is for.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn release_shared(word: &AtomicU32) -> bool {
    use core::sync::atomic::{AtomicU8, AtomicU16, compiler_fence};
    let word = word.as_ptr();
    // SAFETY: parts of a word that all threads access by atomic operations.
    let (owner, flags) = unsafe {
        (
            AtomicU16::from_ptr(word.cast()),
            AtomicU8::from_ptr(word.cast::<u8>().add(2)),
        )
    };
    owner.store(0, Ordering::Release);
    compiler_fence(Ordering::SeqCst);
    u32::from(flags.load(Ordering::Relaxed)) & (CONTENDED >> 16) == 0
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn release_shared(word: &AtomicU32) -> bool {
    word.fetch_and(!OWNER_MASK, Ordering::SeqCst) & CONTENDED == 0
}
