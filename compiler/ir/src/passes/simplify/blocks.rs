//! Flow: branches on constants, empty blocks, chains of blocks, blocks that nothing reaches.

use crate::cfg::Cfg;
use crate::edit::Renames;
use crate::entity::{Block, Entity, Value};
use crate::function::*;
use crate::op::Op;
use crate::ty::Ty;
use smallvec::SmallVec;

/// Leaves the graph of the function as it is afterwards in `cfg`.
pub(super) fn simplify_flow(function: &mut Function, cfg: &mut Cfg) -> bool {
    let mut changed = false;
    for &block in cfg.rpo() {
        changed |= simplify_terminator(function, block);
    }
    // Checks that were dropped may have cut edges too.
    *cfg = clear_unreachable(function);
    if thread_jumps(function, cfg) {
        changed = true;
        *cfg = clear_unreachable(function);
    }
    if merge_chains(function, cfg) {
        changed = true;
        *cfg = Cfg::new(function);
    }
    changed
}

/// Empties blocks that nothing reaches, so that their edges do not count.
pub(in crate::passes) fn clear_unreachable(function: &mut Function) -> Cfg {
    let cfg = Cfg::new(function);
    for block in function.blocks.keys() {
        if !cfg.is_reachable(block) {
            let data = &mut function.blocks[block];
            data.params.clear();
            data.insts.clear();
            data.landing = None;
            data.term = Terminator::Unreachable;
        }
    }
    cfg
}

fn simplify_terminator(function: &mut Function, block: Block) -> bool {
    let term = match &function.blocks[block].term {
        Terminator::Branch { cond, then, other } => {
            if let Some(number) = function.const_int(*cond) {
                Terminator::Jump(if number != 0 {
                    then.clone()
                } else {
                    other.clone()
                })
            } else if then == other {
                Terminator::Jump(then.clone())
            } else {
                // Of a comparison with 0: of what is compared.
                let Some(data) = function.def_as(*cond, Op::Icmp) else {
                    return false;
                };
                let Payload::Cond(compare) = data.payload else {
                    return false;
                };
                let inner = data.args[0];
                if function.ty(inner) != Ty::I32 || function.const_int(data.args[1]) != Some(0) {
                    return false;
                }
                match compare {
                    Cond::Ne | Cond::GtU => Terminator::Branch {
                        cond: inner,
                        then: then.clone(),
                        other: other.clone(),
                    },
                    Cond::Eq => Terminator::Branch {
                        cond: inner,
                        then: other.clone(),
                        other: then.clone(),
                    },
                    _ => return false,
                }
            }
        }
        Terminator::Switch {
            value,
            cases,
            default,
        } => {
            if let Some(number) = function.const_int(*value) {
                let case = cases.iter().find(|(case, _)| *case == number);
                Terminator::Jump(case.map_or(default, |(_, target)| target).clone())
            } else if cases.iter().all(|(_, target)| target == default) {
                Terminator::Jump(default.clone())
            } else {
                return false;
            }
        }
        _ => return false,
    };
    function.blocks[block].term = term;
    true
}

/// Sends edges into an empty block that only jumps straight to where it jumps.
fn thread_jumps(function: &mut Function, cfg: &Cfg) -> bool {
    let mut uses = vec![0u32; function.values.len()];
    for &block in cfg.rpo() {
        for &inst in &function.blocks[block].insts {
            function.insts[inst]
                .args
                .iter()
                .for_each(|arg| uses[arg.index()] += 1);
        }
        function.blocks[block]
            .term
            .for_each_value(|value| uses[value.index()] += 1);
    }
    let mut changed = false;
    for &block in cfg.rpo() {
        let data = &function.blocks[block];
        let Terminator::Jump(onward) = &data.term else {
            continue;
        };
        let onward = onward.clone();
        if !data.insts.is_empty()
            || data.landing.is_some()
            || block == function.entry
            || onward.block == block
        {
            continue;
        }
        let params = data.params.clone();
        let count = |value: Value| onward.args.iter().filter(|arg| **arg == value).count() as u32;
        if params
            .iter()
            .any(|param| uses[param.index()] != count(*param))
        {
            continue;
        }
        let single = cfg.preds(onward.block).len() == 1;
        let mut preds: SmallVec<[Block; 4]> = cfg.preds(block).into();
        preds.sort_unstable();
        preds.dedup();
        for pred in preds {
            let term = &function.blocks[pred].term;
            // Results of a tried instruction are known beyond a normal edge that enters alone.
            let tried = matches!(term, Terminator::Try { .. });
            if tried && !single && cfg.preds(block).len() == 1 {
                continue;
            }
            // Two edges between the same blocks must not pass different arguments.
            let mut edges = 0;
            term.for_each_edge(|target, _| {
                edges += u32::from(target.block == block || target.block == onward.block);
            });
            if edges > 1 && !onward.args.is_empty() {
                continue;
            }
            function.blocks[pred].term.for_each_edge_mut(|target, _| {
                if target.block == block {
                    let args = onward.args.iter().map(|arg| {
                        match params.iter().position(|param| param == arg) {
                            Some(index) => target.args[index],
                            None => *arg,
                        }
                    });
                    *target = Target {
                        block: onward.block,
                        args: args.collect(),
                    };
                    changed = true;
                }
            });
        }
    }
    changed
}

/// Appends a block to its only predecessor when that only jumps to it.
fn merge_chains(function: &mut Function, cfg: &Cfg) -> bool {
    let mut renames = Renames::default();
    let mut home: Vec<Block> = function.blocks.keys().collect();
    let mut changed = false;
    for &block in cfg.rpo() {
        let [pred] = *cfg.preds(block) else { continue };
        let pred = home[pred.index()];
        let Terminator::Jump(target) = &function.blocks[pred].term else {
            continue;
        };
        if pred == block || target.block != block || function.blocks[block].landing.is_some() {
            continue;
        }
        let args = target.args.clone();
        let data = std::mem::take(&mut function.blocks[block]);
        function.blocks[block].term = Terminator::Unreachable;
        for (param, arg) in data.params.iter().zip(args) {
            renames.insert(*param, arg);
        }
        let before = &mut function.blocks[pred];
        before.insts.extend(data.insts);
        before.term = data.term;
        before.term_src = data.term_src;
        home[block.index()] = pred;
        changed = true;
    }
    renames.apply(function);
    changed
}
