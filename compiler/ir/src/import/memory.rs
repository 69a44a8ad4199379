//! Indirect loads and stores, whole values, blocks of bytes, stack allocation.

use super::core::Importer;
use super::emit::Touch;
use super::error::{Outcome, Problem};
use super::item::{Addr, Item, Kind};
use crate::function::*;
use crate::op::Op;
use crate::ty::{Cell, Ty};
use kiln_world::TypeId;

impl Importer<'_> {
    /// An item used as an address.
    pub fn address(&mut self, item: &Item) -> Outcome<Addr> {
        if let Item::Addr(addr) = item {
            return Ok(*addr);
        }
        let value = self.value(item)?;
        let ty = self.f.ty(value);
        Ok(match ty {
            Ty::ByRef | Ty::Ptr => {
                let alias = match self.f.def_as(value, Op::SlotAddr).map(|data| &data.payload) {
                    Some(Payload::Slot(slot)) => Alias::Slot(*slot),
                    _ => Alias::Any,
                };
                Addr {
                    base: value,
                    offset: 0,
                    alias,
                }
            }
            Ty::I32 | Ty::I64 => Addr::any(self.scalar_as(value, Ty::Ptr)?),
            Ty::Ref => Addr::any(self.convert(Conv::AsByRef, value, Ty::ByRef)),
            _ => {
                return Err(Problem::invalid(
                    "a floating-point value used as an address",
                ));
            }
        })
    }

    pub fn load_indirect(&mut self, cell: Cell, touch: Touch) -> Outcome {
        let item = self.pop()?;
        let addr = self.address(&item)?;
        let value = self.load_cell(addr, cell, touch);
        self.push_val(value);
        Ok(())
    }

    pub fn store_indirect(&mut self, cell: Cell, touch: Touch) -> Outcome {
        let item = self.pop()?;
        let to = self.pop()?;
        self.clobber(None)?;
        let cell = match (cell, self.kind(&item)) {
            // `stind.i` stores pointers and byrefs too.
            (Cell::I64 | Cell::I32, Kind::Scalar(Ty::ByRef)) => Cell::ByRef,
            (Cell::I64 | Cell::I32, Kind::Scalar(Ty::Ptr)) if cell == Cell::from(self.native) => {
                Cell::Ptr
            }
            (cell, _) => cell,
        };
        let addr = self.address(&to)?;
        let value = self.value_as(&item, cell.ty())?;
        self.store_cell(addr, cell, value, touch);
        Ok(())
    }

    pub fn load_at(&mut self, from: Item, ty: TypeId, touch: Touch) -> Outcome<Item> {
        let addr = self.address(&from)?;
        self.load(addr, ty, touch)
    }

    pub fn store_at(&mut self, to: Item, ty: TypeId, item: Item, touch: Touch) -> Outcome {
        self.clobber(None)?;
        let addr = self.address(&to)?;
        self.store(addr, ty, item, touch)
    }

    pub fn ldobj(&mut self, ty: TypeId, touch: Touch) -> Outcome {
        let from = self.pop()?;
        let item = self.load_at(from, ty, touch)?;
        self.push(item);
        Ok(())
    }

    pub fn stobj(&mut self, ty: TypeId, touch: Touch) -> Outcome {
        let item = self.pop()?;
        let to = self.pop()?;
        self.store_at(to, ty, item, touch)
    }

    pub fn initobj(&mut self, ty: TypeId) -> Outcome {
        let to = self.pop()?;
        if std::mem::take(&mut self.skip_initobj) {
            return Ok(());
        }
        self.clobber(None)?;
        let addr = self.address(&to)?;
        self.zero(addr, ty);
        Ok(())
    }

    /// `cpblk` and `initblk`.
    pub fn block_op(&mut self, op: Op, _touch: Touch) -> Outcome {
        let count = self.pop()?;
        let from = self.pop()?;
        let to = self.pop()?;
        self.move_block(op, to, from, count)
    }

    pub fn move_block(&mut self, op: Op, to: Item, from: Item, count: Item) -> Outcome {
        self.clobber(None)?;
        let to = self.address(&to)?;
        let to = self.addr_value(to);
        let from = if op == Op::FillBytes {
            self.value_as(&from, Ty::I32)?
        } else {
            let addr = self.address(&from)?;
            self.addr_value(addr)
        };
        let count = self.unsigned_native(&count)?;
        self.inst(op, [to, from, count], Payload::None, &[]);
        Ok(())
    }

    /// A count as native unsigned: `uint32` is zero-extended.
    pub fn unsigned_native(&mut self, item: &Item) -> Outcome<crate::Value> {
        let native = self.native;
        if let Item::Int(Ty::I32, value) = item {
            return Ok(self.iconst(native, i64::from(*value as u32)));
        }
        let value = self.value(item)?;
        if self.f.ty(value) == Ty::I32 && native == Ty::I64 {
            return Ok(self.convert(Conv::Zext, value, native));
        }
        self.scalar_as(value, native)
    }

    pub fn localloc(&mut self) -> Outcome {
        let size = self.pop()?;
        let zeroed = self.il.body.as_ref().is_some_and(|body| body.init_locals);
        let size = self.unsigned_native(&size)?;
        let value = self.val(
            Op::Localloc,
            [size],
            Payload::Int(i64::from(zeroed)),
            Ty::Ptr,
        );
        self.push_val(value);
        Ok(())
    }
}
