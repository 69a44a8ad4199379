//! Puts a copy of a body in the place of a call. Whether that pays is for others to say: here is only what
//! is possible, and how.

use crate::build::Cursor;
use crate::entity::{Block, Entity, Frame, Inst, Slot, Value};
use crate::function::*;
use crate::op::Op;
use crate::ty::Ty;
use smallvec::SmallVec;
use std::collections::VecDeque;

/// Where a body can be put.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Inlinable {
    Never,
    /// It has handlers of its own, and what leaves them does not say which clause of the caller it is for:
    /// only where the caller has no handler around the call.
    Outside,
    Anywhere,
}

/// What the shape of a body allows. Its blocks are all reachable (see [`Function::compact`]).
pub fn inlinable(callee: &Function) -> Inlinable {
    let flags = callee.flags;
    let frame_is_known = callee
        .slots
        .values()
        .any(|slot| slot.shared_with_filters || slot.kind == SlotKind::Bytes);
    if flags.no_inline || flags.no_return || flags.cold || frame_is_known {
        return Inlinable::Never;
    }
    let mut found = Inlinable::Anywhere;
    for data in callee.blocks.values() {
        if let Some(landing) = &data.landing {
            found = Inlinable::Outside;
            if landing
                .clauses
                .iter()
                .any(|clause| matches!(clause, Clause::Filter(_)))
            {
                return Inlinable::Never;
            }
        }
        let ties_to_frame = |inst: &Inst| {
            matches!(
                callee.insts[*inst].op,
                Op::Localloc | Op::FilterEnter | Op::FilterLeave
            )
        };
        if data.insts.iter().any(ties_to_frame) {
            return Inlinable::Never;
        }
    }
    found
}

/// Whether arguments and results of a call are what a body takes and gives.
pub fn fits(caller: &Function, call: Inst, callee: &Function) -> bool {
    let data = &caller.insts[call];
    let same = |from: Ty, to: Ty| from == to || (from.is_address() && to.is_address());
    let (params, args, results) = (callee.params(), &data.args, &data.results);
    params.len() == args.len()
        && callee.rets.len() == results.len()
        && params
            .iter()
            .zip(args)
            .all(|(param, arg)| same(caller.ty(*arg), callee.ty(*param)))
        && callee
            .rets
            .iter()
            .zip(results)
            .all(|(ret, result)| same(*ret, caller.ty(*result)))
}

/// Replaces instruction number `at` of a block, a direct call of `callee`, by the callee's body. What
/// follows the call goes to a new block.
pub fn inline_call(caller: &mut Function, block: Block, at: usize, callee: &Function) {
    let call = caller.blocks[block].insts[at];
    let src = caller.insts[call].src;
    let unwind = match &caller.blocks[block].term {
        Terminator::Try { inst, unwind, .. } if *inst == call => Some(unwind.clone()),
        _ => None,
    };
    let rest = caller.split_block(block, at + 1);
    if unwind.is_some() {
        caller.blocks[rest].drop_try(call);
    }
    caller.blocks[block].insts.pop();
    // What the call gave is what the rest is entered with.
    let results = std::mem::take(&mut caller.insts[call].results);
    for &result in &results {
        caller.values[result].def = ValueDef::Param(rest);
        caller.blocks[rest].params.push(result);
    }
    let args = std::mem::take(&mut caller.insts[call].args);
    let mut copy = Copy::new(caller, callee, src, rest, unwind);
    copy.enter(block, &args);
    copy.blocks();
    caller.missing.extend(callee.missing.iter().cloned());
}

/// One body on its way into a caller.
struct Copy<'c> {
    caller: &'c mut Function,
    callee: &'c Function,
    rest: Block,
    /// Where the caller's handlers around the call begin.
    unwind: Option<Target>,
    frames: Vec<Frame>,
    slots: Vec<Slot>,
    blocks: Vec<Block>,
    values: Vec<Value>,
    /// Copies of the instructions in the order of their blocks.
    insts: VecDeque<Inst>,
}

const UNSET: Value = Value(u32::MAX);

