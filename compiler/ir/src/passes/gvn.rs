//! Gvn: an operation that was computed in a dominating block with the same operands is not computed again;
//! a load gives what was stored or loaded before when nothing in between may overlap it.

use crate::cfg::{Cfg, Dominators};
use crate::edit::Renames;
use crate::entity::{Block, Entity, Inst, Value};
use crate::function::*;
use crate::op::{Effect, Op};
use crate::passes::memory::{Access, Clobbers, Known};
use crate::ty::Ty;
use rustc_hash::{FxHashMap, FxHasher};
use smallvec::SmallVec;
use std::hash::{Hash, Hasher};

pub fn number_values(function: &mut Function) {
    let cfg = Cfg::new(function);
    let dominators = Dominators::new(&cfg);
    let clobbers = Clobbers::of_blocks(function);
    let exits = vec![Known::default(); function.blocks.len()];
    let mut gvn = Gvn {
        function,
        cfg,
        clobbers,
        exits,
        table: FxHashMap::default(),
        scope: Vec::new(),
        renames: Renames::default(),
    };
    gvn.walk(&dominators);
    let renames = gvn.renames;
    renames.apply(function);
}

struct Gvn<'f> {
    function: &'f mut Function,
    cfg: Cfg,
    clobbers: Vec<Clobbers>,
    /// What memory is known to hold at the end of each block done.
    exits: Vec<Known>,
    /// Instructions in scope by the hash of what they compute.
    table: FxHashMap<u64, SmallVec<[Inst; 2]>>,
    /// Hashes to take out of the table, innermost scope last.
    scope: Vec<u64>,
    renames: Renames,
}

