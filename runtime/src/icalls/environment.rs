//! Environment: exit code, threads, environment variables, arguments.

use crate::object::{ArrayObject, Ref};
use crate::platform::{process, thread as os};
use crate::sync::mutex::Mutex;
use crate::{entries, heap, startup, text, threads};
use core::ffi::CStr;
use core::ptr::null_mut;

const ERROR_ENVVAR_NOT_FOUND: i32 = 203;
const ERROR_INVALID_PARAMETER: i32 = 87;
const ERROR_NOT_ENOUGH_MEMORY: i32 = 8;

/// Held while the process's environment is read or changed.
static ENVIRONMENT: Mutex = Mutex::new();

/// A C string made from UTF-16, freed with it.
struct Narrow(*mut u8);

impl Narrow {
    /// None when out of memory.
    fn new(wide: &[u16]) -> Option<Narrow> {
        let mut length = 0;
        text::encode_utf8(wide, |part| length += part.len());
        // SAFETY: one byte more than the text, for the NUL.
        unsafe {
            let start = libc::calloc(length + 1, 1).cast::<u8>();
            if start.is_null() {
                return None;
            }
            let mut at = start;
            text::encode_utf8(wide, |part| {
                at.copy_from_nonoverlapping(part.as_ptr(), part.len());
                at = at.add(part.len());
            });
            Some(Narrow(start))
        }
    }

    fn as_c_str(&self) -> &CStr {
        // SAFETY: made with a NUL at its end.
        unsafe { CStr::from_ptr(self.0.cast()) }
    }
}

impl Drop for Narrow {
    fn drop(&mut self) {
        // SAFETY: allocated by `new`.
        unsafe { libc::free(self.0.cast()) }
    }
}

entries! {
    [icall "System.Environment::get_CurrentManagedThreadId():System.Int32" "-"]
    fn kiln_current_managed_thread_id() -> i32 {
        threads::current_number() as i32
    }

    [icall "System.Environment::get_ExitCode():System.Int32" "-"]
    fn kiln_environment_exit_code() -> i32 {
        startup::exit_code()
    }

    [icall "System.Environment::set_ExitCode(System.Int32):System.Void" "-"]
    fn kiln_environment_set_exit_code(code: i32) {
        startup::set_exit_code(code);
    }

    [qcall "Environment_Exit" "noreturn"]
    fn kiln_environment_exit(code: i32) {
        startup::kiln_exit(code);
    }

    [qcall "Environment_GetProcessorCount" "-"]
    fn kiln_processor_count() -> i32 {
        startup::processor_count() as i32
    }

    [qcall "Environment_FailFast" "noreturn"]
    fn kiln_fail_fast(mark: usize, message: *const u16, exception: *const Ref, error: *const u16) {
        let _ = (mark, error);
        process::write_stderr(b"Process terminated.\n");
        if !message.is_null() {
            text::encode_utf8(wide(message), process::write_stderr);
            process::write_stderr(b"\n");
        }
        if !exception.is_null() && !(*exception).is_null() {
            crate::unwind::report::write_exception(*exception);
        }
        process::abort();
    }

    [qcall "GetEnvironmentVariableW" "-"]
    fn kiln_get_environment_variable(name: *const u16, buffer: *mut u16, size: u32) -> u32 {
        let name = Narrow::new(wide(name));
        let _guard = ENVIRONMENT.lock();
        let value = name.and_then(|name| process::environment_variable(name.as_c_str()));
        let Some(value) = value else {
            set_last_error(ERROR_ENVVAR_NOT_FOUND);
            return 0;
        };
        set_last_error(0);
        let length = text::Utf16::new(value).count();
        if length + 1 > size as usize {
            return length as u32 + 1;
        }
        for (i, c) in text::Utf16::new(value).enumerate() {
            buffer.add(i).write(c);
        }
        buffer.add(length).write(0);
        length as u32
    }

    [qcall "SetEnvironmentVariableW" "-"]
    fn kiln_set_environment_variable(name: *const u16, value: *const u16) -> i32 {
        let (Some(name), false) = (Narrow::new(wide(name)), wide(name).is_empty()) else {
            set_last_error(ERROR_INVALID_PARAMETER);
            return 0;
        };
        let _guard = ENVIRONMENT.lock();
        let (failed, error) = if value.is_null() {
            let known = process::environment_variable(name.as_c_str()).is_some();
            (!known || libc::unsetenv(name.as_c_str().as_ptr()) != 0, ERROR_ENVVAR_NOT_FOUND)
        } else {
            let Some(value) = Narrow::new(wide(value)) else {
                set_last_error(ERROR_INVALID_PARAMETER);
                return 0;
            };
            let set = libc::setenv(name.as_c_str().as_ptr(), value.as_c_str().as_ptr(), 1);
            (set != 0, ERROR_NOT_ENOUGH_MEMORY)
        };
        set_last_error(if failed { error } else { 0 });
        i32::from(!failed)
    }

    [qcall "GetEnvironmentStringsW" "-"]
    fn kiln_get_environment_strings() -> *mut u16 {
        let _guard = ENVIRONMENT.lock();
        let mut length = 1;
        for_each_variable(|v| length += text::Utf16::new(v).count() + 1);
        let block = libc::malloc(length * 2).cast::<u16>();
        if block.is_null() {
            return block;
        }
        let mut at = 0;
        for_each_variable(|v| {
            for c in text::Utf16::new(v).chain([0]) {
                block.add(at).write(c);
                at += 1;
            }
        });
        block.add(at).write(0);
        block
    }

    [qcall "FreeEnvironmentStringsW" "-"]
    fn kiln_free_environment_strings(block: *mut u16) -> i32 {
        libc::free(block.cast());
        1
    }

    [qcall "FormatMessageW" "-"]
    fn kiln_format_message(flags: i32, source: usize, id: u32, language: i32, buffer: *mut u16, size: i32, arguments: usize) -> i32 {
        // There is no table of Windows messages; the caller then prints the number.
        let _ = (flags, source, id, language, buffer, size, arguments);
        0
    }

    [icall "System.Runtime.InteropServices.Marshal::GetLastPInvokeError():System.Int32" "-"]
    fn kiln_last_pinvoke_error() -> i32 {
        LAST_ERROR
    }

    [icall "System.Runtime.InteropServices.Marshal::SetLastPInvokeError(System.Int32):System.Void" "-"]
    fn kiln_set_last_pinvoke_error(error: i32) {
        LAST_ERROR = error;
    }

    [icall "System.Threading.Thread::get_OptimalMaxSpinWaitsPerSpinIteration():System.Int32" "-"]
    fn kiln_optimal_max_spin_waits() -> i32 {
        7
    }

    [icall "System.Runtime.CompilerServices.RuntimeHelpers::TryEnsureSufficientExecutionStack():System.Boolean" "-"]
    fn kiln_try_ensure_stack() -> i32 {
        const NEEDED: usize = 128 << 10;
        let here = 0u8;
        let low = threads::current().stack_low;
        i32::from(&raw const here as usize > low + NEEDED)
    }

    [helper "kiln_get_command_line_args" "alloc"]
    fn kiln_get_command_line_args() -> Ref {
        strings(1)
    }

    [replace "System.Environment::GetCommandLineArgs():System.String[]" "alloc"]
    fn kiln_environment_arguments() -> Ref {
        strings(0)
    }

    [replace "System.AppContext::GetBaseDirectoryCore():System.String" "alloc"]
    fn kiln_base_directory() -> Ref {
        // The folder of the executable, with the slash at its end.
        const ROOM: usize = 4096;
        let mut path = [0u8; ROOM];
        let length = libc::readlink(c"/proc/self/exe".as_ptr(), path.as_mut_ptr().cast(), ROOM);
        let whole = path.get(..length.max(0) as usize).unwrap_or(&[]);
        let end = whole.iter().rposition(|c| *c == b'/').map_or(0, |at| at + 1);
        text::from_utf8(whole.get(..end).unwrap_or(&[]))
    }

    [qcall "ThreadNative_GetCurrentOSThreadId" "-"]
    fn kiln_current_os_thread_id() -> u64 {
        u64::from(os::id())
    }
}

