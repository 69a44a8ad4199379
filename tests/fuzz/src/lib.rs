//! Generators of programs from seeds, and the comparison of what they do under .NET and when compiled by kiln.

pub mod arith;
pub mod campaign;
pub mod code;
pub mod engine;
pub mod exceptions;
pub mod interpreter;
pub mod invalid;
pub mod kind;
pub mod lab;
pub mod process;
pub mod programs;
pub mod reduce;
pub mod rng;
pub mod types;
pub mod unwind;
