//! Local rules: what one instruction is worth given the instructions that define its operands.

use crate::build::interior;
use crate::edit::Renames;
use crate::entity::{Block, Inst, Value};
use crate::fold::{self, Outcome, Scalar};
use crate::function::*;
use crate::op::Op;
use crate::ty::{Cell, Ty};
use smallvec::SmallVec;

/// What a rule found out about an instruction.
enum Finding {
    Nothing,
    /// Its result is another value.
    Is(Value),
    /// Its result is this number.
    Number(Scalar),
    /// It is a check that cannot fail.
    Passes,
    /// It was turned into a simpler one in place.
    Rewritten,
}

/// Applies the rules to the instructions of a block, operands renamed first.
pub(super) fn simplify_block(function: &mut Function, block: Block, renames: &mut Renames) -> bool {
    let mut changed = false;
    let insts = std::mem::take(&mut function.blocks[block].insts);
    let mut kept = Vec::with_capacity(insts.len());
    for inst in insts {
        if !renames.is_empty() {
            for arg in &mut function.insts[inst].args {
                *arg = renames.resolve(*arg);
            }
        }
        loop {
            match find(function, inst, &mut kept) {
                Finding::Nothing => {
                    kept.push(inst);
                    break;
                }
                Finding::Rewritten => changed = true,
                Finding::Number(number) => {
                    set_number(function, inst, number);
                    function.blocks[block].drop_try(inst);
                    kept.push(inst);
                    changed = true;
                    break;
                }
                Finding::Is(value) => {
                    renames.insert(function.insts[inst].results[0], value);
                    function.blocks[block].drop_try(inst);
                    changed = true;
                    break;
                }
                Finding::Passes => {
                    function.blocks[block].drop_try(inst);
                    changed = true;
                    break;
                }
            }
        }
    }
    let data = &mut function.blocks[block];
    data.insts = kept;
    if !renames.is_empty() {
        data.term
            .for_each_value_mut(|value| *value = renames.resolve(*value));
    }
    changed
}

/// Makes an instruction the constant.
fn set_number(function: &mut Function, inst: Inst, number: Scalar) {
    match number {
        Scalar::I32(_) | Scalar::I64(_) => {
            function.rewrite(inst, Op::Iconst, [], Payload::Int(number.bits()));
        }
        Scalar::F32(x) => {
            function.rewrite(inst, Op::Fconst, [], Payload::Float(u64::from(x.to_bits())));
        }
        Scalar::F64(x) => function.rewrite(inst, Op::Fconst, [], Payload::Float(x.to_bits())),
    }
}

