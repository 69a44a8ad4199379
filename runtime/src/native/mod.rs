//! libSystem.Native and its like: the system functions that the class library imports, written over the
//! C library.

pub mod compression;
pub mod cryptography;
pub mod digest;
pub mod directories;
pub mod errors;
pub mod files;
pub mod memory;
pub mod monitor;
pub mod poll;
pub mod system;
pub mod terminal;

/// Repeats a system call while it is interrupted by signals.
#[inline]
fn retry<T: PartialEq + From<i8>>(mut call: impl FnMut() -> T) -> T {
    loop {
        let r = call();
        if r != T::from(-1) || crate::platform::process::errno() != libc::EINTR {
            return r;
        }
    }
}
