//! Linux through the C library that is linked statically (musl) and a few raw system calls.

mod allocator;
pub mod clock;
pub mod context;
pub mod futex;
pub mod image;
pub mod memory;
pub mod process;
pub mod signals;
mod stack;
pub mod thread;
