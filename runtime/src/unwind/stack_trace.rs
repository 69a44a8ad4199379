//! Stack traces: return addresses in a byte array behind `Exception._stackTrace`, and their text
//! from the table of method names that a program carries if it can ask for one.
//!
//! The table (`kiln_method_names`) is a `u64` count, then that many pairs of function address and
//! address of a NUL-terminated UTF-8 text such as `App.Program.Main(String[] args)`, in any order.

use super::boundary;
use super::frame_cache;
use super::registers::{Registers, capture};
use crate::heap::{alloc, barrier};
use crate::layout::{self, field};
use crate::object::{ArrayObject, Ref};
use crate::program;
use core::ffi::{CStr, c_char};
use core::mem::MaybeUninit;

/// Addresses kept during a throw without walking the stack again.
const KEPT: usize = 64;

/// Collects the return addresses that pass 1 meets.
pub struct Recorder<'a> {
    start: &'a Registers,
    count: usize,
    skip: usize,
    stored: core::cell::Cell<usize>,
    /// Addresses that the trace had before the first store.
    base: core::cell::Cell<usize>,
    kept: [MaybeUninit<usize>; KEPT],
}

impl<'a> Recorder<'a> {
    pub fn new(start: &'a Registers, skip_first: bool) -> Self {
        Self {
            start,
            count: 0,
            skip: usize::from(skip_first),
            stored: core::cell::Cell::new(usize::MAX),
            base: core::cell::Cell::new(0),
            kept: [MaybeUninit::uninit(); KEPT],
        }
    }

    #[inline]
    pub fn add(&mut self, pc: usize) {
        if let Some(slot) = self.kept.get_mut(self.count) {
            slot.write(pc);
        }
        self.count += 1;
    }

    /// Have addresses been added since the last [`Recorder::store`]?
    pub fn has_grown(&self) -> bool {
        self.stored.get() != self.count
    }

    /// Makes the addresses the exception's trace, after the ones it has if `append`.
    ///
    /// # Safety
    /// `exception` must be a live exception, and the frames still on the stack.
    #[optimize(size)]
    pub unsafe fn store(&self, exception: Ref, append: bool) {
        // SAFETY: as stated.
        unsafe {
            let place = field::<Ref>(exception, layout::EXCEPTION_STACK_TRACE);
            let old = if append {
                *place
            } else {
                core::ptr::null_mut()
            };
            // A second store of the same throw replaces the first one's part, unless a filter has thrown the
            // exception in between and the trace is that throw's.
            if self.stored.get() == usize::MAX {
                self.base.set(addresses(old).len());
            }
            let old_count = self.base.get().min(addresses(old).len());
            let new = self.count.saturating_sub(self.skip);
            let bytes = (old_count + new) * size_of::<usize>();
            let array = alloc::kiln_alloc_array(&program::kiln_mt_byte_array, bytes);
            if array.is_null() {
                return;
            }
            let out = ArrayObject::data(array.cast()).cast::<usize>();
            for (i, pc) in addresses(old).iter().take(old_count).enumerate() {
                out.add(i).write(*pc);
            }
            let out = out.add(old_count);
            if self.count <= KEPT {
                let kept = self.kept.get(self.skip..self.count).unwrap_or(&[]);
                for (i, pc) in kept.iter().enumerate() {
                    out.add(i).write(pc.assume_init());
                }
            } else {
                let mut at = self.start.clone();
                for i in 0..self.count {
                    if i >= self.skip {
                        out.add(i - self.skip).write(at.pc);
                    }
                    match frame_cache::lookup(at.pc) {
                        Some(frame) => frame.step(&mut at),
                        None => break,
                    }
                }
            }
            self.stored.set(self.count);
            barrier::kiln_write_barrier(exception, place, array);
            field::<Ref>(exception, layout::EXCEPTION_STACK_TRACE_STRING)
                .write(core::ptr::null_mut());
        }
    }
}

/// The addresses of a stored trace.
///
/// # Safety
/// `trace` must be null or what [`Recorder::store`] made.
pub unsafe fn addresses<'a>(trace: Ref) -> &'a [usize] {
    if trace.is_null() {
        return &[];
    }
    // SAFETY: as stated.
    unsafe {
        let array = trace.cast::<ArrayObject>();
        let count = (*array).length as usize / size_of::<usize>();
        core::slice::from_raw_parts(ArrayObject::data(array).cast(), count)
    }
}

/// The trace of the current stack as a byte array, without its `skip` innermost frames.
pub fn capture_current(skip: usize) -> Ref {
    let mut registers = MaybeUninit::<Registers>::zeroed();
    // SAFETY: the registers are those of this frame, whose callers are live.
    unsafe {
        capture(registers.assume_init_mut());
        let start = registers.assume_init();
        let walk = |visit: &mut dyn FnMut(usize)| {
            let mut at = start.clone();
            let mut depth = 0usize;
            while boundary::at(at.pc).is_none()
                && let Some(frame) = frame_cache::lookup(at.pc)
            {
                if depth >= skip {
                    visit(at.pc);
                }
                depth += 1;
                frame.step(&mut at);
            }
        };
        let mut count = 0;
        walk(&mut |_| count += 1);
        let bytes = count * size_of::<usize>();
        let array = alloc::kiln_alloc_array(&program::kiln_mt_byte_array, bytes);
        if !array.is_null() {
            let mut out = ArrayObject::data(array.cast()).cast::<usize>();
            walk(&mut |pc| {
                out.write(pc);
                out = out.add(1);
            });
        }
        array
    }
}

#[repr(C)]
struct Name {
    function: usize,
    text: *const c_char,
}

/// The name of the method that starts at `function`.
fn name_of(function: usize) -> Option<&'static [u8]> {
    let table = program::method_names().cast::<u64>();
    if table.is_null() {
        return None;
    }
    // SAFETY: the program's table has the documented form.
    unsafe {
        let names = core::slice::from_raw_parts(table.add(1).cast::<Name>(), *table as usize);
        let name = names.iter().find(|n| n.function == function)?;
        Some(CStr::from_ptr(name.text).to_bytes())
    }
}

/// Does the program carry method names?
pub fn has_names() -> bool {
    !program::method_names().is_null()
}

/// Passes the text of a trace to `sink`, lines separated by newlines.
pub fn describe(trace: &[usize], mut sink: impl FnMut(&[u8])) {
    let mut first = true;
    for pc in trace {
        let Some(name) = frame_cache::lookup(*pc).and_then(|f| name_of(f.function)) else {
            continue;
        };
        if !core::mem::take(&mut first) {
            sink(b"\n");
        }
        sink(b"   at ");
        sink(name);
    }
}
