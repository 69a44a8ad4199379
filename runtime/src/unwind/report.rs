//! What is printed when nothing handles an exception.

use super::boundary;
use crate::object::{Ref, StringObject};
use crate::platform::process;
use crate::{program, text};
use core::sync::atomic::{AtomicBool, Ordering};

/// Prints .NET's report of an unhandled exception and aborts.
pub fn unhandled(exception: Ref) -> ! {
    static REPORTING: AtomicBool = AtomicBool::new(false);
    // The text comes from managed code, which may throw in turn.
    if REPORTING.swap(true, Ordering::AcqRel) {
        process::write_stderr(b"Unhandled exception in the report of an unhandled exception.\n");
        process::abort();
    }
    process::write_stderr(b"Unhandled exception. ");
    write_exception(exception);
    process::abort()
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
