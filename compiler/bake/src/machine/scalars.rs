//! Arithmetic: the shared rules of the IR on numbers, and what addresses allow besides.

use super::{Machine, Step};
use crate::host::Answer;
use crate::trap::TrapReason;
use crate::value::{Base, Pointer, Val};
use kiln_ir::fold::{self, Outcome, Scalar};
use kiln_ir::function::{Cond, Conv, InstData, Payload};
use kiln_ir::ty::Ty;
use kiln_ir::{Function, Inst, Op};

impl Machine {
    pub(super) fn scalar_op(&mut self, function: &Function, inst: Inst) -> Answer<Step> {
        let data = &function.insts[inst];
        let result = data.results.first().copied();
        let ty = result.map_or(Ty::I32, |value| function.ty(value));
        match (data.op, &data.payload) {
            (Op::Iconst | Op::Fconst, _) => {
                if let (Some(result), Some(number)) = (result, fold::constant_inst(function, inst))
                {
                    self.set(result, number.into());
                }
                return Ok(Step::Next);
            }
            (Op::Select, _) => {
                let chosen = if self.truth(data.args[0]) {
                    data.args[1]
                } else {
                    data.args[2]
                };
                if let Some(result) = result {
                    self.set(result, self.get(chosen));
                }
                return Ok(Step::Next);
            }
            _ => {}
        }
        let mut scalars = [Scalar::I32(0); 3];
        for (index, arg) in data.args.iter().enumerate() {
            match self.get(*arg).scalar() {
                Some(scalar) if index < 3 => scalars[index] = scalar,
                _ => {
                    let value = self.address_op(data, ty)?;
                    if let Some(result) = result {
                        self.set(result, value);
                    }
                    return Ok(Step::Next);
                }
            }
        }
        let count = data.args.len().min(3);
        match fold::eval(data.op, &data.payload, &scalars[..count], ty) {
            Outcome::Value(number) => {
                if let Some(result) = result {
                    self.set(result, number.into());
                }
                Ok(Step::Next)
            }
            Outcome::Nothing => Ok(Step::Next),
            Outcome::Throws(kind) => Ok(Step::Raise(kind)),
            Outcome::Unknown => match (&data.payload, scalars[0]) {
                // A number that becomes an address.
                (Payload::Conv(Conv::AsPtr | Conv::AsByRef | Conv::AsRef), _) => {
                    let offset = match scalars[0] {
                        Scalar::I32(x) => i64::from(x as u32),
                        other => other.bits(),
                    };
                    if let Some(result) = result {
                        self.set(
                            result,
                            Val::Ptr(Pointer {
                                base: Base::Address,
                                offset,
                            }),
                        );
                    }
                    Ok(Step::Next)
                }
                _ => Err(TrapReason::Undefined(data.op.name())),
            },
        }
    }

    /// An operation with at least one address among its operands.
    fn address_op(&self, data: &InstData, ty: Ty) -> Answer<Val> {
        let pointer = |index: usize| {
            self.get(data.args[index])
                .as_pointer()
                .ok_or(TrapReason::Undefined("an address"))
        };
        match (data.op, &data.payload) {
            (Op::Icmp, Payload::Cond(cond)) => Ok(Val::I32(i32::from(compare(
                *cond,
                pointer(0)?,
                pointer(1)?,
            )?))),
            (Op::Convert, Payload::Conv(conv)) => self.convert_address(*conv, pointer(0)?, ty),
            (Op::ConvertOvf, Payload::Conv(conv)) => {
                // Of an address to an integer of its own size: addresses are not negative.
                let bits = conv.checked().map_or(0, |(bits, _, _)| bits);
                if bits == self.model.pointer_bytes * 8 {
                    Ok(Val::Ptr(pointer(0)?))
                } else {
                    Err(TrapReason::AddressObserved)
                }
            }
            (Op::Add, _) => {
                let (a, b) = (pointer(0)?, pointer(1)?);
                match (a.base, b.base) {
                    (_, Base::Address) => Ok(Val::Ptr(a.plus(b.offset))),
                    (Base::Address, _) => Ok(Val::Ptr(b.plus(a.offset))),
                    _ => Err(TrapReason::AddressObserved),
                }
            }
            (Op::Sub, _) => {
                let (a, b) = (pointer(0)?, pointer(1)?);
                if a.base == b.base {
                    Ok(Val::int(ty, a.offset.wrapping_sub(b.offset)))
                } else if b.base == Base::Address {
                    Ok(Val::Ptr(a.plus(b.offset.wrapping_neg())))
                } else {
                    Err(TrapReason::AddressObserved)
                }
            }
            // Every block is aligned as a pointer.
            (Op::And, _) => {
                let (a, b) = (pointer(0)?, pointer(1)?);
                let (address, mask) = if b.base == Base::Address {
                    (a, b.offset)
                } else {
                    (b, a.offset)
                };
                let low = i64::from(self.model.pointer_bytes) - 1;
                if (0..=low).contains(&mask) && matches!(address.base, Base::Heap(_)) {
                    Ok(Val::int(ty, address.offset & mask))
                } else {
                    Err(TrapReason::AddressObserved)
                }
            }
            _ => Err(TrapReason::AddressObserved),
        }
    }

    fn convert_address(&self, conv: Conv, pointer: Pointer, ty: Ty) -> Answer<Val> {
        match conv {
            Conv::AsInt if pointer.base == Base::Address => Ok(Val::int(ty, pointer.offset)),
            Conv::AsInt | Conv::AsPtr | Conv::AsByRef | Conv::AsRef => Ok(Val::Ptr(pointer)),
            // Of a plain number that came along as an address.
            _ if pointer.base == Base::Address => {
                let scalar = if self.model.pointer_bytes == 4 {
                    Scalar::I32(pointer.offset as i32)
                } else {
                    Scalar::I64(pointer.offset)
                };
                fold::convert(conv, scalar, ty)
                    .map(Val::from)
                    .ok_or(TrapReason::Undefined("a conversion"))
            }
            _ => Err(TrapReason::AddressObserved),
        }
    }
}

/// Compares addresses as far as every layout of memory agrees on the answer.
pub(super) fn compare(cond: Cond, a: Pointer, b: Pointer) -> Answer<bool> {
    if a.base == b.base {
        return Ok(fold::compare_ints(cond, a.offset, b.offset));
    }
    match cond {
        Cond::Eq => Ok(false),
        Cond::Ne => Ok(true),
        Cond::GtU | Cond::GeU if b.is_null() => Ok(true),
        Cond::LtU | Cond::LeU if a.is_null() => Ok(true),
        Cond::LtU | Cond::LeU if b.is_null() => Ok(false),
        Cond::GtU | Cond::GeU if a.is_null() => Ok(false),
        _ => Err(TrapReason::AddressObserved),
    }
}
