//! Which calls are replaced by the bodies they reach: bottom-up over the call graph, by what a body costs
//! and what the arguments of a call make of it.

use crate::callgraph::CallGraph;
use crate::closed::ClosedTypes;
use crate::cost::{self, Cost};
use crate::explore::Reached;
use kiln_ir::cfg::{Cfg, Dominators, Loops};
use kiln_ir::function::{CallKind, Clause, Payload, Terminator};
use kiln_ir::inline::{Inlinable, fits, inlinable, inline_call};
use kiln_ir::passes::{self, PassContext, PassSet, PassTimers};
use kiln_ir::text::{WorldNames, func_text};
use kiln_ir::{Block, Func, Function, Inst, culprit};
use kiln_world::World;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// What a body may cost for it to be copied.
struct Limits {
    /// More than the call itself costs.
    plain: u32,
    in_loop: u32,
    /// The source asks for it.
    asked: u32,
    /// Nobody else calls it: the body goes away.
    only_caller: u32,
    /// Callers do not grow beyond this.
    caller: u32,
}

const SPEED: Limits = Limits {
    plain: 8,
    in_loop: 24,
    asked: 120,
    only_caller: 80,
    caller: 3000,
};

const SIZE: Limits = Limits {
    plain: 0,
    in_loop: 0,
    asked: 8,
    only_caller: 80,
    caller: 3000,
};

/// What callers have to know of a body.
#[derive(Clone)]
struct Summary {
    where_to: Inlinable,
    cost: Cost,
    only_caller: bool,
    component: usize,
}

/// Puts bodies into their callers; gives the number of calls replaced.
pub fn inline_calls(
    world: &World,
    reached: &mut Reached,
    set: &PassSet,
    types: &ClosedTypes<'_>,
    timers: &PassTimers,
) -> usize {
    let limits = if set.level.for_size() { &SIZE } else { &SPEED };
    let functions = std::mem::take(&mut reached.functions);
    let graph = CallGraph::build(&functions, &reached.dispatch);
    let places: FxHashMap<Func, usize> = functions
        .iter()
        .enumerate()
        .map(|(index, function)| (function.func, index))
        .collect();
    let (component, waves) = waves(&graph, &places);
    let only = single_callers(world, reached, &functions);
    let mut bodies: Vec<Option<Function>> = functions.into_iter().map(Some).collect();
    let mut summaries: Vec<Option<Summary>> = vec![None; bodies.len()];
    let names = WorldNames(world);
    let mut count = 0;
    for wave in waves {
        let taken: Vec<(usize, Function)> = wave
            .iter()
            .filter_map(|&index| Some((index, bodies[index].take()?)))
            .collect();
        let inliner = Inliner {
            limits,
            places: &places,
            bodies: &bodies,
            summaries: &summaries,
        };
        let done: Vec<(usize, Function, usize, Summary)> = taken
            .into_par_iter()
            .map(|(index, mut function)| {
                let func = function.func;
                let inlined = culprit::naming(
                    || func_text(func, &names),
                    || {
                        let inlined = inliner.run(&mut function, component[index]);
                        if inlined > 0 {
                            let context = PassContext {
                                types,
                                timers: Some(timers),
                            };
                            passes::run(&mut function, set, &context);
                        }
                        inlined
                    },
                );
                let summary = Summary {
                    where_to: inlinable(&function),
                    cost: cost::of(&function),
                    only_caller: only.contains(&func),
                    component: component[index],
                };
                (index, function, inlined, summary)
            })
            .collect();
        for (index, function, inlined, summary) in done {
            bodies[index] = Some(function);
            summaries[index] = Some(summary);
            count += inlined;
        }
    }
    reached.functions = bodies.into_iter().flatten().collect();
    count
}

/// The component of each body, and the bodies in waves: those of one wave call only into earlier waves or
/// their own component.
fn waves(graph: &CallGraph, places: &FxHashMap<Func, usize>) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut component = vec![0; places.len()];
    let components = graph.components();
    for (number, funcs) in components.iter().enumerate() {
        for func in funcs {
            component[places[func]] = number;
        }
    }
    let mut height = vec![0; components.len()];
    let mut waves: Vec<Vec<usize>> = Vec::new();
    for (number, funcs) in components.iter().enumerate() {
        let mut own = 0;
        for func in funcs {
            for callee in graph.graph.neighbors(graph.nodes[func]) {
                let callee = component[places[&graph.graph[callee]]];
                if callee != number {
                    own = own.max(height[callee] + 1);
                }
            }
        }
        height[number] = own;
        if waves.len() <= own {
            waves.resize(own + 1, Vec::new());
        }
        waves[own].extend(funcs.iter().map(|func| places[func]));
    }
    for wave in &mut waves {
        wave.sort_unstable();
    }
    (component, waves)
}

