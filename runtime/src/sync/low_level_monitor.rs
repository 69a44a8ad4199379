//! The lock with one condition that CoreLib's thread pool uses (`LowLevelMonitor`).

use super::mutex::Mutex;
use crate::platform::{clock, futex};
use core::sync::atomic::{AtomicU32, Ordering};

/// A lock and a condition.
#[derive(Default)]
pub struct LowLevelMonitor {
    lock: Mutex,
    signals: AtomicU32,
}

impl LowLevelMonitor {
    pub const fn new() -> Self {
        Self {
            lock: Mutex::new(),
            signals: AtomicU32::new(0),
        }
    }

    pub fn acquire(&self) {
        self.lock.acquire();
    }

    pub fn release(&self) {
        self.lock.release();
    }

    /// Waits for a signal with the lock released; false on timeout. May wake spuriously.
    pub fn wait(&self, ms: i32) -> bool {
        let seen = self.signals.load(Ordering::Acquire);
        let deadline = clock::deadline_after_ms(ms);
        self.lock.release();
        let woken = futex::wait(&self.signals, seen, deadline);
        self.lock.acquire();
        woken || self.signals.load(Ordering::Acquire) != seen
    }

    /// Wakes one waiter and releases the lock.
    pub fn signal_release(&self) {
        self.signals.fetch_add(1, Ordering::Release);
        self.lock.release();
        futex::wake(&self.signals, 1);
    }
}
