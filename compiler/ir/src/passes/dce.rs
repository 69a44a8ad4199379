//! Dce: removes instructions that compute what nobody uses, block parameters likewise. Loads, type tests
//! and allocations count as computing; whatever may raise an exception stays.

use super::TypeFacts;
use super::simplify::params::remove_params;
use crate::cfg::Cfg;
use crate::entity::{Entity, Value};
use crate::function::*;
use crate::op::{Effect, Op};
use smallvec::SmallVec;

pub fn remove_dead(function: &mut Function, types: &dyn TypeFacts) {
    let cfg = Cfg::new(function);
    let mut live = vec![false; function.values.len()];
    let mut placed = vec![false; function.insts.len()];
    let mut work: Vec<Value> = Vec::new();
    for &block in cfg.rpo() {
        let data = &function.blocks[block];
        for &inst in &data.insts {
            placed[inst.index()] = true;
            if is_root(function, inst, types) {
                work.extend_from_slice(&function.insts[inst].args);
            }
        }
        let mut edge_args = 0;
        data.term
            .for_each_edge(|target, _| edge_args += target.args.len());
        let mut own = Vec::new();
        data.term.for_each_value(|value| own.push(value));
        // A terminator's own operands come before those of its edges.
        work.extend_from_slice(&own[..own.len() - edge_args]);
    }
    // Which arguments a live parameter needs.
    let mut sources: Vec<SmallVec<[Value; 2]>> = vec![SmallVec::new(); function.values.len()];
    for &block in cfg.rpo() {
        function.blocks[block]
            .term
            .for_each_edge(|target, is_unwind| {
                let params = &function.blocks[target.block].params;
                let params = &params[if is_unwind { 2 } else { 0 }..];
                for (param, arg) in params.iter().zip(&target.args) {
                    sources[param.index()].push(*arg);
                }
            });
    }
    while let Some(value) = work.pop() {
        if std::mem::replace(&mut live[value.index()], true) {
            continue;
        }
        match function.values[value].def {
            ValueDef::Param(_) => work.extend_from_slice(&sources[value.index()]),
            ValueDef::Result(inst) => work.extend_from_slice(&function.insts[inst].args),
        }
    }
    let mut removed: Vec<SmallVec<[usize; 2]>> = vec![SmallVec::new(); function.blocks.len()];
    for &block in cfg.rpo() {
        let insts = std::mem::take(&mut function.blocks[block].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for inst in insts {
            let used = function.insts[inst]
                .results
                .iter()
                .any(|value| live[value.index()]);
            if used || is_root(function, inst, types) {
                kept.push(inst);
            } else {
                function.blocks[block].drop_try(inst);
            }
        }
        let data = &mut function.blocks[block];
        data.insts = kept;
        if block == function.entry {
            continue;
        }
        let implicit = if data.landing.is_some() { 2 } else { 0 };
        for (index, param) in data.params.iter().enumerate().skip(implicit) {
            if !live[param.index()] {
                removed[block.index()].push(index);
            }
        }
    }
    super::simplify::blocks::clear_unreachable(function);
    if removed.iter().any(|indices| !indices.is_empty()) {
        remove_params(function, &removed);
    }
}

/// Arrays of so many elements can always be made, whatever the elements are.
const SURE_LENGTH: i64 = 1 << 16;

/// Whether an instruction must stay even if nobody uses its results.
fn is_root(function: &Function, inst: crate::Inst, types: &dyn TypeFacts) -> bool {
    let data = &function.insts[inst];
    match (data.op, &data.payload) {
        (Op::Alloc, Payload::Type(ty)) => !types.is_droppable(*ty),
        // A length that may exceed what arrays can have makes the allocation itself throw.
        (Op::AllocArray, _) => !function
            .const_int(data.args[0])
            .is_some_and(|length| (0..=SURE_LENGTH).contains(&length)),
        (Op::KeepAlive, _) => true,
        _ => {
            let effect = function.effect(inst);
            effect.intersects(Effect::WRITES | Effect::THROWS | Effect::CALLS)
        }
    }
}
