//! Memory faults of compiled code. An access near address 0 raises NullReferenceException as if the
//! faulting instruction had thrown; it is handled in a caller, or in the same method only where LLVM
//! kept a landing pad for the place (compiled code tests what it may catch itself).

use super::frame_cache;
use super::registers::{Registers, kiln_fault};
use crate::heap::stop;
use crate::object::Ref;
use crate::platform::context::Context;
use crate::platform::process;
use crate::program;
use core::ptr::null;

/// .NET takes a fault below this address for a null reference.
const LOWEST_ADDRESS: usize = 0x1000;

/// Registers of the faulting instruction, from the fault to the throw of its exception.
#[thread_local]
static mut FAULTED: *const Registers = null();

/// What is to become of a fault.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The context continues with the throw of an exception.
    Raises,
    /// Compiled code touched memory that it must not touch.
    AccessViolation,
    /// The fault is not compiled code's: of native code, or of the collector at work.
    Foreign,
}

/// Decides about a fault at `address`.
pub fn take(context: &mut Context, address: usize) -> Outcome {
    // A leaf of the C library (`memcpy`) has no table: the fault counts for its caller then.
    let pc = context.pc();
    let text = program::text_start() as usize..program::text_end() as usize;
    if !text.contains(&pc) || stop::is_collector() {
        return Outcome::Foreign;
    }
    let place = [pc.wrapping_add(1), context.leaf_return()]
        .into_iter()
        .find(|place| frame_cache::lookup(*place).is_some());
    let Some(place) = place else {
        return Outcome::Foreign;
    };
    if address >= LOWEST_ADDRESS || program::throw_null_reference().is_null() {
        return Outcome::AccessViolation;
    }
    if place != pc.wrapping_add(1) {
        context.leave_leaf();
    }
    // SAFETY: the entry continues with the interrupted frame as its caller.
    unsafe { context.call(kiln_fault as *const () as usize, place) };
    Outcome::Raises
}

/// Second half of `kiln_fault`: `link` is what the link register held, where there is one.
pub unsafe extern "C" fn fault_from(link: Ref, registers: &mut Registers) -> ! {
    registers.set_link(link as usize);
    // SAFETY: the registers stay on this frame until the exception is caught above it; the program's
    // function takes no arguments and does not return.
    unsafe {
        FAULTED = registers;
        let throw: unsafe extern "C" fn() -> ! =
            core::mem::transmute(program::throw_null_reference());
        throw()
    }
}

/// The registers from which the exception that is now thrown starts instead of the thrower's.
#[inline]
pub fn faulted() -> Option<Registers> {
    // SAFETY: thread-local; `fault_from`'s frame is below the thrower's and live.
    unsafe { core::mem::replace(&mut *(&raw mut FAULTED), null()).as_ref() }.cloned()
}

/// Prints .NET's message of an access violation and aborts.
pub fn access_violation() -> ! {
    process::write_stderr(
        b"Fatal error.\nSystem.AccessViolationException: Attempted to read or write protected memory. \
          This is often an indication that other memory is corrupt.\n",
    );
    process::abort()
}
