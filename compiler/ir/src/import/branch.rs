//! Branches, with conditions that are known taken at once.

use super::core::Importer;
use super::error::{Outcome, Problem};
use super::il::{Access, Instr, Opcode};
use super::item::{Item, Kind};
use crate::entity::Value;
use crate::function::*;
use crate::ty::Ty;

impl Importer<'_> {
    pub fn branch_if(&mut self, instr: Instr, node: usize) -> Outcome {
        let item = self.pop()?;
        let on_true = matches!(instr.op, Opcode::Brtrue | Opcode::BrtrueS);
        if let Some(truth) = self.truth(&item) {
            return self.take(instr, node, truth == on_true);
        }
        let value = self.value(&item)?;
        let cond = match self.f.ty(value) {
            Ty::I32 => value,
            ty => {
                let zero = self.zero_value(ty);
                if ty.is_float() {
                    return Err(Problem::invalid("a branch on a floating-point value"));
                }
                self.icmp(Cond::Ne, value, zero)
            }
        };
        self.fork(cond, instr, node, on_true)
    }

    /// Whether an item is known to be true or false (null).
    pub fn truth(&self, item: &Item) -> Option<bool> {
        match item {
            Item::Int(_, value) => Some(*value != 0),
            Item::Null => Some(false),
            Item::Type(_) | Item::Text(_) | Item::Code(_) | Item::VirtualCode(..) => Some(true),
            Item::Boxed(boxed) => self.world.is_nullable(boxed.ty).is_none().then_some(true),
            Item::Val(value) if self.f.ty(*value) == Ty::Ref => {
                if self.is_null_value(*value) {
                    return Some(false);
                }
                (self.f.fact(*value).non_null || self.state.checked.contains(value)).then_some(true)
            }
            Item::Val(value) => self.f.const_int(*value).map(|value| value != 0),
            _ => None,
        }
    }

    pub fn branch_compare(&mut self, instr: Instr, node: usize) -> Outcome {
        use Opcode::*;
        let right = self.pop()?;
        let left = self.pop()?;
        // On floats the `.un` forms also branch on NaN: the unordered conditions.
        let cond = match instr.op {
            Beq | BeqS => Cond::Eq,
            BneUn | BneUnS => Cond::Ne,
            Bge | BgeS => Cond::GeS,
            Bgt | BgtS => Cond::GtS,
            Ble | BleS => Cond::LeS,
            Blt | BltS => Cond::LtS,
            BgeUn | BgeUnS => Cond::GeU,
            BgtUn | BgtUnS => Cond::GtU,
            BleUn | BleUnS => Cond::LeU,
            _ => Cond::LtU,
        };
        let (left, right) = match instr.op {
            BneUn | BneUnS | BgeUn | BgeUnS | BgtUn | BgtUnS | BleUn | BleUnS | BltUn | BltUnS => {
                match (self.kind(&left), self.kind(&right)) {
                    (Kind::Scalar(a), Kind::Scalar(b)) => {
                        let (left, right) = self.widen_constants(instr, left, right, a, b);
                        let (Kind::Scalar(a), Kind::Scalar(b)) =
                            (self.kind(&left), self.kind(&right))
                        else {
                            return Err(Problem::invalid("a comparison of structs"));
                        };
                        self.widen_unsigned(left, right, a, b)?
                    }
                    _ => (left, right),
                }
            }
            _ => (left, right),
        };
        let result = self.compare(cond, left, right)?;
        match result.int() {
            Some(value) => self.take(instr, node, value != 0),
            None => {
                let cond = self.value(&result)?;
                self.fork(cond, instr, node, true)
            }
        }
    }

    /// An int32 constant beside a native int keeps its sign in the unsigned branches too, unlike one in a
    /// variable.
    fn widen_constants(&self, instr: Instr, left: Item, right: Item, a: Ty, b: Ty) -> (Item, Item) {
        let code = &self.il.code;
        let before = |count: usize| {
            let index = code.find(instr.at)?.checked_sub(count)?;
            code.instrs.get(index).copied()
        };
        let is_variable = |instr: Instr| instr.access() == Access::Load;
        let widen = |item: Item, pushed_by: Option<Instr>| match item.int() {
            Some(value) if !pushed_by.is_some_and(is_variable) => Item::Int(Ty::I64, value),
            _ => item,
        };
        match (a, b) {
            _ if self.native == Ty::I32 => (left, right),
            (Ty::I32, Ty::I64 | Ty::Ptr) => {
                let right_is_simple = before(1).is_some_and(is_variable);
                let left = widen(left, before(2).filter(|_| right_is_simple));
                (left, right)
            }
            (Ty::I64 | Ty::Ptr, Ty::I32) => (left, widen(right, before(1))),
            _ => (left, right),
        }
    }

    /// Goes one known way of a conditional branch.
    fn take(&mut self, instr: Instr, node: usize, jumps: bool) -> Outcome {
        let next = if jumps {
            self.il.graph.block_at(instr.target())?
        } else {
            self.fallthrough(node)?
        };
        self.jump_to(next)
    }

    fn fallthrough(&self, node: usize) -> Outcome<usize> {
        if node + 1 >= self.il.graph.blocks.len() {
            return Err(Problem::invalid("control runs off the end of the method"));
        }
        Ok(node + 1)
    }

    /// Branches to the target if the condition is `on_true`, else falls through.
    fn fork(&mut self, cond: Value, instr: Instr, node: usize, on_true: bool) -> Outcome {
        let target = self.il.graph.block_at(instr.target())?;
        let next = self.fallthrough(node)?;
        if target == next {
            return self.jump_to(next);
        }
        let (yes, no) = if on_true {
            (target, next)
        } else {
            (next, target)
        };
        self.edges(&[yes, no], |mut targets| {
            let other = targets.pop().unwrap_or(Target::to(crate::Block(0)));
            let then = targets.pop().unwrap_or(Target::to(crate::Block(0)));
            Terminator::Branch { cond, then, other }
        })
    }

    /// Ends the block with a terminator that has these nodes as targets, in order.
    fn edges(&mut self, nodes: &[usize], make: impl FnOnce(Vec<Target>) -> Terminator) -> Outcome {
        let from = self.block;
        // With structs on the stack or filters on the way, an edge needs a block for its own work.
        let busy =
            !self.state.stack.is_empty() || nodes.iter().any(|node| self.needs_own_block(*node));
        let mut targets = Vec::with_capacity(nodes.len());
        let mut own = Vec::new();
        for _ in nodes {
            let block = if busy { self.f.add_block() } else { from };
            own.push(block);
            targets.push(Target::to(block));
        }
        self.terminate(make(targets));
        let state = std::mem::take(&mut self.state);
        for (index, &node) in nodes.iter().enumerate() {
            if busy {
                self.start(own[index]);
                self.state = state.clone();
                self.jump_to(node)?;
            } else {
                self.block = from;
                self.edge_to(node, index, state.clone())?;
            }
        }
        self.open = false;
        Ok(())
    }

    pub fn switch(&mut self, instr: Instr, node: usize) -> Outcome {
        let item = self.pop()?;
        let next = self.fallthrough(node)?;
        let offsets = self.il.code.switch_targets(instr.arg).to_vec();
        if let Some(value) = item.int() {
            let target = usize::try_from(value)
                .ok()
                .and_then(|index| offsets.get(index));
            let to = match target {
                Some(offset) => self.il.graph.block_at(*offset)?,
                None => next,
            };
            return self.jump_to(to);
        }
        let value = self.value_as(&item, Ty::I32)?;
        let mut nodes = Vec::with_capacity(offsets.len() + 1);
        for offset in offsets {
            nodes.push(self.il.graph.block_at(offset)?);
        }
        nodes.push(next);
        self.edges(&nodes, |mut targets| {
            let default = targets.pop().unwrap_or(Target::to(crate::Block(0)));
            let cases = (0i64..).zip(targets).collect();
            Terminator::Switch {
                value,
                cases,
                default,
            }
        })
    }
}
