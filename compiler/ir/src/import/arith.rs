//! Integer, float and pointer arithmetic, with known operands folded.

use super::core::Importer;
use super::error::{Outcome, Problem};
use super::il::Opcode;
use super::item::{Addr, Item, Kind};
use crate::function::*;
use crate::op::Op;
use crate::ty::Ty;

impl Importer<'_> {
    fn scalar_kind(&self, item: &Item) -> Outcome<Ty> {
        match self.kind(item) {
            Kind::Scalar(ty) => Ok(ty),
            Kind::Struct(_) => Err(Problem::invalid("arithmetic on a struct")),
        }
    }

    pub fn arithmetic(&mut self, op: Opcode) -> Outcome {
        let right = self.pop()?;
        let left = self.pop()?;
        let item = self.arith(op, left, right)?;
        self.push(item);
        Ok(())
    }

    pub fn arith(&mut self, op: Opcode, left: Item, right: Item) -> Outcome<Item> {
        let (mut a, mut b) = (self.scalar_kind(&left)?, self.scalar_kind(&right)?);
        if a == Ty::Ref && left != Item::Null || b == Ty::Ref && right != Item::Null {
            return Err(Problem::invalid("arithmetic on objects"));
        }
        if a.is_float() || b.is_float() {
            return self.float_arith(op, left, right, a, b);
        }
        if (a.is_address() || b.is_address())
            && let Some(item) = self.pointer_arith(op, &left, &right, a, b)?
        {
            return Ok(item);
        }
        let (left, right) = match op {
            Opcode::AddOvfUn | Opcode::SubOvfUn | Opcode::MulOvfUn => {
                let (left, right) = self.widen_unsigned(left, right, a, b)?;
                (a, b) = (self.scalar_kind(&left)?, self.scalar_kind(&right)?);
                (left, right)
            }
            _ => (left, right),
        };
        let ty = if a == Ty::I32 && b == Ty::I32 {
            Ty::I32
        } else if a == Ty::I64 || b == Ty::I64 {
            Ty::I64
        } else {
            self.native
        };
        if let (Some(x), Some(y)) = (left.int(), right.int())
            && let Some(result) = fold_binary(op, ty, x, y)
        {
            return Ok(Item::Int(ty, result));
        }
        if let Some(item) = identity(op, &left, &right, a, b, ty) {
            return Ok(item);
        }
        let divisor = right.int();
        let (x, y) = (self.value_as(&left, ty)?, self.value_as(&right, ty)?);
        use Opcode::*;
        let ir = match op {
            Add => Op::Add,
            Sub => Op::Sub,
            Mul => Op::Mul,
            And => Op::And,
            Or => Op::Or,
            Xor => Op::Xor,
            AddOvf => Op::AddOvfS,
            AddOvfUn => Op::AddOvfU,
            SubOvf => Op::SubOvfS,
            SubOvfUn => Op::SubOvfU,
            MulOvf => Op::MulOvfS,
            MulOvfUn => Op::MulOvfU,
            Div => Op::DivS,
            DivUn => Op::DivU,
            Rem => Op::RemS,
            RemUn => Op::RemU,
            _ => return Err(Problem::invalid("no arithmetic instruction")),
        };
        let check = match op {
            Div | Rem if divisor.is_none_or(|d| d == 0 || d == -1) => Some(Op::DivCheckS),
            DivUn | RemUn if divisor.is_none_or(|d| d == 0) => Some(Op::DivCheckU),
            _ => None,
        };
        if let Some(check) = check {
            self.inst(check, [x, y], Payload::None, &[]);
        }
        Ok(Item::Val(self.binary(ir, x, y)))
    }

    /// An int32 beside a native int, extended with zeros as .NET does for some unsigned operations; for all
    /// others it is extended with its sign.
    pub fn widen_unsigned(
        &mut self,
        left: Item,
        right: Item,
        a: Ty,
        b: Ty,
    ) -> Outcome<(Item, Item)> {
        Ok(match (a, b) {
            (Ty::I32, Ty::I32) => (left, right),
            (Ty::I32, other) if !other.is_float() => (self.zero_extended(left)?, right),
            (other, Ty::I32) if !other.is_float() => (left, self.zero_extended(right)?),
            _ => (left, right),
        })
    }

    fn zero_extended(&mut self, item: Item) -> Outcome<Item> {
        if self.native == Ty::I32 {
            return Ok(item);
        }
        Ok(match item.int() {
            Some(value) => Item::Int(Ty::I64, i64::from(value as u32)),
            None => {
                let value = self.value(&item)?;
                Item::Val(self.convert(Conv::Zext, value, Ty::I64))
            }
        })
    }

    fn float_arith(&mut self, op: Opcode, left: Item, right: Item, a: Ty, b: Ty) -> Outcome<Item> {
        let ty = if a == Ty::F64 || b == Ty::F64 {
            Ty::F64
        } else {
            Ty::F32
        };
        let ir = match op {
            Opcode::Add => Op::Fadd,
            Opcode::Sub => Op::Fsub,
            Opcode::Mul => Op::Fmul,
            Opcode::Div => Op::Fdiv,
            Opcode::Rem => Op::Frem,
            _ => {
                return Err(Problem::invalid(
                    "an integer operation on floating-point values",
                ));
            }
        };
        let (x, y) = (self.value_as(&left, ty)?, self.value_as(&right, ty)?);
        Ok(Item::Val(self.binary(ir, x, y)))
    }

    fn pointer_arith(
        &mut self,
        op: Opcode,
        left: &Item,
        right: &Item,
        a: Ty,
        b: Ty,
    ) -> Outcome<Option<Item>> {
        Ok(match op {
            Opcode::Add if a.is_address() && !b.is_address() => Some(self.add_bytes(left, right)?),
            Opcode::Add if b.is_address() && !a.is_address() => Some(self.add_bytes(right, left)?),
            Opcode::Sub if a.is_address() && b.is_address() => {
                let (x, y) = (self.value(left)?, self.value(right)?);
                let native = self.native;
                Some(Item::Val(self.val(
                    Op::PtrDiff,
                    [x, y],
                    Payload::None,
                    native,
                )))
            }
            Opcode::Sub if a.is_address() => {
                let negated = match right.int() {
                    Some(value) => Item::Int(self.native, value.wrapping_neg()),
                    None => {
                        let native = self.native;
                        let value = self.value_as(right, native)?;
                        Item::Val(self.val(Op::Neg, [value], Payload::None, native))
                    }
                };
                Some(self.add_bytes(left, &negated)?)
            }
            _ => None,
        })
    }

    /// `address + bytes`; what lies there is no longer known.
    pub fn add_bytes(&mut self, base: &Item, bytes: &Item) -> Outcome<Item> {
        let addr = match base {
            Item::Addr(addr) => *addr,
            other => Addr::any(self.value(other)?),
        };
        let ty = self.f.ty(addr.base);
        if let Some(constant) = bytes.int()
            && let Ok(constant) = i32::try_from(constant)
            && let Some(offset) = addr.offset.checked_add(constant)
        {
            let alias = match addr.alias {
                Alias::Slot(slot) => Alias::Slot(slot),
                _ => Alias::Any,
            };
            return Ok(Item::Addr(Addr {
                offset,
                alias,
                ..addr
            }));
        }
        let native = self.native;
        let start = self.addr_value(addr);
        let count = self.value_as(bytes, native)?;
        let kept = crate::build::interior(ty);
        Ok(Item::Val(self.val(
            Op::PtrAdd,
            [start, count],
            Payload::None,
            kept,
        )))
    }

    pub fn shift(&mut self, op: Opcode) -> Outcome {
        let count = self.pop()?;
        let item = self.pop()?;
        let item = self.shift_items(op, item, count)?;
        self.push(item);
        Ok(())
    }

    pub fn shift_items(&mut self, op: Opcode, item: Item, count: Item) -> Outcome<Item> {
        let ty = match self.scalar_kind(&item)? {
            Ty::I32 => Ty::I32,
            Ty::I64 => Ty::I64,
            ty if ty.is_address() => self.native,
            _ => return Err(Problem::invalid("a shift of a floating-point value")),
        };
        let mask = if ty == Ty::I32 { 31 } else { 63 };
        if let (Some(value), Some(count)) = (item.int(), count.int()) {
            let count = (count & mask) as u32;
            let result = match (op, ty) {
                (Opcode::Shl, _) => value.wrapping_shl(count),
                (Opcode::Shr, _) => value >> count,
                (_, Ty::I32) => i64::from(((value as u32) >> count) as i32),
                _ => ((value as u64) >> count) as i64,
            };
            return Ok(Item::Int(ty, wrap(ty, result)));
        }
        let ir = match op {
            Opcode::Shl => Op::Shl,
            Opcode::Shr => Op::ShrS,
            _ => Op::ShrU,
        };
        let value = self.value_as(&item, ty)?;
        let count = match count.int() {
            Some(count) => self.iconst(ty, count & mask),
            None => {
                let count = self.value_as(&count, ty)?;
                let mask = self.iconst(ty, mask);
                self.binary(Op::And, count, mask)
            }
        };
        Ok(Item::Val(self.binary(ir, value, count)))
    }

    pub fn unary(&mut self, op: Opcode) -> Outcome {
        let item = self.pop()?;
        let ty = self.scalar_kind(&item)?;
        if let Item::Int(ty, value) = item {
            let result = if op == Opcode::Neg {
                value.wrapping_neg()
            } else {
                !value
            };
            self.push(Item::Int(ty, wrap(ty, result)));
            return Ok(());
        }
        let ir = match (op, ty) {
            (Opcode::Neg, Ty::F32 | Ty::F64) => Op::Fneg,
            (Opcode::Neg, _) => Op::Neg,
            (_, Ty::F32 | Ty::F64) => {
                return Err(Problem::invalid("`not` of a floating-point value"));
            }
            _ => Op::Not,
        };
        let to = if ty.is_address() { self.native } else { ty };
        let value = self.value_as(&item, to)?;
        let value = self.val(ir, [value], Payload::None, to);
        self.push_val(value);
        Ok(())
    }

    pub fn ckfinite(&mut self) -> Outcome {
        let item = self.pop()?;
        let ty = self.scalar_kind(&item)?;
        if !ty.is_float() {
            return Err(Problem::invalid("ckfinite of an integer"));
        }
        let value = self.value(&item)?;
        let value = self.val(Op::Ckfinite, [value], Payload::None, ty);
        self.push_val(value);
        Ok(())
    }
}

