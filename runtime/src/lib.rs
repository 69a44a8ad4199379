//! The runtime of programs compiled by Kiln: heap, type checks, exceptions, threads, the entry
//! points that CoreLib calls, and the system natives. Linked into every program as bitcode.
#![cfg_attr(not(test), no_std)]
#![feature(thread_local, linkage, optimize_attribute)]
#![allow(internal_features)]

pub mod heap;
pub mod icalls;
pub mod layout;
pub mod manifest;
mod map;
pub mod method_table;
pub mod native;
pub mod object;
pub mod panic;
pub mod pending;
pub mod platform;
pub mod program;
pub mod qcalls;
pub mod reflect;
mod replace;
pub mod startup;
pub mod sync;
pub mod text;
pub mod threads;
pub mod type_check;
pub mod unwind;
