//! The range of addresses that holds small and medium objects, handed out in blocks.

use crate::platform::memory;
use core::sync::atomic::{AtomicUsize, Ordering};

pub const BLOCK_SIZE: usize = 32 << 10;
pub const LINE_SIZE: usize = 256;
pub const LINES_PER_BLOCK: usize = BLOCK_SIZE / LINE_SIZE;

/// Address space asked for at first; halved until the system agrees.
const MOST_RESERVED: usize = 256 << 30;
const LEAST_RESERVED: usize = 16 << 20;

/// Start of the arena, 0 before first use.
static BASE: AtomicUsize = AtomicUsize::new(0);
/// End of the reserved range.
static END: AtomicUsize = AtomicUsize::new(0);
/// First address never handed out.
static FRONTIER: AtomicUsize = AtomicUsize::new(0);

/// Bounds of what has been handed out so far.
pub fn used_range() -> (usize, usize) {
    (
        BASE.load(Ordering::Relaxed),
        FRONTIER.load(Ordering::Relaxed),
    )
}

/// Takes `count` contiguous blocks of zeroed memory from the frontier; null when exhausted.
pub fn take_fresh(count: usize) -> *mut u8 {
    let bytes = count * BLOCK_SIZE;
    loop {
        let start = FRONTIER.load(Ordering::Acquire);
        if start == 0 {
            if !reserve() {
                return core::ptr::null_mut();
            }
            continue;
        }
        if END.load(Ordering::Relaxed) - start < bytes {
            return core::ptr::null_mut();
        }
        if FRONTIER
            .compare_exchange_weak(start, start + bytes, Ordering::AcqRel, Ordering::Relaxed)
            .is_ok()
        {
            return start as *mut u8;
        }
    }
}

#[cold]
fn reserve() -> bool {
    let mut bytes = MOST_RESERVED;
    while bytes >= LEAST_RESERVED {
        let p = memory::reserve(bytes);
        if !p.is_null() {
            let start = (p as usize + BLOCK_SIZE - 1) & !(BLOCK_SIZE - 1);
            let end = (p as usize + bytes) & !(BLOCK_SIZE - 1);
            // Two threads may come here together only before the second thread exists, that is,
            // never: the main thread allocates while it starts.
            BASE.store(start, Ordering::Relaxed);
            END.store(end, Ordering::Relaxed);
            FRONTIER.store(start, Ordering::Release);
            return true;
        }
        bytes /= 2;
    }
    false
}
