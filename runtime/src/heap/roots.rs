//! Where references to live objects may lie outside the heap: stacks and registers, thread-locals,
//! statics, handles. Mutable frozen objects are recorded by the write barrier, by object or by card.

use super::mark::Marker;
use crate::platform::thread as os;
use crate::program;
use crate::threads;
use crate::unwind::registers::{Registers, capture};
use core::mem::MaybeUninit;
use core::sync::atomic::Ordering;

/// Marks from everything but handles. `frame` is where the current thread's stack starts to matter.
///
/// # Safety
/// The world must be stopped.
pub unsafe fn mark(marker: &mut Marker) {
    let mut registers = MaybeUninit::<Registers>::zeroed();
    let me = core::ptr::from_ref(threads::current());
    // SAFETY: the world is stopped; stacks of stopped threads are theirs from the recorded place
    // upwards; the other ranges are parts of the image.
    unsafe {
        capture(registers.assume_init_mut());
        let here = registers.as_ptr() as usize;
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
