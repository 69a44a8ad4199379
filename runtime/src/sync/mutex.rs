//! A small futex lock for the runtime's own tables.

use crate::platform::futex;
use core::sync::atomic::{AtomicU32, Ordering};

const FREE: u32 = 0;
const HELD: u32 = 1;
const CONTENDED: u32 = 2;

/// A lock that guards no data by itself.
pub struct Mutex {
    state: AtomicU32,
}

impl Default for Mutex {
    fn default() -> Self {
        Self::new()
    }
}

/// Releases the lock when dropped.
pub struct Guard<'a>(&'a Mutex);

impl Mutex {
    pub const fn new() -> Self {
        Self {
            state: AtomicU32::new(FREE),
        }
    }

    #[inline]
    pub fn lock(&self) -> Guard<'_> {
        self.acquire();
        Guard(self)
    }

    #[inline]
    pub fn acquire(&self) {
        if self
            .state
            .compare_exchange(FREE, HELD, Ordering::Acquire, Ordering::Relaxed)
            .is_err()
        {
            self.acquire_slow();
        }
    }

    #[cold]
    fn acquire_slow(&self) {
        for _ in 0..100 {
            if self.state.load(Ordering::Relaxed) == FREE
                && self
                    .state
                    .compare_exchange(FREE, HELD, Ordering::Acquire, Ordering::Relaxed)
                    .is_ok()
            {
                return;
            }
            core::hint::spin_loop();
        }
        while self.state.swap(CONTENDED, Ordering::Acquire) != FREE {
            futex::wait(&self.state, CONTENDED, None);
        }
    }

    #[inline]
    pub fn release(&self) {
        if self.state.swap(FREE, Ordering::Release) == CONTENDED {
            futex::wake(&self.state, 1);
        }
    }
}

impl Drop for Guard<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.release();
    }
}
