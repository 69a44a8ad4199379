//! Waitable handles: CoreLib on Unix still calls the Win32-like names.

use crate::entries;
use crate::icalls::LAST_ERROR;
use crate::sync::waitable::{self, Waitable};

const ERROR_INVALID_HANDLE: i32 = 6;
const ERROR_NOT_ENOUGH_MEMORY: i32 = 8;
const ERROR_NOT_SUPPORTED: i32 = 50;
const ERROR_INVALID_PARAMETER: i32 = 87;
const ERROR_NOT_OWNER: i32 = 288;
const ERROR_TOO_MANY_POSTS: i32 = 298;

/// `CreateEventExW` flags.
const MANUAL_RESET: u32 = 1;
const INITIAL_SET: u32 = 2;

fn result(ok: bool, error: i32) -> i32 {
    // SAFETY: thread-local.
    unsafe { LAST_ERROR = if ok { 0 } else { error } };
    i32::from(ok)
}

unsafe fn made(w: *mut Waitable, name: *const u16) -> *mut Waitable {
    // SAFETY: thread-local; `w` is a fresh waitable or null.
    unsafe {
        LAST_ERROR = if w.is_null() {
            ERROR_NOT_ENOUGH_MEMORY
        } else {
            0
        };
        if !name.is_null() {
            // Named objects would be shared between processes, which .NET refuses on Unix too,
            // save for mutexes.
            LAST_ERROR = ERROR_NOT_SUPPORTED;
            if !w.is_null() {
                waitable::close(w);
            }
            return core::ptr::null_mut();
        }
    }
    w
}

entries! {
    [qcall "CreateEventExW" "-"]
    fn kiln_create_event(attributes: usize, name: *const u16, flags: u32, access: u32) -> *mut Waitable {
        let _ = (attributes, access);
        made(waitable::make_event(flags & MANUAL_RESET != 0, flags & INITIAL_SET != 0), name)
    }

    [qcall "CreateSemaphoreExW" "-"]
    fn kiln_create_semaphore(attributes: usize, initial: i32, maximum: i32, name: *const u16, flags: u32, access: u32) -> *mut Waitable {
        let _ = (attributes, flags, access);
        made(waitable::make_semaphore(initial, maximum), name)
    }

    [qcall "PAL_CreateMutexW" "-"]
    fn kiln_create_mutex(owned: i32, name: *const u16, user_only: i32, errors: *mut u8, error_size: u32) -> *mut Waitable {
        let _ = (user_only, errors, error_size);
        made(waitable::make_mutex(owned != 0), name)
    }

    [qcall "PAL_OpenMutexW" "-"]
    fn kiln_open_mutex(name: *const u16, user_only: i32, errors: *mut u8, error_size: u32) -> *mut Waitable {
        let _ = (name, user_only, errors, error_size);
        LAST_ERROR = ERROR_NOT_SUPPORTED;
        core::ptr::null_mut()
    }

    [qcall "SetEvent" "-"]
    fn kiln_set_event(handle: *mut Waitable) -> i32 {
        result(waitable::set_event(handle), ERROR_INVALID_HANDLE)
    }

    [qcall "ResetEvent" "-"]
    fn kiln_reset_event(handle: *mut Waitable) -> i32 {
        result(waitable::reset_event(handle), ERROR_INVALID_HANDLE)
    }

    [qcall "ReleaseSemaphore" "-"]
    fn kiln_release_semaphore(handle: *mut Waitable, count: i32, previous: *mut i32) -> i32 {
        if count <= 0 {
            return result(false, ERROR_INVALID_PARAMETER);
        }
        let before = waitable::release_semaphore(handle, count);
        if let Some(before) = before
            && !previous.is_null()
        {
            *previous = before;
        }
        result(before.is_some(), ERROR_TOO_MANY_POSTS)
    }

    [qcall "ReleaseMutex" "-"]
    fn kiln_release_mutex(handle: *mut Waitable) -> i32 {
        result(waitable::release_mutex(handle), ERROR_NOT_OWNER)
    }

    [qcall "CloseHandle" "-"]
    fn kiln_close_handle(handle: *mut Waitable) -> i32 {
        waitable::close(handle);
        result(true, 0)
    }

    [qcall "WaitHandle_WaitOneCore" "throws"]
    fn kiln_wait_one(handle: *mut Waitable, ms: i32, trivial: i32) -> i32 {
        let _ = trivial;
        waitable::wait(&[handle], false, ms)
    }

    [qcall "WaitHandle_WaitOnePrioritized" "throws"]
    fn kiln_wait_one_prioritized(handle: *mut Waitable, ms: i32) -> i32 {
        waitable::wait(&[handle], false, ms)
    }

    [qcall "WaitHandle_WaitMultipleIgnoringSyncContext" "throws"]
    fn kiln_wait_multiple(handles: *const *mut Waitable, count: i32, all: i32, ms: i32) -> i32 {
        let handles = core::slice::from_raw_parts(handles, count.max(0) as usize);
        waitable::wait(handles, all != 0, ms)
    }

    [qcall "WaitHandle_SignalAndWait" "throws"]
    fn kiln_signal_and_wait(signal: *mut Waitable, on: *mut Waitable, ms: i32) -> i32 {
        let r = waitable::wait_and_signal(signal, &[on], false, ms);
        if r < 0 {
            LAST_ERROR = ERROR_NOT_OWNER;
        }
        r
    }
}
