//! Signals the runtime handles itself: SIGPIPE is ignored as .NET does, SIGSEGV and SIGBUS become
//! .NET's exceptions and messages for null references, stack overflow and memory faults.

use super::context::Context;
use super::{memory, process};
use crate::threads;
use crate::unwind::fault;
use core::ffi::{c_int, c_void};
use core::mem::MaybeUninit;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};

/// Room for the handlers: they only write a message.
const ALTERNATE_SIZE: usize = 32 << 10;
/// How far below the stack pointer a fault still counts as an overflow of the stack.
const PROBE: usize = 2 << 20;

/// The stack that fault handlers of the main thread run on.
#[repr(align(16))]
struct MainStack(#[allow(dead_code)] [u8; ALTERNATE_SIZE]);
static mut MAIN_STACK: MainStack = MainStack([0; ALTERNATE_SIZE]);

/// An alternate signal stack of a started thread; removed when dropped.
pub struct AlternateStack(*mut u8);

/// Stacks of threads that have ended, for those that start.
static SPARE: [AtomicPtr<u8>; 2] = [const { AtomicPtr::new(null_mut()) }; 2];

impl AlternateStack {
    /// Gives the current thread a stack for fault handlers.
    #[optimize(size)]
    pub fn install() -> AlternateStack {
        let spare = SPARE
            .iter()
            .map(|place| place.swap(null_mut(), Ordering::Acquire))
            .find(|p| !p.is_null());
        let p = spare.unwrap_or_else(|| memory::map(ALTERNATE_SIZE));
        if !p.is_null() {
            // SAFETY: fresh memory that stays until the value is dropped.
            unsafe { use_stack(p) };
        }
        AlternateStack(p)
    }
}

impl Drop for AlternateStack {
    #[optimize(size)]
    fn drop(&mut self) {
        if self.0.is_null() {
            return;
        }
        let off = libc::stack_t {
            ss_sp: null_mut(),
            ss_flags: libc::SS_DISABLE,
            ss_size: 0,
        };
        // SAFETY: the stack is taken out of use before somebody else gets it or it is unmapped.
        unsafe {
            libc::sigaltstack(&off, null_mut());
            let is_kept = SPARE.iter().any(|place| {
                place
                    .compare_exchange(null_mut(), self.0, Ordering::Release, Ordering::Relaxed)
                    .is_ok()
            });
            if !is_kept {
                memory::unmap(self.0, ALTERNATE_SIZE);
            }
        }
    }
}

unsafe fn use_stack(p: *mut u8) {
    let stack = libc::stack_t {
        ss_sp: p.cast(),
        ss_flags: 0,
        ss_size: ALTERNATE_SIZE,
    };
    // SAFETY: the caller passes memory that stays valid.
    unsafe { libc::sigaltstack(&stack, null_mut()) };
}

/// Installs the handlers; called once by the main thread.
pub fn install() {
    // SAFETY: the handlers only use async-signal-safe calls.
    unsafe {
        libc::signal(libc::SIGPIPE, libc::SIG_IGN);
        use_stack((&raw mut MAIN_STACK).cast());
        let mut action = MaybeUninit::<libc::sigaction>::zeroed().assume_init();
        action.sa_sigaction = on_fault as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | libc::SA_RESTART;
        libc::sigaction(libc::SIGSEGV, &action, null_mut());
        libc::sigaction(libc::SIGBUS, &action, null_mut());
    }
}

#[optimize(size)]
extern "C" fn on_fault(signal: c_int, info: *mut libc::siginfo_t, context: *mut c_void) {
    // SAFETY: the system passes valid structures.
    let (address, mut context) = unsafe { ((*info).si_addr() as usize, Context::new(context)) };
    let sp = context.sp();
    let low = threads::current().stack_low;
    let near_sp = address < sp.saturating_add(PROBE) && address.saturating_add(PROBE) > sp;
    if near_sp && address < low.saturating_add(PROBE) {
        process::write_stderr(b"Stack overflow.\n");
        process::abort();
    }
    match fault::take(&mut context, address) {
        fault::Outcome::Raises => {}
        fault::Outcome::AccessViolation => fault::access_violation(),
        // The access is repeated and ends the process.
        // SAFETY: restoring the system's own handling.
        fault::Outcome::Foreign => unsafe {
            libc::signal(signal, libc::SIG_DFL);
        },
    }
}

/// The signal that stops a thread for the collector.
pub const STOP: c_int = 37;

/// Installs the handler of [`STOP`]. It runs on the interrupted stack, whose registers it saves.
pub fn install_stop(handler: extern "C" fn(c_int)) {
    // SAFETY: the handler only uses async-signal-safe calls.
    unsafe {
        let mut action = MaybeUninit::<libc::sigaction>::zeroed().assume_init();
        action.sa_sigaction = handler as *const () as usize;
        action.sa_flags = libc::SA_RESTART;
        libc::sigfillset(&mut action.sa_mask);
        libc::sigaction(STOP, &action, null_mut());
    }
}
