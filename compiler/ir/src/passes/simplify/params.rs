//! Block parameters that always get the same value, or the same constant, are that value.

use crate::cfg::Cfg;
use crate::edit::Renames;
use crate::entity::{Block, Entity, Value};
use crate::function::*;
use crate::op::Op;
use smallvec::SmallVec;

/// What the edges seen so far pass for a parameter.
#[derive(Copy, Clone, PartialEq)]
enum Passed {
    Nothing,
    One(Value),
    Many,
}

pub(super) fn remove_trivial(function: &mut Function, cfg: &Cfg, renames: &mut Renames) -> bool {
    // By parameter.
    let mut passed = vec![Passed::Nothing; function.values.len()];
    for &block in cfg.rpo() {
        function.blocks[block]
            .term
            .for_each_edge(|target, is_unwind| {
                if target.args.is_empty() {
                    return;
                }
                let params = &function.blocks[target.block].params;
                let params = &params[if is_unwind { 2 } else { 0 }..];
                for (param, arg) in params.iter().zip(&target.args) {
                    let arg = renames.resolve(*arg);
                    if arg == *param {
                        continue;
                    }
                    let slot = &mut passed[param.index()];
                    *slot = match *slot {
                        Passed::Nothing => Passed::One(arg),
                        Passed::One(other) if other == arg => Passed::One(arg),
                        Passed::One(other) if same_constant(function, other, arg) => {
                            Passed::One(other)
                        }
                        _ => Passed::Many,
                    };
                }
            });
    }
    let mut removed: Vec<SmallVec<[usize; 2]>> = Vec::new();
    for &block in cfg.rpo() {
        if block == function.entry {
            continue;
        }
        for index in 0..function.blocks[block].params.len() {
            let param = function.blocks[block].params[index];
            let Passed::One(value) = passed[param.index()] else {
                continue;
            };
            let value = renames.resolve(value);
            if value == param {
                continue;
            }
            let value = constant_at(function, block, value).unwrap_or(value);
            renames.insert(param, value);
            removed.resize(function.blocks.len(), SmallVec::new());
            removed[block.index()].push(index);
        }
    }
    if removed.is_empty() {
        return false;
    }
    remove_params(function, &removed);
    true
}

/// Drops these parameters of each block, and their arguments on every edge.
pub(in crate::passes) fn remove_params(function: &mut Function, removed: &[SmallVec<[usize; 2]>]) {
    for block in function.blocks.values_mut() {
        block.term.for_each_edge_mut(|target, is_unwind| {
            let skip = if is_unwind { 2 } else { 0 };
            for index in removed[target.block.index()].iter().rev() {
                target.args.remove(index - skip);
            }
        });
    }
    for (block, indices) in removed.iter().enumerate() {
        for index in indices.iter().rev() {
            let params = &mut function.blocks[Block::new(block)].params;
            // A block that became unreachable has none left.
            if *index < params.len() {
                params.remove(*index);
            }
        }
    }
}

fn same_constant(function: &Function, a: Value, b: Value) -> bool {
    let (Some(a), Some(b)) = (function.def_inst(a), function.def_inst(b)) else {
        return false;
    };
    let (a, b) = (&function.insts[a], &function.insts[b]);
    matches!(a.op, Op::Iconst | Op::Fconst | Op::Null)
        && a.op == b.op
        && a.payload == b.payload
        && function.ty(a.results[0]) == function.ty(b.results[0])
}

/// A constant may come from a block that does not dominate this one: make it again here.
fn constant_at(function: &mut Function, block: Block, value: Value) -> Option<Value> {
    let data = &function.insts[function.def_inst(value)?];
    if !matches!(data.op, Op::Iconst | Op::Fconst | Op::Null) {
        return None;
    }
    let (op, payload, src) = (data.op, data.payload.clone(), data.src);
    let ty = function.ty(value);
    let inst = function.make_inst(op, [], payload, &[ty], src);
    function.insert_inst(block, 0, inst);
    Some(function.insts[inst].results[0])
}