fn find(function: &mut Function, inst: Inst, out: &mut Vec<Inst>) -> Finding {
    let data = &function.insts[inst];
    let op = data.op;
    match op {
        Op::Iconst
        | Op::Fconst
        | Op::Null
        | Op::SlotAddr
        | Op::Call
        | Op::Alloc
        | Op::AllocArray
        | Op::Copy
        | Op::Zero
        | Op::Cctor => return Finding::Nothing,
        Op::Load | Op::Store | Op::StoreRef | Op::StoreRefAt => return memory(function, inst),
        _ => {}
    }
    let numbers: SmallVec<[Option<Scalar>; 3]> = data
        .args
        .iter()
        .map(|arg| fold::constant(function, *arg))
        .collect();
    if !numbers.is_empty() && numbers.iter().all(Option::is_some) {
        let args: SmallVec<[Scalar; 3]> = numbers.iter().flatten().copied().collect();
        let ty = data
            .results
            .first()
            .map_or(Ty::I32, |value| function.ty(*value));
        match fold::eval(op, &data.payload, &args, ty) {
            // Which NaN comes out is the machine's choice.
            Outcome::Value(number) if !number.is_nan() => return Finding::Number(number),
            Outcome::Nothing => return Finding::Passes,
            _ => {}
        }
    }
    let ints: SmallVec<[Option<i64>; 3]> = numbers
        .iter()
        .map(|number| match number {
            Some(Scalar::I32(x)) => Some(i64::from(*x)),
            Some(Scalar::I64(x)) => Some(*x),
            _ => None,
        })
        .collect();
    match op {
        Op::Add | Op::Sub | Op::Mul | Op::And | Op::Or | Op::Xor => {
            arithmetic(function, inst, &ints, out)
        }
        Op::Shl | Op::ShrS | Op::ShrU if ints[1] == Some(0) => Finding::Is(data.args[0]),
        Op::DivS | Op::DivU if ints[1] == Some(1) => Finding::Is(data.args[0]),
        Op::AddOvfS | Op::AddOvfU | Op::SubOvfS | Op::SubOvfU if ints[1] == Some(0) => {
            Finding::Is(data.args[0])
        }
        Op::MulOvfS | Op::MulOvfU if ints[1] == Some(1) => Finding::Is(data.args[0]),
        Op::DivCheckU if ints[1].is_some_and(|x| x != 0) => Finding::Passes,
        Op::DivCheckS if ints[1].is_some_and(|x| x != 0 && x != -1) => Finding::Passes,
        Op::Icmp => compare(function, inst, &ints),
        Op::Select => select(function, inst, &ints),
        Op::Convert => convert(function, inst),
        Op::Ckfinite => match numbers[0] {
            Some(Scalar::F32(x)) if x.is_finite() => Finding::Is(data.args[0]),
            Some(Scalar::F64(x)) if x.is_finite() => Finding::Is(data.args[0]),
            _ => Finding::Nothing,
        },
        Op::PtrAdd | Op::ElemAddr | Op::Offset => address(function, inst, &ints),
        Op::NullCheck if is_non_null(function, data.args[0]) => Finding::Passes,
        Op::CopyBytes | Op::MoveBytes | Op::FillBytes if ints[2] == Some(0) => Finding::Passes,
        Op::ArrayLen => array_len(function, inst),
        Op::StringLen => match function
            .def_as(data.args[0], Op::StringLit)
            .map(|lit| &lit.payload)
        {
            Some(Payload::Text(text)) => Finding::Number(Scalar::I32(text.len() as i32)),
            _ => Finding::Nothing,
        },
        Op::LoadType => {
            let fact = function.fact(data.args[0]);
            match fact.class.filter(|_| fact.exact) {
                Some(class) => {
                    function.rewrite(inst, Op::TypeHandle, [], Payload::Type(class));
                    Finding::Rewritten
                }
                None => Finding::Nothing,
            }
        }
        Op::IsInst | Op::Cast if function.def_as(data.args[0], Op::Null).is_some() => {
            Finding::Is(data.args[0])
        }
        Op::StoreCheck if function.def_as(data.args[1], Op::Null).is_some() => Finding::Passes,
        _ => Finding::Nothing,
    }
}

/// Whether a value is never null: by what defines it or by its fact.
pub(in crate::passes) fn is_non_null(function: &Function, value: Value) -> bool {
    if function.fact(value).non_null {
        return true;
    }
    let Some(inst) = function.def_inst(value) else {
        return false;
    };
    let data = &function.insts[inst];
    match data.op {
        Op::TypeObject
        | Op::TypeHandle
        | Op::StringLit
        | Op::FuncAddr
        | Op::StaticAddr
        | Op::RvaAddr
        | Op::SlotAddr
        | Op::Alloc
        | Op::AllocArray => true,
        // Within an object; of an unmanaged pointer nothing is known.
        Op::Offset | Op::ElemAddr | Op::PtrAdd => {
            function.ty(data.args[0]) != Ty::Ptr && is_non_null(function, data.args[0])
        }
        _ => false,
    }
}

fn arithmetic(
    function: &mut Function,
    inst: Inst,
    ints: &[Option<i64>],
    out: &mut Vec<Inst>,
) -> Finding {
    let data = &function.insts[inst];
    let (op, a, b) = (data.op, data.args[0], data.args[1]);
    let ty = function.ty(data.results[0]);
    if ints[0].is_some() && ints[1].is_none() && op != Op::Sub {
        // Constants stand on the right.
        function.insts[inst].args.swap(0, 1);
        return Finding::Rewritten;
    }
    let zero = Finding::Number(Scalar::int(ty, 0));
    match (op, ints[1]) {
        (Op::Add | Op::Sub | Op::Or | Op::Xor, Some(0))
        | (Op::Mul, Some(1))
        | (Op::And, Some(-1)) => {
            return Finding::Is(a);
        }
        (Op::Mul | Op::And, Some(0)) => return zero,
        (Op::Or, Some(-1)) => return Finding::Is(b),
        (Op::And, Some(1)) if is_bool(function, a) => return Finding::Is(a),
        (Op::Sub | Op::Xor, None) if a == b => return zero,
        (Op::And | Op::Or, None) if a == b => return Finding::Is(a),
        _ => {}
    }
    // (x + c1) + c2 and (x - c1) + c2.
    if let (Op::Add | Op::Sub, Some(outer)) = (op, ints[1])
        && let Some(inner) = function.def_inst(a).map(|inst| &function.insts[inst])
        && matches!(inner.op, Op::Add | Op::Sub)
        && let Some(number) = function.const_int(inner.args[1])
    {
        let signed = |op: Op, number: i64| {
            if op == Op::Sub {
                number.wrapping_neg()
            } else {
                number
            }
        };
        let sum = signed(op, outer).wrapping_add(signed(inner.op, number));
        let base = inner.args[0];
        let constant = insert_int(function, out, inst, ty, sum);
        function.rewrite(inst, Op::Add, [base, constant], Payload::None);
        return Finding::Rewritten;
    }
    Finding::Nothing
}

