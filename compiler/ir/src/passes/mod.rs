//! The one list of optimisations: names, descriptions, switches and timers, and the pipeline that runs
//! those of one function. Every pass preserves semantics: no check that could fire is removed.

mod checks;
mod dce;
mod gvn;
mod memory;
mod set;
mod simplify;
mod sroa;
mod types;

pub use set::{Level, PassSet, PassSetError, describe_passes};
pub use types::{NoTypes, TypeFacts, WorldTypes};

use crate::function::Function;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What a pass works on, hence who runs it.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Scope {
    /// One function; run by [`run`].
    Function,
    /// The whole program; run by the crates above.
    Program,
    /// After the IR: LLVM and the linker.
    Backend,
}

/// One row of the list.
#[derive(Debug)]
pub struct PassInfo {
    pub name: &'static str,
    pub description: &'static str,
    pub scope: Scope,
    /// The lowest of `-O=0|1|2|3` that includes it; 4 = only `all`.
    pub from_level: u8,
    /// Whether `-O=s` and `-O=z` include it.
    pub for_size: bool,
}

macro_rules! passes {
    ($($variant:ident $name:literal $scope:ident $level:literal $size:literal $description:literal;)*) => {
        /// An optimisation by name.
        #[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum Pass { $($variant,)* }
        /// All optimisations, in the order in which they are described.
        pub const PASSES: &[PassInfo] = &[$(PassInfo {
            name: $name,
            description: $description,
            scope: Scope::$scope,
            from_level: $level,
            for_size: $size,
        },)*];
        impl Pass {
            pub const ALL: &[Pass] = &[$(Pass::$variant,)*];
        }
    };
}

passes! {
    Simplify "simplify" Function 1 true "constants, identities, branches, unreachable and empty blocks";
    Dce "dce" Function 1 true "remove values that nothing uses";
    Sroa "sroa" Function 1 true "turn structs and locals whose address stays inside into scalars";
    Gvn "gvn" Function 1 true "compute each value and load once";
    Checks "checks" Function 1 true "remove checks and casts that cannot fail";
    Devirt "devirt" Program 1 true "call directly where only one method can be meant";
    Inline "inline" Program 2 true "put small and single-caller bodies into their callers";
    Prune "prune" Program 1 true "drop what nothing reaches any more after the passes above";
    Bake "bake" Program 1 true "run static constructors at compile time";
    MergeFunc "mergefunc" Backend 2 true "share one body among functions that are equal";
    Icf "icf" Backend 1 true "fold identical code when linking";
    Llvm "llvm" Backend 1 true "LLVM's pipeline of the level";
}

impl Pass {
    pub fn info(self) -> &'static PassInfo {
        &PASSES[self as usize]
    }

    pub fn by_name(name: &str) -> Option<Pass> {
        Pass::ALL
            .iter()
            .copied()
            .find(|pass| pass.info().name == name)
    }
}

/// Time spent in each pass, summed over functions and threads.
#[derive(Debug)]
pub struct PassTimers {
    nanos: [AtomicU64; Pass::ALL.len()],
}

impl Default for PassTimers {
    fn default() -> Self {
        PassTimers {
            nanos: std::array::from_fn(|_| AtomicU64::new(0)),
        }
    }
}

impl PassTimers {
    pub fn add(&self, pass: Pass, time: Duration) {
        self.nanos[pass as usize].fetch_add(time.as_nanos() as u64, Ordering::Relaxed);
    }

    pub fn get(&self, pass: Pass) -> Duration {
        Duration::from_nanos(self.nanos[pass as usize].load(Ordering::Relaxed))
    }
}

/// What passes may ask about the program.
#[derive(Copy, Clone)]
pub struct PassContext<'a> {
    pub types: &'a dyn TypeFacts,
    pub timers: Option<&'a PassTimers>,
}

impl<'a> PassContext<'a> {
    pub fn new(types: &'a dyn TypeFacts) -> Self {
        PassContext {
            types,
            timers: None,
        }
    }
}

/// The order in which the passes of one function run.
const PIPELINE: &[Pass] = &[
    Pass::Simplify,
    Pass::Sroa,
    Pass::Simplify,
    Pass::Gvn,
    Pass::Checks,
    Pass::Simplify,
    Pass::Dce,
];

/// Runs the enabled passes of one function in their order and compacts it.
pub fn run(function: &mut Function, set: &PassSet, context: &PassContext<'_>) {
    let mut ran = false;
    for &pass in PIPELINE.iter().filter(|pass| set.has(**pass)) {
        run_one(function, pass, context);
        ran = true;
    }
    if ran {
        function.compact();
    }
}

/// Runs one pass; `false` if it is none of one function's.
pub fn run_one(function: &mut Function, pass: Pass, context: &PassContext<'_>) -> bool {
    let start = context.timers.map(|_| Instant::now());
    match pass {
        Pass::Simplify => simplify::simplify(function),
        Pass::Dce => dce::remove_dead(function, context.types),
        Pass::Sroa => sroa::split_slots(function, context.types),
        Pass::Gvn => gvn::number_values(function),
        Pass::Checks => checks::remove_checks(function, context.types),
        _ => return false,
    }
    if let (Some(timers), Some(start)) = (context.timers, start) {
        timers.add(pass, start.elapsed());
    }
    #[cfg(debug_assertions)]
    check(function, pass);
    true
}

/// A pass that breaks a function is a bug of the compiler: stop where it happens.
#[cfg(debug_assertions)]
fn check(function: &Function, pass: Pass) {
    let errors = crate::verify::verify(function);
    if !errors.is_empty() {
        let list: Vec<String> = errors.iter().map(|error| format!("  {error}")).collect();
        let text = crate::text::print(function, &crate::text::SymbolNames::new());
        panic!(
            "after pass {}, function {} is broken:\n{}\n{text}",
            pass.info().name,
            function.name,
            list.join("\n")
        );
    }
}
