//! Null checks: of references that are used, and of pointers that are read or written through.

use super::core::Importer;
use super::error::Outcome;
use super::item::{Addr, Item};
use crate::entity::Value;
use crate::function::*;
use crate::op::Op;
use crate::ty::Ty;

/// .NET takes a fault below this address for a null reference.
const LOWEST_ADDRESS: i64 = 0x1000;

impl Importer<'_> {
    /// Raises NullReference if a reference is null; what is known not to be is not checked.
    pub fn null_check(&mut self, item: &Item) -> Outcome {
        match item {
            Item::Val(value) => {
                let value = *value;
                if !self.f.ty(value).is_address()
                    || self.f.fact(value).non_null
                    || self.state.checked.contains(&value)
                {
                    return Ok(());
                }
                self.inst(Op::NullCheck, [value], Payload::None, &[]);
                self.state.checked.push(value);
            }
            Item::Null => {
                let null = self.null_of(Ty::Ref);
                self.inst(Op::NullCheck, [null], Payload::None, &[]);
            }
            Item::Boxed(boxed) if self.world.is_nullable(boxed.ty).is_some() => {
                let value = self.value(item)?;
                self.inst(Op::NullCheck, [value], Payload::None, &[]);
            }
            _ => {}
        }
        Ok(())
    }

    /// A reference that has been checked for null.
    pub fn checked_ref(&mut self, item: &Item) -> Outcome<Value> {
        let value = self.value_as(item, Ty::Ref)?;
        self.null_check(&Item::Val(value))?;
        Ok(value)
    }

    /// A pointer, managed (`ref` fields, `Unsafe.NullRef`) or not, may be null: reading or writing there
    /// raises NullReference. The class library's own pointers are trusted; what they fault on, the fault
    /// handler raises where no region of the same method protects the access.
    pub fn guard(&mut self, addr: Addr) {
        if self.trusts_byrefs
            || addr.alias != Alias::Any
            || self.insert_at.is_some()
            || !matches!(self.f.ty(addr.base), Ty::ByRef | Ty::Ptr)
        {
            return;
        }
        let is_managed = self.f.ty(addr.base) == Ty::ByRef;
        let mut value = if is_managed {
            addr.base
        } else {
            self.origin(addr.base)
        };
        if self.f.fact(value).non_null || self.state.checked.contains(&value) {
            return;
        }
        match self.f.def_inst(value).map(|inst| self.f.insts[inst].op) {
            None | Some(Op::Load | Op::Call | Op::Null | Op::Iconst) => {}
            // What was computed from a managed pointer is checked where that is used, or not at all.
            Some(Op::SlotAddr | Op::Localloc | Op::StaticAddr | Op::RvaAddr) => return,
            Some(_) if is_managed => return,
            Some(_) => value = addr.base,
        }
        let address = match self.f.const_int(value) {
            // Nothing lies in the first page.
            Some(0..LOWEST_ADDRESS) => self.null_of(Ty::Ptr),
            _ if self.f.ty(value).is_address() => value,
            _ => self.convert(Conv::AsPtr, value, Ty::Ptr),
        };
        self.inst(Op::NullCheck, [address], Payload::None, &[]);
        self.state.checked.push(value);
    }

    /// The pointer from which an unmanaged one was computed.
    fn origin(&self, mut value: Value) -> Value {
        while let Some(inst) = self.f.def_inst(value)
            && matches!(
                self.f.insts[inst].op,
                Op::PtrAdd | Op::Offset | Op::ElemAddr | Op::Add | Op::Sub | Op::Convert
            )
            && let from = self.f.insts[inst].args[0]
            && (self.f.ty(from).is_address() || self.f.ty(from) == self.native)
        {
            value = from;
        }
        value
    }
}