/// Bodies that one direct call reaches and nothing else does.
fn single_callers(world: &World, reached: &Reached, functions: &[Function]) -> FxHashSet<Func> {
    let mut calls: FxHashMap<Func, u32> = FxHashMap::default();
    let mut others: FxHashSet<Func> = FxHashSet::default();
    for function in functions {
        for (_, block) in function.blocks.iter() {
            for &inst in &block.insts {
                match &function.insts[inst].payload {
                    Payload::Call(call) => {
                        if let CallKind::Direct(func) = call.kind {
                            *calls.entry(func).or_default() += 1;
                        }
                    }
                    Payload::Func(func) => drop(others.insert(*func)),
                    _ => {}
                }
            }
            for clause in block.landing.iter().flat_map(|landing| &landing.clauses) {
                if let Clause::Filter(func) = clause {
                    others.insert(*func);
                }
            }
        }
    }
    for targets in reached.dispatch.targets.values() {
        others.extend(targets.iter().map(|target| target.code));
    }
    for ty in &reached.dispatch.constructed {
        others.extend(world.finalizer(*ty).map(Func::Method));
    }
    calls
        .into_iter()
        .filter(|(func, count)| *count == 1 && !others.contains(func))
        .map(|(func, _)| func)
        .collect()
}

struct Inliner<'a> {
    limits: &'static Limits,
    places: &'a FxHashMap<Func, usize>,
    bodies: &'a [Option<Function>],
    summaries: &'a [Option<Summary>],
}

impl Inliner<'_> {
    /// Replaces what pays in one caller.
    fn run(&self, caller: &mut Function, component: usize) -> usize {
        // What the compiler made stays as it is: traces show where Main and static constructors begin.
        if !matches!(
            caller.func,
            Func::Method(_) | Func::Unbox(_) | Func::ValueEquals(_) | Func::ValueHash(_)
        ) {
            return 0;
        }
        let sites = self.sites(caller, component);
        if sites.is_empty() {
            return 0;
        }
        let mut size = cost::of(caller).size;
        let mut count = 0;
        // From the end of each block, so that places before stay what they are.
        for site in sites.into_iter().rev() {
            let Some((callee, summary)) = self.callee(caller, site.inst) else {
                continue;
            };
            if !self.pays(caller, &site, summary, size) {
                continue;
            }
            let at = caller.blocks[site.block]
                .insts
                .iter()
                .position(|inst| *inst == site.inst);
            if let Some(at) = at {
                inline_call(caller, site.block, at, callee);
                size += summary.cost.size;
                count += 1;
            }
        }
        count
    }

    fn callee(&self, caller: &Function, inst: Inst) -> Option<(&Function, &Summary)> {
        let Payload::Call(call) = &caller.insts[inst].payload else {
            return None;
        };
        let CallKind::Direct(func) = call.kind else {
            return None;
        };
        if !matches!(func, Func::Method(_) | Func::Unbox(_)) || call.no_return {
            return None;
        }
        let index = *self.places.get(&func)?;
        Some((
            self.bodies[index].as_ref()?,
            self.summaries[index].as_ref()?,
        ))
    }

    fn sites(&self, caller: &Function, component: usize) -> Vec<Site> {
        let any = |inst: &Inst| {
            self.callee(caller, *inst)
                .is_some_and(|(_, summary)| summary.component != component)
        };
        let blocks = caller.blocks.values();
        if !blocks.flat_map(|block| &block.insts).any(any) {
            return Vec::new();
        }
        let cfg = Cfg::new(caller);
        let dominators = Dominators::new(&cfg);
        let loops = Loops::new(&cfg, &dominators);
        let mut sites = Vec::new();
        for &block in cfg.rpo() {
            let data = &caller.blocks[block];
            for &inst in &data.insts {
                if !any(&inst) {
                    continue;
                }
                let handled =
                    matches!(data.term, Terminator::Try { inst: tried, .. } if tried == inst);
                sites.push(Site {
                    block,
                    inst,
                    handled,
                    in_loop: loops.depth(block) > 0,
                    cold: data.landing.is_some()
                        || matches!(
                            data.term,
                            Terminator::Throw { .. } | Terminator::Unreachable
                        ),
                });
            }
        }
        sites
    }

    fn pays(&self, caller: &Function, site: &Site, summary: &Summary, size: u32) -> bool {
        let Some((callee, _)) = self.callee(caller, site.inst) else {
            return false;
        };
        let possible = match summary.where_to {
            Inlinable::Never => false,
            Inlinable::Outside => !site.handled,
            Inlinable::Anywhere => true,
        };
        let cost = &summary.cost;
        if !possible
            || size.saturating_add(cost.size) > self.limits.caller
            || cost.slot_bytes > MOST_SLOT_BYTES
            || !fits(caller, site.inst, callee)
        {
            return false;
        }
        let args = &caller.insts[site.inst].args;
        let call = cost::call(args.len());
        if summary.only_caller && !site.cold && cost.size <= self.limits.only_caller {
            return true;
        }
        let gain = cost.gain(caller, args);
        let limit = if callee.flags.always_inline {
            self.limits.asked
        } else if site.cold {
            0
        } else if site.in_loop {
            self.limits.in_loop
        } else {
            self.limits.plain
        };
        cost.size.saturating_sub(gain) <= call + limit
    }
}

/// Slots of a body that is inlined stay on the stack of the caller.
const MOST_SLOT_BYTES: u32 = 256;

struct Site {
    block: Block,
    inst: Inst,
    /// The caller has handlers around it.
    handled: bool,
    in_loop: bool,
    cold: bool,
}
