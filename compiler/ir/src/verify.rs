//! The verifier: what must hold of every function between passes. It reads the operation table for
//! operand counts and payloads, and the table of type rules below.

use crate::build::interior;
use crate::cfg::{Cfg, Dominators};
use crate::entity::{Block, Entity, Inst, Value};
use crate::function::*;
use crate::op::{Op, PayloadKind};
use crate::ty::{Cell, Ty};
use rustc_hash::FxHashSet;
use std::fmt;

mod filters;

/// One broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyError {
    pub block: Block,
    /// Number of the instruction in its block; `None` for the block itself or its terminator.
    pub at: Option<usize>,
    pub op: Option<Op>,
    pub message: String,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.block)?;
        if let (Some(at), Some(op)) = (self.at, self.op) {
            write!(f, " instruction {at} ({})", op.name())?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Everything that is wrong with a function; empty when it is right.
pub fn verify(function: &Function) -> Vec<VerifyError> {
    let mut verifier = Verifier {
        function,
        block: function.entry,
        at: None,
        errors: Vec::new(),
    };
    verifier.run();
    verifier.errors
}

/// What a type rule asks of an operand or result.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Rule {
    Any,
    Int,
    I32,
    Float,
    Address,
    /// A byref or pointer.
    Interior,
    Ref,
    Ptr,
    /// An integer or an address.
    Word,
    /// The type of operand 0.
    Same,
}

/// Operand and result rules of an operation. Payload-dependent ones are checked in code.
fn rules(op: Op) -> (&'static [Rule], &'static [Rule]) {
    use Rule::*;
    match op {
        Op::Iconst => (&[], &[Int]),
        Op::Fconst => (&[], &[Float]),
        Op::Null => (&[], &[Address]),
        Op::TypeObject | Op::StringLit => (&[], &[Ref]),
        Op::TypeHandle | Op::FuncAddr => (&[], &[Ptr]),
        Op::VirtualAddr => (&[Ref], &[Ptr]),
        Op::StaticAddr | Op::RvaAddr | Op::SlotAddr => (&[], &[Interior]),
        Op::Add | Op::Sub | Op::Mul | Op::DivS | Op::DivU | Op::RemS | Op::RemU => {
            (&[Int, Same], &[Same])
        }
        Op::And | Op::Or | Op::Xor => (&[Int, Same], &[Same]),
        Op::Shl | Op::ShrS | Op::ShrU => (&[Int, Int], &[Same]),
        Op::Neg | Op::Not => (&[Int], &[Same]),
        Op::AddOvfS | Op::AddOvfU | Op::SubOvfS | Op::SubOvfU | Op::MulOvfS | Op::MulOvfU => {
            (&[Int, Same], &[Same])
        }
        Op::DivCheckU | Op::DivCheckS | Op::Bounds => (&[Int, Same], &[]),
        Op::Fadd | Op::Fsub | Op::Fmul | Op::Fdiv | Op::Frem => (&[Float, Same], &[Same]),
        Op::Fneg | Op::Ckfinite => (&[Float], &[Same]),
        Op::Math | Op::Call => (&[], &[]),
        Op::Icmp => (&[Word, Any], &[I32]),
        Op::Fcmp => (&[Float, Same], &[I32]),
        Op::Select => (&[Int, Any, Any], &[Any]),
        Op::Convert | Op::ConvertOvf => (&[Any], &[Any]),
        Op::Load => (&[Address], &[Any]),
        Op::Store | Op::StoreRefAt => (&[Address, Any], &[]),
        Op::StoreRef => (&[Ref, Ref], &[]),
        Op::Copy => (&[Address, Address], &[]),
        Op::Zero => (&[Address], &[]),
        Op::CopyBytes | Op::MoveBytes => (&[Address, Address, Int], &[]),
        Op::FillBytes => (&[Address, I32, Int], &[]),
        Op::AtomicRmw => (&[Address, Any], &[Any]),
        Op::AtomicCas => (&[Address, Any, Any], &[Any]),
        Op::Fence | Op::Cctor | Op::FilterLeave | Op::DebugBreak => (&[], &[]),
        Op::Localloc => (&[Int], &[Interior]),
        Op::PtrAdd => (&[Address, Int], &[Interior]),
        Op::Offset => (&[Address], &[Interior]),
        Op::ElemAddr => (&[Address, Int], &[Interior]),
        Op::PtrDiff => (&[Address, Address], &[Int]),
        Op::Alloc => (&[], &[Ref]),
        Op::AllocArray => (&[Int], &[Ref]),
        Op::LenCheck => (&[Int], &[]),
        Op::ArrayLen | Op::StringLen => (&[Ref], &[I32]),
        Op::LoadType => (&[Ref], &[Ptr]),
        Op::IsInst | Op::Cast => (&[Ref], &[Ref]),
        Op::UnboxCheck | Op::ElemTypeCheck | Op::CatchBegin => (&[Ref], &[]),
        Op::StoreCheck => (&[Ref, Ref], &[]),
        Op::NullCheck | Op::KeepAlive | Op::FilterEnter => (&[Address], &[]),
    }
}

