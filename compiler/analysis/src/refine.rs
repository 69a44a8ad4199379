//! From what was explored to what is worth generating code for: devirtualisation, the passes of single
//! functions, inlining, and a new look at what is still reached, until there is nothing new.

use crate::closed::ClosedTypes;
use crate::devirtualise::{Devirtualised, devirtualise};
use crate::explore::{Reached, explore_again};
use crate::inline::inline_calls;
use kiln_ir::passes::{self, Pass, PassContext, PassSet, PassTimers};
use kiln_ir::runtime::RuntimeEntries;
use kiln_ir::text::{WorldNames, func_text};
use kiln_ir::{Function, culprit};
use kiln_world::World;
use rayon::prelude::*;
use std::time::Instant;

/// What came of it.
pub struct Refined {
    pub reached: Reached,
    /// Calls as they were found first, and what became of them in all rounds.
    pub devirtualised: Devirtualised,
    pub inlined: usize,
    /// Bodies that nothing reaches any more.
    pub dropped: usize,
}

/// Rounds after which what is left is not worth the time.
const ROUNDS: usize = 3;

/// Runs the enabled optimisations of the whole program.
pub fn refine(
    world: &World,
    runtime: &RuntimeEntries,
    reached: Reached,
    set: &PassSet,
    timers: &PassTimers,
) -> Refined {
    let before = reached.functions.len();
    let mut refined = Refined {
        reached,
        devirtualised: Devirtualised::default(),
        inlined: 0,
        dropped: 0,
    };
    for round in 0..ROUNDS {
        let changed = refined.round(world, runtime, set, timers, round == 0);
        if !changed {
            break;
        }
    }
    refined.dropped = before.saturating_sub(refined.reached.functions.len());
    refined
}

impl Refined {
    /// One round; `true` if another may find more.
    fn round(
        &mut self,
        world: &World,
        runtime: &RuntimeEntries,
        set: &PassSet,
        timers: &PassTimers,
        first: bool,
    ) -> bool {
        let mut changed = false;
        if set.has(Pass::Devirt) {
            // Not at first: inlining may still tell what the receivers are.
            let guard = !first && set.has(Pass::Inline) && !set.level.for_size();
            let Reached {
                functions,
                dispatch,
                ..
            } = &mut self.reached;
            let found = timed(timers, Pass::Devirt, || {
                devirtualise(world, functions, dispatch, guard)
            });
            changed |= found.direct + found.guarded + found.unreachable > 0;
            self.devirtualised.guarded += found.guarded;
            self.devirtualised.direct += found.direct;
            self.devirtualised.unreachable += found.unreachable;
            if first {
                self.devirtualised.calls = found.calls;
            }
        }
        if !first && !changed {
            return false;
        }
        let types = ClosedTypes::new(world, &self.reached);
        run_passes(world, &mut self.reached.functions, set, &types, timers);
        if set.has(Pass::Inline) {
            let start = Instant::now();
            self.inlined += inline_calls(world, &mut self.reached, set, &types, timers);
            timers.add(Pass::Inline, start.elapsed());
        }
        if !set.has(Pass::Prune) {
            return false;
        }
        let reached = std::mem::take(&mut self.reached);
        self.reached = timed(timers, Pass::Prune, || {
            explore_again(world, runtime, reached)
        });
        true
    }
}

fn timed<T>(timers: &PassTimers, pass: Pass, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    timers.add(pass, start.elapsed());
    result
}

/// Runs the enabled passes of single functions on all of them.
fn run_passes(
    world: &World,
    functions: &mut [Function],
    set: &PassSet,
    types: &ClosedTypes<'_>,
    timers: &PassTimers,
) {
    let names = WorldNames(world);
    functions.par_iter_mut().for_each(|function| {
        let func = function.func;
        let context = PassContext {
            types,
            timers: Some(timers),
        };
        culprit::naming(
            || func_text(func, &names),
            || passes::run(function, set, &context),
        );
    });
}
