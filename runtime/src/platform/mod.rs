//! What the runtime asks of the operating system, one folder a platform, and of the processor.

#[cfg(all(target_arch = "x86_64", not(test), not(miri)))]
mod copy;
pub mod linux;
pub use linux::*;
