//! Editing of functions: making parts, walking and rewriting operands and edges, splitting blocks.
//! Nothing here checks types; the verifier does.

use crate::entity::{Arena, Block, Entity, Frame, Inst, Slot, Value};
use crate::func::Func;
use crate::function::*;
use crate::op::{Effect, Op};
use crate::ty::Ty;
use kiln_world::MethodId;
use smallvec::SmallVec;

impl Function {
    /// An empty function with an entry block; its frame 0 is the method of `func` where it has one.
    pub fn new(func: Func, name: impl Into<String>) -> Function {
        let method = match func {
            Func::Method(method)
            | Func::NullThis(method)
            | Func::Swapped(method)
            | Func::Unbox(method)
            | Func::NativeEntry(method)
            | Func::Stub(method)
            | Func::Filter(method, _) => Some(method),
            _ => None,
        };
        let mut blocks = Arena::new();
        let entry = blocks.push(BlockData::default());
        let mut frames = Arena::new();
        let _: Frame = frames.push(FrameData {
            method,
            caller: None,
        });
        Function {
            func,
            name: name.into(),
            rets: SmallVec::new(),
            entry,
            blocks,
            insts: Arena::new(),
            values: Arena::new(),
            slots: Arena::new(),
            frames,
            next_site: 0,
            missing: Vec::new(),
            flags: FunctionFlags::default(),
        }
    }

    pub fn add_block(&mut self) -> Block {
        self.blocks.push(BlockData::default())
    }

    /// A block that unwind edges enter; gives its exception (`Ref`) and selector (`I32`) parameters.
    pub fn add_landing(&mut self, landing: Landing) -> (Block, Value, Value) {
        let block = self.add_block();
        self.blocks[block].landing = Some(landing);
        let exception = self.add_param(block, Ty::Ref);
        let selector = self.add_param(block, Ty::I32);
        self.values[exception].fact.non_null = true;
        (block, exception, selector)
    }

    pub fn add_param(&mut self, block: Block, ty: Ty) -> Value {
        let value = self.values.push(ValueData {
            ty,
            def: ValueDef::Param(block),
            fact: RefFact::default(),
        });
        self.blocks[block].params.push(value);
        value
    }

    pub fn add_slot(&mut self, slot: SlotData) -> Slot {
        self.slots.push(slot)
    }

    pub fn add_frame(&mut self, method: Option<MethodId>, caller: Source) -> Frame {
        self.frames.push(FrameData {
            method,
            caller: Some(caller),
        })
    }

    /// A call site id that is still free.
    pub fn new_site(&mut self) -> u32 {
        self.next_site += 1;
        self.next_site - 1
    }

    /// Makes an instruction with its results, in no block yet.
    pub fn make_inst(
        &mut self,
        op: Op,
        args: impl IntoIterator<Item = Value>,
        payload: Payload,
        results: &[Ty],
        src: Source,
    ) -> Inst {
        let inst = self.insts.push(InstData {
            op,
            args: args.into_iter().collect(),
            results: SmallVec::new(),
            payload,
            src,
        });
        for &ty in results {
            let value = self.values.push(ValueData {
                ty,
                def: ValueDef::Result(inst),
                fact: RefFact::default(),
            });
            self.insts[inst].results.push(value);
        }
        inst
    }

    pub fn ty(&self, value: Value) -> Ty {
        self.values[value].ty
    }

    pub fn fact(&self, value: Value) -> RefFact {
        self.values[value].fact
    }

    pub fn set_fact(&mut self, value: Value, fact: RefFact) {
        self.values[value].fact = fact;
    }

    /// The function's parameters.
    pub fn params(&self) -> &[Value] {
        &self.blocks[self.entry].params
    }

    /// The only result of an instruction; `None` if it has none or several.
    pub fn result(&self, inst: Inst) -> Option<Value> {
        match self.insts[inst].results[..] {
            [value] => Some(value),
            _ => None,
        }
    }

    /// The instruction whose result a value is.
    pub fn def_inst(&self, value: Value) -> Option<Inst> {
        match self.values[value].def {
            ValueDef::Result(inst) => Some(inst),
            ValueDef::Param(_) => None,
        }
    }

    /// The value's defining instruction if it has this opcode.
    pub fn def_as(&self, value: Value, op: Op) -> Option<&InstData> {
        let data = &self.insts[self.def_inst(value)?];
        (data.op == op).then_some(data)
    }

