//! Exceptions: our own two-pass unwinder over `.eh_frame` and LSDA tables. Pass 1 finds the handler
//! (testing types, running filters, recording the trace), pass 2 enters cleanups and the handler.
//!
//! Rust code never lies between a throw and its handler, save for the trampolines of [`boundary`].

pub mod boundary;
pub mod cfi;
pub mod eh_frame;
pub mod fault;
pub mod frame_cache;
pub mod in_flight;
pub mod lsda;
pub mod reader;
pub mod registers;
pub mod report;
pub mod stack_trace;
pub mod throw;
