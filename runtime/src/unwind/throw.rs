//! Throwing, rethrowing, and continuing after cleanups.

use super::boundary::{self, Boundary};
use super::frame_cache;
use super::in_flight::{self, InFlight};
use super::lsda::{Clause, FilterRecord, Operand, catches, operand};
use super::registers::{FRAME_POINTER, Registers, install};
use super::{fault, report, stack_trace};
use crate::object::Ref;
use crate::platform::process;
use core::ffi::c_void;
use core::ptr::null;
use core::sync::atomic::{AtomicU32, Ordering};

/// The next throw on this thread keeps the trace its exception has (`ExceptionDispatchInfo`).
#[thread_local]
pub static mut KEEP_TRACE: bool = false;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// Exceptions thrown so far.
pub fn count() -> u32 {
    COUNT.load(Ordering::Relaxed)
}

/// Where an exception that is being unwound will be handled.
#[derive(Clone, Copy)]
pub struct Handler {
    cfa: usize,
    /// The operand of the clause that took it.
    accepted: *const c_void,
    /// It leaves a filter instead.
    is_filter: bool,
}

impl Handler {
    pub const NONE: Handler = Handler {
        cfa: 0,
        accepted: null(),
        is_filter: false,
    };
    /// Above all frames.
    const BEYOND: Handler = Handler {
        cfa: usize::MAX,
        ..Handler::NONE
    };
}

/// An active region with a filter, on the stack of the frame that it belongs to. Generated code links
/// and unlinks it; frames that exceptions leave are unlinked here.
#[repr(C)]
pub struct ActiveFilter {
    previous: *mut ActiveFilter,
    record: *const FilterRecord,
    frame: usize,
}

/// Newest active filter region of the thread.
#[thread_local]
#[unsafe(no_mangle)]
pub static mut kiln_filter_top: *mut ActiveFilter = core::ptr::null_mut();

/// What the filter `record` of the frame between `low` and `high` wants as its frame pointer: the
/// one it registered, else the frame's own.
unsafe fn filter_frame(record: &FilterRecord, low: usize, high: usize, own: usize) -> usize {
    // SAFETY: regions in the list lie on live frames.
    unsafe {
        let mut at = kiln_filter_top;
        while !at.is_null() && (at as usize) < high {
            if at as usize >= low && core::ptr::eq((*at).record, record) {
                return (*at).frame;
            }
            at = (*at).previous;
        }
    }
    own
}

/// Unlinks the regions of frames below `sp`, which are left for good.
unsafe fn leave_filters_below(sp: usize) {
    // SAFETY: as above; frames below have not been overwritten yet.
    unsafe {
        while !kiln_filter_top.is_null() && (kiln_filter_top as usize) < sp {
            kiln_filter_top = (*kiln_filter_top).previous;
        }
    }
}

/// Enters a landing pad: all frames below are gone.
unsafe fn enter(registers: &Registers, exception: Ref, selector: usize) -> ! {
    // SAFETY: forwards the contract of `install`.
    unsafe {
        leave_filters_below(registers.sp);
        install(registers, exception as usize, selector)
    }
}

/// Second half of `kiln_throw`.
pub unsafe extern "C" fn throw_from(exception: Ref, registers: &mut Registers) -> ! {
    // SAFETY: the trampoline passes the thrower's registers.
    unsafe {
        let keep = core::mem::take(&mut *(&raw mut KEEP_TRACE));
        if let Some(faulted) = fault::faulted() {
            *registers = faulted;
        }
        raise(
            exception,
            registers,
            if keep { Trace::Append } else { Trace::Fresh },
        )
    }
}

/// Second half of `kiln_rethrow`.
pub unsafe extern "C" fn rethrow_from(exception: Ref, registers: &mut Registers) -> ! {
    // SAFETY: as above.
    unsafe { raise(exception, registers, Trace::Rethrow) }
}

/// Second half of `kiln_resume`, which LLVM calls `_Unwind_Resume`.
pub unsafe extern "C" fn resume_from(exception: Ref, registers: &mut Registers) -> ! {
    // SAFETY: as above; the handler was found by pass 1 and its frame is still there.
    unsafe {
        let frame = frame_cache::lookup(registers.pc);
        let remembered = frame.and_then(|frame| in_flight::pop(exception, frame.cfa(registers)));
        let handler = match remembered {
            Some(handler) => handler,
            None => match search(exception, registers, Trace::Keep) {
                Some(found) => found.handler,
                None => unhandled(exception),
            },
        };
        unwind(exception, registers.clone(), handler)
    }
}

/// What a throw does to the exception's stack trace.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trace {
    Fresh,
    Append,
    /// Append, save for the first frame, which the trace ends with already.
    Rethrow,
    Keep,
}

unsafe fn raise(exception: Ref, registers: &mut Registers, trace: Trace) -> ! {
    COUNT.fetch_add(1, Ordering::Relaxed);
    // SAFETY: forwards the contract.
    unsafe {
        match search(exception, registers, trace) {
            Some(found) => match found.first_stop {
                // Nothing lies between here and the handler: enter it at once.
                Some((stop, selector)) => {
                    in_flight::forget_below(found.handler.cfa);
                    enter(&stop, exception, selector)
                }
                None => unwind(exception, registers.clone(), found.handler),
            },
            None => unwind(exception, registers.clone(), unhandled(exception)),
        }
    }
}