/// Byrefs and pointers stand for each other; everything else is exact.
pub fn compatible(a: Ty, b: Ty) -> bool {
    a == b || (is_interior(a) && is_interior(b))
}

fn is_interior(ty: Ty) -> bool {
    matches!(ty, Ty::ByRef | Ty::Ptr)
}

fn accepts(rule: Rule, ty: Ty, first: Option<Ty>) -> bool {
    match rule {
        Rule::Any => true,
        Rule::Int => ty.is_int(),
        Rule::I32 => ty == Ty::I32,
        Rule::Float => ty.is_float(),
        Rule::Address => ty.is_address(),
        Rule::Interior => is_interior(ty),
        Rule::Ref => ty == Ty::Ref,
        Rule::Ptr => ty == Ty::Ptr,
        Rule::Word => ty.is_int() || ty.is_address(),
        Rule::Same => first.is_some_and(|first| compatible(first, ty)),
    }
}

/// Number of operands of a function, and whether it is one of floats.
pub fn math_shape(function: MathFn) -> (usize, bool) {
    match function {
        MathFn::Sqrt
        | MathFn::Floor
        | MathFn::Ceil
        | MathFn::Trunc
        | MathFn::RoundEven
        | MathFn::Fabs => (1, true),
        MathFn::CopySign | MathFn::Fmin | MathFn::Fmax => (2, true),
        MathFn::Fma => (3, true),
        MathFn::Clz
        | MathFn::Ctz
        | MathFn::Popcount
        | MathFn::Bswap
        | MathFn::Bswap16
        | MathFn::Abs => (1, false),
        MathFn::Rotl
        | MathFn::Rotr
        | MathFn::MinS
        | MathFn::MaxS
        | MathFn::MinU
        | MathFn::MaxU
        | MathFn::MulHighS
        | MathFn::MulHighU => (2, false),
    }
}

fn conv_fits(conv: Conv, from: Ty, to: Ty) -> bool {
    match conv {
        Conv::Sext8 | Conv::Zext8 | Conv::Sext16 | Conv::Zext16 => (from, to) == (Ty::I32, Ty::I32),
        Conv::Trunc => (from, to) == (Ty::I64, Ty::I32),
        Conv::Sext | Conv::Zext => (from, to) == (Ty::I32, Ty::I64),
        Conv::IntToFloatS | Conv::IntToFloatU => from.is_int() && to.is_float(),
        Conv::FloatToIntS | Conv::FloatToIntU => from.is_float() && to.is_int(),
        Conv::FloatToFloat => from.is_float() && to.is_float(),
        Conv::Bits => matches!(
            (from, to),
            (Ty::I32, Ty::F32) | (Ty::F32, Ty::I32) | (Ty::I64, Ty::F64) | (Ty::F64, Ty::I64)
        ),
        Conv::AsInt => from.is_address() && to.is_int(),
        Conv::AsPtr => to == Ty::Ptr && !from.is_float(),
        Conv::AsByRef => to == Ty::ByRef && !from.is_float(),
        Conv::AsRef => to == Ty::Ref && !from.is_float(),
        _ => {
            let Some((bits, _, source)) = conv.checked() else {
                return false;
            };
            let from_fits = if source == CheckedSource::Float {
                from.is_float()
            } else {
                from.is_int()
            };
            from_fits && to == if bits == 64 { Ty::I64 } else { Ty::I32 }
        }
    }
}

