//! Operations on memory and addresses.

use super::{Machine, Step, payload_type};
use crate::heap::BlockKind;
use crate::host::{Answer, Host};
use crate::trap::TrapReason;
use crate::value::{Base, Pointer, Val};
use kiln_ir::function::{AtomicFn, Payload};
use kiln_ir::ty::Cell;
use kiln_ir::{ExceptionKind, Function, Inst, Op};

impl Machine {
    pub(super) fn memory_op(
        &mut self,
        host: &mut dyn Host,
        function: &Function,
        inst: Inst,
    ) -> Answer<Step> {
        let data = &function.insts[inst];
        let value = match (data.op, &data.payload) {
            (Op::Load, Payload::Memory(info)) => {
                let at = self.pointer(data.args[0])?.plus(i64::from(info.offset));
                self.load(host, at, info.cell)?
            }
            (Op::Store | Op::StoreRef | Op::StoreRefAt, Payload::Memory(info)) => {
                let at = self.pointer(data.args[0])?.plus(i64::from(info.offset));
                let value = self.get(data.args[1]);
                self.store(at, info.cell, value)?;
                return Ok(Step::Next);
            }
            (Op::Copy, payload) => {
                let bytes = host.value_bytes(payload_type(payload)?)?;
                let (to, from) = (self.pointer(data.args[0])?, self.pointer(data.args[1])?);
                self.copy_bytes(host, to, from, u64::from(bytes))?;
                return Ok(Step::Next);
            }
            (Op::Zero, payload) => {
                let bytes = host.value_bytes(payload_type(payload)?)?;
                let to = self.pointer(data.args[0])?;
                self.fill_bytes(to, 0, u64::from(bytes))?;
                return Ok(Step::Next);
            }
            (Op::CopyBytes | Op::MoveBytes, _) => {
                let (to, from) = (self.pointer(data.args[0])?, self.pointer(data.args[1])?);
                let count = self.count(data.args[2])?;
                self.copy_bytes(host, to, from, count)?;
                return Ok(Step::Next);
            }
            (Op::FillBytes, _) => {
                let to = self.pointer(data.args[0])?;
                let byte = self.int(data.args[1])? as u8;
                let count = self.count(data.args[2])?;
                self.fill_bytes(to, byte, count)?;
                return Ok(Step::Next);
            }
            (Op::Fence, _) => return Ok(Step::Next),
            (Op::AtomicRmw | Op::AtomicCas, Payload::Atomic(info)) => {
                let at = self.pointer(data.args[0])?;
                let old = self.load(host, at, info.cell)?;
                let new = self.get(data.args[1]);
                let new = match (data.op, info.function) {
                    (Op::AtomicCas, _) => {
                        let comparand = self.narrow(self.get(data.args[2]), info.cell);
                        same_bits(old, comparand).then_some(new)
                    }
                    (_, AtomicFn::Xchg) => Some(new),
                    (_, function) => {
                        let (Some(a), Some(b)) = (old.as_int(), new.as_int()) else {
                            return Err(TrapReason::AddressObserved);
                        };
                        let result = match function {
                            AtomicFn::Add => a.wrapping_add(b),
                            AtomicFn::And => a & b,
                            AtomicFn::Or => a | b,
                            _ => return Err(TrapReason::Undefined("an atomic operation")),
                        };
                        Some(Val::int(info.cell.ty(), result))
                    }
                };
                if let Some(new) = new {
                    self.store(at, info.cell, new)?;
                }
                old
            }
            (Op::Localloc, _) => {
                let bytes = self.count(data.args[0])?;
                self.burn(bytes / 16)?;
                if bytes > 1 << 20 {
                    return Ok(Step::Raise(ExceptionKind::StackOverflow));
                }
                Val::Ptr(Pointer::to(self.memory.push(bytes)?))
            }
            (Op::PtrAdd, _) => {
                let base = self.pointer(data.args[0])?;
                match self.get(data.args[1]) {
                    Val::Ptr(other) if base.base == Base::Address => {
                        Val::Ptr(other.plus(base.offset))
                    }
                    _ => Val::Ptr(base.plus(self.int(data.args[1])?)),
                }
            }
            (Op::Offset, Payload::Int(bytes)) => Val::Ptr(self.pointer(data.args[0])?.plus(*bytes)),
            (Op::ElemAddr, Payload::Int(scale)) => {
                let index = match self.get(data.args[1]) {
                    Val::I32(index) => i64::from(index as u32),
                    other => other.as_int().ok_or(TrapReason::AddressObserved)?,
                };
                Val::Ptr(self.pointer(data.args[0])?.plus(index.wrapping_mul(*scale)))
            }
            (Op::PtrDiff, _) => {
                let (a, b) = (self.pointer(data.args[0])?, self.pointer(data.args[1])?);
                if a.base != b.base {
                    return Err(TrapReason::AddressObserved);
                }
                Val::int(
                    function.ty(data.results[0]),
                    a.offset.wrapping_sub(b.offset),
                )
            }
            (Op::SlotAddr, Payload::Slot(slot)) => Val::Ptr(self.slot(*slot)?),
            (Op::StaticAddr, Payload::Field(field)) => Val::Ptr(self.static_field(host, *field)?),
            (Op::RvaAddr, Payload::Field(field)) => Val::Ptr(self.rva_field(host, *field)?),
            _ => return Err(TrapReason::Undefined(data.op.name())),
        };
        self.set(data.results[0], value);
        Ok(Step::Next)
    }

