//! What pure operations compute: exact .NET 10 arithmetic on scalars. Shared by the folding passes and the
//! interpreter; knows nothing of memory.

use crate::func::ExceptionKind;
use crate::function::{CheckedSource, Cond, Conv, Function, MathFn, Payload};
use crate::op::Op;
use crate::ty::Ty;
use crate::{Inst, Value};
use std::cmp::Ordering;

/// A number of one of the four arithmetic types.
#[derive(Copy, Clone, PartialEq, Debug)]
pub enum Scalar {
    I32(i32),
    I64(i64),
    F32(f32),
    F64(f64),
}

/// What an operation does on known operands.
#[derive(Copy, Clone, PartialEq, Debug)]
pub enum Outcome {
    /// Its result; operations without results give `Nothing`.
    Value(Scalar),
    Nothing,
    Throws(ExceptionKind),
    /// Not an operation on scalars, or operands that it is not defined for.
    Unknown,
}

impl Scalar {
    pub fn ty(self) -> Ty {
        match self {
            Scalar::I32(_) => Ty::I32,
            Scalar::I64(_) => Ty::I64,
            Scalar::F32(_) => Ty::F32,
            Scalar::F64(_) => Ty::F64,
        }
    }

    /// An integer of this type: the low bits of `number`.
    pub fn int(ty: Ty, number: i64) -> Scalar {
        if ty == Ty::I32 {
            Scalar::I32(number as i32)
        } else {
            Scalar::I64(number)
        }
    }

    pub fn bool(truth: bool) -> Scalar {
        Scalar::I32(i32::from(truth))
    }

    /// Sign-extended; floats give their bits.
    pub fn bits(self) -> i64 {
        match self {
            Scalar::I32(x) => i64::from(x),
            Scalar::I64(x) => x,
            Scalar::F32(x) => i64::from(x.to_bits()),
            Scalar::F64(x) => x.to_bits() as i64,
        }
    }

    pub fn is_nan(self) -> bool {
        match self {
            Scalar::F32(x) => x.is_nan(),
            Scalar::F64(x) => x.is_nan(),
            _ => false,
        }
    }

    fn as_u64(self) -> u64 {
        match self {
            Scalar::I32(x) => u64::from(x as u32),
            other => other.bits() as u64,
        }
    }
}

/// The number a value is known to be.
pub fn constant(function: &Function, value: Value) -> Option<Scalar> {
    let inst = function.def_inst(value)?;
    constant_inst(function, inst)
}

/// The number that a constant instruction gives.
pub fn constant_inst(function: &Function, inst: Inst) -> Option<Scalar> {
    let data = &function.insts[inst];
    match (data.op, &data.payload) {
        (Op::Iconst, Payload::Int(number)) => {
            Some(Scalar::int(function.ty(data.results[0]), *number))
        }
        (Op::Fconst, Payload::Float(bits)) => Some(match function.ty(data.results[0]) {
            Ty::F32 => Scalar::F32(f32::from_bits(*bits as u32)),
            _ => Scalar::F64(f64::from_bits(*bits)),
        }),
        _ => None,
    }
}

