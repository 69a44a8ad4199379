//! Exploration of the closed world from its roots, the call graph, and the tables that follow from it.

mod build;
pub mod callgraph;
mod casts;
pub mod devirtualise;
pub mod dispatch;
mod enums;
pub mod explore;
mod names;
pub mod program;
mod roots;
mod slots;
mod statics;
mod stub;
mod tables;
pub mod uses;

pub use build::build_program;
pub use explore::{Reached, explore};
