//! What is known at one place of the dominator tree: facts with a mark to go back to.

use super::index;
use crate::cfg::Cfg;
use crate::entity::Value;
use crate::function::*;
use crate::op::Op;
use crate::passes::simplify::insts::is_non_null;
use kiln_world::TypeId;
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

/// Something that holds from here down.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Fact {
    NonNull(Value),
    NonZero(Value),
    /// The object is null or an instance of this type.
    Class(Value, TypeId),
    /// The first is less than the second, read as unsigned if so said.
    Less(Value, Value, bool),
    /// The integer is at least this, read as signed.
    AtLeast(Value, i64),
    Equals(Value, i64),
    /// The type's static constructor has run or is running in this thread.
    Initialised(TypeId),
}

pub(super) struct Facts {
    known: FxHashSet<Fact>,
    classes: FxHashMap<Value, SmallVec<[TypeId; 1]>>,
    least: FxHashMap<Value, SmallVec<[i64; 1]>>,
    /// Lengths that were shown to be above values.
    below: FxHashMap<Value, SmallVec<[Value; 2]>>,
    log: Vec<Fact>,
}

impl Facts {
    pub fn new(_function: &Function) -> Facts {
        Facts {
            known: FxHashSet::default(),
            classes: FxHashMap::default(),
            least: FxHashMap::default(),
            below: FxHashMap::default(),
            log: Vec::new(),
        }
    }

    pub fn mark(&self) -> usize {
        self.log.len()
    }

    pub fn learn(&mut self, fact: Fact) {
        if !self.known.insert(fact) {
            return;
        }
        self.log.push(fact);
        match fact {
            Fact::Class(value, ty) => self.classes.entry(value).or_default().push(ty),
            Fact::AtLeast(value, least) | Fact::Equals(value, least) => {
                self.least.entry(value).or_default().push(least);
            }
            Fact::Less(value, above, true) => self.below.entry(above).or_default().push(value),
            _ => {}
        }
    }

    /// Forgets everything learnt since the mark.
    pub fn forget(&mut self, mark: usize) {
        for fact in self.log.drain(mark..).rev() {
            self.known.remove(&fact);
            match fact {
                Fact::Class(value, _) => {
                    self.classes.get_mut(&value).and_then(SmallVec::pop);
                }
                Fact::AtLeast(value, _) | Fact::Equals(value, _) => {
                    self.least.get_mut(&value).and_then(SmallVec::pop);
                }
                Fact::Less(_, above, true) => {
                    self.below.get_mut(&above).and_then(SmallVec::pop);
                }
                _ => {}
            }
        }
    }

    pub fn is_non_null(&self, function: &Function, value: Value) -> bool {
        self.known.contains(&Fact::NonNull(value)) || is_non_null(function, value)
    }

    pub fn is_non_zero(&self, function: &Function, value: Value) -> bool {
        self.known.contains(&Fact::NonZero(value))
            || self.at_least(value).is_some_and(|least| least > 0)
            || function.const_int(value).is_some_and(|number| number != 0)
    }

    pub fn is_less(&self, a: Value, b: Value, unsigned: bool) -> bool {
        self.known.contains(&Fact::Less(a, b, unsigned))
    }

    pub fn is_initialised(&self, ty: TypeId) -> bool {
        self.known.contains(&Fact::Initialised(ty))
    }

    pub fn at_least(&self, value: Value) -> Option<i64> {
        self.least
            .get(&value)
            .and_then(|list| list.iter().max().copied())
    }

    /// Whether a constant not less than `number` was shown to be below `length`.
    pub fn length_above(&self, function: &Function, length: Value, number: i64) -> bool {
        let below = self.below.get(&length);
        let shown = below.into_iter().flatten();
        shown
            .filter_map(|value| function.const_int(*value))
            .any(|shown| shown >= number)
    }

    /// Whether an integer is the length of an array or string, hence not negative.
    pub fn is_length(&self, function: &Function, value: Value) -> bool {
        function.def_as(value, Op::ArrayLen).is_some()
            || function.def_as(value, Op::StringLen).is_some()
            || function.const_int(value).is_some_and(|number| number >= 0)
            || self.at_least(value).is_some_and(|least| least >= 0)
    }

    /// All that is known of a reference here.
    pub fn of(&self, function: &Function, value: Value) -> RefFact {
        let mut fact = function.fact(value);
        if !fact.exact
            && let Some(class) = self.classes.get(&value).and_then(|list| list.last())
        {
            fact.class = Some(*class);
        }
        fact.non_null |= self.is_non_null(function, value);
        fact
    }
}

/// Gives block parameters what holds of every argument: not null (assumed around loops until an edge says
/// otherwise), and a class that all agree on.
pub(super) fn spread_to_params(function: &mut Function, cfg: &Cfg) {
    let mut sources: FxHashMap<Value, SmallVec<[Value; 2]>> = FxHashMap::default();
    for &block in cfg.rpo() {
        function.blocks[block]
            .term
            .for_each_edge(|target, is_unwind| {
                let params = &function.blocks[target.block].params;
                let params = &params[if is_unwind { 2 } else { 0 }..];
                for (param, arg) in params.iter().zip(&target.args) {
                    if function.ty(*param).is_address() {
                        sources.entry(*param).or_default().push(*arg);
                    }
                }
            });
    }
    let mut assumed = vec![false; function.values.len()];
    let is_entry = |function: &Function, param: Value| {
        function.values[param].def == ValueDef::Param(function.entry)
    };
    let mut params: Vec<Value> = sources.keys().copied().collect();
    params.sort_unstable();
    params.retain(|param| !is_entry(function, *param));
    for &param in &params {
        assumed[index(param)] = true;
    }
    loop {
        let mut changed = false;
        for &param in &params {
            if assumed[index(param)]
                && !sources[&param]
                    .iter()
                    .all(|arg| assumed[index(*arg)] || is_non_null(function, *arg))
            {
                assumed[index(param)] = false;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    for &param in &params {
        let mut fact = function.fact(param);
        fact.non_null |= assumed[index(param)];
        let mut args = sources[&param].iter().filter(|arg| **arg != param);
        if fact.class.is_none()
            && let Some(first) = args.next()
        {
            let first = function.fact(*first);
            let agrees = |arg: &Value| function.fact(*arg).class == first.class;
            if first.class.is_some() && args.clone().all(agrees) {
                fact.class = first.class;
                fact.exact = first.exact && args.all(|arg| function.fact(*arg).exact);
            }
        }
        function.set_fact(param, fact);
    }
}
