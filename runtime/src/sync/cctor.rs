//! Guards of static constructors: run once, by one thread; a thread that would have to wait for
//! itself through others goes on instead, as .NET does.

use super::mutex::Mutex;
use crate::heap::handles;
use crate::object::Ref;
use crate::platform::futex;
use crate::threads;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

const NOT_RUN: u32 = 0;
const RUNNING: u32 = 1;
const DONE: u32 = 2;
const FAILED: u32 = 3;

/// State of one static constructor, as the compiler lays it out.
#[repr(C)]
pub struct Context {
    state: AtomicU32,
    owner: AtomicU32,
    exception: AtomicPtr<crate::object::Object>,
}

/// A thread that waits for a constructor, for the search for cycles.
struct Blocked {
    thread: u32,
    context: *const Context,
    next: *mut Blocked,
}

static LOCK: Mutex = Mutex::new();
static mut BLOCKED: *mut Blocked = null_mut();
/// Bumped whenever a constructor ends.
static ENDED: AtomicU32 = AtomicU32::new(0);
static WAITING: AtomicU32 = AtomicU32::new(0);

const ALREADY: u32 = 0;
const RUN: u32 = 1;
const THROW: u32 = 2;

/// 1: the caller must run the constructor. 0: it has run, or this thread is running it (or must
/// not wait, to break a cycle). 2: it failed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_cctor_enter(context: &Context) -> u32 {
    if context.state.load(Ordering::Acquire) == DONE {
        return ALREADY;
    }
    enter_slow(context)
}

#[cold]
#[inline(never)]
fn enter_slow(context: &Context) -> u32 {
    let me = threads::current_number();
    loop {
        let ended = ENDED.load(Ordering::Acquire);
        let guard = LOCK.lock();
        match context.state.load(Ordering::Acquire) {
            NOT_RUN => {
                context.owner.store(me, Ordering::Relaxed);
                context.state.store(RUNNING, Ordering::Release);
                return RUN;
            }
            DONE => return ALREADY,
            FAILED => return THROW,
            _ => {}
        }
        let owner = context.owner.load(Ordering::Relaxed);
        // SAFETY: the list is guarded by the lock.
        if owner == me || unsafe { waits_for(owner, me) } {
            return ALREADY;
        }
        let mut blocked = Blocked {
            thread: me,
            context,
            next: null_mut(),
        };
        // SAFETY: the record is unlinked below before it goes out of scope.
        unsafe {
            blocked.next = BLOCKED;
            BLOCKED = &raw mut blocked;
        }
        WAITING.fetch_add(1, Ordering::SeqCst);
        drop(guard);
        futex::wait(&ENDED, ended, None);
        let _guard = LOCK.lock();
        WAITING.fetch_sub(1, Ordering::SeqCst);
        // SAFETY: as above.
        unsafe {
            let mut link = &raw mut BLOCKED;
            while *link != &raw mut blocked {
                link = &raw mut (**link).next;
            }
            *link = blocked.next;
        }
    }
}

/// Does `thread` wait, directly or through others, for a constructor that `me` runs?
unsafe fn waits_for(mut thread: u32, me: u32) -> bool {
    // SAFETY: the caller holds the lock; records are valid while linked.
    unsafe {
        'next: loop {
            let mut at = BLOCKED;
            while !at.is_null() {
                if (*at).thread == thread {
                    thread = (*(*at).context).owner.load(Ordering::Relaxed);
                    if thread == me {
                        return true;
                    }
                    continue 'next;
                }
                at = (*at).next;
            }
            return false;
        }
    }
}

/// The constructor has run to its end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_cctor_exit(context: &Context) {
    end(context, DONE);
}

/// The constructor threw: `exception` is what every later use of the class throws.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_cctor_fail(context: &Context, exception: Ref) {
    // The context is no place that the collector looks at: a handle keeps the exception alive.
    handles::allocate(exception, null_mut(), handles::HandleKind::Normal);
    context.exception.store(exception, Ordering::Release);
    end(context, FAILED);
}

/// What a constructor that failed before left behind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_cctor_exception(context: &Context) -> Ref {
    context.exception.load(Ordering::Acquire)
}

fn end(context: &Context, state: u32) {
    context.owner.store(0, Ordering::Relaxed);
    context.state.store(state, Ordering::SeqCst);
    ENDED.fetch_add(1, Ordering::SeqCst);
    if WAITING.load(Ordering::SeqCst) != 0 {
        futex::wake(&ENDED, i32::MAX);
    }
}

crate::manifest_line!(helper, "kiln_cctor_enter", "kiln_cctor_enter", "-");
crate::manifest_line!(helper, "kiln_cctor_exit", "kiln_cctor_exit", "-");
crate::manifest_line!(helper, "kiln_cctor_fail", "kiln_cctor_fail", "-");
crate::manifest_line!(helper, "kiln_cctor_exception", "kiln_cctor_exception", "-");