/// Keeps a result in the range of its type.
pub(crate) fn wrap(ty: Ty, value: i64) -> i64 {
    if ty == Ty::I32 {
        i64::from(value as i32)
    } else {
        value
    }
}

/// `x & 0`, `x | 0`, `x * 1` and the like, where a known operand decides.
fn identity(op: Opcode, left: &Item, right: &Item, a: Ty, b: Ty, ty: Ty) -> Option<Item> {
    use Opcode::*;
    match (op, left.int(), right.int()) {
        (And | Mul, Some(0), _) | (And | Mul, _, Some(0)) => Some(Item::Int(ty, 0)),
        (Add | Or | Xor | Sub, _, Some(0)) | (Mul | Div | DivUn, _, Some(1)) if a == ty => {
            Some(left.clone())
        }
        (Add | Or | Xor, Some(0), _) | (Mul, Some(1), _) if b == ty => Some(right.clone()),
        _ => None,
    }
}

/// The result of an operation on known integers; `None` if it would throw or is no such operation.
pub(crate) fn fold_binary(op: Opcode, ty: Ty, x: i64, y: i64) -> Option<i64> {
    use Opcode::*;
    let narrow = ty == Ty::I32;
    let (x, y) = (wrap(ty, x), wrap(ty, y));
    let unsigned = |v: i64| {
        if narrow {
            u64::from(v as u32)
        } else {
            v as u64
        }
    };
    let (ux, uy) = (unsigned(x), unsigned(y));
    let fits_s = |v: i128| {
        if narrow {
            i32::try_from(v).is_ok()
        } else {
            i64::try_from(v).is_ok()
        }
    };
    let fits_u = |v: i128| {
        if narrow {
            u32::try_from(v).is_ok()
        } else {
            u64::try_from(v).is_ok()
        }
    };
    let signed = |v: i128| fits_s(v).then_some(v as i64);
    let checked = |v: i128| fits_u(v).then_some(v as i64);
    let (sx, sy, wx, wy) = (i128::from(x), i128::from(y), i128::from(ux), i128::from(uy));
    let value = match op {
        Add => x.wrapping_add(y),
        Sub => x.wrapping_sub(y),
        Mul => x.wrapping_mul(y),
        And => x & y,
        Or => x | y,
        Xor => x ^ y,
        Div if y != 0 && fits_s(sx / sy) => x.wrapping_div(y),
        Rem if y != 0 && fits_s(sx / sy) => x.wrapping_rem(y),
        DivUn if uy != 0 => (ux / uy) as i64,
        RemUn if uy != 0 => (ux % uy) as i64,
        AddOvf => signed(sx + sy)?,
        SubOvf => signed(sx - sy)?,
        MulOvf => signed(sx * sy)?,
        AddOvfUn => checked(wx + wy)?,
        SubOvfUn => checked(wx - wy)?,
        MulOvfUn => checked(wx.checked_mul(wy)?)?,
        _ => return None,
    };
    Some(wrap(ty, value))
}

#[cfg(test)]
mod tests {
    use super::{Opcode, Ty, fold_binary};

    #[test]
    fn largest_operands_overflow() {
        for op in [Opcode::AddOvfUn, Opcode::MulOvfUn] {
            assert_eq!(fold_binary(op, Ty::I64, -1, -1), None);
            assert_eq!(fold_binary(op, Ty::I32, -1, -1), None);
        }
        let least = i64::MIN;
        assert_eq!(fold_binary(Opcode::MulOvf, Ty::I64, least, least), None);
        assert_eq!(fold_binary(Opcode::MulOvfUn, Ty::I64, -1, 1), Some(-1));
    }
}
