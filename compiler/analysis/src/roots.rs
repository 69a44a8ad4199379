//! Where exploration starts: what the process start, the unhandled-exception report and the runtime's
//! calls back into managed code need.

use kiln_ir::Func;

pub const PROGRAM_ROOTS: &[Func] = &[Func::ProgramMain, Func::ExceptionText];

/// Classes whose objects the runtime makes or the image holds, whatever the program does.
pub const PROGRAM_OBJECTS: &[&str] = &["System.Object", "System.String", "System.RuntimeType"];

/// Runtime entries that make objects of a class.
const MADE_BY: &[(&str, &str)] = &[("kiln_thread_current", "System.Threading.Thread")];

/// The class whose objects a runtime entry makes.
pub fn made_by(symbol: &str) -> Option<&'static str> {
    MADE_BY
        .iter()
        .find(|(name, _)| *name == symbol)
        .map(|(_, class)| *class)
}

/// Runtime entries that call back into managed code, and what they call.
const UPCALLS: &[(&str, &[Func])] = &[("kiln_thread_start", &[Func::ThreadStart])];

/// Methods that register something which the runtime calls back.
const REGISTRATIONS: &[(&str, Func)] = &[
    ("System.AppDomain::add_ProcessExit", Func::ProcessExit),
    ("System.AppContext::add_UnhandledException", Func::Unhandled),
    (
        "System.Runtime.Loader.AssemblyLoadContext::add_Unloading",
        Func::ProcessExit,
    ),
];

/// The body that the runtime calls for what this method registers.
pub fn registered_by(method: &str) -> Option<Func> {
    REGISTRATIONS
        .iter()
        .find(|(name, _)| *name == method)
        .map(|(_, func)| *func)
}

/// The method by which delegates are called with arguments in an array.
pub const DYNAMIC_INVOKE: &str = "System.Delegate::DynamicInvokeImpl";

/// Entries that hand out multicast thunks.
pub const MULTICAST_ENTRIES: &[&str] = &["kiln_delegate_multicast_invoke"];

/// The bodies that a runtime entry calls back.
pub fn upcalls_of(symbol: &str) -> &'static [Func] {
    UPCALLS
        .iter()
        .find(|(name, _)| *name == symbol)
        .map_or(&[], |(_, upcalls)| upcalls)
}
