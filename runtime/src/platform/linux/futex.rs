//! Blocking on a word of memory.

use core::ptr::null;
use core::sync::atomic::AtomicU32;
use libc::{FUTEX_PRIVATE_FLAG, FUTEX_WAIT_BITSET, FUTEX_WAKE, SYS_futex, timespec};

const MATCH_ANY: u32 = u32::MAX;

/// Blocks while `*word == expected`, until woken or until `deadline` (monotonic nanoseconds).
/// Returns false on timeout. Wakes may be spurious.
pub fn wait(word: &AtomicU32, expected: u32, deadline: Option<u64>) -> bool {
    let time = deadline.map(|ns| timespec {
        tv_sec: (ns / 1_000_000_000) as _,
        tv_nsec: (ns % 1_000_000_000) as _,
    });
    let time_ptr = time.as_ref().map_or(null(), core::ptr::from_ref);
    // SAFETY: the word outlives the call; the kernel only reads it. The bitset form takes an
    // absolute monotonic time.
    let r = unsafe {
        libc::syscall(
            SYS_futex,
            word.as_ptr(),
            FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG,
            expected,
            time_ptr,
            null::<u32>(),
            MATCH_ANY,
        )
    };
    !(r < 0 && super::process::errno() == libc::ETIMEDOUT)
}

/// Wakes up to `count` threads blocked on `word`.
pub fn wake(word: &AtomicU32, count: i32) {
    wake_address(word.as_ptr(), count);
}

/// As [`wake`], for a word that may be gone by the time the system looks (the owner of a waiting
/// thread's stack frame may leave as soon as it sees the value change). The system only hashes
/// the address.
pub fn wake_address(word: *mut u32, count: i32) {
    // SAFETY: a private wake does not access the word.
    unsafe { libc::syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, count) };
}
