//! Which bodies a program certainly runs: what is called on the straight way from its start, outside of
//! protected regions. One that cannot be imported there is an end that nobody can catch.

use crate::explore::Reached;
use kiln_ir::function::{CallKind, Payload, Terminator};
use kiln_ir::{Func, Function, Op};
use kiln_world::World;
use rustc_hash::{FxHashMap, FxHashSet};

/// Calls on the straight way that are followed into each other.
const DEEPEST: usize = 200;

/// All bodies that certainly run.
pub fn certain(world: &World, reached: &Reached) -> FxHashSet<Func> {
    let functions = reached.functions.iter();
    let mut walk = Walk {
        world,
        functions: functions
            .map(|function| (function.func, function))
            .collect(),
        failed: reached
            .failures
            .iter()
            .map(|failure| failure.func)
            .collect(),
        through: FxHashMap::default(),
    };
    walk.run(Func::ProgramMain, 0);
    walk.through.into_keys().collect()
}

struct Walk<'a> {
    world: &'a World,
    functions: FxHashMap<Func, &'a Function>,
    failed: FxHashSet<Func>,
    /// Bodies that certainly run, and whether they certainly return.
    through: FxHashMap<Func, bool>,
}

impl Walk<'_> {
    /// The body certainly runs. Does it certainly return?
    fn run(&mut self, func: Func, depth: usize) -> bool {
        if let Some(through) = self.through.get(&func) {
            return *through;
        }
        // Until it is known: recursion need not end.
        self.through.insert(func, false);
        let through =
            depth < DEEPEST && !self.failed.contains(&func) && self.goes_through(func, depth);
        self.through.insert(func, through);
        through
    }

    fn goes_through(&mut self, func: Func, depth: usize) -> bool {
        let Some(function) = self.functions.get(&func).copied() else {
            return false;
        };
        let mut block = function.entry;
        // A way of more jumps than there are blocks is a loop.
        for _ in 0..function.blocks.len() {
            let data = &function.blocks[block];
            for &at in &data.insts {
                if matches!(data.term, Terminator::Try { inst, .. } if inst == at) {
                    return false;
                }
                let inst = &function.insts[at];
                let goes_on = match &inst.payload {
                    Payload::Call(call) => match &call.kind {
                        CallKind::Direct(callee) => self.run(*callee, depth + 1),
                        CallKind::Runtime { .. } => !call.no_return,
                        _ => false,
                    },
                    Payload::Type(ty) if inst.op == Op::Cctor => match self.world.cctor(*ty) {
                        Some(cctor) => self.run(Func::Method(cctor.method), depth + 1),
                        None => true,
                    },
                    _ => true,
                };
                if !goes_on {
                    return false;
                }
            }
            match &data.term {
                Terminator::Jump(target) => block = target.block,
                Terminator::Return(_) => return true,
                _ => return false,
            }
        }
        false
    }
}