/// Computes an operation; `result` is the type of its result, if it has one.
pub fn eval(op: Op, payload: &Payload, args: &[Scalar], result: Ty) -> Outcome {
    use Scalar::*;
    let value = match (op, args) {
        (Op::Icmp, [a, b]) => match payload {
            Payload::Cond(cond) => Some(Scalar::bool(compare(*cond, *a, *b))),
            _ => None,
        },
        (Op::Fcmp, [a, b]) => match (payload, a, b) {
            (Payload::Cond(cond), F32(a), F32(b)) => Some(Scalar::bool(compare_floats(
                *cond,
                f64::from(*a),
                f64::from(*b),
            ))),
            (Payload::Cond(cond), F64(a), F64(b)) => {
                Some(Scalar::bool(compare_floats(*cond, *a, *b)))
            }
            _ => None,
        },
        (Op::Select, [cond, yes, no]) => Some(if cond.bits() != 0 { *yes } else { *no }),
        (Op::Convert, [a]) => match payload {
            Payload::Conv(conv) => convert(*conv, *a, result),
            _ => None,
        },
        (Op::ConvertOvf, [a]) => {
            let Payload::Conv(conv) = payload else {
                return Outcome::Unknown;
            };
            return match convert_checked(*conv, *a) {
                Some(Some(value)) => Outcome::Value(Scalar::int(result, value)),
                Some(None) => Outcome::Throws(ExceptionKind::Overflow),
                None => Outcome::Unknown,
            };
        }
        (Op::Math, args) => match payload {
            Payload::Math(function) => math(*function, args),
            _ => None,
        },
        (Op::DivCheckU | Op::DivCheckS, [a, b]) => return div_check(op, *a, *b),
        (Op::Bounds, [a, b]) => {
            return if a.as_u64() < b.as_u64() {
                Outcome::Nothing
            } else {
                Outcome::Throws(ExceptionKind::IndexOutOfRange)
            };
        }
        (Op::LenCheck, [a]) => {
            return if (0..=MAX_ARRAY_LENGTH).contains(&a.bits()) {
                Outcome::Nothing
            } else if (0..=i64::from(i32::MAX)).contains(&a.bits()) {
                Outcome::Throws(ExceptionKind::ArrayTooLong)
            } else {
                Outcome::Throws(ExceptionKind::Overflow)
            };
        }
        (Op::Ckfinite, [a]) => {
            let finite = match a {
                F32(x) => x.is_finite(),
                F64(x) => x.is_finite(),
                _ => return Outcome::Unknown,
            };
            return if finite {
                Outcome::Value(*a)
            } else {
                Outcome::Throws(ExceptionKind::Overflow)
            };
        }
        (Op::Shl | Op::ShrS | Op::ShrU, [a, count]) => shift(op, *a, count.bits() as u32),
        (Op::Neg, [I32(a)]) => Some(I32(a.wrapping_neg())),
        (Op::Neg, [I64(a)]) => Some(I64(a.wrapping_neg())),
        (Op::Not, [I32(a)]) => Some(I32(!a)),
        (Op::Not, [I64(a)]) => Some(I64(!a)),
        (Op::Fneg, [F32(a)]) => Some(F32(-a)),
        (Op::Fneg, [F64(a)]) => Some(F64(-a)),
        (_, [I32(a), I32(b)]) => return int_binary(op, i64::from(*a), i64::from(*b), 32),
        (_, [I64(a), I64(b)]) => return int_binary(op, *a, *b, 64),
        (_, [F32(a), F32(b)]) => match op {
            Op::Fadd => Some(F32(a + b)),
            Op::Fsub => Some(F32(a - b)),
            Op::Fmul => Some(F32(a * b)),
            Op::Fdiv => Some(F32(a / b)),
            Op::Frem => Some(F32(a % b)),
            _ => None,
        },
        (_, [F64(a), F64(b)]) => match op {
            Op::Fadd => Some(F64(a + b)),
            Op::Fsub => Some(F64(a - b)),
            Op::Fmul => Some(F64(a * b)),
            Op::Fdiv => Some(F64(a / b)),
            Op::Frem => Some(F64(a % b)),
            _ => None,
        },
        _ => None,
    };
    value.map_or(Outcome::Unknown, Outcome::Value)
}

/// Lengths above it are refused by some element sizes; whether one is, is the allocator's matter.
const MAX_ARRAY_LENGTH: i64 = 0x7FFF_FFC7;

fn fit(number: i64, bits: u32) -> Scalar {
    if bits == 32 {
        Scalar::I32(number as i32)
    } else {
        Scalar::I64(number)
    }
}

fn unsigned(number: i64, bits: u32) -> u64 {
    if bits == 32 {
        u64::from(number as u32)
    } else {
        number as u64
    }
}

