//! Process start and end: what lies between the C library's start code and `Main`.

use crate::platform::process;
use crate::{native, unwind};
use core::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, Ordering};

static EXIT_CODE: AtomicI32 = AtomicI32::new(0);
static PROCESSORS: AtomicU32 = AtomicU32::new(0);

/// `Environment.ExitCode`.
pub fn exit_code() -> i32 {
    EXIT_CODE.load(Ordering::Relaxed)
}

/// Sets `Environment.ExitCode`.
pub fn set_exit_code(code: i32) {
    EXIT_CODE.store(code, Ordering::Relaxed);
}

/// `Environment.ProcessorCount`: processors of the process, or what `DOTNET_PROCESSOR_COUNT` says.
pub fn processor_count() -> u32 {
    let known = PROCESSORS.load(Ordering::Relaxed);
    if known != 0 {
        return known;
    }
    let configured = process::environment_variable(c"DOTNET_PROCESSOR_COUNT")
        .and_then(parse_number)
        .filter(|n| (1..=0xFFFF).contains(n));
    let count = configured.unwrap_or(process::processor_count() as u32);
    PROCESSORS.store(count, Ordering::Relaxed);
    count
}

/// A decimal number (also hexadecimal with 0x), as .NET's settings are written.
pub fn parse_number(text: &[u8]) -> Option<u32> {
    let (digits, base) = match text.strip_prefix(b"0x") {
        Some(rest) => (rest, 16),
        None => (text, 10),
    };
    let mut value = 0u32;
    for d in digits {
        value = value
            .checked_mul(base)?
            .checked_add((*d as char).to_digit(base)?)?;
    }
    (!digits.is_empty()).then_some(value)
}

/// Called by the C library's start code.
#[cfg(not(test))]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn main(argc: i32, argv: *mut *const core::ffi::c_char) -> i32 {
    use crate::{platform::signals, threads};
    process::set_arguments(argc, argv);
    threads::attach_main(argv as usize);
    if crate::program::calls_native().is_null() {
        crate::platform::thread::begin_alone();
    }
    signals::install();
    // SAFETY: the program's entry takes no arguments; the call marks the bottom of managed stacks.
    let code = unsafe { unwind::boundary::run_main() };
    if code != 0 || main_returns_value() {
        set_exit_code(code);
    }
    threads::wait_for_foreground();
    end()
}

#[cfg(not(test))]
fn main_returns_value() -> bool {
    let flag = crate::program::main_returns_value().cast::<u32>();
    // SAFETY: null or the program's constant.
    !flag.is_null() && unsafe { *flag } != 0
}

/// What is left to do when the process ends in an orderly way.
fn end() -> ! {
    static RAISED: AtomicBool = AtomicBool::new(false);
    let callback = crate::program::process_exit_callback();
    if !callback.is_null() && !RAISED.swap(true, Ordering::Relaxed) {
        // SAFETY: the program's entry takes a reference that it ignores.
        unsafe { unwind::boundary::call_at_bottom(callback, core::ptr::null_mut()) };
    }
    native::terminal::restore();
    process::exit(exit_code())
}

/// `Environment.Exit`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_exit(code: i32) -> ! {
    set_exit_code(code);
    end()
}

crate::manifest_line!(helper, "kiln_exit", "kiln_exit", "noreturn");
