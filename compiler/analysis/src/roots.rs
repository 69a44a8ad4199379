//! Where exploration starts: what the process start, the unhandled-exception report and the runtime's
//! calls back into managed code need.

use kiln_ir::Func;

pub const PROGRAM_ROOTS: &[Func] = &[Func::ProgramMain, Func::ExceptionText];

/// Types whose tables the runtime itself names.
pub const PROGRAM_TABLES: &[&str] = &["System.Object", "System.String"];

/// Runtime entries that call back into managed code, and what they call.
const UPCALLS: &[(&str, &[Func])] = &[("kiln_thread_start", &[Func::ThreadStart])];

/// Entries that hand out multicast thunks.
pub const MULTICAST_ENTRIES: &[&str] = &["kiln_delegate_multicast_invoke"];

/// The bodies that a runtime entry calls back.
pub fn upcalls_of(symbol: &str) -> &'static [Func] {
    UPCALLS
        .iter()
        .find(|(name, _)| *name == symbol)
        .map_or(&[], |(_, upcalls)| upcalls)
}
