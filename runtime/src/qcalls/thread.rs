//! `ThreadNative_*`.

use crate::heap::alloc::kiln_alloc_object;
use crate::heap::handles::{self, HandleKind};
use crate::layout::{self, field};
use crate::method_table::MethodTable;
use crate::object::Ref;
use crate::pending::{self, ExceptionKind};
use crate::platform::thread as os;
use crate::threads::{self, Thread, start, state};
use crate::{entries, program, text};
use core::ptr::null_mut;
use core::sync::atomic::Ordering;

/// The native structure of a managed thread, null before initialisation.
unsafe fn native(object: Ref) -> *mut Thread {
    // SAFETY: a live `System.Threading.Thread`.
    unsafe { *field::<*mut Thread>(object, layout::THREAD_NATIVE) }
}

entries! {
    [qcall "ThreadNative_Initialize" "throws"]
    fn kiln_thread_initialize(object: *const Ref) {
        if !start::initialize(*object) {
            pending::set(ExceptionKind::OutOfMemory);
        }
    }

    [qcall "ThreadNative_Start" "throws"]
    fn kiln_thread_start(thread: *mut Thread, stack: i32, priority: i32, is_pool: i32, name: *const u16) {
        if thread.is_null() || (*thread).state.load(Ordering::Acquire) & state::UNSTARTED == 0 {
            return pending::set(ExceptionKind::ThreadState);
        }
        (*thread).priority.store(priority as u32, Ordering::Relaxed);
        (*thread).is_pool.store(is_pool != 0, Ordering::Relaxed);
        set_name(thread, crate::icalls::wide_string(name));
        if !start::start(thread, stack.max(0) as usize) {
            pending::set(ExceptionKind::OutOfMemory);
        }
    }

    [qcall "ThreadNative_GetCurrentThread" "alloc,throws"]
    fn kiln_thread_current(result: *mut Ref) {
        let thread = core::ptr::from_ref(threads::current()).cast_mut();
        let handle = (*thread).object.load(Ordering::Acquire);
        if !handle.is_null() {
            *result = (*handle).target.load(Ordering::Acquire);
            return;
        }
        // The main thread, or one that native code started: its object is made when asked for.
        let mt = program::mt_thread().cast::<MethodTable>();
        if mt.is_null() {
            return pending::set(ExceptionKind::ExecutionEngine);
        }
        let object = kiln_alloc_object(&*mt);
        if object.is_null() {
            return pending::set(ExceptionKind::OutOfMemory);
        }
        field::<*mut Thread>(object, layout::THREAD_NATIVE).write(thread);
        field::<u32>(object, layout::THREAD_MANAGED_ID).write((*thread).number);
        field::<u32>(object, layout::THREAD_PRIORITY).write(2);
        (*thread).retain();
        let handle = handles::allocate(object, null_mut(), HandleKind::Normal);
        (*thread).object.store(handle, Ordering::Release);
        *result = object;
    }

    [icall "System.Threading.Thread::InternalFinalize():System.Void" "-"]
    fn kiln_thread_finalize(object: Ref) {
        let thread = native(object);
        if !thread.is_null() {
            field::<*mut Thread>(object, layout::THREAD_NATIVE).write(null_mut());
            Thread::release(thread);
        }
    }

    [qcall "ThreadNative_GetIsBackground" "-"]
    fn kiln_thread_is_background(thread: *mut Thread) -> i32 {
        i32::from((*thread).is_background())
    }

    [qcall "ThreadNative_SetIsBackground" "-"]
    fn kiln_thread_set_background(thread: *mut Thread, value: i32) {
        (*thread).set_background(value != 0);
    }

    [qcall "ThreadNative_GetThreadState" "-"]
    fn kiln_thread_state(thread: *mut Thread) -> i32 {
        (*thread).state.load(Ordering::Acquire) as i32
    }

    [qcall "ThreadNative_SetPriority" "-"]
    fn kiln_thread_set_priority(object: *const Ref, priority: i32) {
        // Linux gives ordinary processes no priorities above the normal one; .NET keeps the number
        // only, too.
        field::<i32>(*object, layout::THREAD_PRIORITY).write(priority);
    }

    [qcall "ThreadNative_InformThreadNameChange" "-"]
    fn kiln_thread_name_changed(thread: *mut Thread, name: *const u16, length: i32) {
        let name = if name.is_null() || length <= 0 {
            &[][..]
        } else {
            core::slice::from_raw_parts(name, length as usize)
        };
        set_name(thread, name);
        if core::ptr::eq(thread, threads::current())
            && let Ok(name) = core::ffi::CStr::from_bytes_until_nul(&(*thread).name)
        {
            os::set_name(name);
        }
    }

    [qcall "ThreadNative_Interrupt" "-"]
    fn kiln_thread_interrupt(thread: *mut Thread) {
        (*thread).interrupt();
    }

    [qcall "ThreadNative_Join" "throws"]
    fn kiln_thread_join(object: *const Ref, ms: i32) -> i32 {
        let thread = native(*object);
        if thread.is_null() || (*thread).state.load(Ordering::Acquire) & state::UNSTARTED != 0 {
            pending::set(ExceptionKind::ThreadState);
            return 0;
        }
        let outcome = start::join(thread, ms);
        if outcome == start::Joined::Interrupted {
            pending::set(ExceptionKind::ThreadInterrupted);
        }
        i32::from(outcome == start::Joined::Ended)
    }

    [qcall "ThreadNative_Sleep" "throws"]
    fn kiln_thread_sleep(ms: i32) {
        if ms == 0 && !threads::current().interrupt_requested() {
            os::yield_now();
            return;
        }
        if !threads::sleep(ms) {
            pending::set(ExceptionKind::ThreadInterrupted);
        }
    }

    [qcall "ThreadNative_SpinWait" "-"]
    fn kiln_thread_spin_wait(iterations: i32) {
        // An iteration is about 37 ns in .NET's measure; a pause instruction takes 10 to 40.
        for _ in 0..iterations.max(0) {
            os::pause();
        }
    }

    [qcall "ThreadNative_YieldThread" "-"]
    fn kiln_thread_yield() -> i32 {
        i32::from(os::yield_now())
    }

    [qcall "ThreadNative_PollGC" "-"]
    fn kiln_thread_poll_gc() {}

    [icall "System.Threading.Thread::CatchAtSafePoint():System.Boolean" "-"]
    fn kiln_thread_catch_at_safe_point() -> i32 {
        0
    }
}

/// Stores the first 15 bytes of a thread's name for the system.
unsafe fn set_name(thread: *mut Thread, name: &[u16]) {
    let mut narrow = [0u8; 16];
    let mut used = 0;
    text::encode_utf8(name, |part| {
        for b in part {
            if used < narrow.len() - 1 {
                narrow[used] = *b;
                used += 1;
            }
        }
    });
    // SAFETY: the structure is valid; only debuggers see a torn name.
    unsafe { (*thread).name = narrow };
}