/// A constant right before an instruction of the block under reconstruction.
fn insert_int(
    function: &mut Function,
    out: &mut Vec<Inst>,
    user: Inst,
    ty: Ty,
    number: i64,
) -> Value {
    let src = function.insts[user].src;
    let number = Scalar::int(ty, number).bits();
    let inst = function.make_inst(Op::Iconst, [], Payload::Int(number), &[ty], src);
    out.push(inst);
    function.insts[inst].results[0]
}

/// Whether a value is 0 or 1.
fn is_bool(function: &Function, value: Value) -> bool {
    is_bool_within(function, value, 4)
}

fn is_bool_within(function: &Function, value: Value, depth: u32) -> bool {
    let Some(inst) = function.def_inst(value) else {
        return false;
    };
    let data = &function.insts[inst];
    let arg = |index: usize| depth > 0 && is_bool_within(function, data.args[index], depth - 1);
    match data.op {
        Op::Icmp | Op::Fcmp => true,
        Op::And => arg(0) || arg(1),
        Op::Or | Op::Xor => arg(0) && arg(1),
        Op::Iconst => matches!(data.payload, Payload::Int(0 | 1)),
        _ => false,
    }
}

/// The comparison that is true when `cond` is false; floats: where NaN makes one true, the other is false.
pub(in crate::passes) fn inverse(cond: Cond, floats: bool) -> Cond {
    match (cond, floats) {
        (Cond::Eq, _) => Cond::Ne,
        (Cond::Ne, _) => Cond::Eq,
        (Cond::LtS, false) | (Cond::LtU, true) => Cond::GeS,
        (Cond::LeS, false) | (Cond::LeU, true) => Cond::GtS,
        (Cond::GtS, false) | (Cond::GtU, true) => Cond::LeS,
        (Cond::GeS, false) | (Cond::GeU, true) => Cond::LtS,
        (Cond::LtU, false) | (Cond::LtS, true) => Cond::GeU,
        (Cond::LeU, false) | (Cond::LeS, true) => Cond::GtU,
        (Cond::GtU, false) | (Cond::GtS, true) => Cond::LeU,
        (Cond::GeU, false) | (Cond::GeS, true) => Cond::LtU,
    }
}

/// The comparison with its operands exchanged.
pub(in crate::passes) fn swapped(cond: Cond) -> Cond {
    match cond {
        Cond::Eq | Cond::Ne => cond,
        Cond::LtS => Cond::GtS,
        Cond::LeS => Cond::GeS,
        Cond::GtS => Cond::LtS,
        Cond::GeS => Cond::LeS,
        Cond::LtU => Cond::GtU,
        Cond::LeU => Cond::GeU,
        Cond::GtU => Cond::LtU,
        Cond::GeU => Cond::LeU,
    }
}

