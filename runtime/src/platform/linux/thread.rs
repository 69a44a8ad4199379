//! Starting threads, their stacks and identity.

use super::signals;
use super::stack::Stack;
use crate::sync::mutex::Mutex;
use core::ffi::c_void;
use core::mem::MaybeUninit;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Stack of threads that ask for none in particular: virtual, touched on demand.
const DEFAULT_STACK: usize = 8 << 20;
/// Least stack that runs managed code.
const LEAST_STACK: usize = 128 << 10;

/// No other thread than the current one can run managed code, now or at any time before it starts one.
static ALONE: AtomicBool = AtomicBool::new(false);

/// Is the current thread the only one, so that nobody can see it halfway through a change? The
/// collector can, which stops threads anywhere.
#[inline(always)]
pub fn is_alone() -> bool {
    ALONE.load(Ordering::Relaxed)
}

/// The process begins, and native code cannot call into it from threads of its own.
pub fn begin_alone() {
    ALONE.store(true, Ordering::Relaxed);
}

/// What a started thread runs: its argument, and the bounds of its stack.
pub type Entry = fn(*mut c_void, (usize, usize));

/// Starts a thread; false when the system refuses.
#[optimize(size)]
#[inline(never)]
pub fn start(entry: Entry, arg: *mut c_void, stack: usize) -> bool {
    ALONE.store(false, Ordering::Relaxed);
    let size = if stack == 0 {
        DEFAULT_STACK
    } else {
        stack.max(LEAST_STACK)
    };
    let stack = Stack::take((size + 0xFFFF) & !0xFFFF);
    if stack.is_null() {
        return false;
    }
    let mut attr = MaybeUninit::<libc::pthread_attr_t>::uninit();
    let mut handle = MaybeUninit::<libc::pthread_t>::uninit();
    // SAFETY: the attribute object is initialised before use; the stack is the new thread's.
    unsafe {
        (*stack).runs = Some((entry, arg));
        libc::pthread_attr_init(attr.as_mut_ptr());
        libc::pthread_attr_setdetachstate(attr.as_mut_ptr(), libc::PTHREAD_CREATE_DETACHED);
        libc::pthread_attr_setstack(attr.as_mut_ptr(), (*stack).low().cast(), (*stack).size());
        let r = libc::pthread_create(handle.as_mut_ptr(), attr.as_ptr(), run, stack.cast());
        libc::pthread_attr_destroy(attr.as_mut_ptr());
        if r != 0 {
            Stack::unmap(stack);
        }
        r == 0
    }
}

#[optimize(size)]
extern "C" fn run(stack: *mut c_void) -> *mut c_void {
    let stack = stack.cast::<Stack>();
    // SAFETY: `start` passed the stack that this thread runs on.
    unsafe {
        signals::use_stack((*stack).alternate());
        if let Some((entry, arg)) = (*stack).runs {
            entry(arg, ((*stack).low() as usize, &raw const stack as usize));
        }
        Stack::leave(stack);
    }
    null_mut()
}

/// The system's number of the current thread.
pub fn id() -> u32 {
    // SAFETY: no precondition.
    unsafe { libc::syscall(libc::SYS_gettid) as u32 }
}

/// Does this process have the thread of this number, be it about to end?
pub fn exists(thread: u32) -> bool {
    signal(thread, 0)
}

/// Lets other threads run; false if none was ready cannot be told on Linux.
pub fn yield_now() -> bool {
    // SAFETY: no precondition.
    unsafe { libc::sched_yield() == 0 }
}

/// Names the current thread for debuggers (at most 15 bytes count).
pub fn set_name(name: &core::ffi::CStr) {
    // SAFETY: a C string.
    unsafe { libc::prctl(libc::PR_SET_NAME, name.as_ptr()) };
}

/// Bounds of the stack of a thread that native code started: lowest address that may be used, and end.
pub fn stack_bounds() -> (usize, usize) {
    let mut attr = MaybeUninit::<libc::pthread_attr_t>::uninit();
    let mut low = null_mut();
    let mut size = 0;
    // SAFETY: the C library fills the attribute object of the calling thread.
    unsafe {
        if libc::pthread_getattr_np(libc::pthread_self(), attr.as_mut_ptr()) != 0 {
            return (0, 0);
        }
        libc::pthread_attr_getstack(attr.as_ptr(), &mut low, &mut size);
        libc::pthread_attr_destroy(attr.as_mut_ptr());
    }
    (low as usize, low as usize + size)
}

/// Lets `function` run when the current thread ends, with an argument; one function for the whole
/// process. False when out of memory.
#[optimize(size)]
pub fn at_end(function: unsafe extern "C" fn(*mut c_void), argument: *mut c_void) -> bool {
    static LOCK: Mutex = Mutex::new();
    /// The system's key for it, and one more.
    static KEY: AtomicU32 = AtomicU32::new(0);
    let _guard = LOCK.lock();
    let mut key = KEY.load(Ordering::Relaxed).wrapping_sub(1);
    // SAFETY: the function takes what is stored under the key, once.
    unsafe {
        if key == u32::MAX {
            if libc::pthread_key_create(&mut key, Some(function)) != 0 {
                return false;
            }
            KEY.store(key + 1, Ordering::Relaxed);
        }
        libc::pthread_setspecific(key, argument) == 0
    }
}

/// Lowest address that the main thread's stack may grow to.
pub fn main_stack_low(inside: usize) -> usize {
    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: `limit` is a valid place for the result.
    let ok = unsafe { libc::getrlimit(libc::RLIMIT_STACK, &mut limit) } == 0;
    let size = if ok && limit.rlim_cur != libc::RLIM_INFINITY {
        limit.rlim_cur as usize
    } else {
        DEFAULT_STACK
    };
    inside.saturating_sub(size)
}

/// Does nothing more than answer signals.
pub fn sleep_for_ever() -> ! {
    loop {
        // SAFETY: no precondition.
        unsafe { libc::pause() };
    }
}

/// A hint that the processor is in a spin loop.
#[inline(always)]
pub fn pause() {
    core::hint::spin_loop();
}

/// The thread pointer, near which thread-locals lie.
#[inline]
pub fn pointer() -> usize {
    let p: usize;
    // SAFETY: reads a register, or the word that points to itself.
    unsafe {
        #[cfg(target_arch = "x86_64")]
        core::arch::asm!("mov {}, fs:[0]", out(reg) p, options(nostack, preserves_flags, readonly));
        #[cfg(target_arch = "aarch64")]
        core::arch::asm!("mrs {}, tpidr_el0", out(reg) p, options(nostack, preserves_flags, nomem));
    }
    p
}

/// The thread-locals of the thread with this thread pointer, as (start, end).
pub fn locals(pointer: usize) -> (usize, usize) {
    let Some((size, align)) = super::image::thread_locals() else {
        return (pointer, pointer);
    };
    if cfg!(target_arch = "x86_64") {
        (pointer - size.next_multiple_of(align), pointer)
    } else {
        // Two words of the system's come first.
        let start = pointer + 16usize.next_multiple_of(align);
        (start, start + size)
    }
}

/// Sends a signal to a thread of this process; false if there is no such thread.
pub fn signal(thread: u32, signal: i32) -> bool {
    // SAFETY: no memory is involved.
    unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), thread, signal) == 0 }
}