impl Gvn<'_> {
    fn walk(&mut self, dominators: &Dominators) {
        let mut stack = vec![(self.function.entry, 0, 0)];
        self.block(self.function.entry, dominators);
        while let Some((block, next, mark)) = stack.last_mut() {
            if let Some(&child) = dominators.children(*block).get(*next) {
                *next += 1;
                let mark = self.scope.len();
                self.enter(child);
                self.block(child, dominators);
                stack.push((child, 0, mark));
            } else {
                let mark = *mark;
                for hash in self.scope.drain(mark..).rev() {
                    if let Some(insts) = self.table.get_mut(&hash) {
                        insts.pop();
                    }
                }
                stack.pop();
            }
        }
    }

    /// What the edge into a block says: on the normal edge of a `try` its instruction succeeded.
    fn enter(&mut self, block: Block) {
        let [pred] = *self.cfg.preds(block) else {
            return;
        };
        if let Terminator::Try { inst, normal, .. } = &self.function.blocks[pred].term
            && normal.block == block
        {
            let inst = *inst;
            if is_numbered(self.function, inst) {
                let hash = self.hash(inst);
                self.add(hash, inst);
            }
        }
    }

    fn add(&mut self, hash: u64, inst: Inst) {
        self.table.entry(hash).or_default().push(inst);
        self.scope.push(hash);
    }

    fn block(&mut self, block: Block, dominators: &Dominators) {
        let mut known = self.known_at(block, dominators);
        let insts = std::mem::take(&mut self.function.blocks[block].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for inst in insts {
            for arg in &mut self.function.insts[inst].args {
                *arg = self.renames.resolve(*arg);
            }
            let tried = matches!(self.function.blocks[block].term, Terminator::Try { inst: t, .. } if t == inst);
            let replacement = if is_numbered(self.function, inst) {
                self.numbered(inst, tried)
            } else {
                self.memory(inst, &mut known)
            };
            match replacement {
                Replacement::Keep => kept.push(inst),
                Replacement::Drop => self.function.blocks[block].drop_try(inst),
                Replacement::Value(value) => {
                    let result = self.function.insts[inst].results[0];
                    self.renames.insert(result, value);
                    self.function.blocks[block].drop_try(inst);
                }
            }
        }
        self.function.blocks[block].insts = kept;
        self.exits[block.index()] = known;
    }

    fn numbered(&mut self, inst: Inst, tried: bool) -> Replacement {
        let data = &mut self.function.insts[inst];
        if is_commutative(data) && data.args[0] > data.args[1] {
            data.args.swap(0, 1);
        }
        let hash = self.hash(inst);
        let data = &self.function.insts[inst];
        if let Some(found) = self.table.get(&hash)
            && let Some(&other) = found.iter().rev().find(|other| self.same(inst, **other))
        {
            return match data.results[..] {
                [] => Replacement::Drop,
                _ => Replacement::Value(self.function.insts[other].results[0]),
            };
        }
        if !tried {
            self.add(hash, inst);
        }
        Replacement::Keep
    }

    fn same(&self, a: Inst, b: Inst) -> bool {
        let (a, b) = (&self.function.insts[a], &self.function.insts[b]);
        let ty = |data: &InstData| data.results.first().map(|value| self.function.ty(*value));
        a.op == b.op && a.args == b.args && a.payload == b.payload && ty(a) == ty(b)
    }

    fn hash(&self, inst: Inst) -> u64 {
        let data = &self.function.insts[inst];
        let mut hasher = FxHasher::default();
        data.op.hash(&mut hasher);
        data.args.hash(&mut hasher);
        data.results
            .first()
            .map(|value| self.function.ty(*value))
            .hash(&mut hasher);
        match &data.payload {
            Payload::Int(x) => x.hash(&mut hasher),
            Payload::Float(x) => x.hash(&mut hasher),
            Payload::Cond(x) => x.hash(&mut hasher),
            Payload::Type(x) => x.hash(&mut hasher),
            Payload::Field(x) => x.hash(&mut hasher),
            Payload::Func(x) => x.hash(&mut hasher),
            Payload::Slot(x) => x.hash(&mut hasher),
            Payload::Text(x) => x.hash(&mut hasher),
            Payload::Conv(x) => x.hash(&mut hasher),
            Payload::Math(x) => x.hash(&mut hasher),
            Payload::None | Payload::Memory(_) | Payload::Atomic(_) | Payload::Call(_) => {}
        }
        hasher.finish()
    }

    /// What memory is known to hold when a block starts.
    fn known_at(&self, block: Block, dominators: &Dominators) -> Known {
        let Some(above) = dominators.idom(block) else {
            return Known::default();
        };
        let known = &self.exits[above.index()];
        if self.function.blocks[block].landing.is_some() {
            return known.without(self.function, &Clobbers::everything());
        }
        if known.is_empty() || self.cfg.preds(block) == [above] {
            return known.clone();
        }
        let between = Clobbers::between(&self.cfg, &self.clobbers, above, block);
        known.without(self.function, &between)
    }

    fn memory(&mut self, inst: Inst, known: &mut Known) -> Replacement {
        let data = &self.function.insts[inst];
        match (&data.payload, data.op) {
            (Payload::Memory(info), Op::Load) if !info.volatile => {
                let access = Access::new(data.args[0], info);
                let result = data.results[0];
                let ty = self.function.ty(result);
                if let Some(value) = known
                    .find(&access)
                    .filter(|value| self.function.ty(*value) == ty)
                {
                    return Replacement::Value(value);
                }
                known.insert(access, result);
            }
            (Payload::Memory(info), Op::Store | Op::StoreRef | Op::StoreRefAt)
                if !info.volatile =>
            {
                let access = Access::new(data.args[0], info);
                let value = data.args[1];
                known.clobber_access(&access);
                if access.holds_whole(self.function.ty(value)) {
                    known.insert(access, value);
                }
            }
            _ => {
                let mut clobbers = Clobbers::default();
                clobbers.add(self.function, inst);
                known.retain(self.function, &clobbers);
            }
        }
        Replacement::Keep
    }
}

enum Replacement {
    Keep,
    /// A check that was done before.
    Drop,
    Value(Value),
}

fn is_commutative(data: &InstData) -> bool {
    match data.op {
        Op::Add | Op::Mul | Op::And | Op::Or | Op::Xor => true,
        Op::Icmp => matches!(data.payload, Payload::Cond(Cond::Eq | Cond::Ne)),
        _ => false,
    }
}

/// Whether doing an operation once does for all: it depends on its operands only, or on what never changes.
fn is_numbered(function: &Function, inst: Inst) -> bool {
    let data = &function.insts[inst];
    match data.op {
        Op::ArrayLen | Op::StringLen | Op::LoadType | Op::IsInst | Op::VirtualAddr => true,
        Op::Cast | Op::UnboxCheck | Op::StoreCheck | Op::ElemTypeCheck => true,
        op => {
            let rest = op.effect().difference(Effect::THROWS);
            rest.is_empty() && (data.results.len() == 1 || op.may_throw())
        }
    }
}

/// Types of values that a cell holds without loss.
pub(super) fn is_whole(cell: crate::ty::Cell, ty: Ty) -> bool {
    use crate::ty::Cell;
    !matches!(cell, Cell::I8 | Cell::U8 | Cell::I16 | Cell::U16) && cell.ty() == ty
}
