//! Clocks and sleeping.

use libc::{
    CLOCK_MONOTONIC, CLOCK_MONOTONIC_COARSE, CLOCK_PROCESS_CPUTIME_ID, CLOCK_REALTIME, timespec,
};

fn read(clock: libc::clockid_t) -> timespec {
    let mut t = timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `t` is a valid place for the result.
    unsafe { libc::clock_gettime(clock, &mut t) };
    t
}

/// Nanoseconds of the monotonic clock.
pub fn monotonic_ns() -> u64 {
    let t = read(CLOCK_MONOTONIC);
    t.tv_sec as u64 * 1_000_000_000 + t.tv_nsec as u64
}

/// Nanoseconds of processor time of the process.
pub fn processor_ns() -> u64 {
    let t = read(CLOCK_PROCESS_CPUTIME_ID);
    t.tv_sec as u64 * 1_000_000_000 + t.tv_nsec as u64
}

/// Nanoseconds of monotonic time since the heap was first used, about the age of the process.
pub fn process_age_ns() -> u64 {
    use core::sync::atomic::{AtomicU64, Ordering};
    static START: AtomicU64 = AtomicU64::new(0);
    let now = monotonic_ns();
    match START.compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed) {
        Ok(_) => 0,
        Err(start) => now.saturating_sub(start),
    }
}

/// Milliseconds of the coarse monotonic clock.
pub fn coarse_ms() -> u64 {
    let t = read(CLOCK_MONOTONIC_COARSE);
    t.tv_sec as u64 * 1000 + t.tv_nsec as u64 / 1_000_000
}

/// 100 ns ticks since 1970-01-01 UTC.
pub fn unix_ticks() -> i64 {
    let t = read(CLOCK_REALTIME);
    t.tv_sec as i64 * 10_000_000 + t.tv_nsec as i64 / 100
}

/// The instant `ms` milliseconds from now, as [`super::futex::wait`] wants it; None for -1 (never).
pub fn deadline_after_ms(ms: i32) -> Option<u64> {
    (ms >= 0).then(|| monotonic_ns() + ms as u64 * 1_000_000)
}
