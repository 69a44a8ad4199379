//! Stack traces as text, and what of `Exception` would need reflection.

use crate::entries;
use crate::heap::barrier;
use crate::layout::{self, field};
use crate::object::{Ref, StringObject};
use crate::text;
use crate::unwind::stack_trace::{self, addresses, describe};
use core::ptr::null_mut;

/// Offsets of `System.Diagnostics.StackTrace`'s fields. `_stackFrames` holds our byte array and
/// `_numOfFrames` stays 0, so that managed code never looks into it.
const STACK_TRACE_FRAMES: usize = 8;
crate::manifest_line!(
    layout,
    "System.Diagnostics.StackTrace::_stackFrames",
    "8",
    "-"
);

/// The text of a trace with an optional newline at its end.
fn trace_text(trace: &[usize], newline: bool) -> Ref {
    let mut length = usize::from(newline);
    describe(trace, |part| length += text::Utf16::new(part).count());
    text::make(length, |out| {
        let mut slots = out.iter_mut();
        describe(trace, |part| {
            for c in text::Utf16::new(part) {
                if let Some(slot) = slots.next() {
                    *slot = c;
                }
            }
        });
        if newline && let Some(slot) = slots.next() {
            *slot = u16::from(b'\n');
        }
    })
}

unsafe fn chars<'a>(s: Ref) -> &'a [u16] {
    // SAFETY: null or a live string.
    unsafe {
        if s.is_null() {
            &[]
        } else {
            StringObject::chars(s.cast())
        }
    }
}

fn concat(a: &[u16], b: &[u16]) -> Ref {
    text::make(a.len() + b.len(), |out| {
        for (o, c) in out.iter_mut().zip(a.iter().chain(b)) {
            *o = *c;
        }
    })
}

unsafe fn own_trace(exception: Ref) -> Ref {
    // SAFETY: a live exception.
    unsafe {
        let trace = *field::<Ref>(exception, layout::EXCEPTION_STACK_TRACE);
        if trace.is_null() || !stack_trace::has_names() {
            return null_mut();
        }
        trace_text(addresses(trace), false)
    }
}

entries! {
    [replace "System.Exception::get_StackTrace():System.String" "alloc"]
    fn kiln_exception_stack_trace(this: Ref) -> Ref {
        let remote = *field::<Ref>(this, layout::EXCEPTION_REMOTE_STACK_TRACE);
        let text = *field::<Ref>(this, layout::EXCEPTION_STACK_TRACE_STRING);
        let own = if text.is_null() { own_trace(this) } else { text };
        if own.is_null() { remote } else { concat(chars(remote), chars(own)) }
    }

    [replace "System.Exception::GetStackTrace():System.String" "alloc"]
    fn kiln_exception_own_stack_trace(this: Ref) -> Ref {
        own_trace(this)
    }

    [replace "System.Exception::SetCurrentStackTrace():System.Void" "alloc"]
    fn kiln_exception_set_current_trace(this: Ref) {
        if !stack_trace::has_names() {
            return;
        }
        // The caller's frames, then the line that separates them from a later throw's.
        let trace = stack_trace::capture_current(1);
        let lines = trace_text(addresses(trace), true);
        let end = text::from_utf8(b"--- End of stack trace from previous location ---\n");
        let whole = concat(chars(lines), chars(end));
        barrier::kiln_write_barrier(this, field(this, layout::EXCEPTION_REMOTE_STACK_TRACE), whole);
    }

    [replace "System.Exception::get_TargetSite():System.Reflection.MethodBase" "-"]
    fn kiln_exception_target_site(this: Ref) -> Ref {
        let _ = this;
        null_mut()
    }

    [replace "System.Exception::get_Source():System.String" "-"]
    fn kiln_exception_source(this: Ref) -> Ref {
        *field::<Ref>(this, layout::EXCEPTION_SOURCE)
    }

    [replace "System.Environment::get_StackTrace():System.String" "alloc"]
    fn kiln_environment_stack_trace() -> Ref {
        trace_text(addresses(stack_trace::capture_current(1)), false)
    }

    [replace "System.Diagnostics.StackTrace::CaptureStackTrace(System.Int32,System.Boolean,System.Exception):System.Void" "alloc"]
    fn kiln_stack_trace_capture(this: Ref, skip: i32, files: i32, exception: Ref) {
        let _ = files;
        let trace = if exception.is_null() {
            // Our own frame and the constructor's come first.
            stack_trace::capture_current(2 + skip.max(0) as usize)
        } else {
            *field::<Ref>(exception, layout::EXCEPTION_STACK_TRACE)
        };
        barrier::kiln_write_barrier(this, field(this, STACK_TRACE_FRAMES), trace);
    }

    [replace "System.Diagnostics.StackTrace::InitializeForCurrentThread(System.Int32,System.Boolean):System.Void" "alloc"]
    fn kiln_stack_trace_current(this: Ref, skip: i32, files: i32) {
        kiln_stack_trace_capture(this, skip, files, null_mut());
    }

    [replace "System.Diagnostics.StackTrace::InitializeForException(System.Exception,System.Int32,System.Boolean):System.Void" "-"]
    fn kiln_stack_trace_exception(this: Ref, exception: Ref, skip: i32, files: i32) {
        kiln_stack_trace_capture(this, skip, files, exception);
    }

    [replace "System.Diagnostics.StackTrace::ToString():System.String" "alloc"]
    fn kiln_stack_trace_text(this: Ref) -> Ref {
        trace_text(addresses(*field::<Ref>(this, STACK_TRACE_FRAMES)), true)
    }

    [replace "System.Diagnostics.StackTrace::ToString(System.Diagnostics.StackTrace/TraceFormat):System.String" "alloc"]
    fn kiln_stack_trace_text_format(this: Ref, format: i32) -> Ref {
        // TraceFormat: Normal, TrailingNewLine.
        trace_text(addresses(*field::<Ref>(this, STACK_TRACE_FRAMES)), format == 1)
    }
}
