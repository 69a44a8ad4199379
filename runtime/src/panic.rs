//! A panic in the runtime is a bug in the runtime: it says so and aborts.

use crate::platform::process;
#[cfg(not(test))]
use crate::text::Number;

/// What every report starts with. The tests take a program that writes it for one that failed.
const START: &[u8] = b"Fatal error. Internal error in the Kiln runtime: ";

/// Reports a violated invariant and aborts.
#[cold]
pub fn fatal(message: &str) -> ! {
    process::write_stderr(START);
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

/// Reports what went wrong and where, and aborts.
#[cfg(not(test))]
#[cold]
#[optimize(size)]
#[panic_handler]
fn on_panic(info: &core::panic::PanicInfo) -> ! {
    process::write_stderr(START);
    // A text with values in it is left out: to format it would link the formatting machinery into every program.
    process::write_stderr(info.message().as_str().unwrap_or("panic").as_bytes());
    if let Some(place) = info.location() {
        process::write_stderr(b" at ");
        process::write_stderr(place.file().as_bytes());
        process::write_stderr(b":");
        process::write_stderr(Number::decimal(place.line() as usize).as_bytes());
    }
    process::write_stderr(b"\n");
    process::abort()
}

/// The precompiled `core` refers to this symbol; with panic=abort nothing calls it.
#[cfg(not(test))]
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() -> ! {
    process::abort()
}
