//! Start and end of managed threads.

use super::{Thread, state};
use crate::heap::{alloc, handles};
use crate::layout::{self, field};
use crate::object::Ref;
use crate::platform::{futex, thread as os};
use crate::program;
use core::ffi::{CStr, c_void};
use core::ptr::null_mut;
use core::sync::atomic::Ordering;

/// Attaches a native thread structure to an unstarted managed thread; false when out of memory.
///
/// # Safety
/// `object` must be a live `System.Threading.Thread`.
pub unsafe fn initialize(object: Ref) -> bool {
    let thread = super::allocate();
    if thread.is_null() {
        return false;
    }
    // SAFETY: both are valid, and the structure is ours until the object refers to it.
    unsafe {
        (*thread).state.store(state::UNSTARTED, Ordering::Relaxed);
        let handle = handles::allocate(object, null_mut(), handles::HandleKind::Weak);
        (*thread).object.store(handle, Ordering::Relaxed);
        field::<*mut Thread>(object, layout::THREAD_NATIVE).write(thread);
        field::<u32>(object, layout::THREAD_MANAGED_ID).write((*thread).number);
        field::<u32>(object, layout::THREAD_PRIORITY).write(2);
    }
    true
}

/// Starts the thread that [`initialize`] prepared; false when the system refuses.
///
/// # Safety
/// `thread` must be valid and unstarted, its object alive.
pub unsafe fn start(thread: *mut Thread, stack_size: usize) -> bool {
    // SAFETY: as stated.
    unsafe {
        // The object must stay alive while the thread runs.
        let weak = (*thread).object.load(Ordering::Acquire);
        let object = if weak.is_null() {
            null_mut()
        } else {
            (*weak).target.load(Ordering::Acquire)
        };
        let strong = handles::allocate(object, null_mut(), handles::HandleKind::Normal);
        if strong.is_null() {
            return false;
        }
        (*thread).object.store(strong, Ordering::Release);
        if !weak.is_null() {
            handles::free(weak);
        }
        (*thread).retain();
        (*thread)
            .state
            .fetch_and(!state::UNSTARTED, Ordering::AcqRel);
        let foreground = !(*thread).is_background();
        if foreground {
            super::foreground_started();
        }
        if os::start(thread_main, thread.cast(), stack_size) {
            return true;
        }
        (*thread).state.fetch_or(state::UNSTARTED, Ordering::AcqRel);
        if foreground {
            super::foreground_ended();
        }
        Thread::release(thread);
        false
    }
}

fn thread_main(argument: *mut c_void, stack: (usize, usize)) {
    let thread = argument.cast::<Thread>();
    // SAFETY: `start` passed a structure with a reference that is now ours.
    unsafe {
        ((*thread).stack_low, (*thread).stack_high) = stack;
        super::attach(thread);
        if let Ok(name) = CStr::from_bytes_until_nul(&(*thread).name)
            && !name.is_empty()
        {
            os::set_name(name);
        }
        let handle = (*thread).object.load(Ordering::Acquire);
        let object = (*handle).target.load(Ordering::Acquire);
        let callback = program::thread_start_callback();
        if !callback.is_null() {
            crate::unwind::boundary::call_at_bottom(callback, object);
        }
        end(thread);
    }
}

/// What happens when a managed thread has run to its end.
unsafe fn end(thread: *mut Thread) {
    // SAFETY: the current thread's own structure.
    unsafe {
        // A thread that native code started has one if somebody asked for it.
        if let Some(handle) = (*thread).object.load(Ordering::Acquire).as_ref() {
            let object = handle.target.load(Ordering::Acquire);
            field::<u8>(object, layout::THREAD_IS_DEAD).write(1);
            // From now on only others keep the object alive.
            let weak = handles::HandleKind::Weak as u32;
            handle.kind.store(weak, Ordering::Release);
        }
        alloc::retire();
        crate::unwind::in_flight::release();
        crate::sync::waitable::abandon((*thread).number);
        let before = (*thread).state.swap(state::STOPPED, Ordering::AcqRel);
        super::detach(thread);
        (*thread).ended.store(1, Ordering::Release);
        futex::wake(&(*thread).ended, i32::MAX);
        if before & state::BACKGROUND == 0 {
            super::foreground_ended();
        }
        Thread::release(thread);
    }
}

/// A thread that native code started, and that the runtime came to know, ends.
///
/// # Safety
/// `thread` must be the current thread's own structure.
#[optimize(size)]
pub unsafe extern "C" fn end_foreign(thread: *mut c_void) {
    // SAFETY: as stated.
    unsafe { end(thread.cast()) };
}

/// How a join ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    Ended,
    TimedOut,
    Interrupted,
}

/// Waits until a thread has ended.
///
/// # Safety
/// `thread` must be valid.
pub unsafe fn join(thread: *mut Thread, ms: i32) -> Joined {
    use core::sync::atomic::AtomicU32;
    let me = super::current();
    // SAFETY: the caller keeps the managed object, and so the structure, alive.
    let target = unsafe { &*thread };
    let deadline = crate::platform::clock::deadline_after_ms(ms);
    // An interruption wakes a word of our own; the thread's end wakes its word. Waiting in slices
    // on the latter would be late, so the interrupter is told the former and both are looked at.
    let word: &AtomicU32 = &target.ended;
    loop {
        if word.load(Ordering::Acquire) == 1 {
            return Joined::Ended;
        }
        if me.take_interrupt() {
            return Joined::Interrupted;
        }
        let slice = crate::platform::clock::monotonic_ns() + 50_000_000;
        let until = deadline.map_or(slice, |d| d.min(slice));
        let waiting = me.begin_wait_for_join();
        let woken = futex::wait(word, 0, Some(until));
        drop(waiting);
        if !woken && deadline.is_some_and(|d| d <= crate::platform::clock::monotonic_ns()) {
            return if word.load(Ordering::Acquire) == 1 {
                Joined::Ended
            } else {
                Joined::TimedOut
            };
        }
    }
}

impl Thread {
    /// Marks the thread as blocked in a join, where interruptions are polled.
    fn begin_wait_for_join(&self) -> super::Waiting<'_> {
        self.state
            .fetch_or(state::WAIT_SLEEP_JOIN, Ordering::Relaxed);
        super::Waiting(self)
    }
}
