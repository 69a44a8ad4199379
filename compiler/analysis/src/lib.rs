//! Exploration of the closed world from its roots, the call graph, and the tables that follow from it.

pub mod program;
