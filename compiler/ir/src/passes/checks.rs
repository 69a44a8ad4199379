//! Checks: removes null, bounds, division, cast and static constructor checks that cannot fail, by what
//! dominating branches and checks have shown and by what is known of references.

mod facts;

use super::TypeFacts;
use super::simplify::insts::{inverse, swapped};
use crate::cfg::{Cfg, Dominators};
use crate::edit::Renames;
use crate::entity::{Block, Entity, Inst, Value};
use crate::function::*;
use crate::op::Op;
use crate::ty::Ty;
use facts::{Fact, Facts};

pub fn remove_checks(function: &mut Function, types: &dyn TypeFacts) {
    let cfg = Cfg::new(function);
    let dominators = Dominators::new(&cfg);
    facts::spread_to_params(function, &cfg);
    let facts = Facts::new(function);
    let mut checker = Checker {
        function,
        cfg,
        dominators,
        types,
        facts,
        renames: Renames::default(),
    };
    checker.walk();
    let renames = checker.renames;
    renames.apply(function);
}

struct Checker<'f> {
    function: &'f mut Function,
    cfg: Cfg,
    dominators: Dominators,
    types: &'f dyn TypeFacts,
    facts: Facts,
    renames: Renames,
}

/// What a check turned out to be.
enum Verdict {
    Keep,
    Passes,
    Is(Value),
    /// The result is null, whatever the object.
    Null,
}