struct Verifier<'f> {
    function: &'f Function,
    block: Block,
    at: Option<usize>,
    errors: Vec<VerifyError>,
}

macro_rules! fail {
    ($self:ident, $($arg:tt)*) => {
        $self.fail(format!($($arg)*))
    };
}

impl Verifier<'_> {
    fn fail(&mut self, message: String) {
        let op = self
            .at
            .and_then(|at| self.function.blocks[self.block].insts.get(at))
            .and_then(|inst| self.function.insts.get(*inst))
            .map(|inst| inst.op);
        self.errors.push(VerifyError {
            block: self.block,
            at: self.at,
            op,
            message,
        });
    }

    fn run(&mut self) {
        let function = self.function;
        if function.blocks.get(function.entry).is_none() {
            return fail!(self, "the entry block does not exist");
        }
        let mut placed = vec![false; function.insts.len()];
        let mut sites = FxHashSet::default();
        for (block, data) in function.blocks.iter() {
            self.block = block;
            self.at = None;
            self.params(data);
            for (at, &inst) in data.insts.iter().enumerate() {
                self.at = Some(at);
                match placed.get_mut(inst.index()) {
                    None => {
                        fail!(self, "instruction {inst} does not exist");
                        continue;
                    }
                    Some(true) => fail!(self, "instruction {inst} is in two places"),
                    Some(place) => *place = true,
                }
                self.inst(inst);
                if let Payload::Call(call) = &function.insts[inst].payload
                    && !sites.insert(call.site)
                {
                    fail!(self, "call site {} is used twice", call.site);
                }
            }
            self.at = None;
            self.terminator(data);
        }
        // Dominance needs sound edges and values.
        if self.errors.is_empty() {
            self.dominance();
        }
    }

    /// The type of a value; complains if there is none.
    fn ty(&mut self, value: Value) -> Option<Ty> {
        let ty = self.function.values.get(value).map(|data| data.ty);
        if ty.is_none() {
            fail!(self, "value {value} does not exist");
        }
        ty
    }

    fn params(&mut self, data: &BlockData) {
        for &param in &data.params {
            if self.ty(param).is_some()
                && self.function.values[param].def != ValueDef::Param(self.block)
            {
                fail!(self, "parameter {param} says that it is defined elsewhere");
            }
        }
        if data.landing.is_some() {
            let types: Vec<Option<Ty>> = data
                .params
                .iter()
                .take(2)
                .map(|p| self.function.values.get(*p).map(|v| v.ty))
                .collect();
            if types != [Some(Ty::Ref), Some(Ty::I32)] {
                fail!(
                    self,
                    "a landing block's first parameters are the exception (ref) and the selector (i32)"
                );
            }
            if self.block == self.function.entry {
                fail!(self, "the entry cannot be a landing block");
            }
        }
    }

    fn inst(&mut self, inst: Inst) {
        let data = &self.function.insts[inst];
        let info = data.op.info();
        for &result in &data.results {
            if self.ty(result).is_none() {
                return;
            }
            if self.function.values[result].def != ValueDef::Result(inst) {
                fail!(self, "result {result} says that it is defined elsewhere");
            }
        }
        let mut types = Vec::with_capacity(data.args.len());
        for &arg in &data.args {
            match self.ty(arg) {
                Some(ty) => types.push(ty),
                None => return,
            }
        }
        if let Some(count) = info.operands.filter(|count| *count != types.len()) {
            return fail!(self, "takes {count} operands, has {}", types.len());
        }
        if let Some(count) = info.results.filter(|count| *count != data.results.len()) {
            return fail!(self, "gives {count} results, has {}", data.results.len());
        }
        if !payload_fits(info.payload, &data.payload) {
            return fail!(self, "has the wrong payload {:?}", data.payload);
        }
        let results: Vec<Ty> = data.results.iter().map(|r| self.function.ty(*r)).collect();
        let (operand_rules, result_rules) = rules(data.op);
        let first = types.first().copied();
        for (index, (rule, ty)) in operand_rules.iter().zip(&types).enumerate() {
            if !accepts(*rule, *ty, first) {
                fail!(
                    self,
                    "operand {index} ({}) may not be {ty}",
                    data.args[index]
                );
            }
        }
        for (rule, ty) in result_rules.iter().zip(&results) {
            if !accepts(*rule, *ty, first) {
                fail!(self, "the result may not be {ty}");
            }
        }
        self.payload_types(data, &types, &results);
    }

    fn payload_types(&mut self, data: &InstData, types: &[Ty], results: &[Ty]) {
        match &data.payload {
            Payload::Memory(info) => {
                let value = if data.op == Op::Load {
                    results[0]
                } else {
                    types[1]
                };
                let ty = info.cell.ty();
                if !compatible(value, ty) {
                    fail!(self, "a cell {} holds {ty}, not {value}", info.cell);
                }
                if matches!(data.op, Op::StoreRef | Op::StoreRefAt) && info.cell != Cell::Ref {
                    fail!(self, "stores references, the cell is {}", info.cell);
                }
                if !matches!(info.align, 0 | 1 | 2 | 4) {
                    fail!(self, "alignment {} is not 0, 1, 2 or 4", info.align);
                }
                if let Alias::Slot(slot) = info.alias
                    && self.function.slots.get(slot).is_none()
                {
                    fail!(self, "slot {slot} does not exist");
                }
            }
            Payload::Slot(slot) if self.function.slots.get(*slot).is_none() => {
                fail!(self, "slot {slot} does not exist");
            }
            Payload::Atomic(info) if data.op != Op::Fence => {
                let ty = info.cell.ty();
                if types[1..]
                    .iter()
                    .chain(results)
                    .any(|other| !compatible(*other, ty))
                {
                    fail!(
                        self,
                        "operands and result must be {ty}, as the cell {}",
                        info.cell
                    );
                }
            }
            Payload::Conv(conv) => {
                if !conv_fits(*conv, types[0], results[0]) {
                    fail!(
                        self,
                        "{} does not convert {} to {}",
                        conv.name(),
                        types[0],
                        results[0]
                    );
                }
                if conv.checked().is_some() != (data.op == Op::ConvertOvf) {
                    fail!(self, "{} is not for {}", conv.name(), data.op.name());
                }
            }
            Payload::Math(function) => {
                let (count, floats) = math_shape(*function);
                if types.len() != count {
                    return fail!(self, "{} takes {count} operands", function.name());
                }
                let rotates = matches!(function, MathFn::Rotl | MathFn::Rotr);
                let same = types.iter().all(|ty| *ty == types[0]) || (rotates && types[1].is_int());
                if !same || types[0].is_float() != floats || results[0] != types[0] {
                    fail!(
                        self,
                        "{} has operands and result of one type of its kind",
                        function.name()
                    );
                }
            }
            Payload::Call(call) => {
                let first = match &call.kind {
                    CallKind::Virtual(_) | CallKind::Interface(_) | CallKind::Delegate(_) => {
                        types.first() == Some(&Ty::Ref)
                    }
                    CallKind::Indirect | CallKind::NativeIndirect(_) => {
                        types.first() == Some(&Ty::Ptr)
                    }
                    _ => true,
                };
                if !first {
                    fail!(
                        self,
                        "operand 0 must be the receiver (ref) or the code address (ptr)"
                    );
                }
            }
            _ => {}
        }
        match data.op {
            Op::Icmp => {
                let both = types[0].is_address() && types[1].is_address();
                if types[0] != types[1] && !both {
                    fail!(self, "compares {} with {}", types[0], types[1]);
                }
            }
            Op::Select if !(compatible(types[1], types[2]) && compatible(types[1], results[0])) => {
                fail!(
                    self,
                    "chooses between {} and {} as {}",
                    types[1],
                    types[2],
                    results[0]
                );
            }
            Op::Offset | Op::ElemAddr if !compatible(interior(types[0]), results[0]) => {
                fail!(self, "gives {} for an address {}", results[0], types[0]);
            }
            _ => {}
        }
    }

    fn terminator(&mut self, data: &BlockData) {
        let function = self.function;
        let mut bad = Vec::new();
        data.term.for_each_value(|value| {
            if function.values.get(value).is_none() {
                bad.push(value);
            }
        });
        for value in &bad {
            fail!(self, "value {value} does not exist");
        }
        if !bad.is_empty() {
            return;
        }
        match &data.term {
            Terminator::None => fail!(self, "the block has no terminator"),
            Terminator::Branch { cond, .. } if !function.ty(*cond).is_int() => {
                fail!(self, "branches on {}", function.ty(*cond));
            }
            Terminator::Switch { value, cases, .. } => {
                if !function.ty(*value).is_int() {
                    fail!(self, "switches on {}", function.ty(*value));
                }
                let mut seen = FxHashSet::default();
                if let Some((number, _)) = cases.iter().find(|(number, _)| !seen.insert(*number)) {
                    fail!(self, "the switch has case {number} twice");
                }
            }
            Terminator::Return(values) => {
                let types: Vec<Ty> = values.iter().map(|value| function.ty(*value)).collect();
                let fits = types.len() == function.rets.len()
                    && types
                        .iter()
                        .zip(&function.rets)
                        .all(|(a, b)| compatible(*a, *b));
                if !fits {
                    fail!(
                        self,
                        "returns {types:?}, the function returns {:?}",
                        function.rets
                    );
                }
            }
            Terminator::Try { inst, .. } => {
                if data.insts.last() != Some(inst) {
                    fail!(
                        self,
                        "`try` is of {inst}, which is not the block's last instruction"
                    );
                } else if !function.may_throw(*inst) {
                    fail!(self, "`try` is of {inst}, which cannot throw");
                }
            }
            Terminator::Throw {
                exception: value, ..
            }
            | Terminator::Resume {
                exception: value, ..
            } if function.ty(*value) != Ty::Ref => {
                fail!(self, "throws {}", function.ty(*value));
            }
            Terminator::Dispatch { selector, .. } | Terminator::Resume { selector, .. }
                if function.ty(*selector) != Ty::I32 =>
            {
                fail!(self, "dispatches on {}", function.ty(*selector));
            }
            _ => {}
        }
        data.term
            .for_each_edge(|target, is_unwind| self.edge(target, is_unwind));
    }

    fn edge(&mut self, target: &Target, is_unwind: bool) {
        let function = self.function;
        let Some(data) = function.blocks.get(target.block) else {
            return fail!(self, "block {} does not exist", target.block);
        };
        if target.block == function.entry {
            fail!(self, "jumps to the entry block");
        }
        if data.landing.is_some() != is_unwind {
            let what = if is_unwind { "unwinds to" } else { "jumps to" };
            let kind = if is_unwind {
                "no landing block"
            } else {
                "a landing block"
            };
            fail!(self, "{what} {}, which is {kind}", target.block);
        }
        let params = &data.params[if is_unwind {
            2.min(data.params.len())
        } else {
            0
        }..];
        if params.len() != target.args.len() {
            let (has, wants) = (target.args.len(), params.len());
            return fail!(
                self,
                "passes {has} arguments to {}, which takes {wants}",
                target.block
            );
        }
        for (arg, param) in target.args.iter().zip(params) {
            let Some(wants) = function.values.get(*param).map(|value| value.ty) else {
                continue;
            };
            let has = function.ty(*arg);
            if !compatible(has, wants) {
                fail!(
                    self,
                    "passes {arg} ({has}) to {}, whose {param} is {wants}",
                    target.block
                );
            }
        }
    }

    /// Every operand is defined on every path to its use, and filters are left as they are entered. Results
    /// of an instruction that a `try` ends exist from the normal edge on.
    fn dominance(&mut self) {
        let function = self.function;
        let cfg = Cfg::new(function);
        let dominators = Dominators::new(&cfg);
        let mut place: Vec<(Block, usize)> =
            vec![(function.entry, usize::MAX); function.values.len()];
        let mut defined = vec![false; function.values.len()];
        for (block, data) in function.blocks.iter() {
            for &param in &data.params {
                place[param.index()] = (block, 0);
                defined[param.index()] = true;
            }
            let tried = match data.term {
                Terminator::Try { inst, .. } => Some(inst),
                _ => None,
            };
            for (at, &inst) in data.insts.iter().enumerate() {
                for &result in &function.insts[inst].results {
                    let at = if tried == Some(inst) {
                        usize::MAX
                    } else {
                        at + 1
                    };
                    place[result.index()] = (block, at);
                    defined[result.index()] = true;
                }
            }
        }
        let check = |block: Block, at: usize, value: Value| -> bool {
            let (home, from) = place[value.index()];
            if !defined[value.index()] {
                false
            } else if home == block {
                from <= at
            } else if from == usize::MAX {
                // Through the normal edge, which only it enters.
                match &function.blocks[home].term {
                    Terminator::Try { normal, .. } => {
                        cfg.preds(normal.block).len() == 1
                            && dominators.dominates(normal.block, block)
                    }
                    _ => false,
                }
            } else {
                dominators.dominates(home, block)
            }
        };
        for &block in cfg.rpo() {
            self.block = block;
            let data = &function.blocks[block];
            for (at, &inst) in data.insts.iter().enumerate() {
                self.at = Some(at);
                for &arg in &function.insts[inst].args {
                    if !check(block, at, arg) {
                        fail!(self, "{arg} is used where it need not be defined");
                    }
                }
            }
            self.at = None;
            let end = data.insts.len();
            let mut bad = Vec::new();
            match &data.term {
                Terminator::Try { normal, unwind, .. } => {
                    bad.extend(
                        normal
                            .args
                            .iter()
                            .filter(|arg| !check(block, usize::MAX, **arg)),
                    );
                    bad.extend(
                        unwind
                            .args
                            .iter()
                            .filter(|arg| !check(block, end - 1, **arg)),
                    );
                }
                term => term.for_each_value(|value| {
                    if !check(block, end, value) {
                        bad.push(value);
                    }
                }),
            }
            for value in bad {
                fail!(
                    self,
                    "the terminator uses {value} where it need not be defined"
                );
            }
        }
        for (block, at, message) in filters::check(function, &cfg) {
            self.block = block;
            self.at = at;
            self.fail(message);
        }
    }
}

fn payload_fits(kind: PayloadKind, payload: &Payload) -> bool {
    matches!(
        (kind, payload),
        (PayloadKind::None, Payload::None)
            | (PayloadKind::Int, Payload::Int(_))
            | (PayloadKind::Float, Payload::Float(_))
            | (PayloadKind::Cond, Payload::Cond(_))
            | (PayloadKind::Type, Payload::Type(_))
            | (PayloadKind::Field, Payload::Field(_))
            | (PayloadKind::Func, Payload::Func(_))
            | (PayloadKind::Slot, Payload::Slot(_))
            | (PayloadKind::Text, Payload::Text(_))
            | (PayloadKind::Memory, Payload::Memory(_))
            | (PayloadKind::Conv, Payload::Conv(_))
            | (PayloadKind::Atomic, Payload::Atomic(_))
            | (PayloadKind::Math, Payload::Math(_))
            | (PayloadKind::Call, Payload::Call(_))
    )
}
