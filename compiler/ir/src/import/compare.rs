//! Comparisons of stack entries, folded where both sides are known.

use super::core::Importer;
use super::error::{Outcome, Problem};
use super::il::Opcode;
use super::item::{Item, Kind};
use crate::function::*;
use crate::op::Op;
use crate::ty::Ty;

impl Importer<'_> {
    pub fn compare_instr(&mut self, op: Opcode) -> Outcome {
        let right = self.pop()?;
        let left = self.pop()?;
        let cond = match op {
            Opcode::Ceq => Cond::Eq,
            Opcode::Cgt => Cond::GtS,
            Opcode::CgtUn => Cond::GtU,
            Opcode::Clt => Cond::LtS,
            _ => Cond::LtU,
        };
        let result = self.compare(cond, left, right)?;
        self.push(result);
        Ok(())
    }

    /// 0 or 1. Unsigned conditions are unordered ones for floats, `Ne` too.
    pub fn compare(&mut self, cond: Cond, left: Item, right: Item) -> Outcome<Item> {
        if let Some(known) = self.known_compare(cond, &left, &right) {
            return Ok(Item::bool(known));
        }
        let (Kind::Scalar(a), Kind::Scalar(b)) = (self.kind(&left), self.kind(&right)) else {
            return Err(Problem::invalid("a comparison of structs"));
        };
        if a.is_float() || b.is_float() {
            let ty = if a == Ty::F64 || b == Ty::F64 {
                Ty::F64
            } else {
                Ty::F32
            };
            let (left, right) = (self.value_as(&left, ty)?, self.value_as(&right, ty)?);
            return Ok(Item::Val(self.val(
                Op::Fcmp,
                [left, right],
                Payload::Cond(cond),
                Ty::I32,
            )));
        }
        let ty = match (a, b) {
            _ if a == b => a,
            _ if matches!(left, Item::Null | Item::Int(_, 0)) && b.is_address() => b,
            _ if matches!(right, Item::Null | Item::Int(_, 0)) && a.is_address() => a,
            (Ty::Ref, _) | (_, Ty::Ref) if a.is_address() && b.is_address() => Ty::ByRef,
            _ if a.is_address() && b.is_address() => Ty::Ptr,
            _ if a == Ty::I64 || b == Ty::I64 => Ty::I64,
            _ => self.native,
        };
        let (left, right) = (self.value_as(&left, ty)?, self.value_as(&right, ty)?);
        Ok(Item::Val(self.icmp(cond, left, right)))
    }

    fn known_compare(&self, cond: Cond, left: &Item, right: &Item) -> Option<bool> {
        if let (Item::Int(a, x), Item::Int(b, y)) = (left, right) {
            let wide = *a == Ty::I64 || *b == Ty::I64;
            return Some(compare_ints(cond, *x, *y, wide));
        }
        if let (Item::Float(a, x), Item::Float(b, y)) = (left, right) {
            return Some(compare_floats(cond, float(*a, *x), float(*b, *y)));
        }
        // `x > null` unsigned is how `x != null` is written.
        let equal = match cond {
            Cond::Eq => true,
            Cond::Ne => false,
            Cond::GtU if right.is_zero() => false,
            Cond::LtU if left.is_zero() => false,
            _ => return None,
        };
        let same = match (left, right) {
            (Item::Type(a), Item::Type(b)) => a == b,
            (Item::Type(_) | Item::Text(_) | Item::Boxed(_), other)
            | (other, Item::Type(_) | Item::Text(_) | Item::Boxed(_))
                if other.is_zero() =>
            {
                let object = if other == left { right } else { left };
                if !self.truth(object)? {
                    return None;
                }
                false
            }
            (Item::Null, Item::Null) => true,
            (Item::Null | Item::Int(_, 0), Item::Val(value))
            | (Item::Val(value), Item::Null | Item::Int(_, 0)) => {
                if self.f.ty(*value) != Ty::Ref {
                    return None;
                }
                !self.truth(&Item::Val(*value))?
            }
            (Item::Val(a), Item::Val(b)) if a == b && !self.f.ty(*a).is_float() => true,
            _ => return None,
        };
        Some(same == equal)
    }
}

pub(crate) fn compare_ints(cond: Cond, x: i64, y: i64, wide: bool) -> bool {
    let (ux, uy) = if wide {
        (x as u64, y as u64)
    } else {
        (u64::from(x as u32), u64::from(y as u32))
    };
    match cond {
        Cond::Eq => x == y,
        Cond::Ne => x != y,
        Cond::LtS => x < y,
        Cond::LeS => x <= y,
        Cond::GtS => x > y,
        Cond::GeS => x >= y,
        Cond::LtU => ux < uy,
        Cond::LeU => ux <= uy,
        Cond::GtU => ux > uy,
        Cond::GeU => ux >= uy,
    }
}

pub(crate) fn float(ty: Ty, bits: u64) -> f64 {
    if ty == Ty::F32 {
        f64::from(f32::from_bits(bits as u32))
    } else {
        f64::from_bits(bits)
    }
}

pub(crate) fn compare_floats(cond: Cond, x: f64, y: f64) -> bool {
    let unordered = x.is_nan() || y.is_nan();
    match cond {
        Cond::Eq => x == y,
        Cond::Ne => x != y,
        Cond::LtS => x < y,
        Cond::LeS => x <= y,
        Cond::GtS => x > y,
        Cond::GeS => x >= y,
        Cond::LtU => unordered || x < y,
        Cond::LeU => unordered || x <= y,
        Cond::GtU => unordered || x > y,
        Cond::GeU => unordered || x >= y,
    }
}
