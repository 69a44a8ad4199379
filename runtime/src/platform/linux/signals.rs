//! Signals the runtime handles itself: SIGPIPE is ignored as .NET does, SIGSEGV and SIGBUS become
//! .NET's exceptions and messages for null references, stack overflow and memory faults.

use super::context::Context;
use super::process;
use super::stack::ALTERNATE;
use crate::threads;
use crate::unwind::fault;
use core::ffi::{c_int, c_void};
use core::mem::MaybeUninit;
use core::ptr::null_mut;

/// How far below the stack pointer a fault still counts as an overflow of the stack.
const PROBE: usize = 2 << 20;

/// The stack that fault handlers of the main thread run on.
#[repr(align(16))]
struct MainStack(#[allow(dead_code)] [u8; ALTERNATE]);
static mut MAIN_STACK: MainStack = MainStack([0; ALTERNATE]);

/// Makes fault handlers of the current thread run on the `ALTERNATE` bytes from `p`.
///
/// # Safety
/// They must be nobody else's for as long as the thread lives.
pub unsafe fn use_stack(p: *mut u8) {
    let stack = libc::stack_t {
        ss_sp: p.cast(),
        ss_flags: 0,
        ss_size: ALTERNATE,
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