    /// The integer a value is known to be.
    pub fn const_int(&self, value: Value) -> Option<i64> {
        match self.def_as(value, Op::Iconst)?.payload {
            Payload::Int(number) => Some(number),
            _ => None,
        }
    }

    /// Turns an instruction into another one, keeping its results and place.
    pub fn rewrite(
        &mut self,
        inst: Inst,
        op: Op,
        args: impl IntoIterator<Item = Value>,
        payload: Payload,
    ) {
        let data = &mut self.insts[inst];
        data.op = op;
        data.args = args.into_iter().collect();
        data.payload = payload;
    }

    /// Whether control may leave this instruction by an exception.
    pub fn may_throw(&self, inst: Inst) -> bool {
        let data = &self.insts[inst];
        match &data.payload {
            Payload::Call(call) => match &call.kind {
                CallKind::Runtime { throws, .. } => *throws,
                CallKind::Native { .. } => false,
                _ => true,
            },
            _ => data.op.may_throw(),
        }
    }

    /// What an instruction does besides computing its results, volatility and its kind of call considered.
    pub fn effect(&self, inst: Inst) -> Effect {
        let data = &self.insts[inst];
        let mut effect = data.op.effect();
        if let Payload::Memory(info) = &data.payload
            && info.volatile
        {
            effect |= Effect::READS | Effect::WRITES;
        }
        effect.set(Effect::THROWS, self.may_throw(inst));
        effect
    }

    /// Uses `new` wherever `old` is an operand. Walks the whole function: for many replacements at once
    /// collect them in a [`Renames`].
    pub fn replace_all(&mut self, old: Value, new: Value) {
        let mut renames = Renames::default();
        renames.insert(old, new);
        renames.apply(self);
    }

    /// Drops parameter number `index` of a block, and the argument from every edge into it.
    pub fn remove_param(&mut self, block: Block, index: usize) {
        self.blocks[block].params.remove(index);
        let implicit = if self.blocks[block].landing.is_some() {
            2
        } else {
            0
        };
        for data in self.blocks.values_mut() {
            data.term.for_each_edge_mut(|target, is_unwind| {
                if target.block == block {
                    let skip = if is_unwind { implicit } else { 0 };
                    target.args.remove(index - skip);
                }
            });
        }
    }

    /// Moves what follows instruction number `at` of a block, and its terminator, into a new block and
    /// jumps there. Values stay valid, since the old block dominates the new one.
    pub fn split_block(&mut self, block: Block, at: usize) -> Block {
        let rest = self.add_block();
        let old = &mut self.blocks[block];
        let insts = old.insts.split_off(at);
        let term = std::mem::replace(&mut old.term, Terminator::Jump(Target::to(rest)));
        let src = old.term_src;
        let new = &mut self.blocks[rest];
        new.insts = insts;
        new.term = term;
        new.term_src = src;
        rest
    }

    /// Takes an instruction out of its block. If a `try` ended the block with it, the block jumps on.
    pub fn remove_inst(&mut self, block: Block, inst: Inst) {
        let data = &mut self.blocks[block];
        data.insts.retain(|other| *other != inst);
        data.drop_try(inst);
    }

    /// Puts an instruction into a block before its instruction number `at`.
    pub fn insert_inst(&mut self, block: Block, at: usize, inst: Inst) {
        self.blocks[block].insts.insert(at, inst);
    }
}

impl BlockData {
    /// If the block ends by `try` of this instruction, makes that a jump to the normal edge.
    pub fn drop_try(&mut self, inst: Inst) {
        if let Terminator::Try {
            inst: tried,
            normal,
            ..
        } = &mut self.term
            && *tried == inst
        {
            let target = std::mem::replace(normal, Target::to(Block(0)));
            self.term = Terminator::Jump(target);
        }
    }
}

impl<K: crate::entity::Entity, V> Arena<K, V> {
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.iter().map(|(_, item)| item)
    }

    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> {
        self.iter_mut().map(|(_, item)| item)
    }
}

impl Target {
    /// A jump without arguments.
    pub fn to(block: Block) -> Target {
        Target {
            block,
            args: SmallVec::new(),
        }
    }

    pub fn with(block: Block, args: &[Value]) -> Target {
        Target {
            block,
            args: SmallVec::from_slice(args),
        }
    }
}

