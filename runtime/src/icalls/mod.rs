//! Bodies of CoreLib's InternalCall methods. Names are those of .NET 10's CoreLib.

mod environment;
pub use environment::{LAST_ERROR, wide as wide_string};
mod exceptions;
mod gc;
mod math;
mod memory;
mod monitor;
mod types;
