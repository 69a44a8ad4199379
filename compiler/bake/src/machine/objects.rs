//! Operations on objects and types: allocation, lengths, type tests, checks, static constructors.

use super::{CctorState, Machine, Role, Step, payload_type};
use crate::heap::BlockKind;
use crate::host::{Answer, CctorAction, Host};
use crate::trap::TrapReason;
use crate::value::{Pointer, Val};
use kiln_ir::function::Payload;
use kiln_ir::ty::Cell;
use kiln_ir::{ExceptionKind, Func, Function, Inst, Op};
use kiln_world::TypeId;

impl Machine {
    pub(super) fn object_op(
        &mut self,
        host: &mut dyn Host,
        function: &Function,
        inst: Inst,
    ) -> Answer<Step> {
        let data = &function.insts[inst];
        let check = |passes: bool, kind: ExceptionKind| {
            Ok(if passes {
                Step::Next
            } else {
                Step::Raise(kind)
            })
        };
        let value = match data.op {
            Op::Null => Val::NULL,
            Op::StringLit => match &data.payload {
                Payload::Text(text) => Val::Ptr(self.literal(text)?),
                _ => return Err(TrapReason::Undefined("a literal")),
            },
            Op::FuncAddr => match &data.payload {
                Payload::Func(func) => Val::Ptr(Pointer::code(*func)),
                _ => return Err(TrapReason::Undefined("a function")),
            },
            Op::VirtualAddr => {
                let Payload::Func(Func::Method(method)) = data.payload else {
                    return Err(TrapReason::Undefined("a virtual function"));
                };
                let receiver = self.type_of(host, self.pointer(data.args[0])?)?;
                let func = host
                    .resolve_virtual(receiver, method)
                    .or_else(|_| host.resolve_interface(receiver, method))?;
                Val::Ptr(Pointer::code(func))
            }
            Op::TypeObject => Val::Ptr(self.type_object(payload_type(&data.payload)?)?),
            Op::TypeHandle => Val::Ptr(Pointer::method_table(payload_type(&data.payload)?)),
            Op::Alloc => {
                let ty = payload_type(&data.payload)?;
                Val::Ptr(self.new_object(host, ty)?)
            }
            Op::AllocArray => {
                let ty = payload_type(&data.payload)?;
                let length = self.int(data.args[0])?;
                if !(0..=0x7FFF_FFC7).contains(&length) {
                    return Ok(Step::Raise(if length < 0 {
                        ExceptionKind::Overflow
                    } else {
                        ExceptionKind::OutOfMemory
                    }));
                }
                Val::Ptr(self.new_array(host, ty, length as u32)?)
            }
            Op::LenCheck => {
                let length = self.int(data.args[0])?;
                let number = (0..=i64::from(i32::MAX)).contains(&length);
                let kind = if number {
                    ExceptionKind::ArrayTooLong
                } else {
                    ExceptionKind::Overflow
                };
                return check((0..=0x7FFF_FFC7).contains(&length), kind);
            }
            Op::ArrayLen | Op::StringLen => {
                let offset = match data.op {
                    Op::ArrayLen => self.model.array_length,
                    _ => self.model.string_length,
                };
                let at = self.pointer(data.args[0])?.plus(i64::from(offset));
                self.memory.load(at, Cell::I32)?
            }
            Op::LoadType => {
                let ty = self.type_of(host, self.pointer(data.args[0])?)?;
                Val::Ptr(Pointer::method_table(ty))
            }
            Op::IsInst | Op::Cast => {
                let object = self.pointer(data.args[0])?;
                let ty = payload_type(&data.payload)?;
                let fits = object.is_null() || host.is_assignable(self.type_of(host, object)?, ty);
                if !fits && data.op == Op::Cast {
                    return Ok(Step::Raise(ExceptionKind::InvalidCast));
                }
                if fits { Val::Ptr(object) } else { Val::NULL }
            }
            Op::UnboxCheck => {
                let object = self.type_of(host, self.pointer(data.args[0])?)?;
                let fits = host.unboxes_as(object, payload_type(&data.payload)?);
                return check(fits, ExceptionKind::InvalidCast);
            }
            Op::ElemTypeCheck => {
                let array = self.type_of(host, self.pointer(data.args[0])?)?;
                return check(
                    array == payload_type(&data.payload)?,
                    ExceptionKind::ArrayTypeMismatch,
                );
            }
            Op::StoreCheck => {
                let (array, value) = (self.pointer(data.args[0])?, self.pointer(data.args[1])?);
                if value.is_null() {
                    return Ok(Step::Next);
                }
                let (array, value) = (self.type_of(host, array)?, self.type_of(host, value)?);
                let fits = host
                    .element(array)
                    .is_some_and(|element| host.is_assignable(value, element));
                return check(fits, ExceptionKind::ArrayTypeMismatch);
            }
            Op::NullCheck => {
                return check(
                    !self.pointer(data.args[0])?.is_null(),
                    ExceptionKind::NullReference,
                );
            }
            Op::Cctor => return self.cctor(host, payload_type(&data.payload)?),
            Op::KeepAlive | Op::CatchBegin | Op::DebugBreak => return Ok(Step::Next),
            Op::FilterEnter => {
                let slot = self.pointer(data.args[0])?;
                if let Payload::Func(func) = data.payload {
                    self.frame().filters.push((func, slot));
                }
                return Ok(Step::Next);
            }
            Op::FilterLeave => {
                self.frame().filters.pop();
                return Ok(Step::Next);
            }
            _ => return Err(TrapReason::Undefined(data.op.name())),
        };
        self.set(data.results[0], value);
        Ok(Step::Next)
    }

