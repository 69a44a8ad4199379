//! What CoreLib's Exception class asks of the runtime.

use crate::layout::{self, field};
use crate::object::Ref;
use crate::{entries, text, unwind};

entries! {
    [icall "System.Exception::IsImmutableAgileException(System.Exception):System.Boolean" "-"]
    fn kiln_exception_is_immutable(exception: Ref) -> i32 {
        // Frozen exceptions are mutable like all others.
        let _ = exception;
        0
    }

    [icall "System.Exception::PrepareForForeignExceptionRaise():System.Void" "-"]
    fn kiln_exception_prepare_foreign() {
        unwind::throw::KEEP_TRACE = true;
    }

    [icall "System.Exception::GetExceptionCount():System.UInt32" "-"]
    fn kiln_exception_count() -> u32 {
        unwind::throw::count()
    }

    [qcall "ExceptionNative_GetFrozenStackTrace" "-"]
    fn kiln_exception_frozen_trace(exception: *const Ref, trace: *mut Ref) {
        // Traces are never changed once stored, only replaced.
        *trace = *field::<Ref>(*exception, layout::EXCEPTION_STACK_TRACE);
    }

    [qcall "ExceptionNative_GetMessageFromNativeResources" "-"]
    fn kiln_exception_native_message(kind: i32, result: *mut Ref) {
        let message: &[u8] = match kind {
            1 => b"Thread was being aborted.",
            2 => b"Thread was interrupted from a waiting state.",
            3 => b"Insufficient memory to continue the execution of the program.",
            _ => b"",
        };
        *result = text::from_utf8(message);
    }

    [qcall "FileLoadException_GetMessageForHR" "-"]
    [qcall "GetFileLoadExceptionMessage" "-"]
    fn kiln_file_load_message(hresult: i32, result: *mut Ref) {
        let _ = hresult;
        *result = text::from_utf8(b"Could not load file or assembly.");
    }

    [qcall "GetTypeLoadExceptionMessage" "-"]
    fn kiln_type_load_message(id: i32, result: *mut Ref) {
        let _ = id;
        *result = text::from_utf8(b"Could not load type '{0}' from assembly '{1}'.");
    }

    [icall "System.Runtime.InteropServices.Marshal::GetExceptionPointers():System.IntPtr" "-"]
    fn kiln_exception_pointers() -> usize {
        0
    }

    [icall "System.Runtime.InteropServices.Marshal::GetExceptionCode():System.Int32" "-"]
    fn kiln_exception_code() -> i32 {
        0
    }

    [qcall "DebugDebugger_IsManagedDebuggerAttached" "-"]
    fn kiln_debugger_attached() -> i32 {
        0
    }

    [qcall "DebugDebugger_IsLoggingHelper" "-"]
    fn kiln_debugger_is_logging() -> i32 {
        0
    }

    [qcall "DebugDebugger_Launch" "-"]
    fn kiln_debugger_launch() -> i32 {
        0
    }

    [qcall "DebugDebugger_Break" "-"]
    fn kiln_debugger_break() {
        libc::raise(libc::SIGTRAP);
    }

    [qcall "DebugDebugger_CustomNotification" "-"]
    fn kiln_debugger_notification(data: *const Ref) {
        let _ = data;
    }

    [qcall "DebugDebugger_Log" "-"]
    fn kiln_debugger_log(level: i32, category: *const u16, message: *const u16) {
        let _ = (level, category, message);
    }
}
