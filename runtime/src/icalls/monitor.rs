//! `System.Threading.Monitor` and identity hash codes.

use crate::entries;
use crate::object::Ref;
use crate::pending::{self, ExceptionKind};
use crate::sync::monitor::{self, Leave};

/// `Monitor.EnterHelperResult`.
const ENTERED: i32 = 1;
const CONTENTION: i32 = 0;
const USE_SLOW_PATH: i32 = 2;
/// `Monitor.LeaveHelperAction`.
const NOTHING: i32 = 0;
const ERROR: i32 = 4;

entries! {
    [icall "System.Threading.Monitor::TryEnter_FastPath(System.Object):System.Boolean" "-"]
    fn kiln_monitor_try_enter_fast(object: Ref) -> i32 {
        i32::from(monitor::try_enter(object))
    }

    [icall "System.Threading.Monitor::TryEnter_FastPath_WithTimeout(System.Object,System.Int32):System.Threading.Monitor/EnterHelperResult" "-"]
    fn kiln_monitor_try_enter_fast_timeout(object: Ref, ms: i32) -> i32 {
        if monitor::try_enter(object) {
            ENTERED
        } else if ms == 0 {
            CONTENTION
        } else {
            USE_SLOW_PATH
        }
    }

    [qcall "Monitor_Enter_Slowpath" "throws"]
    fn kiln_monitor_enter_slow(object: *const Ref) {
        monitor::enter(*object, -1);
    }

    [qcall "Monitor_TryEnter_Slowpath" "throws"]
    fn kiln_monitor_try_enter_slow(object: *const Ref, ms: i32) -> i32 {
        i32::from(monitor::enter(*object, ms))
    }

    [icall "System.Threading.Monitor::Exit_FastPath(System.Object):System.Threading.Monitor/LeaveHelperAction" "-"]
    fn kiln_monitor_exit_fast(object: Ref) -> i32 {
        if monitor::leave(object) == Leave::Done { NOTHING } else { ERROR }
    }

    [qcall "Monitor_Exit_Slowpath" "throws"]
    fn kiln_monitor_exit_slow(object: *const Ref, action: i32) {
        let _ = object;
        if action == ERROR {
            pending::set(ExceptionKind::SynchronizationLock);
        }
    }

    [icall "System.Threading.Monitor::IsEnteredNative(System.Object):System.Boolean" "-"]
    fn kiln_monitor_is_entered(object: Ref) -> i32 {
        i32::from(monitor::is_entered(object))
    }

    [qcall "Monitor_Wait" "throws"]
    fn kiln_monitor_wait(object: *const Ref, ms: i32) -> i32 {
        i32::from(monitor::wait(*object, ms))
    }

    [qcall "Monitor_Pulse" "throws"]
    fn kiln_monitor_pulse(object: *const Ref) {
        monitor::pulse(*object, false);
    }

    [qcall "Monitor_PulseAll" "throws"]
    fn kiln_monitor_pulse_all(object: *const Ref) {
        monitor::pulse(*object, true);
    }

    [qcall "Monitor_GetLockContentionCount" "-"]
    fn kiln_monitor_contention_count() -> i64 {
        0
    }

    [icall "System.Runtime.CompilerServices.RuntimeHelpers::TryGetHashCode(System.Object):System.Int32" "-"]
    fn kiln_try_get_hash_code(object: Ref) -> i32 {
        if object.is_null() { 0 } else { monitor::identity_hash(object) }
    }

    [qcall "ObjectNative_GetHashCodeSlow" "-"]
    fn kiln_get_hash_code_slow(object: *const Ref) -> i32 {
        if (*object).is_null() { 0 } else { monitor::identity_hash(*object) }
    }
}
