//! The text form: every construct of a function as text, and back. `parse(print(f))` gives `f` again,
//! numbered in the order of its text (see [`Function::compact`]).
//!
//! ```text
//! fn "App.Sum(ReadOnlySpan<int>)" -> i32 {
//! b0(s: byref, n: i32):
//!     zero: i32 = iconst 0
//!     jump b1(zero, zero)
//! b1(i: i32, acc: i32):
//!     c: i32 = icmp lt.s i, n
//!     br c, b2, b3
//! b2:
//!     bounds i, n                                  ; il 7
//!     p: byref = elem_addr s, i, 4
//!     v: i32 = load.i32 p alias=elem("int")
//!     a: i32 = add acc, v
//!     …
//! b3:
//!     ret acc
//! }
//! ```
//!
//! Names are free in what is parsed; what is printed says `v7`, `b2`, `s0`. A comment starts with `;`;
//! `; il N` or `; il fK:N` says where the instruction before it comes from.
//!
//! [`Function::compact`]: crate::Function::compact

mod lex;
mod names;
mod operands;
mod parse;
mod print;

pub use names::{Names, SymbolNames, WorldNames};
pub use parse::{ParseError, parse, parse_all};
pub use print::{func_text, print};
