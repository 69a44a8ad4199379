//! SSA values of variables: block parameters are made where a read needs one.

use super::cells::Candidates;
use crate::cfg::Cfg;
use crate::entity::{Block, Entity, Value};
use crate::function::*;
use crate::op::Op;
use crate::ty::Ty;

pub(super) struct Ssa {
    count: usize,
    types: Vec<Ty>,
    zeros: Vec<Option<Value>>,
    /// By block and variable: the value at its start, and now or at its end.
    starts: Vec<Option<Value>>,
    ends: Vec<Option<Value>>,
    /// Parameters whose arguments are not passed yet.
    open: Vec<(Block, usize)>,
}

impl Ssa {
    pub fn new(function: &Function, _cfg: &Cfg, candidates: &Candidates) -> Ssa {
        let count = candidates.count();
        let states = count * function.blocks.len();
        Ssa {
            count,
            types: (0..count).map(|variable| candidates.ty(variable)).collect(),
            zeros: vec![None; count],
            starts: vec![None; states],
            ends: vec![None; states],
            open: Vec::new(),
        }
    }

    fn at(&self, block: Block, variable: usize) -> usize {
        block.index() * self.count + variable
    }

    pub fn write(&mut self, block: Block, variable: usize, value: Value) {
        let at = self.at(block, variable);
        self.ends[at] = Some(value);
    }

    /// What every variable is before its first store.
    pub fn zero(&mut self, function: &mut Function, variable: usize) -> Value {
        if let Some(value) = self.zeros[variable] {
            return value;
        }
        let ty = self.types[variable];
        let (op, payload) = match ty {
            Ty::I32 | Ty::I64 => (Op::Iconst, Payload::Int(0)),
            Ty::F32 | Ty::F64 => (Op::Fconst, Payload::Float(0)),
            Ty::Ref | Ty::ByRef | Ty::Ptr => (Op::Null, Payload::None),
        };
        let inst = function.make_inst(op, [], payload, &[ty], Source::default());
        function.insert_inst(function.entry, 0, inst);
        let value = function.insts[inst].results[0];
        self.zeros[variable] = Some(value);
        value
    }

    /// The variable's value at this point of a block under way, or at the end of a finished one.
    pub fn read(
        &mut self,
        function: &mut Function,
        cfg: &Cfg,
        block: Block,
        variable: usize,
    ) -> Value {
        let mut path = Vec::new();
        let mut here = block;
        let value = loop {
            let at = self.at(here, variable);
            if let Some(value) = self.ends[at] {
                break value;
            }
            path.push(here);
            if let Some(value) = self.starts[at] {
                break value;
            }
            match cfg.preds(here) {
                _ if here == function.entry => break self.zero(function, variable),
                [pred] => here = *pred,
                _ => {
                    let param = function.add_param(here, self.types[variable]);
                    self.starts[at] = Some(param);
                    self.open.push((here, variable));
                    break param;
                }
            }
        };
        for block in path {
            let at = self.at(block, variable);
            self.starts[at] = Some(value);
            self.ends[at] = Some(value);
        }
        value
    }

    /// Passes the arguments of the parameters that were made.
    pub fn finish(&mut self, function: &mut Function, cfg: &Cfg) {
        // First made, first passed: arguments stand in the order of parameters.
        let mut next = 0;
        while let Some(&(block, variable)) = self.open.get(next) {
            next += 1;
            let mut preds = cfg.preds(block).to_vec();
            preds.sort_unstable();
            preds.dedup();
            for pred in preds {
                let value = self.read(function, cfg, pred, variable);
                function.blocks[pred].term.for_each_edge_mut(|target, _| {
                    if target.block == block {
                        target.args.push(value);
                    }
                });
            }
        }
    }
}
