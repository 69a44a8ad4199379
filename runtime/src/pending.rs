//! Pending exceptions: how runtime entries report an error without building exception objects.
//! The entry sets [`kiln_pending`] and returns; generated code tests it and throws.

use crate::platform::process;

/// The exceptions that entries may ask for; numbers are part of the contract.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExceptionKind {
    NullReference = 1,
    IndexOutOfRange = 2,
    DivideByZero = 3,
    Overflow = 4,
    InvalidCast = 5,
    ArrayTypeMismatch = 6,
    OutOfMemory = 7,
    StackOverflow = 8,
    Arithmetic = 9,
    ArgumentNull = 10,
    ArgumentOutOfRange = 11,
    SynchronizationLock = 12,
    PlatformNotSupported = 13,
    InvalidOperation = 14,
    Argument = 15,
    ThreadState = 16,
    ThreadInterrupted = 17,
    Rank = 18,
    NotSupported = 19,
    TypeLoad = 20,
    InvalidProgram = 21,
    MissingMethod = 22,
    EntryPointNotFound = 23,
    ExecutionEngine = 24,
    ArrayTooLong = 25,
    DuplicateWaitObject = 26,
}

/// Kind of the exception that the entry just called wants thrown; 0 for none.
#[thread_local]
#[unsafe(no_mangle)]
pub static mut kiln_pending: u32 = 0;

/// .NET's words for each kind, by number.
static TEXTS: [&str; 27] = [
    "System.Exception: Exception of type 'System.Exception' was thrown.",
    "System.NullReferenceException: Object reference not set to an instance of an object.",
    "System.IndexOutOfRangeException: Index was outside the bounds of the array.",
    "System.DivideByZeroException: Attempted to divide by zero.",
    "System.OverflowException: Arithmetic operation resulted in an overflow.",
    "System.InvalidCastException: Specified cast is not valid.",
    "System.ArrayTypeMismatchException: Attempted to access an element as a type incompatible with the array.",
    "System.OutOfMemoryException: Insufficient memory to continue the execution of the program.",
    "System.StackOverflowException: Operation caused a stack overflow.",
    "System.ArithmeticException: Overflow or underflow in the arithmetic operation.",
    "System.ArgumentNullException: Value cannot be null.",
    "System.ArgumentOutOfRangeException: Specified argument was out of the range of valid values.",
    "System.Threading.SynchronizationLockException: Object synchronization method was called from an unsynchronized block of code.",
    "System.PlatformNotSupportedException: Operation is not supported on this platform.",
    "System.InvalidOperationException: Operation is not valid due to the current state of the object.",
    "System.ArgumentException: Value does not fall within the expected range.",
    "System.Threading.ThreadStateException: Thread was in an invalid state for the operation being executed.",
    "System.Threading.ThreadInterruptedException: Thread was interrupted from a waiting state.",
    "System.RankException: Attempted to operate on an array with the incorrect number of dimensions.",
    "System.NotSupportedException: Specified method is not supported.",
    "System.TypeLoadException: Failure has occurred while loading a type.",
    "System.InvalidProgramException: Common Language Runtime detected an invalid program.",
    "System.MissingMethodException: Attempted to access a missing method.",
    "System.EntryPointNotFoundException: Entry point was not found.",
    "System.ExecutionEngineException: Exception of type 'System.ExecutionEngineException' was thrown.",
    "System.OutOfMemoryException: Array dimensions exceeded supported range.",
    "System.DuplicateWaitObjectException: Duplicate objects in argument.",
];

/// Ends the process for an exception of which the program has no class: nothing in it could have
/// caught it.
#[unsafe(no_mangle)]
pub extern "C" fn kiln_unexpected_pending(kind: u32) -> ! {
    process::write_stderr(b"Unhandled exception. ");
    let text = TEXTS
        .get(kind as usize)
        .or(TEXTS.first())
        .copied()
        .unwrap_or("");
    process::write_stderr(text.as_bytes());
    process::write_stderr(b"\n");
    process::abort()
}

crate::manifest_line!(
    helper,
    "kiln_unexpected_pending",
    "kiln_unexpected_pending",
    "noreturn"
);

/// Asks the caller of the current entry to throw.
#[cold]
pub fn set(kind: ExceptionKind) {
    // SAFETY: thread-local.
    unsafe { kiln_pending = kind as u32 }
}
