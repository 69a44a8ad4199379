//! The registers of code that a signal interrupted, as the system hands them to a handler.

use core::ffi::c_void;

/// Registers to which the interrupted thread returns from the handler.
pub struct Context(*mut libc::ucontext_t);

#[cfg(target_arch = "x86_64")]
impl Context {
    fn register(&mut self, number: i32) -> &mut i64 {
        // SAFETY: `new`'s caller passed a valid context; the number is one of the system's.
        unsafe { &mut (*self.0).uc_mcontext.gregs[number as usize] }
    }

    pub fn pc(&mut self) -> usize {
        *self.register(libc::REG_RIP) as usize
    }

    pub fn sp(&mut self) -> usize {
        *self.register(libc::REG_RSP) as usize
    }

    /// Where the interrupted function returns to if it has not touched its stack.
    pub fn leaf_return(&mut self) -> usize {
        let sp = self.sp() as *const usize;
        // SAFETY: the stack pointer of running code points at mapped memory.
        if sp.is_aligned() { unsafe { *sp } } else { 0 }
    }

    /// Returns from such a function.
    pub fn leave_leaf(&mut self) {
        *self.register(libc::REG_RSP) += 8;
    }

    /// Continues as if the instruction before `from` had called `function`.
    ///
    /// # Safety
    /// The function must not return.
    pub unsafe fn call(&mut self, function: usize, from: usize) {
        *self.register(libc::REG_RSP) -= 8;
        let sp = self.sp() as *mut usize;
        // SAFETY: below the stack pointer lies what the frame, which is left, kept for itself.
        unsafe { sp.write(from) };
        *self.register(libc::REG_RIP) = function as i64;
    }
}

#[cfg(target_arch = "aarch64")]
impl Context {
    fn machine(&mut self) -> &mut libc::mcontext_t {
        // SAFETY: `new`'s caller passed a valid context.
        unsafe { &mut (*self.0).uc_mcontext }
    }

    pub fn pc(&mut self) -> usize {
        self.machine().pc as usize
    }

    pub fn sp(&mut self) -> usize {
        self.machine().sp as usize
    }

    /// Where the interrupted function returns to if it has called nothing.
    pub fn leaf_return(&mut self) -> usize {
        self.machine().regs[30] as usize
    }

    /// Returns from such a function. What the link register held before is in its caller's frame.
    pub fn leave_leaf(&mut self) {}

    /// Continues as if the instruction before `from` had called `function`, with the old link
    /// register as argument.
    ///
    /// # Safety
    /// The function must not return.
    pub unsafe fn call(&mut self, function: usize, from: usize) {
        let machine = self.machine();
        machine.regs[0] = machine.regs[30];
        machine.regs[30] = from as u64;
        machine.pc = function as u64;
    }
}

impl Context {
    /// # Safety
    /// `context` must be what the system passed to a handler that has not returned.
    pub unsafe fn new(context: *mut c_void) -> Context {
        Context(context.cast())
    }
}
