//! The stages of a compilation as functions: each takes what the one before it made.

mod backend;
mod failures;
mod frontend;
mod initialisers;
mod input;
mod references;
mod setup;

pub use backend::{emit, generate, link, print_report, report};
pub use frontend::{Runtime, analyse, explore, open, resolve};
pub use setup::{check_output, choose_target};
