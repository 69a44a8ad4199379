//! What is printed when nothing handles an exception.

use super::boundary;
use crate::object::{Ref, StringObject};
use crate::platform::{process, thread};
use crate::{program, text, threads};
use core::sync::atomic::{AtomicUsize, Ordering};

/// The thread that reports or has reported, 0 if none has.
static REPORTER: AtomicUsize = AtomicUsize::new(0);

/// The reporter is at it.
#[thread_local]
static mut REPORTING: bool = false;

/// Raises the event of an unhandled exception and prints .NET's report, once: an exception that a
/// cleanup throws on the way out replaces this one in silence.
pub fn unhandled(exception: Ref) {
    let me = threads::current() as *const threads::Thread as usize;
    match REPORTER.compare_exchange(0, me, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => {}
        Err(reporter) if reporter == me => {
            // SAFETY: thread-local.
            if unsafe { REPORTING } {
                // The text comes from managed code, which may throw in turn.
                process::write_stderr(
                    b"Unhandled exception in the report of an unhandled exception.\n",
                );
                process::abort();
            }
            return;
        }
        // The first one ends the process.
        Err(_) => thread::sleep_for_ever(),
    }
    // SAFETY: thread-local; the program's entry takes an exception.
    unsafe {
        REPORTING = true;
        let event = program::unhandled_callback();
        if !event.is_null() {
            boundary::call_at_bottom(event, exception);
        }
    }
    process::write_stderr(b"Unhandled exception. ");
    write_exception(exception);
    // SAFETY: thread-local.
    unsafe { REPORTING = false }
}

/// Writes an exception's text and a newline to standard error.
pub fn write_exception(exception: Ref) {
    let entry = program::kiln_program_exception_text as *const core::ffi::c_void;
    // SAFETY: the program's entry takes an exception and returns a string or null.
    unsafe {
        let string = boundary::call_at_bottom(entry, exception) as *const StringObject;
        if !string.is_null() {
            text::encode_utf8(StringObject::chars(string), process::write_stderr);
        }
    }
    process::write_stderr(b"\n");
}