/// Reports an exception that nothing handles. As under .NET its cleanups run all the same, and the
/// process ends at the bottom of the stack.
#[optimize(size)]
fn unhandled(exception: Ref) -> Handler {
    report::unhandled(exception);
    Handler::BEYOND
}

/// Outcome of pass 1.
struct Found {
    handler: Handler,
    /// Registers and selector at the handler if no cleanup comes before it.
    first_stop: Option<(Registers, usize)>,
}

/// Pass 1: looks for the handler from the frame of `registers` on.
unsafe fn search(exception: Ref, registers: &Registers, trace: Trace) -> Option<Found> {
    let mut at = registers.clone();
    let mut recorder = stack_trace::Recorder::new(registers, trace == Trace::Rethrow);
    let mut has_cleanup = false;
    // SAFETY: the registers describe live frames, each in turn.
    unsafe {
        let store = |recorder: &stack_trace::Recorder| match trace {
            Trace::Keep => {}
            Trace::Fresh => recorder.store(exception, false),
            Trace::Append | Trace::Rethrow => recorder.store(exception, true),
        };
        let mut stored = false;
        let found = loop {
            match boundary::at(at.pc) {
                Some(Boundary::Bottom) => break None,
                Some(Boundary::Filter) => {
                    let handler = Handler {
                        cfa: at.sp,
                        accepted: null(),
                        is_filter: true,
                    };
                    break Some(Found {
                        handler,
                        first_stop: None,
                    });
                }
                None => {}
            }
            let Some(frame) = frame_cache::lookup(at.pc) else {
                break None;
            };
            recorder.add(at.pc);
            if frame.site.landing_pad != 0 {
                let cfa = frame.cfa(&at);
                let taken = frame.site.clauses(|clause| {
                    let Clause::Catch(selector, target) = clause else {
                        has_cleanup = true;
                        return None;
                    };
                    let takes = match operand(target) {
                        Operand::All => true,
                        Operand::Type(mt) => catches(mt, exception),
                        Operand::Filter(filter) => {
                            // A filter may look at the trace.
                            store(&recorder);
                            stored = true;
                            let own = at.saved[FRAME_POINTER];
                            let frame = filter_frame(filter, at.sp, cfa, own);
                            boundary::call_filter(filter.function, exception, frame, cfa)
                        }
                    };
                    takes.then_some((selector, target))
                });
                if let Some((selector, accepted)) = taken {
                    let handler = Handler {
                        cfa,
                        accepted,
                        is_filter: false,
                    };
                    // A cleanup clause of this very landing pad is entered together with the catch.
                    let first_stop = if has_cleanup {
                        None
                    } else {
                        frame.land(&mut at);
                        Some((at, selector))
                    };
                    break Some(Found {
                        handler,
                        first_stop,
                    });
                }
            }
            frame.step(&mut at);
        };
        if !stored || found.is_none() || recorder.has_grown() {
            store(&recorder);
        }
        found
    }
}

/// Pass 2: enters the next cleanup before the handler, or the handler.
unsafe fn unwind(exception: Ref, mut at: Registers, handler: Handler) -> ! {
    // SAFETY: the frames up to the handler's are live and were walked by pass 1.
    unsafe {
        loop {
            if handler.is_filter && at.sp == handler.cfa {
                in_flight::forget_below(handler.cfa);
                at.pc = boundary::filter_failed();
                enter(&at, core::ptr::null_mut(), 0);
            }
            if boundary::at(at.pc) == Some(Boundary::Bottom) {
                process::abort();
            }
            let Some(frame) = frame_cache::lookup(at.pc) else {
                process::abort();
            };
            let cfa = frame.cfa(&at);
            if frame.site.landing_pad != 0 {
                let is_handler = !handler.is_filter && cfa == handler.cfa;
                let mut cleanup = false;
                let selector = frame.site.clauses(|clause| match clause {
                    Clause::Catch(selector, target) if is_handler && target == handler.accepted => {
                        Some(selector)
                    }
                    Clause::Catch(..) => None,
                    Clause::Cleanup => {
                        cleanup = true;
                        None
                    }
                });
                if let Some(selector) = selector {
                    // Cleanups of this frame know from the selector where to go on.
                    in_flight::forget_below(cfa);
                    frame.land(&mut at);
                    enter(&at, exception, selector);
                }
                if cleanup {
                    in_flight::forget_below(cfa);
                    in_flight::push(InFlight {
                        exception,
                        at: cfa,
                        landing_pad: frame.site.landing_pad,
                        handler,
                    });
                    frame.land(&mut at);
                    enter(&at, exception, 0);
                }
            }
            if !handler.is_filter && cfa >= handler.cfa {
                // The landing pad that accepted it is not the one in charge any more: look again.
                let handler = match search(exception, &at, Trace::Keep) {
                    Some(found) => found.handler,
                    None => unhandled(exception),
                };
                unwind(exception, at, handler)
            }
            frame.step(&mut at);
        }
    }
}

/// Named by compiled functions as their personality; our unwinder knows it by address.
#[unsafe(no_mangle)]
pub extern "C" fn kiln_personality() {}

/// Keeps the Rust halves of the trampolines, which only assembly refers to.
#[used]
static KEEP: [unsafe extern "C" fn(Ref, &mut Registers) -> !; 3] =
    [throw_from, rethrow_from, resume_from];

crate::manifest_line!(helper, "kiln_personality", "kiln_personality", "-");