impl Terminator {
    /// Calls `visit` for each edge in order; its second argument says whether the edge unwinds.
    pub fn for_each_edge<'t>(&'t self, mut visit: impl FnMut(&'t Target, bool)) {
        match self {
            Terminator::None
            | Terminator::Return(_)
            | Terminator::Resume { .. }
            | Terminator::Unreachable => {}
            Terminator::Jump(target) => visit(target, false),
            Terminator::Branch { then, other, .. } => {
                visit(then, false);
                visit(other, false);
            }
            Terminator::Switch { cases, default, .. } => {
                cases.iter().for_each(|(_, target)| visit(target, false));
                visit(default, false);
            }
            Terminator::Try { normal, unwind, .. } => {
                visit(normal, false);
                visit(unwind, true);
            }
            Terminator::Throw { unwind, .. } => {
                if let Some(target) = unwind {
                    visit(target, true);
                }
            }
            Terminator::Dispatch { cases, default, .. } => {
                cases.iter().for_each(|(_, target)| visit(target, false));
                visit(default, false);
            }
        }
    }

    pub fn for_each_edge_mut(&mut self, mut visit: impl FnMut(&mut Target, bool)) {
        match self {
            Terminator::None
            | Terminator::Return(_)
            | Terminator::Resume { .. }
            | Terminator::Unreachable => {}
            Terminator::Jump(target) => visit(target, false),
            Terminator::Branch { then, other, .. } => {
                visit(then, false);
                visit(other, false);
            }
            Terminator::Switch { cases, default, .. } => {
                cases
                    .iter_mut()
                    .for_each(|(_, target)| visit(target, false));
                visit(default, false);
            }
            Terminator::Try { normal, unwind, .. } => {
                visit(normal, false);
                visit(unwind, true);
            }
            Terminator::Throw { unwind, .. } => {
                if let Some(target) = unwind {
                    visit(target, true);
                }
            }
            Terminator::Dispatch { cases, default, .. } => {
                cases
                    .iter_mut()
                    .for_each(|(_, target)| visit(target, false));
                visit(default, false);
            }
        }
    }

    /// The blocks that may run next; one that several edges reach is there several times.
    pub fn successors(&self) -> SmallVec<[Block; 4]> {
        let mut blocks = SmallVec::new();
        self.for_each_edge(|target, _| blocks.push(target.block));
        blocks
    }

    /// Calls `visit` for each operand, edge arguments included.
    pub fn for_each_value(&self, mut visit: impl FnMut(Value)) {
        match self {
            Terminator::Branch { cond: value, .. }
            | Terminator::Switch { value, .. }
            | Terminator::Throw {
                exception: value, ..
            }
            | Terminator::Dispatch {
                selector: value, ..
            } => visit(*value),
            Terminator::Resume {
                exception,
                selector,
            } => [*exception, *selector].into_iter().for_each(&mut visit),
            Terminator::Return(values) => values.iter().copied().for_each(&mut visit),
            _ => {}
        }
        self.for_each_edge(|target, _| target.args.iter().copied().for_each(&mut visit));
    }

    pub fn for_each_value_mut(&mut self, mut visit: impl FnMut(&mut Value)) {
        match self {
            Terminator::Branch { cond: value, .. }
            | Terminator::Switch { value, .. }
            | Terminator::Throw {
                exception: value, ..
            }
            | Terminator::Dispatch {
                selector: value, ..
            } => visit(value),
            Terminator::Resume {
                exception,
                selector,
            } => [exception, selector].into_iter().for_each(&mut visit),
            Terminator::Return(values) => values.iter_mut().for_each(&mut visit),
            _ => {}
        }
        self.for_each_edge_mut(|target, _| target.args.iter_mut().for_each(&mut visit));
    }
}

/// Replacements of values by others, applied to a function in one walk. Chains are followed.
#[derive(Clone, Debug, Default)]
pub struct Renames {
    /// By value; `NONE` where it stands for itself.
    map: Vec<Value>,
    any: bool,
}

const NONE: Value = Value(u32::MAX);

impl Renames {
    pub fn is_empty(&self) -> bool {
        !self.any
    }

    /// From now on `old` stands for `new`.
    pub fn insert(&mut self, old: Value, new: Value) {
        if self.resolve(new) != old {
            if self.map.len() <= old.index() {
                self.map.resize(old.index() + 1, NONE);
            }
            self.map[old.index()] = new;
            self.any = true;
        }
    }

