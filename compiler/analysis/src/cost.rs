//! What a body costs, counted in about one machine instruction, and what known arguments take off it.

use kiln_ir::entity::Entity;
use kiln_ir::function::{CallKind, Payload, Terminator};
use kiln_ir::{Function, Op, Value};

#[derive(Clone, Debug, Default)]
pub struct Cost {
    pub size: u32,
    pub slot_bytes: u32,
    /// By parameter: what goes away when the argument is a constant.
    constant: Vec<u32>,
    /// By parameter: what goes away when the exact type of the argument is known.
    exact: Vec<u32>,
}

/// A call with so many arguments.
pub fn call(args: usize) -> u32 {
    2 + args as u32
}

impl Cost {
    /// What the arguments of a call take off.
    pub fn gain(&self, caller: &Function, args: &[Value]) -> u32 {
        let mut gain = 0;
        for (index, &arg) in args.iter().enumerate() {
            let fact = caller.fact(arg);
            if is_constant(caller, arg) {
                gain += self.constant.get(index).copied().unwrap_or(0);
            } else if fact.exact && fact.class.is_some() {
                gain += self.exact.get(index).copied().unwrap_or(0);
            }
        }
        gain
    }
}

fn is_constant(function: &Function, value: Value) -> bool {
    function.def_inst(value).is_some_and(|inst| {
        matches!(
            function.insts[inst].op,
            Op::Iconst | Op::Fconst | Op::Null | Op::TypeObject | Op::StringLit
        )
    })
}

/// Counts a body.
pub fn of(function: &Function) -> Cost {
    let mut cost = Cost {
        slot_bytes: function.slots.values().map(|slot| slot.size).sum(),
        ..Cost::default()
    };
    let params = function.params();
    let mut constant = vec![0; function.values.len()];
    let mut exact = vec![0; function.values.len()];
    for block in function.blocks.values() {
        for &inst in &block.insts {
            let data = &function.insts[inst];
            let size = size_of(data.op, &data.payload, data.args.len());
            cost.size += size;
            for &arg in &data.args {
                constant[arg.index()] += folded(data.op);
            }
            if let (Some(receiver), Payload::Call(call)) = (data.args.first(), &data.payload)
                && matches!(
                    call.kind,
                    CallKind::Virtual(_) | CallKind::Interface(_) | CallKind::Delegate(_)
                )
            {
                exact[receiver.index()] += size;
            }
            if matches!(data.op, Op::Cast | Op::IsInst | Op::UnboxCheck) {
                exact[data.args[0].index()] += size;
            }
        }
        cost.size += match &block.term {
            Terminator::Branch { cond, .. } => {
                constant[cond.index()] += 6;
                1
            }
            Terminator::Switch { value, cases, .. } => {
                constant[value.index()] += 4 * cases.len() as u32;
                2 + cases.len() as u32 / 2
            }
            Terminator::Throw { .. } => 3,
            Terminator::Dispatch { cases, .. } => 2 * cases.len() as u32,
            _ => 0,
        };
    }
    cost.constant = params.iter().map(|param| constant[param.index()]).collect();
    cost.exact = params.iter().map(|param| exact[param.index()]).collect();
    cost
}

/// What is left of an operation when an operand is a constant is often nothing; comparisons decide branches.
fn folded(op: Op) -> u32 {
    match op {
        Op::Icmp | Op::Fcmp => 6,
        Op::IsInst | Op::Cast | Op::Select => 3,
        Op::NullCheck | Op::DivCheckS | Op::DivCheckU | Op::LenCheck => 2,
        Op::DivS | Op::DivU | Op::RemS | Op::RemU | Op::Mul => 2,
        Op::Add | Op::Sub | Op::And | Op::Or | Op::Xor | Op::Shl | Op::ShrS | Op::ShrU => 1,
        Op::Convert | Op::Math | Op::Bounds => 1,
        _ => 0,
    }
}

fn size_of(op: Op, payload: &Payload, args: usize) -> u32 {
    match op {
        Op::Iconst
        | Op::Fconst
        | Op::Null
        | Op::TypeObject
        | Op::TypeHandle
        | Op::StringLit
        | Op::FuncAddr
        | Op::SlotAddr
        | Op::Offset
        | Op::KeepAlive => 0,
        Op::Call => match payload {
            Payload::Call(info) if matches!(info.kind, CallKind::Direct(_)) => call(args),
            _ => call(args) + 2,
        },
        Op::Alloc | Op::AllocArray => 6,
        Op::Cast | Op::IsInst | Op::StoreCheck | Op::UnboxCheck => 4,
        Op::StoreRef | Op::StoreRefAt | Op::Cctor | Op::ElemTypeCheck => 3,
        Op::Copy | Op::Zero | Op::CopyBytes | Op::MoveBytes | Op::FillBytes => 3,
        Op::Bounds | Op::DivCheckS | Op::LenCheck | Op::ConvertOvf => 2,
        Op::AtomicRmw | Op::AtomicCas | Op::Localloc => 3,
        _ => 1,
    }
}