fn int_binary(op: Op, a: i64, b: i64, bits: u32) -> Outcome {
    let (ua, ub) = (unsigned(a, bits), unsigned(b, bits));
    let value = match op {
        Op::Add => a.wrapping_add(b),
        Op::Sub => a.wrapping_sub(b),
        Op::Mul => a.wrapping_mul(b),
        Op::And => a & b,
        Op::Or => a | b,
        Op::Xor => a ^ b,
        // Undefined where `div_check` raises.
        Op::DivS | Op::RemS | Op::DivU | Op::RemU if b == 0 => return Outcome::Unknown,
        Op::DivS | Op::RemS if b == -1 && a == min_value(bits) => return Outcome::Unknown,
        Op::DivS => a.wrapping_div(b),
        Op::RemS => a.wrapping_rem(b),
        Op::DivU => (ua / ub) as i64,
        Op::RemU => (ua % ub) as i64,
        Op::AddOvfS | Op::SubOvfS | Op::MulOvfS | Op::AddOvfU | Op::SubOvfU | Op::MulOvfU => {
            return overflow(op, a, b, bits);
        }
        _ => return Outcome::Unknown,
    };
    Outcome::Value(fit(value, bits))
}

fn min_value(bits: u32) -> i64 {
    if bits == 32 {
        i64::from(i32::MIN)
    } else {
        i64::MIN
    }
}

fn overflow(op: Op, a: i64, b: i64, bits: u32) -> Outcome {
    let signed = matches!(op, Op::AddOvfS | Op::SubOvfS | Op::MulOvfS);
    let (a, b) = if signed {
        (i128::from(a), i128::from(b))
    } else {
        (i128::from(unsigned(a, bits)), i128::from(unsigned(b, bits)))
    };
    let exact = match op {
        Op::AddOvfS | Op::AddOvfU => Some(a + b),
        Op::SubOvfS | Op::SubOvfU => Some(a - b),
        _ => a.checked_mul(b),
    };
    let (low, high) = range(bits, signed);
    match exact {
        Some(exact) if (low..=high).contains(&exact) => Outcome::Value(fit(exact as i64, bits)),
        _ => Outcome::Throws(ExceptionKind::Overflow),
    }
}