/// The process's arguments from one on, as `string[]`.
fn strings(first: usize) -> Ref {
    let count = process::argument_count().saturating_sub(first);
    // SAFETY: a fresh array of as many strings.
    unsafe {
        let array = heap::alloc::kiln_alloc_array(&crate::program::kiln_mt_string_array, count);
        if array.is_null() {
            return null_mut();
        }
        let data = ArrayObject::data(array.cast()).cast::<Ref>();
        for i in 0..count {
            let s = text::from_utf8(process::argument(i + first).unwrap_or(b""));
            heap::barrier::kiln_write_barrier(array, data.add(i), s);
        }
        array
    }
}

/// The last error of a P/Invoke, as `Marshal` keeps it.
#[thread_local]
pub static mut LAST_ERROR: i32 = 0;

/// Reports an error as the platform does: IL reads it from the C library's number.
fn set_last_error(error: i32) {
    process::set_errno(error);
    // SAFETY: thread-local.
    unsafe { LAST_ERROR = error }
}

/// The code units before a NUL.
///
/// # Safety
/// `s` must be NUL-terminated or null.
pub unsafe fn wide<'a>(s: *const u16) -> &'a [u16] {
    if s.is_null() {
        return &[];
    }
    let mut n = 0;
    // SAFETY: as stated.
    unsafe {
        while *s.add(n) != 0 {
            n += 1;
        }
        core::slice::from_raw_parts(s, n)
    }
}

unsafe extern "C" {
    static environ: *const *const core::ffi::c_char;
}

fn for_each_variable(mut visit: impl FnMut(&[u8])) {
    // SAFETY: `environ` is a null-terminated vector of C strings.
    unsafe {
        let mut at = environ;
        while !at.is_null() && !(*at).is_null() {
            visit(CStr::from_ptr(*at).to_bytes());
            at = at.add(1);
        }
    }
}