fn compare(function: &mut Function, inst: Inst, ints: &[Option<i64>]) -> Finding {
    let data = &function.insts[inst];
    let (a, b) = (data.args[0], data.args[1]);
    let Payload::Cond(cond) = data.payload else {
        return Finding::Nothing;
    };
    let truth = |truth: bool| Finding::Number(Scalar::bool(truth));
    if a == b {
        return truth(matches!(
            cond,
            Cond::Eq | Cond::LeS | Cond::GeS | Cond::LeU | Cond::GeU
        ));
    }
    let (null_a, null_b) = (is_null(function, a), is_null(function, b));
    if (ints[0].is_some() && ints[1].is_none()) || (null_a && !null_b) {
        let data = &mut function.insts[inst];
        data.args.swap(0, 1);
        data.payload = Payload::Cond(swapped(cond));
        return Finding::Rewritten;
    }
    if null_b {
        return match cond {
            Cond::Eq | Cond::LeU if null_a => truth(true),
            Cond::Ne | Cond::GtU if null_a => truth(false),
            Cond::Eq if is_non_null(function, a) => truth(false),
            Cond::Ne | Cond::GtU if is_non_null(function, a) => truth(true),
            _ => Finding::Nothing,
        };
    }
    let Some(number) = ints[1] else {
        return Finding::Nothing;
    };
    match (cond, number) {
        (Cond::LtU, 0) => return truth(false),
        (Cond::GeU, 0) => return truth(true),
        // Of a truth value: itself or its negation.
        (Cond::Ne | Cond::GtU, 0) | (Cond::Eq, 1)
            if function.ty(a) == Ty::I32 && is_bool(function, a) =>
        {
            return Finding::Is(a);
        }
        (Cond::Eq, 0) | (Cond::Ne, 1) => {
            let inner = function.def_inst(a).map(|inst| &function.insts[inst]);
            if let Some(inner) = inner
                && matches!(inner.op, Op::Icmp | Op::Fcmp)
                && let Payload::Cond(cond) = inner.payload
            {
                let (op, args) = (inner.op, inner.args.clone());
                let cond = inverse(cond, op == Op::Fcmp);
                function.rewrite(inst, op, args, Payload::Cond(cond));
                return Finding::Rewritten;
            }
        }
        _ => {}
    }
    Finding::Nothing
}

fn is_null(function: &Function, value: Value) -> bool {
    function.def_as(value, Op::Null).is_some()
}

fn select(function: &mut Function, inst: Inst, ints: &[Option<i64>]) -> Finding {
    let data = &function.insts[inst];
    let (cond, yes, no) = (data.args[0], data.args[1], data.args[2]);
    if let Some(number) = ints[0] {
        return Finding::Is(if number != 0 { yes } else { no });
    }
    if yes == no {
        return Finding::Is(yes);
    }
    if (ints[1], ints[2]) == (Some(1), Some(0))
        && is_bool(function, cond)
        && function.ty(cond) == function.ty(data.results[0])
    {
        return Finding::Is(cond);
    }
    Finding::Nothing
}

/// What a value of a cell already is: sign- or zero-extended from that many bits.
fn extension(function: &Function, value: Value) -> Option<(bool, u32)> {
    let data = &function.insts[function.def_inst(value)?];
    let cell = |cell: Cell| match cell {
        Cell::I8 => Some((true, 8)),
        Cell::U8 => Some((false, 8)),
        Cell::I16 => Some((true, 16)),
        Cell::U16 => Some((false, 16)),
        _ => None,
    };
    match &data.payload {
        Payload::Memory(info) if data.op == Op::Load => cell(info.cell),
        Payload::Conv(Conv::Sext8) => Some((true, 8)),
        Payload::Conv(Conv::Zext8) => Some((false, 8)),
        Payload::Conv(Conv::Sext16) => Some((true, 16)),
        Payload::Conv(Conv::Zext16) => Some((false, 16)),
        Payload::Int(0..=0xFF) if data.op == Op::Iconst => Some((false, 8)),
        _ if is_bool(function, value) => Some((false, 1)),
        _ => None,
    }
}

