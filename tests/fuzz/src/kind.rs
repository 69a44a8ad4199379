//! The kinds of programs that can be made. Each gives C# (and perhaps a library in IL) for a seed.

use crate::interpreter::Interpreter;
use crate::{arith, exceptions, programs, types, unwind};

type Interpret = fn(&mut Interpreter<'_>, u64) -> Result<String, String>;

/// One generator.
#[derive(Debug)]
pub struct Kind {
    pub name: &'static str,
    pub about: &'static str,
    /// The C# of a seed: namespace `S{seed}` with `static class Entry` and `static void Run()`.
    pub generate: fn(u64) -> String,
    /// IL that the C# of the seeds of one assembly refers to, assembled as `ops.dll`.
    pub library: Option<fn(&[u64]) -> String>,
    /// What a seed prints, by calling the library's methods on the interpreter; `Err` is a refusal of it.
    pub interpret: Option<Interpret>,
    /// How many seeds share an assembly.
    pub batch: usize,
    /// There are only so many seeds.
    pub count: Option<fn() -> u64>,
}

pub const KINDS: &[Kind] = &[
    Kind {
        name: "arith",
        about: "every arithmetic, conversion and comparison opcode on boundary values; a seed is an opcode on types",
        generate: arith::driver,
        library: Some(arith::library),
        interpret: Some(arith::interpret),
        batch: 120,
        count: Some(arith::count),
    },
    Kind {
        name: "exceptions",
        about: "protected regions of all sorts nested in each other; prints the order of events",
        generate: exceptions::generate,
        library: None,
        interpret: None,
        batch: 50,
        count: None,
    },
    Kind {
        name: "types",
        about: "hierarchies of classes, structs and interfaces; prints which members calls reach",
        generate: types::generate,
        library: None,
        interpret: None,
        batch: 50,
        count: None,
    },
    Kind {
        name: "programs",
        about: "whole small programs that compute and print",
        generate: programs::generate,
        library: None,
        interpret: None,
        batch: 50,
        count: None,
    },
    Kind {
        name: "unwind",
        about: "deep chains of calls through frames of all sorts; prints checksums of what lives across throws",
        generate: unwind::generate,
        library: None,
        interpret: None,
        batch: 50,
        count: None,
    },
];

pub fn named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}
