//! Turns virtual and interface calls that can only reach one body into direct calls.

use crate::dispatch::{Dispatch, Target};
use kiln_ir::function::{CallKind, Function, Payload, Terminator};
use kiln_ir::guard::guard_call;
use kiln_ir::{Func, Inst, Op};
use kiln_world::{TypeId, World};
use rustc_hash::{FxHashMap, FxHashSet};

/// What became of the calls.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Devirtualised {
    pub calls: usize,
    pub direct: usize,
    /// Two bodies can be meant, and the receiver's type says which.
    pub guarded: usize,
    /// No object that the call could be made on is ever constructed.
    pub unreachable: usize,
}

/// Bodies of so many instructions are worth a test of the receiver's type.
const SMALL: usize = 24;

/// Rewrites all calls of the functions that have a single target; with `guard`, also those that have two.
pub fn devirtualise(
    world: &World,
    functions: &mut [Function],
    dispatch: &Dispatch,
    guard: bool,
) -> Devirtualised {
    let mut counts = Devirtualised::default();
    let small: FxHashSet<Func> = functions
        .iter()
        .filter(|function| guard && function.insts.len() <= SMALL && !function.flags.no_inline)
        .map(|function| function.func)
        .collect();
    for function in functions {
        let mut dead = Vec::new();
        let mut guards: FxHashMap<Inst, (TypeId, Func, Func)> = FxHashMap::default();
        let insts: Vec<_> = function
            .blocks
            .values()
            .flat_map(|block| block.insts.iter().copied())
            .collect();
        for inst in insts {
            let receiver = function.insts[inst].args.first().copied();
            let fact = receiver
                .map(|value| function.values[value].fact)
                .unwrap_or_default();
            let Payload::Call(call) = &mut function.insts[inst].payload else {
                continue;
            };
            let method = match &call.kind {
                CallKind::Virtual(method) | CallKind::Interface(method) => *method,
                _ => continue,
            };
            counts.calls += 1;
            let selector = dispatch.known_selector(method).unwrap_or(method);
            let Some(targets) = dispatch.targets.get(&selector) else {
                continue;
            };
            if targets.is_empty() {
                dead.push(inst);
                continue;
            }
            let possible: Vec<Target> = targets
                .iter()
                .filter(|target| may_be(world, target.ty, fact.class, fact.exact))
                .copied()
                .collect();
            let Some(first) = possible.first() else {
                continue;
            };
            if possible.iter().all(|target| target.code == first.code) {
                call.kind = CallKind::Direct(first.code);
                counts.direct += 1;
            } else if guard && let Some(found) = two_ways(world, &possible, &small) {
                guards.insert(inst, found);
            }
        }
        counts.guarded += guards.len();
        guard_calls(function, &guards);
        counts.unreachable += dead.len();
        end_before(function, &dead);
    }
    counts
}

/// A type of the receiver that alone leads to one of two bodies, that body and the other one, if a call of
/// one of them may be worth inlining.
fn two_ways(
    world: &World,
    possible: &[Target],
    small: &FxHashSet<Func>,
) -> Option<(TypeId, Func, Func)> {
    let first = possible.first()?.code;
    let second = possible.iter().find(|target| target.code != first)?.code;
    let is_one_of = |target: &Target| target.code == first || target.code == second;
    if !possible.iter().all(is_one_of) || !(small.contains(&first) || small.contains(&second)) {
        return None;
    }
    [(first, second), (second, first)]
        .into_iter()
        .find_map(|(code, other)| {
            let mut types = possible.iter().filter(|target| target.code == code);
            let only = types.next()?;
            // More arrays that share an array's body may be made at run time.
            (types.next().is_none() && !world.is_array(only.ty)).then_some((only.ty, code, other))
        })
}

fn guard_calls(function: &mut Function, guards: &FxHashMap<Inst, (TypeId, Func, Func)>) {
    if guards.is_empty() {
        return;
    }
    for block in function.blocks.keys().collect::<Vec<_>>() {
        // From the end, so that places before stay what they are.
        for at in (0..function.blocks[block].insts.len()).rev() {
            let inst = function.blocks[block].insts[at];
            if let Some(&(ty, then, other)) = guards.get(&inst) {
                guard_call(function, block, at, ty, then, other);
            }
        }
    }
}

/// The receiver of such a call, which is not null, can be no object: nothing after it runs.
fn end_before(function: &mut Function, dead: &[Inst]) {
    if dead.is_empty() {
        return;
    }
    for block in function.blocks.values_mut() {
        let at = block.insts.iter().position(|inst| dead.contains(inst));
        if let Some(at) = at {
            let call = block.insts[at];
            block.insts.truncate(at + 1);
            block.term = Terminator::Unreachable;
            let data = &mut function.insts[call];
            data.op = Op::DebugBreak;
            data.args.clear();
            data.results.clear();
            data.payload = Payload::None;
        }
    }
    function.compact();
}

fn may_be(world: &World, ty: TypeId, class: Option<TypeId>, exact: bool) -> bool {
    match class {
        None => true,
        Some(class) if exact => ty == class,
        Some(class) => ty == class || world.is_assignable(ty, class),
    }
}