fn convert(function: &mut Function, inst: Inst) -> Finding {
    let data = &function.insts[inst];
    let (arg, result) = (data.args[0], data.results[0]);
    let Payload::Conv(conv) = data.payload else {
        return Finding::Nothing;
    };
    let narrow = match conv {
        Conv::Sext8 => Some((true, 8)),
        Conv::Zext8 => Some((false, 8)),
        Conv::Sext16 => Some((true, 16)),
        Conv::Zext16 => Some((false, 16)),
        _ => None,
    };
    if let (Some((signed, bits)), Some((was_signed, was_bits))) = (narrow, extension(function, arg))
        && (was_bits < bits && (signed || !was_signed) || (was_bits, was_signed) == (bits, signed))
    {
        return Finding::Is(arg);
    }
    let (from, to) = (function.ty(arg), function.ty(result));
    let inner = function.def_inst(arg).map(|inst| &function.insts[inst]);
    let inner = inner.and_then(|inner| match inner.payload {
        Payload::Conv(conv) if inner.op == Op::Convert => Some((conv, inner.args[0])),
        _ => None,
    });
    match conv {
        Conv::AsPtr | Conv::AsByRef | Conv::AsRef if from == to => return Finding::Is(arg),
        Conv::FloatToFloat if from == to => return Finding::Is(arg),
        _ => {}
    }
    let Some((inner, source)) = inner else {
        return Finding::Nothing;
    };
    let source_ty = function.ty(source);
    match (conv, inner) {
        (Conv::Trunc, Conv::Sext | Conv::Zext) => Finding::Is(source),
        (Conv::Bits, Conv::Bits) if source_ty == to => Finding::Is(source),
        // Only the low bits count.
        (Conv::Sext8 | Conv::Zext8, Conv::Sext8 | Conv::Zext8 | Conv::Sext16 | Conv::Zext16)
        | (Conv::Sext16 | Conv::Zext16, Conv::Sext16 | Conv::Zext16) => {
            function.insts[inst].args[0] = source;
            Finding::Rewritten
        }
        // Through another kind of address and back.
        (
            Conv::AsInt | Conv::AsPtr | Conv::AsByRef | Conv::AsRef,
            Conv::AsInt | Conv::AsPtr | Conv::AsByRef,
        ) if source_ty == to => Finding::Is(source),
        _ => Finding::Nothing,
    }
}

/// Constant displacements become one `offset`.
fn address(function: &mut Function, inst: Inst, ints: &[Option<i64>]) -> Finding {
    let data = &function.insts[inst];
    let base = data.args[0];
    let bytes = match (data.op, &data.payload) {
        (Op::Offset, Payload::Int(bytes)) => Some(*bytes),
        (Op::PtrAdd, _) => ints[1],
        (Op::ElemAddr, Payload::Int(scale)) => ints[1].and_then(|index| {
            let index = if function.ty(data.args[1]) == Ty::I32 {
                i64::from(index as u32)
            } else {
                index
            };
            index.checked_mul(*scale)
        }),
        _ => None,
    };
    let Some(bytes) = bytes else {
        return Finding::Nothing;
    };
    let to = function.ty(data.results[0]);
    if bytes == 0 && function.ty(base) == to {
        return Finding::Is(base);
    }
    if let Some(inner) = function.def_as(base, Op::Offset)
        && let Payload::Int(more) = inner.payload
        && interior(function.ty(inner.args[0])) == to
    {
        let source = inner.args[0];
        function.rewrite(
            inst,
            Op::Offset,
            [source],
            Payload::Int(bytes.wrapping_add(more)),
        );
        return Finding::Rewritten;
    }
    if data.op != Op::Offset {
        function.rewrite(inst, Op::Offset, [base], Payload::Int(bytes));
        return Finding::Rewritten;
    }
    Finding::Nothing
}

/// Takes constant displacements into the access itself.
fn memory(function: &mut Function, inst: Inst) -> Finding {
    let data = &function.insts[inst];
    let Payload::Memory(info) = data.payload else {
        return Finding::Nothing;
    };
    if data.op == Op::StoreRef {
        return Finding::Nothing;
    }
    let Some(inner) = function.def_as(data.args[0], Op::Offset) else {
        return Finding::Nothing;
    };
    let Payload::Int(more) = inner.payload else {
        return Finding::Nothing;
    };
    let Ok(offset) = i32::try_from(i64::from(info.offset).wrapping_add(more)) else {
        return Finding::Nothing;
    };
    let base = inner.args[0];
    let data = &mut function.insts[inst];
    data.args[0] = base;
    data.payload = Payload::Memory(MemoryInfo { offset, ..info });
    if data.op == Op::StoreRefAt && function.ty(base) == Ty::Ref {
        function.insts[inst].op = Op::StoreRef;
    }
    Finding::Rewritten
}

fn array_len(function: &mut Function, inst: Inst) -> Finding {
    let array = function.insts[inst].args[0];
    let Some(alloc) = function.def_as(array, Op::AllocArray) else {
        return Finding::Nothing;
    };
    let length = alloc.args[0];
    if function.ty(length) == Ty::I32 {
        return Finding::Is(length);
    }
    function.rewrite(inst, Op::Convert, [length], Payload::Conv(Conv::Trunc));
    Finding::Rewritten
}