    /// Runs a type's static constructor if it has not run.
    pub(super) fn cctor(&mut self, host: &mut dyn Host, ty: TypeId) -> Answer<Step> {
        if self.cctors.contains_key(&ty) {
            return Ok(Step::Next);
        }
        match host.cctor(ty)? {
            CctorAction::Nothing => {
                self.set_cctor(ty, CctorState::Done);
                Ok(Step::Next)
            }
            CctorAction::Run(func) => {
                self.set_cctor(ty, CctorState::Running);
                self.enter_inner_cctor(ty);
                self.push(host, func, &[], Role::Cctor(ty))?;
                Ok(Step::Called)
            }
        }
    }

    /// A new object of zeros.
    pub fn new_object(&mut self, host: &mut dyn Host, ty: TypeId) -> Answer<Pointer> {
        self.may_make(host, ty)?;
        let bytes = u64::from(host.object_bytes(ty)?);
        self.burn(bytes / 16)?;
        Ok(Pointer::to(
            self.memory.allocate(BlockKind::Object(ty), bytes)?,
        ))
    }

    /// A new array of zeros; `ty` is the array type.
    pub fn new_array(&mut self, host: &mut dyn Host, ty: TypeId, length: u32) -> Answer<Pointer> {
        let element = host
            .element(ty)
            .ok_or(TrapReason::Undefined("an array type"))?;
        let bytes = u64::from(self.model.array_data)
            + u64::from(length) * u64::from(host.value_bytes(element)?);
        self.burn(bytes / 16)?;
        let array = Pointer::to(self.memory.allocate(BlockKind::Object(ty), bytes)?);
        let at = array.plus(i64::from(self.model.array_length));
        self.memory.store(at, Cell::I32, Val::I32(length as i32))?;
        Ok(array)
    }

    /// A new string of this many NULs.
    pub fn new_string(&mut self, host: &mut dyn Host, length: u32) -> Answer<Pointer> {
        let ty = host.string_type()?;
        let bytes = u64::from(self.model.string_chars) + (u64::from(length) + 1) * 2;
        self.burn(bytes / 16)?;
        let string = Pointer::to(self.memory.allocate(BlockKind::Object(ty), bytes)?);
        let at = string.plus(i64::from(self.model.string_length));
        self.memory.store(at, Cell::I32, Val::I32(length as i32))?;
        Ok(string)
    }

    /// The characters of a string object.
    pub fn string_text(&self, string: Pointer) -> Answer<Vec<u16>> {
        let at = string.plus(i64::from(self.model.string_length));
        let length = self.memory.load(at, Cell::I32)?.as_int().unwrap_or(0) as u32;
        let chars = self
            .memory
            .read(string.plus(i64::from(self.model.string_chars)), length * 2)?;
        let little = self.model.little_endian;
        let unit = |pair: &[u8]| {
            let pair = [pair[0], pair[1]];
            if little {
                u16::from_le_bytes(pair)
            } else {
                u16::from_be_bytes(pair)
            }
        };
        Ok(chars.chunks_exact(2).map(unit).collect())
    }
}
