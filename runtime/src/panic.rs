//! A panic in the runtime is a bug in the runtime: it says so and aborts.

use crate::platform::process;

/// Reports a violated invariant and aborts.
#[cold]
pub fn fatal(message: &str) -> ! {
    process::write_stderr(b"Fatal error. Internal error in the Kiln runtime: ");
    process::write_stderr(message.as_bytes());
    process::write_stderr(b"\n");
    process::abort()
}

/// Ends the process when not even an exception can be made.
#[cold]
pub fn out_of_memory() -> ! {
    process::write_stderr(b"Out of memory.\n");
    process::abort()
}

#[cfg(not(test))]
#[panic_handler]
fn on_panic(info: &core::panic::PanicInfo) -> ! {
    // The message is not formatted, which would link the formatting machinery into every program.
    match info.location() {
        Some(place) => fatal(place.file()),
        None => fatal("panic"),
    }
}

/// The precompiled `core` refers to this symbol; with panic=abort nothing calls it.
#[cfg(not(test))]
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() -> ! {
    process::abort()
}