/// The least and greatest integer of a size.
fn range(bits: u32, signed: bool) -> (i128, i128) {
    if signed {
        (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
    } else {
        (0, (1i128 << bits) - 1)
    }
}

fn div_check(op: Op, a: Scalar, b: Scalar) -> Outcome {
    let min = match a {
        Scalar::I32(_) => min_value(32),
        _ => min_value(64),
    };
    if b.bits() == 0 {
        Outcome::Throws(ExceptionKind::DivideByZero)
    } else if op == Op::DivCheckS && b.bits() == -1 && a.bits() == min {
        Outcome::Throws(ExceptionKind::Overflow)
    } else {
        Outcome::Nothing
    }
}

fn shift(op: Op, a: Scalar, count: u32) -> Option<Scalar> {
    Some(match (op, a) {
        (Op::Shl, Scalar::I32(a)) => Scalar::I32(a.wrapping_shl(count)),
        (Op::Shl, Scalar::I64(a)) => Scalar::I64(a.wrapping_shl(count)),
        (Op::ShrS, Scalar::I32(a)) => Scalar::I32(a.wrapping_shr(count)),
        (Op::ShrS, Scalar::I64(a)) => Scalar::I64(a.wrapping_shr(count)),
        (Op::ShrU, Scalar::I32(a)) => Scalar::I32((a as u32).wrapping_shr(count) as i32),
        (Op::ShrU, Scalar::I64(a)) => Scalar::I64((a as u64).wrapping_shr(count) as i64),
        _ => return None,
    })
}

/// Compares integers of one width.
pub fn compare(cond: Cond, a: Scalar, b: Scalar) -> bool {
    compare_ints(cond, a.bits(), b.bits())
}

/// Compares integers that are sign-extended to 64 bits, which keeps unsigned order too.
pub fn compare_ints(cond: Cond, a: i64, b: i64) -> bool {
    let (ua, ub) = (a as u64, b as u64);
    match cond {
        Cond::Eq => a == b,
        Cond::Ne => a != b,
        Cond::LtS => a < b,
        Cond::LeS => a <= b,
        Cond::GtS => a > b,
        Cond::GeS => a >= b,
        Cond::LtU => ua < ub,
        Cond::LeU => ua <= ub,
        Cond::GtU => ua > ub,
        Cond::GeU => ua >= ub,
    }
}

/// `ne` is true on NaN, the other plain forms are false, unsigned forms are true.
pub fn compare_floats(cond: Cond, a: f64, b: f64) -> bool {
    let order = a.partial_cmp(&b);
    match cond {
        Cond::Eq => a == b,
        Cond::Ne => a != b,
        Cond::LtS => a < b,
        Cond::LeS => a <= b,
        Cond::GtS => a > b,
        Cond::GeS => a >= b,
        Cond::LtU => order.is_none_or(Ordering::is_lt),
        Cond::LeU => order.is_none_or(Ordering::is_le),
        Cond::GtU => order.is_none_or(Ordering::is_gt),
        Cond::GeU => order.is_none_or(Ordering::is_ge),
    }
}

/// Conversions that cannot fail; `None` for those of addresses.
pub fn convert(conv: Conv, a: Scalar, to: Ty) -> Option<Scalar> {
    use Scalar::*;
    Some(match (conv, a) {
        (Conv::Sext8, I32(a)) => I32(i32::from(a as i8)),
        (Conv::Zext8, I32(a)) => I32(i32::from(a as u8)),
        (Conv::Sext16, I32(a)) => I32(i32::from(a as i16)),
        (Conv::Zext16, I32(a)) => I32(i32::from(a as u16)),
        (Conv::Trunc, I64(a)) => I32(a as i32),
        (Conv::Sext, I32(a)) => I64(i64::from(a)),
        (Conv::Zext, I32(a)) => I64(i64::from(a as u32)),
        (Conv::IntToFloatS, I32(_) | I64(_)) if to == Ty::F32 => F32(a.bits() as f32),
        (Conv::IntToFloatS, I32(_) | I64(_)) => F64(a.bits() as f64),
        (Conv::IntToFloatU, I32(_) | I64(_)) if to == Ty::F32 => F32(a.as_u64() as f32),
        (Conv::IntToFloatU, I32(_) | I64(_)) => F64(a.as_u64() as f64),
        (Conv::FloatToIntS | Conv::FloatToIntU, F32(_) | F64(_)) => {
            let a = match a {
                F32(a) => f64::from(a),
                F64(a) => a,
                _ => return None,
            };
            // `as` saturates and makes NaN 0, as .NET does.
            match (conv, to) {
                (Conv::FloatToIntS, Ty::I32) => I32(a as i32),
                (Conv::FloatToIntS, _) => I64(a as i64),
                (_, Ty::I32) => I32(a as u32 as i32),
                _ => I64(a as u64 as i64),
            }
        }
        (Conv::FloatToFloat, F32(a)) if to == Ty::F64 => F64(f64::from(a)),
        (Conv::FloatToFloat, F64(a)) if to == Ty::F32 => F32(a as f32),
        (Conv::FloatToFloat, F32(_) | F64(_)) => a,
        (Conv::Bits, I32(a)) => F32(f32::from_bits(a as u32)),
        (Conv::Bits, F32(a)) => I32(a.to_bits() as i32),
        (Conv::Bits, I64(a)) => F64(f64::from_bits(a as u64)),
        (Conv::Bits, F64(a)) => I64(a.to_bits() as i64),
        _ => return None,
    })
}

/// A checked conversion: `Some(None)` when it overflows, `None` when it is no such conversion.
pub fn convert_checked(conv: Conv, a: Scalar) -> Option<Option<i64>> {
    let (bits, signed, source) = conv.checked()?;
    let (low, high) = range(bits, signed);
    let exact = match (source, a) {
        (CheckedSource::Signed, Scalar::I32(_) | Scalar::I64(_)) => i128::from(a.bits()),
        (CheckedSource::Unsigned, Scalar::I32(_) | Scalar::I64(_)) => i128::from(a.as_u64()),
        (CheckedSource::Float, Scalar::F32(_) | Scalar::F64(_)) => {
            let number = match a {
                Scalar::F32(a) => f64::from(a),
                Scalar::F64(a) => a,
                _ => return None,
            };
            if number.is_nan() {
                return Some(None);
            }
            number.trunc() as i128
        }
        _ => return None,
    };
    if !(low..=high).contains(&exact) {
        return Some(None);
    }
    Some(Some(exact as i64))
}

fn math(function: MathFn, args: &[Scalar]) -> Option<Scalar> {
    use Scalar::*;
    Some(match args {
        [F32(a)] => F32(match function {
            MathFn::Sqrt => a.sqrt(),
            MathFn::Floor => a.floor(),
            MathFn::Ceil => a.ceil(),
            MathFn::Trunc => a.trunc(),
            MathFn::RoundEven => a.round_ties_even(),
            MathFn::Fabs => a.abs(),
            _ => return None,
        }),
        [F64(a)] => F64(match function {
            MathFn::Sqrt => a.sqrt(),
            MathFn::Floor => a.floor(),
            MathFn::Ceil => a.ceil(),
            MathFn::Trunc => a.trunc(),
            MathFn::RoundEven => a.round_ties_even(),
            MathFn::Fabs => a.abs(),
            _ => return None,
        }),
        [F32(a), F32(b)] => F32(match function {
            MathFn::CopySign => a.copysign(*b),
            MathFn::Fmin => minimum(f64::from(*a), f64::from(*b)) as f32,
            MathFn::Fmax => -minimum(-f64::from(*a), -f64::from(*b)) as f32,
            _ => return None,
        }),
        [F64(a), F64(b)] => F64(match function {
            MathFn::CopySign => a.copysign(*b),
            MathFn::Fmin => minimum(*a, *b),
            MathFn::Fmax => -minimum(-*a, -*b),
            _ => return None,
        }),
        [F32(a), F32(b), F32(c)] if function == MathFn::Fma => F32(a.mul_add(*b, *c)),
        [F64(a), F64(b), F64(c)] if function == MathFn::Fma => F64(a.mul_add(*b, *c)),
        [I32(a)] => I32(match function {
            MathFn::Clz => a.leading_zeros() as i32,
            MathFn::Ctz => a.trailing_zeros() as i32,
            MathFn::Popcount => a.count_ones() as i32,
            MathFn::Bswap => a.swap_bytes(),
            MathFn::Bswap16 => i32::from((*a as u16).swap_bytes()),
            MathFn::Abs => a.wrapping_abs(),
            _ => return None,
        }),
        [I64(a)] => I64(match function {
            MathFn::Clz => i64::from(a.leading_zeros()),
            MathFn::Ctz => i64::from(a.trailing_zeros()),
            MathFn::Popcount => i64::from(a.count_ones()),
            MathFn::Bswap => a.swap_bytes(),
            MathFn::Bswap16 => i64::from((*a as u16).swap_bytes()),
            MathFn::Abs => a.wrapping_abs(),
            _ => return None,
        }),
        [I32(a), count] if matches!(function, MathFn::Rotl | MathFn::Rotr) => {
            let count = count.bits() as u32 & 31;
            I32(if function == MathFn::Rotl {
                a.rotate_left(count)
            } else {
                a.rotate_right(count)
            })
        }
        [I64(a), count] if matches!(function, MathFn::Rotl | MathFn::Rotr) => {
            let count = count.bits() as u32 & 63;
            I64(if function == MathFn::Rotl {
                a.rotate_left(count)
            } else {
                a.rotate_right(count)
            })
        }
        [I32(_), I32(_)] => I32(math_ints(function, args[0], args[1], 32)? as i32),
        [I64(_), I64(_)] => I64(math_ints(function, args[0], args[1], 64)? as i64),
        _ => return None,
    })
}

fn math_ints(function: MathFn, a: Scalar, b: Scalar, bits: u32) -> Option<i128> {
    let (sa, sb) = (i128::from(a.bits()), i128::from(b.bits()));
    let (ua, ub) = (i128::from(a.as_u64()), i128::from(b.as_u64()));
    Some(match function {
        MathFn::MinS => sa.min(sb),
        MathFn::MaxS => sa.max(sb),
        MathFn::MinU => ua.min(ub),
        MathFn::MaxU => ua.max(ub),
        MathFn::MulHighS => (sa * sb) >> bits,
        MathFn::MulHighU => ((ua as u128 * ub as u128) >> bits) as i128,
        _ => return None,
    })
}

/// IEEE 754-2019 minimum: NaN wins, -0 is less than +0.
fn minimum(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        a + b
    } else if a == b {
        if a.is_sign_negative() { a } else { b }
    } else {
        a.min(b)
    }
}
