//! Calls from Rust into managed code. The unwinder knows these trampolines by their return
//! addresses: at one, the managed stack ends; at the other, an exception that leaves a filter
//! makes it false.

use crate::object::Ref;
use core::arch::global_asm;
use core::ffi::c_void;

#[cfg(target_arch = "x86_64")]
global_asm!(
    ".pushsection .text.kiln_boundary,\"ax\",@progbits",
    ".globl kiln_bottom_call, kiln_bottom_return, kiln_filter_call, kiln_filter_return, kiln_filter_failed",
    ".hidden kiln_bottom_call, kiln_bottom_return, kiln_filter_call, kiln_filter_return, kiln_filter_failed",
    ".type kiln_bottom_call,@function",
    "kiln_bottom_call:",
    ".cfi_startproc",
    "push rbp",
    ".cfi_adjust_cfa_offset 8",
    "mov rax, rdi",
    "mov rdi, rsi",
    "call rax",
    "kiln_bottom_return:",
    "pop rbp",
    ".cfi_adjust_cfa_offset -8",
    "ret",
    ".cfi_endproc",
    ".size kiln_bottom_call, .-kiln_bottom_call",
    ".type kiln_filter_call,@function",
    "kiln_filter_call:",
    ".cfi_startproc",
    "push rbp",
    ".cfi_adjust_cfa_offset 8",
    "mov rax, rdi",
    "mov rdi, rsi",
    "mov rsi, rdx",
    "mov rdx, rcx",
    "call rax",
    "kiln_filter_return:",
    "pop rbp",
    ".cfi_remember_state",
    ".cfi_adjust_cfa_offset -8",
    "ret",
    ".cfi_restore_state",
    "kiln_filter_failed:",
    "xor eax, eax",
    "pop rbp",
    ".cfi_adjust_cfa_offset -8",
    "ret",
    ".cfi_endproc",
    ".size kiln_filter_call, .-kiln_filter_call",
    ".popsection",
);

#[cfg(target_arch = "aarch64")]
global_asm!(
    ".pushsection .text.kiln_boundary,\"ax\",@progbits",
    ".globl kiln_bottom_call, kiln_bottom_return, kiln_filter_call, kiln_filter_return, kiln_filter_failed",
    ".hidden kiln_bottom_call, kiln_bottom_return, kiln_filter_call, kiln_filter_return, kiln_filter_failed",
    ".p2align 2",
    ".type kiln_bottom_call,@function",
    "kiln_bottom_call:",
    ".cfi_startproc",
    "stp x29, x30, [sp, #-16]!",
    ".cfi_def_cfa_offset 16",
    ".cfi_offset x29, -16",
    ".cfi_offset x30, -8",
    "mov x29, sp",
    "mov x9, x0",
    "mov x0, x1",
    "blr x9",
    "kiln_bottom_return:",
    "ldp x29, x30, [sp], #16",
    ".cfi_def_cfa_offset 0",
    ".cfi_restore x29",
    ".cfi_restore x30",
    "ret",
    ".cfi_endproc",
    ".size kiln_bottom_call, .-kiln_bottom_call",
    ".type kiln_filter_call,@function",
    "kiln_filter_call:",
    ".cfi_startproc",
    "stp x29, x30, [sp, #-16]!",
    ".cfi_def_cfa_offset 16",
    ".cfi_offset x29, -16",
    ".cfi_offset x30, -8",
    "mov x29, sp",
    "mov x9, x0",
    "mov x0, x1",
    "mov x1, x2",
    "mov x2, x3",
    "blr x9",
    "kiln_filter_return:",
    ".cfi_remember_state",
    "ldp x29, x30, [sp], #16",
    ".cfi_def_cfa_offset 0",
    ".cfi_restore x29",
    ".cfi_restore x30",
    "ret",
    ".cfi_restore_state",
    "kiln_filter_failed:",
    "mov w0, #0",
    "ldp x29, x30, [sp], #16",
    ".cfi_def_cfa_offset 0",
    ".cfi_restore x29",
    ".cfi_restore x30",
    "ret",
    ".cfi_endproc",
    ".size kiln_filter_call, .-kiln_filter_call",
    ".popsection",
);

unsafe extern "C" {
    fn kiln_bottom_call(function: *const c_void, argument: Ref) -> usize;
    fn kiln_filter_call(function: *const c_void, exception: Ref, frame: usize, cfa: usize) -> i32;
    static kiln_bottom_return: u8;
    static kiln_filter_return: u8;
    static kiln_filter_failed: u8;
}

/// Return addresses that end a walk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Boundary {
    /// Called by the runtime: no handler lies above.
    Bottom,
    /// A filter: the exception goes no further.
    Filter,
}

/// Is this return address one of the trampolines'?
#[inline]
pub fn at(pc: usize) -> Option<Boundary> {
    if pc == &raw const kiln_bottom_return as usize {
        Some(Boundary::Bottom)
    } else if pc == &raw const kiln_filter_return as usize {
        Some(Boundary::Filter)
    } else {
        None
    }
}

/// Where a filter that threw continues.
pub fn filter_failed() -> usize {
    &raw const kiln_filter_failed as usize
}

/// Calls managed code with an object as argument; exceptions that leave it are unhandled.
///
/// # Safety
/// `function` must take one reference and return nothing or an integer.
pub unsafe fn call_at_bottom(function: *const c_void, argument: Ref) -> usize {
    // SAFETY: as stated.
    unsafe { kiln_bottom_call(function, argument) }
}

/// Runs the program's `Main`.
///
/// # Safety
/// Once, on the main thread.
#[cfg(not(test))]
pub unsafe fn run_main() -> i32 {
    let main = crate::program::kiln_program_main as *const c_void;
    // SAFETY: `Main`'s wrapper ignores its argument.
    unsafe { kiln_bottom_call(main, core::ptr::null_mut()) as i32 }
}

/// Runs a filter: true to handle. An exception that leaves the filter makes it false.
///
/// # Safety
/// `function` must be the filter of a live frame.
pub unsafe fn call_filter(
    function: *const c_void,
    exception: Ref,
    frame: usize,
    cfa: usize,
) -> bool {
    // SAFETY: as stated.
    unsafe { kiln_filter_call(function, exception, frame, cfa) != 0 }
}