    pub(super) fn load(&mut self, host: &mut dyn Host, at: Pointer, cell: Cell) -> Answer<Val> {
        match at.base {
            Base::MethodTable(ty) => {
                host.method_table(ty, at.offset, cell.bytes(self.model.pointer_bytes))
            }
            _ => {
                if let Some(table) = self.type_handle(at, cell) {
                    return Ok(table);
                }
                self.may_read(host, at, cell.bytes(self.model.pointer_bytes))?;
                self.memory.load(at, cell)
            }
        }
    }

    /// The one field of a RuntimeType object that is the same at build time: its method table.
    fn type_handle(&self, at: Pointer, cell: Cell) -> Option<Val> {
        let offset = self.model.type_handle;
        let is_word = cell.bytes(self.model.pointer_bytes) == self.model.pointer_bytes;
        if offset == 0 || at.offset != i64::from(offset) || !is_word {
            return None;
        }
        match self.memory.block(at.base).ok()?.kind {
            BlockKind::TypeObject(ty) => Some(Val::Ptr(Pointer::method_table(ty))),
            _ => None,
        }
    }

    /// What a value is once it went through a cell.
    fn narrow(&self, value: Val, cell: Cell) -> Val {
        match (cell, value) {
            (Cell::I8, Val::I32(x)) => Val::I32(i32::from(x as i8)),
            (Cell::U8, Val::I32(x)) => Val::I32(i32::from(x as u8)),
            (Cell::I16, Val::I32(x)) => Val::I32(i32::from(x as i16)),
            (Cell::U16, Val::I32(x)) => Val::I32(i32::from(x as u16)),
            _ => value,
        }
    }

    fn count(&self, value: kiln_ir::Value) -> Answer<u64> {
        Ok(match self.get(value) {
            Val::I32(count) => u64::from(count as u32),
            _ => self.int(value)? as u64,
        })
    }

    /// Copies bytes that may overlap.
    pub fn copy_bytes(
        &mut self,
        host: &dyn Host,
        to: Pointer,
        from: Pointer,
        count: u64,
    ) -> Answer<()> {
        self.burn(count / 16)?;
        let count = u32::try_from(count).map_err(|_| TrapReason::BadAccess)?;
        if count > 0 {
            self.may_read(host, from, count)?;
            self.may_write(to)?;
        }
        self.memory.copy(to, from, count)
    }

    pub fn fill_bytes(&mut self, to: Pointer, byte: u8, count: u64) -> Answer<()> {
        self.burn(count / 16)?;
        let count = u32::try_from(count).map_err(|_| TrapReason::BadAccess)?;
        if count > 0 {
            self.may_write(to)?;
        }
        self.memory.fill(to, byte, count)
    }
}

/// Whether two contents of a cell are equal bit for bit.
fn same_bits(a: Val, b: Val) -> bool {
    match (a, b) {
        (Val::F32(a), Val::F32(b)) => a.to_bits() == b.to_bits(),
        (Val::F64(a), Val::F64(b)) => a.to_bits() == b.to_bits(),
        _ => a == b || (a.as_pointer().is_some() && a.as_pointer() == b.as_pointer()),
    }
}
