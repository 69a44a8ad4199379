//! A thread in `Monitor.Wait`: awake for a moment, since who will pulse it may be about to, then
//! asleep.

use crate::platform::futex;
use crate::threads::{WORD_SLEEPING, WORD_WAITING, WaitTarget};
use core::ptr::null_mut;
use core::sync::atomic::{AtomicU32, Ordering};

const SIGNALLED: u32 = 1;

/// Lives on the thread's own stack, and in the queue of the monitor's entry.
pub struct Waiter {
    word: AtomicU32,
    pub(super) next: *mut Waiter,
    pub(super) queued: bool,
}

impl Waiter {
    pub fn new() -> Self {
        Self {
            word: AtomicU32::new(WORD_WAITING),
            next: null_mut(),
            queued: false,
        }
    }

    /// What an interruption has to reach.
    pub fn target(&self) -> WaitTarget {
        WaitTarget::Word(self.word.as_ptr())
    }

    /// Has it been signalled or interrupted?
    pub fn is_done(&self) -> bool {
        !matches!(
            self.word.load(Ordering::Acquire),
            WORD_WAITING | WORD_SLEEPING
        )
    }

    /// Sleeps until it is done, or for no reason; false on timeout.
    pub fn sleep(&self, deadline: Option<u64>) -> bool {
        let _ = self.word.compare_exchange(
            WORD_WAITING,
            WORD_SLEEPING,
            Ordering::AcqRel,
            Ordering::Relaxed,
        );
        futex::wait(&self.word, WORD_SLEEPING, deadline)
    }

    /// Signals a waiter, which may vanish at once; gives the address to wake if it sleeps.
    ///
    /// # Safety
    /// The waiter must still be in its queue, or just taken from it under the queue's lock.
    pub unsafe fn signal(this: *mut Waiter) -> Option<*mut u32> {
        // SAFETY: as stated; the word is not looked at after the exchange.
        unsafe {
            let address = (*this).word.as_ptr();
            let before = (*this).word.swap(SIGNALLED, Ordering::AcqRel);
            (before == WORD_SLEEPING).then_some(address)
        }
    }
}

impl Default for Waiter {
    fn default() -> Self {
        Self::new()
    }
}
