//! The registers that survive calls, for each machine: capturing them at a throw, restoring a
//! caller's from its frame, and installing a context at a landing pad.

use core::arch::naked_asm;

pub use machine::*;

/// Registers of one frame.
#[repr(C)]
#[derive(Clone)]
pub struct Registers {
    /// Callee-saved registers in the order of [`SAVED`].
    pub saved: [usize; SAVED_COUNT],
    pub sp: usize,
    pub pc: usize,
}

const _: () = {
    assert!(core::mem::offset_of!(Registers, sp) == 8 * SAVED_COUNT);
    assert!(core::mem::offset_of!(Registers, pc) == 8 * SAVED_COUNT + 8);
};

impl Registers {
    /// Value of a DWARF register, if it is one we track.
    #[inline]
    pub fn get(&self, dwarf: u16) -> Option<usize> {
        if dwarf == SP_NUMBER {
            return Some(self.sp);
        }
        index_of(dwarf).and_then(|i| self.saved.get(i)).copied()
    }

    /// Changes the link register, where there is one.
    pub fn set_link(&mut self, value: usize) {
        if let Some(link) = index_of(RETURN_NUMBER).and_then(|i| self.saved.get_mut(i)) {
            *link = value;
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod machine {
    /// Registers that survive calls: rbx, rbp, r12 to r15.
    pub const SAVED_COUNT: usize = 6;
    pub const SAVED: [u16; SAVED_COUNT] = [3, 6, 12, 13, 14, 15];
    /// Where the frame pointer is among them.
    pub const FRAME_POINTER: usize = 1;
    pub const SP_NUMBER: u16 = 7;
    /// The return address lies in the frame.
    pub const RETURN_NUMBER: u16 = 16;

    /// Position of a DWARF register among the saved ones.
    #[inline]
    pub fn index_of(dwarf: u16) -> Option<usize> {
        Some(match dwarf {
            3 => 0,
            6 => 1,
            12..=15 => usize::from(dwarf) - 10,
            _ => return None,
        })
    }
}

#[cfg(target_arch = "aarch64")]
mod machine {
    /// Registers that survive calls: x19 to x30, d8 to d15.
    pub const SAVED_COUNT: usize = 20;
    pub const SAVED: [u16; SAVED_COUNT] = [
        19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 72, 73, 74, 75, 76, 77, 78, 79,
    ];
    pub const FRAME_POINTER: usize = 10;
    pub const SP_NUMBER: u16 = 31;
    /// The return address comes in the link register.
    pub const RETURN_NUMBER: u16 = 30;

    /// Position of a DWARF register among the saved ones.
    #[inline]
    pub fn index_of(dwarf: u16) -> Option<usize> {
        Some(match dwarf {
            19..=30 => usize::from(dwarf) - 19,
            72..=79 => usize::from(dwarf) - 60,
            _ => return None,
        })
    }
}

/// Defines an entry that captures the caller's registers and hands them, with its argument, to a
/// Rust function that does not return.
macro_rules! capturing_entry {
    ($(#[$attr:meta])* $name:ident = $symbol:literal => $target:path) => {
        $(#[$attr])*
        #[unsafe(naked)]
        #[unsafe(export_name = $symbol)]
        pub unsafe extern "C" fn $name(exception: crate::object::Ref) -> ! {
            #[cfg(target_arch = "x86_64")]
            naked_asm!(
                ".cfi_startproc",
                "pop rax",
                ".cfi_adjust_cfa_offset -8",
                ".cfi_register rip, rax",
                "mov rdx, rsp",
                "sub rsp, 72",
                ".cfi_adjust_cfa_offset 72",
                "mov [rsp], rbx",
                "mov [rsp + 8], rbp",
                "mov [rsp + 16], r12",
                "mov [rsp + 24], r13",
                "mov [rsp + 32], r14",
                "mov [rsp + 40], r15",
                "mov [rsp + 48], rdx",
                "mov [rsp + 56], rax",
                "mov rsi, rsp",
                "and rsp, -16",
                "call {target}",
                "ud2",
                ".cfi_endproc",
                target = sym $target,
            );
            #[cfg(target_arch = "aarch64")]
            naked_asm!(
                ".cfi_startproc",
                "mov x9, sp",
                "sub sp, sp, #192",
                ".cfi_adjust_cfa_offset 192",
                "stp x19, x20, [sp]",
                "stp x21, x22, [sp, #16]",
                "stp x23, x24, [sp, #32]",
                "stp x25, x26, [sp, #48]",
                "stp x27, x28, [sp, #64]",
                "stp x29, x30, [sp, #80]",
                "stp d8, d9, [sp, #96]",
                "stp d10, d11, [sp, #112]",
                "stp d12, d13, [sp, #128]",
                "stp d14, d15, [sp, #144]",
                "stp x9, x30, [sp, #160]",
                "mov x1, sp",
                "bl {target}",
                "brk #1",
                ".cfi_endproc",
                target = sym $target,
            );
        }
    };
}

capturing_entry! {
    /// Throws an exception: records its stack trace and unwinds.
    kiln_throw = "kiln_throw" => super::throw::throw_from
}
capturing_entry! {
    /// Throws an exception again, keeping the trace it has.
    kiln_rethrow = "kiln_rethrow" => super::throw::rethrow_from
}
capturing_entry! {
    /// Where code that faulted continues, as if it had called this.
    kiln_fault = "kiln_fault" => super::fault::fault_from
}
capturing_entry! {
    /// Continues unwinding after a cleanup. LLVM calls it by this name.
    kiln_resume = "_Unwind_Resume" => super::throw::resume_from
}

crate::manifest_line!(helper, "kiln_throw", "kiln_throw", "noreturn");
crate::manifest_line!(helper, "kiln_rethrow", "kiln_rethrow", "noreturn");

/// Continues at `registers.pc` with the given values in the two registers that landing pads read.
///
/// # Safety
/// The registers must describe a live frame of the current stack.
#[unsafe(naked)]
pub unsafe extern "C" fn install(registers: &Registers, exception: usize, selector: usize) -> ! {
    #[cfg(target_arch = "x86_64")]
    naked_asm!(
        "mov rax, rsi",
        "mov rbx, [rdi]",
        "mov rbp, [rdi + 8]",
        "mov r12, [rdi + 16]",
        "mov r13, [rdi + 24]",
        "mov r14, [rdi + 32]",
        "mov r15, [rdi + 40]",
        "mov rcx, [rdi + 56]",
        "mov rsp, [rdi + 48]",
        "jmp rcx",
    );
    #[cfg(target_arch = "aarch64")]
    naked_asm!(
        "mov x9, x0",
        "ldp x19, x20, [x9]",
        "ldp x21, x22, [x9, #16]",
        "ldp x23, x24, [x9, #32]",
        "ldp x25, x26, [x9, #48]",
        "ldp x27, x28, [x9, #64]",
        "ldp x29, x30, [x9, #80]",
        "ldp d8, d9, [x9, #96]",
        "ldp d10, d11, [x9, #112]",
        "ldp d12, d13, [x9, #128]",
        "ldp d14, d15, [x9, #144]",
        "ldp x10, x11, [x9, #160]",
        "mov sp, x10",
        "mov x0, x1",
        "mov x1, x2",
        "br x11",
    );
}

/// The registers of the caller, for walking its stack.
#[unsafe(naked)]
pub unsafe extern "C" fn capture(registers: &mut Registers) {
    #[cfg(target_arch = "x86_64")]
    naked_asm!(
        "mov [rdi], rbx",
        "mov [rdi + 8], rbp",
        "mov [rdi + 16], r12",
        "mov [rdi + 24], r13",
        "mov [rdi + 32], r14",
        "mov [rdi + 40], r15",
        "lea rax, [rsp + 8]",
        "mov [rdi + 48], rax",
        "mov rax, [rsp]",
        "mov [rdi + 56], rax",
        "ret",
    );
    #[cfg(target_arch = "aarch64")]
    naked_asm!(
        "stp x19, x20, [x0]",
        "stp x21, x22, [x0, #16]",
        "stp x23, x24, [x0, #32]",
        "stp x25, x26, [x0, #48]",
        "stp x27, x28, [x0, #64]",
        "stp x29, x30, [x0, #80]",
        "stp d8, d9, [x0, #96]",
        "stp d10, d11, [x0, #112]",
        "stp d12, d13, [x0, #128]",
        "stp d14, d15, [x0, #144]",
        "mov x9, sp",
        "stp x9, x30, [x0, #160]",
        "ret",
    );
}
