//! Stopping the world: the collecting thread signals the others, whose handlers park until it is
//! done. No polls in generated code, no transitions at calls of native code.

use crate::platform::{futex, process, signals, thread as os};
use crate::threads;
use core::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};

/// 1 while threads are to stay stopped.
static STOPPING: AtomicU32 = AtomicU32::new(0);
/// Threads that have yet to stop.
static AWAITED: AtomicU32 = AtomicU32::new(0);
static PREPARED: AtomicBool = AtomicBool::new(false);
/// Number of the thread that stopped the world; 0 while it runs.
static COLLECTOR: AtomicU32 = AtomicU32::new(0);

/// Is the current thread the one for which the world stands still?
pub fn is_collector() -> bool {
    let collector = COLLECTOR.load(Ordering::Relaxed);
    collector != 0 && collector == threads::known_number()
}

/// Installs the handler; called before a second thread is known.
pub fn prepare() {
    if !PREPARED.swap(true, Ordering::AcqRel) {
        signals::install_stop(on_stop);
    }
}

/// Stops all threads but the current one. The list of threads must be locked and stay so.
///
/// # Safety
/// No lock that a stopped thread may hold can be taken until [`resume`].
pub unsafe fn stop() {
    let me = core::ptr::from_ref(threads::current());
    COLLECTOR.store(threads::current_number(), Ordering::Relaxed);
    let mut count = 0;
    // SAFETY: the list is locked.
    unsafe {
        threads::for_each(|t| count += u32::from(!core::ptr::eq(t, me)));
        if count == 0 {
            return;
        }
        AWAITED.store(count, Ordering::Relaxed);
        STOPPING.store(1, Ordering::Release);
        threads::for_each(|t| {
            if !core::ptr::eq(t, me) {
                os::signal(t.os_id.load(Ordering::Relaxed), signals::STOP);
            }
        });
    }
    loop {
        let left = AWAITED.load(Ordering::Acquire);
        if left == 0 {
            return;
        }
        futex::wait(&AWAITED, left, None);
    }
}

/// Lets the stopped threads go on.
pub fn resume() {
    COLLECTOR.store(0, Ordering::Relaxed);
    if STOPPING.swap(0, Ordering::Release) != 0 {
        futex::wake(&STOPPING, i32::MAX);
        // All must have left before the next stop.
        while AWAY.load(Ordering::Acquire) != 0 {
            os::yield_now();
        }
    }
}

/// Threads inside the handler.
static AWAY: AtomicUsize = AtomicUsize::new(0);

extern "C" fn on_stop(_signal: i32) {
    if STOPPING.load(Ordering::Acquire) == 0 {
        return;
    }
    let errno = process::errno();
    AWAY.fetch_add(1, Ordering::AcqRel);
    // The interrupted registers lie above, in the frame that the system made for the handler.
    let here = 0usize;
    let thread = threads::current();
    thread
        .stopped_at
        .store(&raw const here as usize, Ordering::Release);
    if AWAITED.fetch_sub(1, Ordering::AcqRel) == 1 {
        futex::wake(&AWAITED, 1);
    }
    while STOPPING.load(Ordering::Acquire) != 0 {
        futex::wait(&STOPPING, 1, None);
    }
    AWAY.fetch_sub(1, Ordering::AcqRel);
    process::set_errno(errno);
}
