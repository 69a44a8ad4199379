//! Stacks of started threads. Mapping one costs as much as the rest of a thread's start, so a
//! thread takes the stack of one that has ended, when there is one.
//!
//! From the lowest address: the stack for fault handlers, pages that nothing may touch, the stack, of
//! which the C library takes the top for itself, and [`Stack`].

use super::{memory, thread};
use crate::sync::mutex::Mutex;
use core::ffi::c_void;
use core::ptr::null_mut;

/// Room for fault handlers: they only write a message.
pub const ALTERNATE: usize = 32 << 10;
const GUARD: usize = 64 << 10;
/// How much of the stack of a thread that has ended stays in memory.
const KEPT: usize = 16 << 10;
/// Stacks that are kept for threads to come.
const MOST_SPARE: usize = 8;

/// The top of a stack.
#[repr(C, align(64))]
pub struct Stack {
    /// Bytes of the whole mapping.
    bytes: usize,
    /// What the thread that takes it runs.
    pub runs: Option<(thread::Entry, *mut c_void)>,
    /// The system's number of the thread that ran on it.
    owner: u32,
    /// The stack whose thread ended next.
    newer: *mut Stack,
}

/// Stacks of ended threads, first in first out.
struct Spare {
    oldest: *mut Stack,
    newest: *mut Stack,
    count: usize,
}

static LOCK: Mutex = Mutex::new();
static mut SPARE: Spare = Spare {
    oldest: null_mut(),
    newest: null_mut(),
    count: 0,
};

impl Stack {
    /// A stack of `size` bytes; null when the system refuses.
    #[optimize(size)]
    pub fn take(size: usize) -> *mut Stack {
        let bytes = ALTERNATE + GUARD + size;
        // The thread that ended last may still be on its way: one stack is always left.
        // SAFETY: the list is guarded; what is taken from it is ours alone.
        unsafe {
            let guard = LOCK.lock();
            let spare = (*(&raw mut SPARE)).take(1);
            drop(guard);
            if !spare.is_null() {
                if (*spare).bytes == bytes {
                    return spare;
                }
                Stack::unmap(spare);
            }
        }
        let low = memory::map(bytes);
        if low.is_null() {
            return null_mut();
        }
        // SAFETY: within the mapping, which nobody else knows.
        unsafe {
            memory::guard(low.add(ALTERNATE), GUARD);
            let stack = low.add(bytes).cast::<Stack>().sub(1);
            stack.write(Stack {
                bytes,
                runs: None,
                owner: 0,
                newer: null_mut(),
            });
            stack
        }
    }

    /// Gives a stack back on which no thread runs.
    ///
    /// # Safety
    /// Nothing may use it any more.
    #[optimize(size)]
    pub unsafe fn unmap(this: *mut Stack) {
        // SAFETY: as stated.
        unsafe {
            let (low, bytes) = ((*this).mapping(), (*this).bytes);
            memory::unmap(low, bytes);
        }
    }

    /// The current thread, which runs on it, will end and do nothing more that matters.
    ///
    /// # Safety
    /// Called once, by the thread that runs on the stack.
    #[optimize(size)]
    pub unsafe fn leave(this: *mut Stack) {
        let here = &raw const this as usize;
        // SAFETY: what lies far below the current frame is not in use; the list is guarded.
        unsafe {
            let low = (*this).low() as usize;
            let kept = here.saturating_sub(KEPT) & !(KEPT - 1);
            if kept > low {
                memory::discard(low as *mut u8, kept - low);
            }
            (*this).owner = thread::id();
            let _guard = LOCK.lock();
            let spare = &mut *(&raw mut SPARE);
            let surplus = spare.take(MOST_SPARE - 1);
            if !surplus.is_null() {
                Stack::unmap(surplus);
            }
            spare.append(this);
        }
    }

    fn mapping(&self) -> *mut u8 {
        // SAFETY: the mapping ends with this structure.
        unsafe {
            core::ptr::from_ref(self)
                .add(1)
                .cast::<u8>()
                .cast_mut()
                .sub(self.bytes)
        }
    }

    /// The stack for handlers of faults.
    pub fn alternate(&self) -> *mut u8 {
        self.mapping()
    }

    /// Lowest address of the stack.
    pub fn low(&self) -> *mut u8 {
        // SAFETY: within the mapping.
        unsafe { self.mapping().add(ALTERNATE + GUARD) }
    }

    /// Bytes from there that threads and C library may use.
    pub fn size(&self) -> usize {
        core::ptr::from_ref(self) as usize - self.low() as usize
    }
}

impl Spare {
    /// Takes the stack whose thread ended first, when there are more than `left` and the system has
    /// done with that thread; null otherwise.
    #[optimize(size)]
    #[inline(never)]
    unsafe fn take(&mut self, left: usize) -> *mut Stack {
        let oldest = self.oldest;
        if self.count <= left {
            return null_mut();
        }
        // SAFETY: the caller holds the lock; members of the list are mapped.
        unsafe {
            self.oldest = (*oldest).newer;
            self.count -= 1;
            if thread::exists((*oldest).owner) {
                self.append(oldest);
                return null_mut();
            }
        }
        oldest
    }

    /// Appends a stack to the list.
    #[optimize(size)]
    unsafe fn append(&mut self, stack: *mut Stack) {
        // SAFETY: the caller holds the lock and owns the stack.
        unsafe {
            (*stack).newer = null_mut();
            if self.count == 0 {
                self.oldest = stack;
            } else {
                (*self.newest).newer = stack;
            }
        }
        self.newest = stack;
        self.count += 1;
    }
}
