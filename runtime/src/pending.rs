//! Pending exceptions: how runtime entries report an error without building exception objects.
//! The entry sets [`kiln_pending`] and returns; generated code tests it and throws.

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
}

/// Kind of the exception that the entry just called wants thrown; 0 for none.
#[thread_local]
#[unsafe(no_mangle)]
pub static mut kiln_pending: u32 = 0;

/// Asks the caller of the current entry to throw.
#[cold]
pub fn set(kind: ExceptionKind) {
    // SAFETY: thread-local.
    unsafe { kiln_pending = kind as u32 }
}