impl<'c> Copy<'c> {
    fn new(
        caller: &'c mut Function,
        callee: &'c Function,
        src: Source,
        rest: Block,
        unwind: Option<Target>,
    ) -> Copy<'c> {
        let mut frames: Vec<Frame> = Vec::with_capacity(callee.frames.len());
        for (_, data) in callee.frames.iter() {
            let outer = data.caller.map_or(src, |outer| Source {
                frame: frames
                    .get(outer.frame.index())
                    .copied()
                    .unwrap_or(src.frame),
                il: outer.il,
            });
            let frame = caller.add_frame(data.method, outer);
            frames.push(frame);
        }
        let slots = callee.slots.values().map(|data| {
            // Zeroed each time that the body is entered.
            let data = SlotData {
                zeroed: false,
                ..data.clone()
            };
            caller.add_slot(data)
        });
        let slots = slots.collect();
        let blocks = callee.blocks.keys().map(|_| caller.add_block()).collect();
        Copy {
            caller,
            callee,
            rest,
            unwind,
            frames,
            slots,
            blocks,
            values: vec![UNSET; callee.values.len()],
            insts: VecDeque::with_capacity(callee.insts.len()),
        }
    }

    fn src(&self, src: Source) -> Source {
        Source {
            frame: self.frames[src.frame.index()],
            il: src.il,
        }
    }

    /// From the call into the copied entry block: arguments stand for parameters, slots are zeroed.
    fn enter(&mut self, from: Block, args: &[Value]) {
        let src = self.src(Source::default());
        let entry = self.blocks[self.callee.entry.index()];
        for (&param, &arg) in self.callee.params().iter().zip(args) {
            let ty = self.callee.ty(param);
            self.values[param.index()] = coerce(self.caller, from, src, arg, ty);
        }
        for (slot, data) in self.callee.slots.iter() {
            if data.zeroed {
                zero_slot(self.caller, from, src, self.slots[slot.index()], data.kind);
            }
        }
        self.caller.blocks[from].term = Terminator::Jump(Target::to(entry));
    }

    fn blocks(&mut self) {
        let callee = self.callee;
        // Names for everything first: blocks lie in any order.
        for (block, data) in callee.blocks.iter() {
            let new = self.blocks[block.index()];
            if block != callee.entry {
                for &param in &data.params {
                    self.define(param, ValueDef::Param(new));
                    let param = self.values[param.index()];
                    self.caller.blocks[new].params.push(param);
                }
            }
            self.caller.blocks[new].landing = data.landing.clone();
            for &inst in &data.insts {
                self.inst(inst);
            }
        }
        for (block, data) in callee.blocks.iter() {
            self.block(self.blocks[block.index()], data);
        }
    }

    /// Fills the copy of a block. Where the caller has handlers around the call, each instruction that may
    /// throw unwinds to them and so ends a block.
    fn block(&mut self, mut new: Block, data: &BlockData) {
        let tried = match data.term {
            Terminator::Try { inst, .. } => Some(inst),
            _ => None,
        };
        let mut tried_copy = None;
        for &old in &data.insts {
            let Some(inst) = self.insts.pop_front() else {
                return;
            };
            for index in 0..self.caller.insts[inst].args.len() {
                let arg = self.caller.insts[inst].args[index];
                self.caller.insts[inst].args[index] = self.value(arg);
            }
            self.caller.blocks[new].insts.push(inst);
            if tried == Some(old) {
                tried_copy = Some(inst);
            } else if let Some(unwind) = &self.unwind
                && self.caller.may_throw(inst)
            {
                let unwind = unwind.clone();
                let next = self.caller.add_block();
                let term_src = self.caller.insts[inst].src;
                let full = &mut self.caller.blocks[new];
                full.term_src = term_src;
                full.term = Terminator::Try {
                    inst,
                    normal: Target::to(next),
                    unwind,
                };
                new = next;
            }
        }
        let term_src = self.src(data.term_src);
        let term = self.terminator(new, term_src, &data.term, tried_copy);
        let full = &mut self.caller.blocks[new];
        full.term_src = term_src;
        full.term = term;
    }

    fn terminator(
        &mut self,
        new: Block,
        src: Source,
        old: &Terminator,
        tried: Option<Inst>,
    ) -> Terminator {
        match old {
            Terminator::Return(values) => {
                let mut args = SmallVec::new();
                for (index, value) in values.iter().enumerate() {
                    let value = self.value(*value);
                    let wanted = self.caller.blocks[self.rest].params[index];
                    let wanted = self.caller.ty(wanted);
                    args.push(coerce(self.caller, new, src, value, wanted));
                }
                Terminator::Jump(Target {
                    block: self.rest,
                    args,
                })
            }
            Terminator::Throw {
                exception,
                rethrow,
                unwind,
            } => Terminator::Throw {
                exception: self.value(*exception),
                rethrow: *rethrow,
                unwind: match unwind {
                    Some(unwind) => Some(self.target(unwind)),
                    None => self.unwind.clone(),
                },
            },
            _ => {
                let mut term = old.clone();
                term.for_each_value_mut(|value| *value = self.value(*value));
                term.for_each_edge_mut(|target, _| {
                    target.block = self.blocks[target.block.index()];
                });
                if let (Terminator::Try { inst, .. }, Some(copy)) = (&mut term, tried) {
                    *inst = copy;
                }
                term
            }
        }
    }

    fn define(&mut self, old: Value, def: ValueDef) {
        let data = ValueData {
            def,
            ..self.callee.values[old].clone()
        };
        self.values[old.index()] = self.caller.values.push(data);
    }

    /// Makes the copy of an instruction with its results; its operands are the callee's until
    /// [`Copy::block`] places it.
    fn inst(&mut self, old: Inst) {
        let data = &self.callee.insts[old];
        let inst = self.caller.insts.push(InstData {
            op: data.op,
            args: data.args.clone(),
            results: SmallVec::new(),
            payload: data.payload.clone(),
            src: self.src(data.src),
        });
        for &result in &data.results {
            self.define(result, ValueDef::Result(inst));
            let result = self.values[result.index()];
            self.caller.insts[inst].results.push(result);
        }
        let site = self.caller.next_site;
        match &mut self.caller.insts[inst].payload {
            Payload::Slot(slot)
            | Payload::Memory(MemoryInfo {
                alias: Alias::Slot(slot),
                ..
            }) => *slot = self.slots[slot.index()],
            Payload::Call(call) => {
                call.site = site;
                call.tail = false;
                self.caller.next_site += 1;
            }
            _ => {}
        }
        self.insts.push_back(inst);
    }

    fn value(&self, old: Value) -> Value {
        self.values[old.index()]
    }

    fn target(&self, old: &Target) -> Target {
        Target {
            block: self.blocks[old.block.index()],
            args: old.args.iter().map(|arg| self.value(*arg)).collect(),
        }
    }
}

/// The same address as one of another kind.
fn coerce(function: &mut Function, block: Block, src: Source, value: Value, to: Ty) -> Value {
    let conv = match to {
        _ if function.ty(value) == to => return value,
        Ty::Ref => Conv::AsRef,
        Ty::ByRef => Conv::AsByRef,
        _ => Conv::AsPtr,
    };
    Cursor::at_end(function, block, src).convert(conv, value, to)
}

fn zero_slot(function: &mut Function, block: Block, src: Source, slot: Slot, kind: SlotKind) {
    let mut cursor = Cursor::at_end(function, block, src);
    let address = cursor.slot_addr(slot);
    match kind {
        SlotKind::Struct(ty) => drop(cursor.inst(Op::Zero, [address], Payload::Type(ty), &[])),
        SlotKind::Cell(cell) => {
            let zero = match cell.ty() {
                Ty::F32 => cursor.f32const(0.0),
                Ty::F64 => cursor.f64const(0.0),
                ty if ty.is_address() => cursor.null(ty),
                ty => cursor.iconst(ty, 0),
            };
            cursor.store(address, MemoryInfo::new(cell, 0, Alias::Slot(slot)), zero);
        }
        SlotKind::Bytes => {}
    }
}
