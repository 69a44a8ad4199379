//! What the compiled program provides to the runtime.

use crate::method_table::MethodTable;
use crate::object::Ref;
use core::ffi::c_void;

unsafe extern "C" {
    /// Runs `Main` and returns the exit code.
    pub fn kiln_program_main() -> i32;
    /// Virtual `ToString` of an exception.
    pub fn kiln_program_exception_text(exception: Ref) -> Ref;
    pub static kiln_mt_string: MethodTable;
    pub static kiln_mt_object: MethodTable;
    pub static kiln_mt_string_array: MethodTable;
    pub static kiln_mt_byte_array: MethodTable;
}

/// Symbols that a program has only when it needs them: the address, or null when absent.
macro_rules! optional_symbols {
    ($($(#[$attr:meta])* $getter:ident = $symbol:literal;)*) => { $(
        $(#[$attr])*
        #[inline(always)]
        pub fn $getter() -> *const c_void {
            unsafe extern "C" {
                #[link_name = $symbol]
                #[linkage = "extern_weak"]
                static SYMBOL: *const c_void;
            }
            // SAFETY: a weak reference reads as the symbol's address or null.
            unsafe { SYMBOL }
        }
    )* };
}

optional_symbols! {
    /// `fn(thread object)`: runs `Thread.StartCallback`.
    thread_start_callback = "kiln_thread_start_callback";
    /// `fn(exception)`: raises the event of an exception that nothing handles.
    unhandled_callback = "kiln_unhandled_callback";
    /// `fn() -> !`: throws a new NullReferenceException.
    throw_null_reference = "kiln_throw_null_reference";
    /// `fn(ignored)`: raises the events of an orderly end of the process.
    process_exit_callback = "kiln_process_exit_callback";
    /// Classes whose objects reflection makes.
    mt_runtime_type = "kiln_mt_runtime_type";
    mt_runtime_assembly = "kiln_mt_runtime_assembly";
    mt_runtime_module = "kiln_mt_runtime_module";
    mt_method_stub = "kiln_mt_method_stub";
    mt_field_stub = "kiln_mt_field_stub";
    mt_array_template = "kiln_mt_array_template";
    mt_runtime_type_array = "kiln_mt_runtime_type_array";
    mt_type_array = "kiln_mt_type_array";
    mt_int_array = "kiln_mt_int_array";
    mt_object_array = "kiln_mt_object_array";
    /// What reflection finds, see `reflect::tables`.
    reflection = "kiln_reflection";
    /// MethodTable of `System.Threading.Thread`, where the current thread's object is asked for.
    mt_thread = "kiln_mt_thread";
    /// u32, 1 if `Main` returns a value (then `Environment.ExitCode` does not count).
    main_returns_value = "kiln_program_main_returns_value";
    /// Anything, if the program calls native code, which may call back on threads of its own.
    calls_native = "kiln_program_calls_native";
    /// Anything, if some class has a finaliser.
    finalizes = "kiln_program_finalizes";
    /// Count and addresses of the string literals, see `qcalls::intern`.
    literals = "kiln_literals";
    /// Table of method names, see `unwind::stack_trace`.
    method_names = "kiln_method_names";
    /// Range of read-only frozen objects.
    frozen_read_only_start = "__kiln_frozen_ro_start";
    frozen_read_only_end = "__kiln_frozen_ro_end";
    /// Range of mutable frozen objects.
    frozen_start = "__kiln_frozen_start";
    frozen_end = "__kiln_frozen_end";
    /// u64, bytes that the heap may use (`--heap-limit`).
    heap_limit = "kiln_program_heap_limit";
    /// Range of code.
    text_start = "__kiln_text_start";
    text_end = "__kiln_text_end";
    /// Range of type tables.
    types_start = "__kiln_types_start";
    types_end = "__kiln_types_end";
    /// Range of static fields that hold references.
    roots_start = "__kiln_roots_start";
    roots_end = "__kiln_roots_end";
}

/// Bytes that the heap may use, as the program was compiled; 0 for no limit.
pub fn heap_limit_bytes() -> u64 {
    let limit = heap_limit().cast::<u64>();
    // SAFETY: null or the program's constant.
    if limit.is_null() {
        0
    } else {
        unsafe { *limit }
    }
}

/// Addresses between which type tables lie; (0, 0) if unknown.
pub fn types_range() -> (usize, usize) {
    (types_start() as usize, types_end() as usize)
}

crate::manifest_line!(type, "System.Threading.Thread", "kiln_mt_thread", "-");

crate::manifest_line!(type, "System.RuntimeType", "kiln_mt_runtime_type", "-");
crate::manifest_line!(
    type,
    "System.Reflection.RuntimeAssembly",
    "kiln_mt_runtime_assembly",
    "-"
);
crate::manifest_line!(
    type,
    "System.Reflection.RuntimeModule",
    "kiln_mt_runtime_module",
    "-"
);
crate::manifest_line!(
    type,
    "System.RuntimeMethodInfoStub",
    "kiln_mt_method_stub",
    "-"
);
crate::manifest_line!(
    type,
    "System.RuntimeFieldInfoStub",
    "kiln_mt_field_stub",
    "-"
);
crate::manifest_line!(type, "System.Object[,]", "kiln_mt_array_template", "-");
crate::manifest_line!(
    type,
    "System.RuntimeType[]",
    "kiln_mt_runtime_type_array",
    "-"
);
crate::manifest_line!(type, "System.Type[]", "kiln_mt_type_array", "-");
crate::manifest_line!(type, "System.Int32[]", "kiln_mt_int_array", "-");
crate::manifest_line!(type, "System.Object[]", "kiln_mt_object_array", "-");

/// The table that array types made at run time are copied from.
pub fn array_template() -> *const MethodTable {
    mt_array_template().cast()
}

/// The table of `System.Object`.
pub fn object_table() -> *const MethodTable {
    &raw const kiln_mt_object
}

/// Stands for the program in unit tests.
#[cfg(test)]
mod stand_in {
    use super::MethodTable;
    use crate::object::Ref;
    use core::mem::zeroed;

    macro_rules! tables {
        ($($name:ident)*) => { $(
            // SAFETY: all-zero bits are a valid table.
            #[unsafe(no_mangle)]
            static $name: MethodTable = unsafe { zeroed() };
        )* };
    }
    tables! { kiln_mt_string kiln_mt_object kiln_mt_string_array kiln_mt_byte_array }

    #[unsafe(no_mangle)]
    extern "C" fn kiln_program_exception_text(_exception: Ref) -> Ref {
        core::ptr::null_mut()
    }
}
