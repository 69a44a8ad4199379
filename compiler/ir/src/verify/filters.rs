//! Filters that are entered are left again: on every way to a block the same ones are active.

use crate::cfg::Cfg;
use crate::entity::{Block, Entity};
use crate::func::Func;
use crate::function::{Function, Payload, Terminator};
use crate::op::Op;
use smallvec::SmallVec;

type Active = SmallVec<[Func; 2]>;

/// Places where the active filters are not what they ought to be.
pub fn check(function: &Function, cfg: &Cfg) -> Vec<(Block, Option<usize>, String)> {
    let mut errors = Vec::new();
    let uses_filters = |op: Op| matches!(op, Op::FilterEnter | Op::FilterLeave);
    if !function.insts.iter().any(|(_, inst)| uses_filters(inst.op)) {
        return errors;
    }
    let mut before: Vec<Option<Active>> = vec![None; function.blocks.len()];
    before[function.entry.index()] = Some(Active::new());
    for &block in cfg.rpo() {
        let Some(mut active) = before[block.index()].clone() else {
            continue;
        };
        let data = &function.blocks[block];
        for (at, &inst) in data.insts.iter().enumerate() {
            let inst = &function.insts[inst];
            match (inst.op, &inst.payload) {
                (Op::FilterEnter, Payload::Func(func)) => active.push(*func),
                (Op::FilterLeave, _) if active.pop().is_none() => {
                    errors.push((
                        block,
                        Some(at),
                        "leaves a filter, but none is active".into(),
                    ));
                }
                _ => {}
            }
        }
        if matches!(
            data.term,
            Terminator::Return { .. } | Terminator::Resume { .. }
        ) && !active.is_empty()
        {
            let message = format!("{} filters are active at the end", active.len());
            errors.push((block, None, message));
        }
        for to in data.term.successors() {
            match &mut before[to.index()] {
                Some(other) if *other == active => {}
                Some(other) => {
                    let message = format!(
                        "goes to {to} with {} active filters, others with {}",
                        active.len(),
                        other.len()
                    );
                    errors.push((block, None, message));
                }
                none => *none = Some(active.clone()),
            }
        }
    }
    errors
}