    /// What a value stands for now.
    pub fn resolve(&self, mut value: Value) -> Value {
        while let Some(&next) = self.map.get(value.index())
            && next != NONE
        {
            value = next;
        }
        value
    }

    /// Rewrites every operand of every block's instructions and terminators.
    pub fn apply(&self, function: &mut Function) {
        if self.is_empty() {
            return;
        }
        let Function { blocks, insts, .. } = function;
        for block in blocks.values_mut() {
            for &inst in &block.insts {
                for arg in &mut insts[inst].args {
                    *arg = self.resolve(*arg);
                }
            }
            block
                .term
                .for_each_value_mut(|value| *value = self.resolve(*value));
        }
    }
}

impl Function {
    /// Drops blocks that cannot be reached, instructions in no block and slots nobody names, and numbers
    /// what is left in the order of the text form.
    pub fn compact(&mut self) {
        let cfg = crate::cfg::Cfg::new(self);
        let mut blocks = vec![None; self.blocks.len()];
        let mut values = vec![None; self.values.len()];
        let mut slots = vec![None; self.slots.len()];
        let mut order: Vec<Block> = vec![self.entry];
        order.extend(
            self.blocks
                .keys()
                .filter(|b| *b != self.entry && cfg.is_reachable(*b)),
        );
        let old = std::mem::replace(self, Function::new(self.func, ""));
        self.name = old.name;
        self.rets = old.rets;
        self.frames = old.frames;
        self.flags = old.flags;
        self.missing = old.missing;
        self.next_site = old.next_site;
        self.blocks = Arena::new();
        let (mut old_blocks, mut old_insts, old_values) = (old.blocks, old.insts, old.values);
        let old_slots = old.slots;
        for &block in &order {
            blocks[block.index()] = Some(self.add_block());
            let data = &old_blocks[block];
            for &inst in &data.insts {
                match old_insts[inst].payload {
                    Payload::Slot(slot)
                    | Payload::Memory(MemoryInfo {
                        alias: Alias::Slot(slot),
                        ..
                    }) => {
                        slots[slot.index()] = Some(slot);
                    }
                    _ => {}
                }
            }
        }
        for (slot, data) in old_slots.iter() {
            if data.shared_with_filters || slots[slot.index()].is_some() {
                slots[slot.index()] = Some(self.slots.push(data.clone()));
            }
        }
        let mut define = |function: &mut Function, value: &mut Value, def: ValueDef| {
            let data = ValueData {
                def,
                ..old_values[*value].clone()
            };
            let new = function.values.push(data);
            values[value.index()] = Some(new);
            *value = new;
        };
        for &block in &order {
            let Some(new_block) = blocks[block.index()] else {
                continue;
            };
            let mut data = std::mem::take(&mut old_blocks[block]);
            for param in &mut data.params {
                define(self, param, ValueDef::Param(new_block));
            }
            let last = data.insts.last().copied();
            for inst in &mut data.insts {
                let next = self.insts.push(InstData {
                    op: old_insts[*inst].op,
                    args: std::mem::take(&mut old_insts[*inst].args),
                    results: std::mem::take(&mut old_insts[*inst].results),
                    payload: std::mem::replace(&mut old_insts[*inst].payload, Payload::None),
                    src: old_insts[*inst].src,
                });
                let mut results = std::mem::take(&mut self.insts[next].results);
                for result in &mut results {
                    define(self, result, ValueDef::Result(next));
                }
                self.insts[next].results = results;
                match &mut self.insts[next].payload {
                    Payload::Slot(slot)
                    | Payload::Memory(MemoryInfo {
                        alias: Alias::Slot(slot),
                        ..
                    }) => {
                        *slot = slots[slot.index()].unwrap_or(*slot);
                    }
                    _ => {}
                }
                *inst = next;
            }
            if let Terminator::Try { inst, .. } = &mut data.term
                && last == Some(*inst)
            {
                *inst = data.insts[data.insts.len() - 1];
            }
            self.blocks[new_block] = data;
        }
        self.entry = Block(0);
        for inst in self.insts.values_mut() {
            for arg in &mut inst.args {
                *arg = values[arg.index()].unwrap_or(*arg);
            }
        }
        for block in self.blocks.values_mut() {
            block
                .term
                .for_each_value_mut(|value| *value = values[value.index()].unwrap_or(*value));
            block.term.for_each_edge_mut(|target, _| {
                target.block = blocks[target.block.index()].unwrap_or(target.block);
            });
        }
    }
}
