//! What the runtime asks of the operating system, one folder a platform.

pub mod linux;
pub use linux::*;
