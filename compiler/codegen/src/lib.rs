//! LLVM code generation: the program's IR, type tables, statics and frozen objects become one LLVM module
//! together with the runtime's bitcode, which is optimised and written as an object. No LLVM type leaves
//! this crate.

mod abi;
mod classify;
mod debuginfo;
mod eh;
mod emit;
mod error;
mod facts;
mod ffi;
mod frozen;
mod function;
mod helpers;
mod literals;
mod metadata;
mod module;
mod names;
mod ops;
mod options;
mod pipeline;
mod reflection;
mod runtime;
mod shape;
mod statics;
mod symbol;
mod tables;
mod tail;
mod target;
mod types;

#[cfg(test)]
mod tests;

pub use emit::{Artifacts, Timing};
pub use error::CodegenError;
pub use options::{CodeModel, CodegenOptions, Emit, OptLevel, RelocModel};

use kiln_analysis::program::Program;
use kiln_world::World;

/// Generates code for a whole program. Deterministic: the same program and options give the same bytes.
pub fn generate(
    world: &World,
    program: &Program,
    options: &CodegenOptions<'_>,
) -> Result<Artifacts, CodegenError> {
    generate_with(&facts::WorldFacts::new(world), program, options)
}

fn generate_with(
    facts: &dyn facts::Facts,
    program: &Program,
    options: &CodegenOptions<'_>,
) -> Result<Artifacts, CodegenError> {
    module::generate(facts, program, options)
}
