//! Turns virtual and interface calls that can only reach one body into direct calls.

use crate::dispatch::Dispatch;
use kiln_ir::function::{CallKind, Function, Payload, Terminator};
use kiln_ir::{Inst, Op};
use kiln_world::{TypeId, World};

/// What became of the calls.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Devirtualised {
    pub calls: usize,
    pub direct: usize,
    /// No object that the call could be made on is ever constructed.
    pub unreachable: usize,
}

/// Rewrites all calls of the functions that have a single target.
pub fn devirtualise(
    world: &World,
    functions: &mut [Function],
    dispatch: &Dispatch,
) -> Devirtualised {
    let mut counts = Devirtualised::default();
    for function in functions {
        let mut dead = Vec::new();
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
            let mut codes = targets
                .iter()
                .filter(|target| may_be(world, target.ty, fact.class, fact.exact))
                .map(|target| target.code);
            if let Some(first) = codes.next()
                && codes.all(|code| code == first)
            {
                call.kind = CallKind::Direct(first);
                counts.direct += 1;
            }
        }
        counts.unreachable += dead.len();
        end_before(function, &dead);
    }
    counts
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
