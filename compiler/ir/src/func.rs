//! What can be called: an exact method instance, or one of the bodies that the compiler makes itself.

use kiln_world::{MethodId, SigId, TypeId};

/// Names one body of code in the program.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Func {
    /// The body of an exact method instance: its IL, or what replaces it.
    Method(MethodId),
    /// The IL of an instance method for callers whose receiver may be null: `call` does not look at it.
    NullThis(MethodId),
    /// Entry of a value type's instance method for a boxed receiver: skips the header and calls it.
    Unbox(MethodId),
    /// A method that returns through a hidden pointer, called as one of the other kind: the pointer and the
    /// receiver of an instance method, or the first argument of a static one, come in the other order.
    Swapped(MethodId),
    /// `(delegate, args…)` of a delegate type over a static method: calls `_methodPtrAux(args…)`.
    Shuffle(TypeId),
    /// `(delegate, args…)` of a delegate type: calls each delegate of `_invocationList`.
    Multicast(TypeId),
    /// `ValueType.Equals(object)` of a struct that does not override it; receiver is boxed.
    ValueEquals(TypeId),
    /// `ValueType.GetHashCode()` of a struct that does not override it; receiver is boxed.
    ValueHash(TypeId),
    /// Calls any method of this signature for reflection, see `synth::thunk_signature`.
    Invoke(SigId),
    /// The method as `callvirt` calls it, under one address.
    Stub(MethodId),
    /// C entry of a method marked UnmanagedCallersOnly.
    NativeEntry(MethodId),
    /// Filter of the clause number `.1` of a method: `(exception: ref, frame: ptr) -> i32`; `frame` is the
    /// address of the method's one shared slot, in which all locals that filters see lie.
    Filter(MethodId, u32),
    /// Makes and throws one of the exceptions that instructions raise. Never returns.
    Throw(ExceptionKind),
    /// `(object, name of the wanted type)`: makes and throws the exception of a failed cast. Never returns.
    ThrowCast,
    /// Runs the static constructor of a type if it has not run: the slow path of `cctor`.
    RunCctor(TypeId),
    /// `kiln_program_main`: arguments, start-up calls, Main, exit code.
    ProgramMain,
    /// `kiln_program_exception_text`: the text of an exception that nobody caught.
    ExceptionText,
    /// `kiln_thread_start_callback`: what a new thread runs.
    ThreadStart,
    /// `kiln_process_exit_callback`: raises the events of an orderly end of the process.
    ProcessExit,
    /// `kiln_unhandled_callback`: raises the event of an exception that nothing handles.
    Unhandled,
}

macro_rules! exception_kinds {
    ($($name:ident = $number:literal, $type_name:literal;)*) => {
        /// The exceptions that instructions and runtime entries raise; numbers are the runtime's.
        #[derive(Copy, Clone, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
        pub enum ExceptionKind { $($name = $number,)* }
        impl ExceptionKind {
            pub const ALL: &[ExceptionKind] = &[$(ExceptionKind::$name,)*];
            /// Full name of the exception class in CoreLib.
            pub fn type_name(self) -> &'static str {
                match self { $(ExceptionKind::$name => $type_name,)* }
            }
        }
    };
}

exception_kinds! {
    NullReference = 1, "System.NullReferenceException";
    IndexOutOfRange = 2, "System.IndexOutOfRangeException";
    DivideByZero = 3, "System.DivideByZeroException";
    Overflow = 4, "System.OverflowException";
    InvalidCast = 5, "System.InvalidCastException";
    ArrayTypeMismatch = 6, "System.ArrayTypeMismatchException";
    OutOfMemory = 7, "System.OutOfMemoryException";
    StackOverflow = 8, "System.StackOverflowException";
    Arithmetic = 9, "System.ArithmeticException";
    ArgumentNull = 10, "System.ArgumentNullException";
    ArgumentOutOfRange = 11, "System.ArgumentOutOfRangeException";
    SynchronizationLock = 12, "System.Threading.SynchronizationLockException";
    PlatformNotSupported = 13, "System.PlatformNotSupportedException";
    InvalidOperation = 14, "System.InvalidOperationException";
    Argument = 15, "System.ArgumentException";
    ThreadState = 16, "System.Threading.ThreadStateException";
    ThreadInterrupted = 17, "System.Threading.ThreadInterruptedException";
    Rank = 18, "System.RankException";
    NotSupported = 19, "System.NotSupportedException";
    TypeLoad = 20, "System.TypeLoadException";
    InvalidProgram = 21, "System.InvalidProgramException";
    MissingMethod = 22, "System.MissingMethodException";
    EntryPointNotFound = 23, "System.EntryPointNotFoundException";
    ExecutionEngine = 24, "System.ExecutionEngineException";
    ArrayTooLong = 25, "System.OutOfMemoryException";
    DuplicateWaitObject = 26, "System.DuplicateWaitObjectException";
}

impl ExceptionKind {
    /// The message, where it is not the class's default.
    pub fn message(self) -> Option<&'static str> {
        match self {
            ExceptionKind::ArrayTooLong => Some("Array dimensions exceeded supported range."),
            _ => None,
        }
    }

    /// What runtime entries may leave pending.
    pub const RAISED_BY_RUNTIME: &[ExceptionKind] = &[
        ExceptionKind::OutOfMemory,
        ExceptionKind::ArgumentNull,
        ExceptionKind::ArgumentOutOfRange,
        ExceptionKind::InvalidCast,
        ExceptionKind::SynchronizationLock,
        ExceptionKind::InvalidOperation,
        ExceptionKind::PlatformNotSupported,
        ExceptionKind::Overflow,
        ExceptionKind::ThreadState,
        ExceptionKind::ThreadInterrupted,
        ExceptionKind::DuplicateWaitObject,
        ExceptionKind::TypeLoad,
        ExceptionKind::ExecutionEngine,
    ];

    pub fn from_number(number: u32) -> Option<ExceptionKind> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| *kind as u32 == number)
    }
}
