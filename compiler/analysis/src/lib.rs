//! Exploration of the closed world from its roots, the call graph, and the tables that follow from it.

mod assumptions;
mod attributes;
pub mod bake;
mod build;
pub mod callgraph;
mod casts;
mod certain;
mod closed;
mod cost;
pub mod devirtualise;
pub mod dispatch;
mod enums;
pub mod explore;
mod inline;
mod nesting;
pub mod program;
mod refine;
pub mod reflect;
mod roots;
mod slots;
mod statics;
mod stub;
mod tables;
pub mod uses;

pub use build::build_program;
pub use certain::certain;
pub use explore::{Reached, explore};
pub use refine::{Refined, refine};
