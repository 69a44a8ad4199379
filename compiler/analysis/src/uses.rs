//! What one function body needs from the rest of the program: read off its instructions.

use kiln_ir::function::{Alias, CallKind, Clause, Function, InstData, Payload, Terminator};
use kiln_ir::{ExceptionKind, Func, Op};
use kiln_world::{FieldId, MethodId, TypeId};

/// Something a body needs, in the order in which the body names it.
#[derive(Clone, Debug, PartialEq)]
pub enum Use {
    /// This code is called, or its address taken.
    Code(Func),
    /// Called through a virtual slot or an interface slot.
    Virtual(MethodId),
    Interface(MethodId),
    /// Objects of this type are made.
    Construct(TypeId),
    /// The type's table or its RuntimeType object is named.
    Table(TypeId),
    /// Casts and type tests against this type.
    CastTarget(TypeId),
    Static(FieldId),
    Rva(FieldId),
    /// A runtime entry, and whether it may leave an exception pending.
    Runtime {
        symbol: Box<str>,
        throws: bool,
    },
    StringLiteral,
}

/// Exceptions that an operation raises by itself.
pub fn raised_by(op: Op) -> &'static [ExceptionKind] {
    use ExceptionKind::*;
    match op {
        Op::AddOvfS
        | Op::AddOvfU
        | Op::SubOvfS
        | Op::SubOvfU
        | Op::MulOvfS
        | Op::MulOvfU
        | Op::ConvertOvf => &[Overflow],
        Op::DivCheckU => &[DivideByZero],
        Op::DivCheckS => &[DivideByZero, Overflow],
        Op::Ckfinite => &[Overflow, Arithmetic],
        Op::Alloc | Op::AllocArray => &[OutOfMemory],
        Op::LenCheck => &[Overflow, ArrayTooLong],
        Op::Cast | Op::UnboxCheck => &[InvalidCast],
        Op::StoreCheck | Op::ElemTypeCheck => &[ArrayTypeMismatch],
        Op::NullCheck => &[NullReference],
        Op::Bounds => &[IndexOutOfRange],
        _ => &[],
    }
}

/// Lists the uses of a body.
pub fn uses_of(function: &Function) -> Vec<Use> {
    let mut uses = Vec::new();
    for (_, block) in function.blocks.iter() {
        if let Some(landing) = &block.landing {
            for clause in &landing.clauses {
                match clause {
                    Clause::Catch(Some(ty)) => uses.push(Use::CastTarget(*ty)),
                    Clause::Catch(None) => {}
                    Clause::Filter(filter) => uses.push(Use::Code(*filter)),
                }
            }
        }
        for &inst in &block.insts {
            let data = &function.insts[inst];
            for kind in raised_by(data.op) {
                uses.push(Use::Code(Func::Throw(*kind)));
            }
            if matches!(data.op, Op::Cast | Op::UnboxCheck) {
                uses.push(Use::Code(Func::ThrowCast));
            }
            payload_uses(data.op, &data.payload, &mut uses);
            if let Some(class) = frozen_class(function, data) {
                uses.push(Use::Construct(class));
            }
        }
        if let Terminator::Dispatch { cases, .. } = &block.term {
            for (clause, _) in cases {
                if let Clause::Filter(filter) = clause {
                    uses.push(Use::Code(*filter));
                }
            }
        }
    }
    uses
}

/// The class of an object that lies in the image from the start, when this gives one: `RuntimeType` objects
/// are named, or found through a type's table.
fn frozen_class(function: &Function, data: &InstData) -> Option<TypeId> {
    let gives = match &data.payload {
        Payload::Type(_) => data.op == Op::TypeObject,
        Payload::Memory(info) => data.op == Op::Load && info.alias == Alias::Header,
        _ => false,
    };
    let [result] = data.results[..] else {
        return None;
    };
    let fact = function.fact(result);
    fact.class.filter(|_| gives && fact.exact)
}

fn payload_uses(op: Op, payload: &Payload, uses: &mut Vec<Use>) {
    match payload {
        Payload::Type(ty) => match op {
            Op::Alloc | Op::AllocArray => uses.push(Use::Construct(*ty)),
            Op::IsInst | Op::Cast => uses.push(Use::CastTarget(*ty)),
            Op::TypeObject | Op::TypeHandle | Op::UnboxCheck | Op::ElemTypeCheck => {
                uses.push(Use::Table(*ty))
            }
            Op::Cctor => uses.push(Use::Code(Func::RunCctor(*ty))),
            _ => {}
        },
        Payload::Field(field) => match op {
            Op::RvaAddr => uses.push(Use::Rva(*field)),
            _ => uses.push(Use::Static(*field)),
        },
        Payload::Func(Func::Method(method)) if op == Op::VirtualAddr => {
            uses.push(Use::Virtual(*method))
        }
        Payload::Func(func) => uses.push(Use::Code(*func)),
        Payload::Text(_) => uses.push(Use::StringLiteral),
        Payload::Call(call) => match &call.kind {
            CallKind::Direct(func) => uses.push(Use::Code(*func)),
            CallKind::Virtual(method) => uses.push(Use::Virtual(*method)),
            CallKind::Interface(method) => uses.push(Use::Interface(*method)),
            CallKind::Runtime { symbol, throws } => {
                uses.push(Use::Runtime {
                    symbol: symbol.clone(),
                    throws: *throws,
                });
            }
            CallKind::Delegate(_)
            | CallKind::Indirect
            | CallKind::NativeIndirect(_)
            | CallKind::Native { .. } => {}
        },
        _ => {}
    }
}
