//! Declares runtime entries. One macro defines the function and emits the line of section
//! `.kiln.manifest` by which the compiler learns what the function stands for.
//!
//! A line is `KIND \t NAME \t SYMBOL \t FLAGS \n`:
//!
//! | kind | name | meaning |
//! |---|---|---|
//! | `icall` | `Namespace.Type::Method(Params):Ret` | body of an InternalCall method |
//! | `qcall` | import name | body of a P/Invoke into `QCall` |
//! | `pinvoke` | `library!name` | body of a P/Invoke into a system library |
//! | `replace` | as `icall` | managed body replaced by the runtime |
//! | `helper` | symbol | called by generated code only |
//! | `layout` | `Namespace.Type::field` | SYMBOL is the byte offset that the runtime assumes |
//! | `type` | `Namespace.Type` | SYMBOL is a MethodTable that the runtime refers to weakly |
//!
//! FLAGS are `-` or a comma list of `throws` (may set the pending exception), `noreturn`, `alloc`.
//! The section is not referred to by anything, so the linker drops it from programs.

/// Turns a string into the array that a section wants.
pub const fn line_bytes<const N: usize>(text: &str) -> [u8; N] {
    let bytes = text.as_bytes();
    let mut out = [0; N];
    let mut i = 0;
    while i < N {
        out[i] = bytes[i];
        i += 1;
    }
    out
}

/// Emits one manifest line for a symbol defined elsewhere (assembly, the C library).
#[macro_export]
macro_rules! manifest_line {
    ($kind:ident, $name:expr, $sym:expr, $flags:expr) => {
        const _: () = {
            const TEXT: &str = concat!(
                stringify!($kind),
                "\t",
                $name,
                "\t",
                $sym,
                "\t",
                $flags,
                "\n"
            );
            #[used]
            #[cfg_attr(not(test), unsafe(link_section = ".kiln.manifest"))]
            static LINE: [u8; TEXT.len()] = $crate::manifest::line_bytes(TEXT);
        };
    };
}

/// Defines entries: `[kind "name" "flags"]` one or more times, then the function.
///
/// Every function is `extern "C"` with its own name as symbol. Bodies are unsafe throughout:
/// they receive raw object references from generated code, whose validity is the compiler's
/// side of the contract (a reference is null or points to a live object of the declared type).
#[macro_export]
macro_rules! entries {
    ($(
        $(#[$attr:meta])*
        $([$kind:ident $name:literal $flags:literal])+
        fn $sym:ident($($arg:ident : $ty:ty),* $(,)?) $(-> $ret:ty)? $body:block
    )*) => { $(
        $(#[$attr])*
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $sym($($arg: $ty),*) $(-> $ret)? {
            // SAFETY: the caller is generated code, which upholds the contract stated at `entries!`.
            #[allow(unused_unsafe)]
            unsafe { $body }
        }
        $( $crate::manifest_line!($kind, $name, stringify!($sym), $flags); )+
    )* };
}