impl Checker<'_> {
    fn walk(&mut self) {
        let entry = self.function.entry;
        self.block(entry);
        let mut stack = vec![(entry, 0, 0)];
        while let Some((block, next, mark)) = stack.last_mut() {
            if let Some(&child) = self.dominators.children(*block).get(*next) {
                *next += 1;
                let mark = self.facts.mark();
                self.enter(child);
                self.block(child);
                stack.push((child, 0, mark));
            } else {
                let mark = *mark;
                self.facts.forget(mark);
                stack.pop();
            }
        }
    }

    /// What the only edge into a block shows.
    fn enter(&mut self, block: Block) {
        let [pred] = *self.cfg.preds(block) else {
            return;
        };
        match &self.function.blocks[pred].term {
            Terminator::Branch { cond, then, other } if then.block != other.block => {
                let (cond, truth) = (*cond, then.block == block);
                self.learn_condition(cond, truth, 4);
            }
            Terminator::Switch {
                value,
                cases,
                default,
            } if default.block != block => {
                let mut here = cases.iter().filter(|(_, target)| target.block == block);
                if let (Some((number, _)), None) = (here.next(), here.next()) {
                    let fact = Fact::Equals(*value, *number);
                    self.facts.learn(fact);
                }
            }
            Terminator::Try { inst, normal, .. } if normal.block == block => {
                let inst = *inst;
                self.passed(inst);
            }
            _ => {}
        }
    }

    fn learn_condition(&mut self, cond: Value, truth: bool, depth: u32) {
        let cond = self.renames.resolve(cond);
        let Some(inst) = self.function.def_inst(cond) else {
            return;
        };
        let data = &self.function.insts[inst];
        let args: Vec<Value> = data
            .args
            .iter()
            .map(|arg| self.renames.resolve(*arg))
            .collect();
        match (data.op, &data.payload) {
            (Op::Icmp, Payload::Cond(compare)) => {
                let compare = if truth {
                    *compare
                } else {
                    inverse(*compare, false)
                };
                self.learn_compare(compare, args[0], args[1]);
            }
            // Both are nonzero only if they are truth values; then `and` says so of each.
            (Op::And, _) if truth && depth > 0 => {
                for arg in args {
                    if self.function.def_as(arg, Op::Icmp).is_some() {
                        self.learn_condition(arg, true, depth - 1);
                    }
                }
            }
            (Op::Or, _) if !truth && depth > 0 => {
                for arg in args {
                    self.learn_condition(arg, false, depth - 1);
                }
            }
            (Op::IsInst, _) => self.learn_null(cond, !truth),
            _ => {}
        }
    }

    fn learn_compare(&mut self, cond: Cond, a: Value, b: Value) {
        let is_null = |value| self.function.def_as(value, Op::Null).is_some();
        if self.function.ty(a).is_address() {
            match cond {
                Cond::Ne | Cond::GtU if is_null(b) => self.learn_null(a, false),
                Cond::Ne | Cond::LtU if is_null(a) => self.learn_null(b, false),
                _ => {}
            }
            return;
        }
        match cond {
            Cond::LtS | Cond::LtU => {
                self.facts.learn(Fact::Less(a, b, cond == Cond::LtU));
            }
            Cond::GtS | Cond::GtU => {
                self.facts
                    .learn(Fact::Less(b, a, swapped(cond) == Cond::LtU));
            }
            Cond::Eq => {
                if let Some(number) = self.function.const_int(b) {
                    self.facts.learn(Fact::Equals(a, number));
                }
            }
            _ => {}
        }
        if let Some(number) = self.function.const_int(b) {
            let at_least = match cond {
                Cond::GtS if number >= -1 => Some(number.saturating_add(1)),
                Cond::GeS if number >= 0 => Some(number),
                Cond::Ne if number == 0 => {
                    self.facts.learn(Fact::NonZero(a));
                    None
                }
                Cond::GtU => {
                    self.facts.learn(Fact::NonZero(a));
                    None
                }
                _ => None,
            };
            if let Some(least) = at_least {
                self.facts.learn(Fact::AtLeast(a, least));
            }
        }
    }

    fn learn_null(&mut self, value: Value, null: bool) {
        if null {
            return;
        }
        self.facts.learn(Fact::NonNull(value));
        // A type test that gave an object says what it tested.
        if let Some(data) = self.function.def_as(value, Op::IsInst)
            && let Payload::Type(ty) = data.payload
        {
            let object = self.renames.resolve(data.args[0]);
            self.facts.learn(Fact::NonNull(object));
            self.facts.learn(Fact::Class(object, ty));
        }
    }

    fn block(&mut self, block: Block) {
        let insts = std::mem::take(&mut self.function.blocks[block].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for inst in insts {
            for arg in &mut self.function.insts[inst].args {
                *arg = self.renames.resolve(*arg);
            }
            let verdict = self.judge(inst);
            let tried = matches!(self.function.blocks[block].term, Terminator::Try { inst: t, .. } if t == inst);
            match verdict {
                Verdict::Keep => {
                    kept.push(inst);
                    if !tried {
                        self.passed(inst);
                    }
                    continue;
                }
                Verdict::Passes => {}
                Verdict::Is(value) => {
                    let result = self.function.insts[inst].results[0];
                    self.renames.insert(result, value);
                }
                Verdict::Null => {
                    self.function.rewrite(inst, Op::Null, [], Payload::None);
                    kept.push(inst);
                }
            }
            self.function.blocks[block].drop_try(inst);
        }
        self.function.blocks[block].insts = kept;
    }

    /// What holds after an instruction that raised no exception.
    fn passed(&mut self, inst: Inst) {
        let data = &self.function.insts[inst];
        let args: Vec<Value> = data.args.to_vec();
        match (data.op, &data.payload) {
            (Op::NullCheck, _) => self.facts.learn(Fact::NonNull(args[0])),
            (Op::Bounds, _) => {
                self.facts.learn(Fact::Less(args[0], args[1], true));
                if self.facts.is_length(self.function, args[1]) {
                    self.facts.learn(Fact::AtLeast(args[0], 0));
                }
            }
            (Op::DivCheckS | Op::DivCheckU, _) => self.facts.learn(Fact::NonZero(args[1])),
            (Op::Cctor, Payload::Type(ty)) => self.facts.learn(Fact::Initialised(*ty)),
            (Op::UnboxCheck, Payload::Type(ty)) | (Op::Cast, Payload::Type(ty)) => {
                self.facts.learn(Fact::Class(args[0], *ty));
            }
            (Op::LenCheck, _) => self.facts.learn(Fact::AtLeast(args[0], 0)),
            _ => {}
        }
    }

    fn judge(&self, inst: Inst) -> Verdict {
        let data = &self.function.insts[inst];
        let passes = |yes: bool| if yes { Verdict::Passes } else { Verdict::Keep };
        match (data.op, &data.payload) {
            (Op::NullCheck, _) => passes(self.facts.is_non_null(self.function, data.args[0])),
            (Op::Bounds, _) => passes(self.in_bounds(data.args[0], data.args[1])),
            (Op::DivCheckU, _) => passes(self.facts.is_non_zero(self.function, data.args[1])),
            (Op::DivCheckS, _) => {
                let safe = self.facts.is_non_zero(self.function, data.args[1])
                    && (self.non_negative(data.args[1], 0) || self.non_negative(data.args[0], 0));
                passes(safe)
            }
            (Op::Cctor, Payload::Type(ty)) => passes(self.facts.is_initialised(*ty)),
            (Op::IsInst | Op::Cast, Payload::Type(ty)) => self.judge_cast(data, *ty),
            (Op::UnboxCheck, Payload::Type(ty)) => {
                let fact = self.facts.of(self.function, data.args[0]);
                passes(fact.class == Some(*ty) && (fact.exact || self.types.is_exact(*ty)))
            }
            (Op::ElemTypeCheck, Payload::Type(ty)) => {
                let fact = self.facts.of(self.function, data.args[0]);
                passes(fact.class == Some(*ty) && (fact.exact || self.types.is_exact(*ty)))
            }
            (Op::StoreCheck, _) => passes(self.may_store(data.args[0], data.args[1])),
            _ => Verdict::Keep,
        }
    }

    fn judge_cast(&self, data: &InstData, ty: kiln_world::TypeId) -> Verdict {
        let object = data.args[0];
        if data.op == Op::IsInst && !self.types.has_objects(ty) {
            return Verdict::Null;
        }
        let fact = self.facts.of(self.function, object);
        let Some(class) = fact.class else {
            return Verdict::Keep;
        };
        match self.types.is_assignable(class, ty) {
            Some(true) => Verdict::Is(object),
            Some(false) if data.op == Op::IsInst && (fact.exact || self.types.is_exact(class)) => {
                Verdict::Null
            }
            _ => Verdict::Keep,
        }
    }

    fn may_store(&self, array: Value, value: Value) -> bool {
        if self.function.def_as(value, Op::Null).is_some() {
            return true;
        }
        let array = self.facts.of(self.function, array);
        let Some(element) = array.class.and_then(|class| self.types.element(class)) else {
            return false;
        };
        let Some(class) = self.facts.of(self.function, value).class else {
            return false;
        };
        (array.exact || self.types.is_exact(element))
            && self.types.is_assignable(class, element) == Some(true)
    }

    fn in_bounds(&self, index: Value, length: Value) -> bool {
        if self.facts.is_less(index, length, true) {
            return true;
        }
        if self.facts.is_less(index, length, false) && self.non_negative(index, 0) {
            return true;
        }
        // A constant below one that was in bounds.
        match self.function.const_int(index) {
            Some(number) if number >= 0 => self.facts.length_above(self.function, length, number),
            _ => false,
        }
    }

    /// Whether an integer is at least 0, read as signed. Loop variables that count up from there are:
    /// they are assumed to be while what is added to them is looked at.
    fn non_negative(&self, value: Value, depth: u32) -> bool {
        self.non_negative_if(value, None, depth)
    }

    fn non_negative_if(&self, value: Value, assumed: Option<Value>, depth: u32) -> bool {
        if assumed == Some(value) || self.facts.at_least(value).is_some_and(|least| least >= 0) {
            return true;
        }
        if depth > 4 {
            return false;
        }
        let recurse = |value| self.non_negative_if(value, assumed, depth + 1);
        match self.function.values[value].def {
            ValueDef::Result(inst) => {
                let data = &self.function.insts[inst];
                let arg = |index: usize| recurse(self.renames.resolve(data.args[index]));
                match (data.op, &data.payload) {
                    (Op::Iconst, Payload::Int(number)) => *number >= 0,
                    (Op::ArrayLen | Op::StringLen | Op::Icmp | Op::Fcmp, _) => true,
                    (Op::And, _) => arg(0) || arg(1),
                    (Op::Or | Op::Xor | Op::RemU | Op::DivS | Op::DivU, _) => arg(0) && arg(1),
                    (Op::RemS | Op::ShrS, _) => arg(0),
                    (Op::ShrU, _) => {
                        let bits = if self.function.ty(value) == Ty::I32 {
                            31
                        } else {
                            63
                        };
                        self.function
                            .const_int(data.args[1])
                            .is_some_and(|count| count & bits != 0)
                    }
                    (Op::Select, _) => arg(1) && arg(2),
                    (Op::Convert, Payload::Conv(Conv::Zext | Conv::Zext8 | Conv::Zext16)) => true,
                    (Op::Convert, Payload::Conv(Conv::Sext)) => arg(0),
                    (Op::Load, Payload::Memory(info)) => {
                        matches!(info.cell, crate::ty::Cell::U8 | crate::ty::Cell::U16)
                    }
                    _ => false,
                }
            }
            ValueDef::Param(home) => assumed.is_none() && self.counts_up(home, value, depth),
        }
    }

    /// Whether a block parameter starts at 0 or more on every edge, or is itself plus 1 where it was
    /// shown to be less than something, so that it cannot overflow.
    fn counts_up(&self, home: Block, param: Value, depth: u32) -> bool {
        let params = &self.function.blocks[home].params;
        let Some(index) = params.iter().position(|other| *other == param) else {
            return false;
        };
        if home == self.function.entry {
            return false;
        }
        let mut fine = true;
        for &pred in self.cfg.preds(home) {
            self.function.blocks[pred]
                .term
                .for_each_edge(|target, is_unwind| {
                    if target.block != home || !fine {
                        return;
                    }
                    let skip = if is_unwind { 2 } else { 0 };
                    let Some(arg) = index
                        .checked_sub(skip)
                        .and_then(|index| target.args.get(index))
                    else {
                        fine = false;
                        return;
                    };
                    let arg = self.renames.resolve(*arg);
                    fine = arg == param
                        || self.is_step(param, arg, pred)
                        || self.non_negative_if(arg, Some(param), depth + 1);
                });
        }
        fine
    }

    fn is_step(&self, param: Value, next: Value, from: Block) -> bool {
        let Some(add) = self.function.def_as(next, Op::Add) else {
            return false;
        };
        let base = self.renames.resolve(add.args[0]);
        base == param
            && self.function.const_int(add.args[1]) == Some(1)
            && self.is_guarded(param, from)
    }

    /// Whether a branch or bounds check on the way to the end of a block showed `value` to be less than
    /// another integer.
    fn is_guarded(&self, value: Value, from: Block) -> bool {
        let mut block = Some(from);
        let mut steps = 0;
        while let Some(here) = block {
            steps += 1;
            if steps > 64 {
                return false;
            }
            let checked = self.function.blocks[here].insts.iter().any(|inst| {
                let data = &self.function.insts[*inst];
                data.op == Op::Bounds
                    && self.renames.resolve(data.args[0]) == value
                    && self.facts.is_length(self.function, data.args[1])
            });
            let above = self.dominators.idom(here);
            if checked {
                return true;
            }
            if let [pred] = *self.cfg.preds(here)
                && let Terminator::Branch { cond, then, other } = &self.function.blocks[pred].term
                && then.block != other.block
                && let Some(data) = self.function.def_as(self.renames.resolve(*cond), Op::Icmp)
                && let Payload::Cond(compare) = data.payload
            {
                let compare = if then.block == here {
                    compare
                } else {
                    inverse(compare, false)
                };
                let (a, b) = (
                    self.renames.resolve(data.args[0]),
                    self.renames.resolve(data.args[1]),
                );
                if (a == value && compare == Cond::LtS) || (b == value && compare == Cond::GtS) {
                    return true;
                }
            }
            block = above;
        }
        false
    }
}

fn index(value: Value) -> usize {
    value.index()
}
