//! Tests with small functions in the IR's text form: generated for two machines, linked with a C program
//! that calls them, and run.

mod arithmetic;
mod calls;
mod data;
mod exceptions;
mod harness;
