//! Why an execution at build time was given up, and where.

use kiln_ir::function::Source;
use kiln_ir::{ExceptionKind, Func};
use kiln_world::{FieldId, TypeId};
use std::fmt;

/// What may not be done at build time, or cannot be known there.
#[derive(Clone, PartialEq, Debug)]
pub enum TrapReason {
    /// A C function.
    Native(Box<str>),
    /// An entry of the runtime whose effect is not known at build time.
    Runtime(Box<str>),
    /// A body that cannot be had.
    NoBody(Func, String),
    /// The host refuses: a static field, a type, a static constructor.
    Refused(String),
    /// A static field that belongs to a thread.
    ThreadStatic(FieldId),
    OutOfFuel,
    OutOfMemory,
    TooDeep,
    /// Memory outside of what the pointer points into, or of a frame that has returned.
    BadAccess,
    /// Memory whose content only the running program has: headers, method tables, type objects.
    Opaque(&'static str),
    /// A write to what is constant.
    ReadOnly,
    /// The number of an address would decide what happens.
    AddressObserved,
    /// Part of a pointer was read or written.
    TornPointer,
    /// `unreachable` was reached: what was called should not have returned.
    Unreachable,
    /// An exception kind that nothing can make.
    CannotThrow(ExceptionKind),
    /// The static constructor of a type threw.
    CctorFailed(TypeId),
    /// It needs what the static constructor of this type makes, which is left to run time.
    NeedsCctor(TypeId),
    /// It needs the statics of a type whose constructor it runs in: who begins decides what it sees.
    Cycle(TypeId),
    /// It reads what the program may have changed before.
    ReadsShared(Place),
    /// It writes to what is not its own.
    WritesShared(Place),
    /// It makes an object with a finalizer.
    Finalizer(TypeId),
    /// An exception leaves a getter that makes what it gives when first asked, or it gives something else than it
    /// keeps.
    GetterFailed,
    /// It keeps an exception that was thrown.
    KeepsThrown,
    /// Operands that the operation is not defined for.
    Undefined(&'static str),
}

/// Memory by what it is part of.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Place {
    Static(FieldId),
    Object(TypeId),
}

/// A refusal, with where it happened.
#[derive(Clone, PartialEq, Debug)]
pub struct Trap {
    pub reason: TrapReason,
    /// The innermost function under execution, and where in it.
    pub func: Option<Func>,
    pub src: Source,
}

impl fmt::Display for TrapReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TrapReason::Native(symbol) => write!(f, "calls the native function {symbol}"),
            TrapReason::Runtime(symbol) => write!(f, "calls the runtime entry {symbol}"),
            TrapReason::NoBody(_, why) => write!(f, "calls a method without a body: {why}"),
            TrapReason::Refused(why) => f.write_str(why),
            TrapReason::ThreadStatic(_) => f.write_str("uses a thread static field"),
            TrapReason::OutOfFuel => f.write_str("takes too many steps"),
            TrapReason::OutOfMemory => f.write_str("needs too much memory"),
            TrapReason::TooDeep => f.write_str("calls too deep"),
            TrapReason::BadAccess => f.write_str("accesses memory outside of any object"),
            TrapReason::Opaque(what) => {
                write!(f, "reads {what}, which only the running program has")
            }
            TrapReason::ReadOnly => f.write_str("writes to constant data"),
            TrapReason::AddressObserved => f.write_str("depends on the number of an address"),
            TrapReason::TornPointer => f.write_str("reads or writes a part of a pointer"),
            TrapReason::Unreachable => f.write_str("reached code that cannot be reached"),
            TrapReason::CannotThrow(kind) => {
                write!(f, "raises {}, which cannot be made", kind.type_name())
            }
            TrapReason::CctorFailed(_) => f.write_str("a static constructor that it needs threw"),
            TrapReason::NeedsCctor(_) => {
                f.write_str("needs a static constructor that runs at run time")
            }
            TrapReason::Cycle(_) => f.write_str("depends on which of several constructors begins"),
            TrapReason::ReadsShared(_) => f.write_str("reads what may have changed before"),
            TrapReason::WritesShared(_) => f.write_str("writes to what is not its own"),
            TrapReason::Finalizer(_) => f.write_str("makes an object with a finalizer"),
            TrapReason::GetterFailed => f.write_str("fails to make what a getter gives"),
            TrapReason::KeepsThrown => f.write_str("keeps an exception that was thrown"),
            TrapReason::Undefined(what) => write!(f, "undefined operands of {what}"),
        }
    }
}

impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (IL offset {})", self.reason, self.src.il)
    }
}

impl std::error::Error for Trap {}
