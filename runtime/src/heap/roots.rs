//! Where references to live objects may lie outside the heap: stacks and registers, thread-locals,
//! statics, handles. Mutable frozen objects are recorded by the write barrier, by object or by card.

use super::mark::Marker;
use crate::platform::thread as os;
use crate::program;
use crate::threads;
use crate::unwind::registers::{Registers, capture};
use core::mem::MaybeUninit;
use core::sync::atomic::Ordering;

/// Where the current thread's part of the stack begins: its registers, then the frames of those who
/// asked for the collection. The collector's own frames lie below and are not looked at.
pub struct Top(MaybeUninit<Registers>);

impl Top {
    pub const EMPTY: Top = Top(MaybeUninit::zeroed());

    /// Takes the registers. The value must stay where it is until the collection ends.
    #[inline(always)]
    pub fn capture(&mut self) {
        // SAFETY: all-zero registers are valid.
        unsafe { capture(self.0.assume_init_mut()) }
    }
}

/// Clears the stack below the caller's frame: what calls left there would look like references
/// when later frames cover it without writing all of it.
#[inline(never)]
pub fn clear_dead_stack<const WORDS: usize>() {
    let mut space = MaybeUninit::<[usize; WORDS]>::uninit();
    let start = space.as_mut_ptr().cast::<usize>();
    for i in 0..WORDS {
        // SAFETY: within the array.
        unsafe { start.add(i).write_volatile(0) }
    }
}

/// Marks from everything but handles.
///
/// # Safety
/// The world must be stopped.
#[inline(never)]
pub unsafe fn mark(marker: &mut Marker, top: &Top) {
    let me = core::ptr::from_ref(threads::current());
    // SAFETY: the world is stopped; stacks of stopped threads are theirs from the recorded place
    // upwards; the other ranges are parts of the image.
    unsafe {
        let here = core::ptr::from_ref(top) as usize;
        threads::for_each(|thread| {
            let low = if core::ptr::eq(thread, me) {
                here
            } else {
                thread.stopped_at.load(Ordering::Acquire)
            };
            marker.mark_range(low, thread.stack_high);
            let (start, end) = os::locals(thread.thread_pointer);
            let mut at = start;
            while at < end {
                if !thread.heap.covers(at) {
                    marker.mark_range(at, at + size_of::<usize>());
                }
                at += size_of::<usize>();
            }
        });
        marker.mark_range(
            program::roots_start() as usize,
            program::roots_end() as usize,
        );
    }
}
