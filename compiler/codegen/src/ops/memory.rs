//! Constants, loads and stores, barriers, block operations and address arithmetic.

use super::{Site, none, one};
use crate::error::{CodegenError, Result};
use crate::ffi;
use crate::function::{Body, Results};
use crate::metadata::AliasClass;
use inkwell::values::{BasicValueEnum, InstructionValue, IntValue, PointerValue};
use inkwell::{AtomicOrdering, IntPredicate};
use kiln_ir::function::{Alias, Conv, MemoryInfo, Payload, ValueDef};
use kiln_ir::ty::Cell;
use kiln_ir::{ExceptionKind, Op, Ty, Value};

/// Alignment of stack memory that a method asks for at run time.
const LOCALLOC_ALIGN: u32 = 16;

pub(super) fn constant<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
) -> Result<Results<'ctx>> {
    let cg = body.cg;
    let ty = body.result_type(site.inst)?;
    one::<'ctx>(match (site.data.op, &site.data.payload) {
        (Op::Iconst, Payload::Int(value)) => match ty {
            Ty::I32 => BasicValueEnum::from(body.t.i32.const_int(*value as u64, true)),
            Ty::I64 => body.t.i64.const_int(*value as u64, true).into(),
            _ => body
                .t
                .word
                .const_int(*value as u64, true)
                .const_to_pointer(body.t.ptr)
                .into(),
        },
        (Op::Fconst, Payload::Float(bits)) => float_constant(body, ty, *bits)?,
        (Op::Null, _) => body.t.value(ty).const_zero(),
        (Op::TypeObject, Payload::Type(ty)) => cg.type_object(*ty)?.into(),
        (Op::TypeHandle, Payload::Type(ty)) => cg.table_address(*ty)?.into(),
        (Op::StringLit, Payload::Text(text)) => cg.text(text)?.into(),
        (Op::FuncAddr, Payload::Func(func)) => cg
            .function(*func)?
            .as_global_value()
            .as_pointer_value()
            .into(),
        (Op::StaticAddr, Payload::Field(field)) => cg.static_address(*field)?.into(),
        (Op::RvaAddr, Payload::Field(field)) => cg.rva_address(*field)?.into(),
        (Op::SlotAddr, Payload::Slot(slot)) => body.slot(*slot)?.into(),
        _ => return Err(body.payload_mismatch(site.inst)),
    })
}

/// By the bits, so that NaNs keep theirs.
fn float_constant<'ctx>(
    body: &Body<'_, 'ctx, '_>,
    ty: Ty,
    bits: u64,
) -> Result<BasicValueEnum<'ctx>> {
    Ok(if ty == Ty::F32 {
        let bits = body.t.i32.const_int(bits & 0xFFFF_FFFF, false);
        body.b.build_bit_cast(bits, body.t.f32, "")?
    } else {
        let bits = body.t.i64.const_int(bits, false);
        body.b.build_bit_cast(bits, body.t.f64, "")?
    })
}

fn memory_info(body: &Body<'_, '_, '_>, site: Site<'_>) -> Result<MemoryInfo> {
    match &site.data.payload {
        Payload::Memory(info) => Ok(*info),
        _ => Err(body.payload_mismatch(site.inst)),
    }
}

impl<'ctx> Body<'_, 'ctx, '_> {
    /// Orders, aligns and tags an access.
    fn finish_access(
        &self,
        access: InstructionValue<'ctx>,
        info: &MemoryInfo,
        is_load: bool,
    ) -> Result<()> {
        let natural = info.cell.bytes(self.t.pointer_bytes);
        let align = if info.align == 0 {
            natural
        } else {
            u32::from(info.align).next_power_of_two().min(natural)
        };
        access.set_alignment(align)?;
        if info.volatile {
            if align == natural {
                let ordering = if is_load {
                    AtomicOrdering::Acquire
                } else {
                    AtomicOrdering::Release
                };
                access.set_atomic_ordering(ordering)?;
            } else {
                access.set_volatile(true)?;
            }
            return Ok(());
        }
        if let Some(class) = AliasClass::of(info.alias, self.cg.facts) {
            self.cg.metadata.alias(access, class);
        }
        // Static fields are roots: a reference in one keeps its object although nobody may read it again,
        // which LLVM cannot know.
        if !is_load && info.cell == Cell::Ref && matches!(info.alias, Alias::Static(_)) {
            access.set_volatile(true)?;
        }
        if is_load && info.invariant {
            self.cg.metadata.invariant(access);
        }
        Ok(())
    }

    /// The value as its cell holds it.
    pub fn narrow_to_cell(
        &self,
        cell: Cell,
        value: BasicValueEnum<'ctx>,
    ) -> Result<BasicValueEnum<'ctx>> {
        crate::abi::coerce(&self.b, value, self.t.cell(cell))
    }

    /// The address is on the stack for certain: unmanaged addresses are, of what references are stored in,
    /// and those inside a slot of this function.
    fn is_on_stack(&self, value: Value) -> bool {
        if self.f.values[value].ty == Ty::Ptr {
            return true;
        }
        let mut value = value;
        // Addresses are built in a few steps; the bound guards against cycles through parameters.
        for _ in 0..16 {
            let ValueDef::Result(inst) = self.f.values[value].def else {
                return false;
            };
            let data = &self.f.insts[inst];
            match (data.op, &data.payload) {
                (Op::SlotAddr, _) => return true,
                (Op::Offset | Op::PtrAdd | Op::ElemAddr, _)
                | (Op::Convert, Payload::Conv(Conv::AsPtr | Conv::AsByRef | Conv::AsInt)) => {
                    value = data.args[0]
                }
                _ => return false,
            }
        }
        false
    }

    /// The object that an address is computed from directly.
    fn owner(&self, address: Value) -> Option<Value> {
        let ValueDef::Result(inst) = self.f.values[address].def else {
            return None;
        };
        let data = &self.f.insts[inst];
        let base = *data.args.first()?;
        let direct =
            matches!(data.op, Op::ElemAddr | Op::Offset) && self.f.values[base].ty == Ty::Ref;
        direct.then_some(base)
    }

    fn is_null_constant(&self, value: Value) -> bool {
        match self.f.values[value].def {
            ValueDef::Result(inst) => self.f.insts[inst].op == Op::Null,
            ValueDef::Param(_) => false,
        }
    }

    fn store_cell(
        &self,
        at: PointerValue<'ctx>,
        value: BasicValueEnum<'ctx>,
        info: &MemoryInfo,
    ) -> Result<()> {
        let value = self.narrow_to_cell(info.cell, value)?;
        let store = self.b.build_store(at, value)?;
        self.finish_access(store, info, false)
    }
}

pub(super) fn access<'ctx>(body: &mut Body<'_, 'ctx, '_>, site: Site<'_>) -> Result<Results<'ctx>> {
    let info = memory_info(body, site)?;
    let base = body.ptr(site.arg(0))?;
    let at = ffi::field(&body.b, &body.t, base, i64::from(info.offset))?;
    if site.data.op == Op::Load {
        let value = body.b.build_load(body.t.cell(info.cell), at, "")?;
        if let Some(load) = instruction_of(value) {
            body.finish_access(load, &info, true)?;
        }
        return one(body.extend_cell(info.cell, value)?);
    }
    let value = body.value(site.arg(1))?;
    let needs_barrier = match site.data.op {
        Op::StoreRef => !body.is_null_constant(site.arg(1)),
        Op::StoreRefAt => !body.is_null_constant(site.arg(1)) && !body.is_on_stack(site.arg(0)),
        _ => false,
    };
    if !needs_barrier {
        body.store_cell(at, value, &info)?;
        return none();
    }
    if info.volatile {
        body.b.build_fence(AtomicOrdering::Release, false, "")?;
    }
    let owner = match site.data.op {
        Op::StoreRef => Some(base),
        _ => body
            .owner(site.arg(0))
            .map(|owner| body.ptr(owner))
            .transpose()?,
    };
    match owner {
        Some(owner) => body.call_runtime(
            "kiln_write_barrier",
            &[owner.into(), at.into(), value],
            &[],
            false,
        ),
        None => body.call_runtime("kiln_write_barrier_byref", &[at.into(), value], &[], false),
    }
}

pub(crate) fn instruction_of(value: BasicValueEnum<'_>) -> Option<InstructionValue<'_>> {
    match value {
        BasicValueEnum::IntValue(value) => value.as_instruction(),
        BasicValueEnum::FloatValue(value) => value.as_instruction(),
        BasicValueEnum::PointerValue(value) => value.as_instruction(),
        _ => None,
    }
}

pub(super) fn block<'ctx>(body: &mut Body<'_, 'ctx, '_>, site: Site<'_>) -> Result<Results<'ctx>> {
    let cg = body.cg;
    match (site.data.op, &site.data.payload) {
        (Op::Copy, Payload::Type(ty)) => {
            let layout = cg.facts.value_layout(*ty)?;
            let (to, from) = (body.ptr(site.arg(0))?, body.ptr(site.arg(1))?);
            let bytes = body.t.word.const_int(u64::from(layout.size), false);
            if layout.has_refs && !body.is_on_stack(site.arg(0)) {
                return body.call_runtime(
                    "kiln_copy_struct",
                    &[to.into(), from.into(), bytes.into()],
                    &[],
                    false,
                );
            }
            let align = block_align(layout.align);
            body.b.build_memcpy(to, align, from, align, bytes)?;
        }
        (Op::Zero, Payload::Type(ty)) => {
            let layout = cg.facts.value_layout(*ty)?;
            let bytes = body.t.word.const_int(u64::from(layout.size), false);
            let to = body.ptr(site.arg(0))?;
            body.b
                .build_memset(to, block_align(layout.align), body.t.i8.const_zero(), bytes)?;
        }
        (Op::CopyBytes, _) => {
            let (to, from) = (body.ptr(site.arg(0))?, body.ptr(site.arg(1))?);
            body.b
                .build_memcpy(to, 1, from, 1, count(body, site.arg(2))?)?;
        }
        (Op::MoveBytes, _) => {
            let (to, from) = (body.ptr(site.arg(0))?, body.ptr(site.arg(1))?);
            body.b
                .build_memmove(to, 1, from, 1, count(body, site.arg(2))?)?;
        }
        (Op::FillBytes, _) => {
            let to = body.ptr(site.arg(0))?;
            let value =
                body.b
                    .build_int_cast_sign_flag(body.int(site.arg(1))?, body.t.i8, false, "")?;
            body.b
                .build_memset(to, 1, value, count(body, site.arg(2))?)?;
        }
        (Op::Localloc, Payload::Int(zeroed)) => {
            let bytes = count(body, site.arg(0))?;
            let memory = body.b.build_array_alloca(body.t.i8, bytes, "")?;
            if let Some(instruction) = memory.as_instruction() {
                instruction.set_alignment(LOCALLOC_ALIGN)?;
            }
            if *zeroed != 0 {
                body.b
                    .build_memset(memory, LOCALLOC_ALIGN, body.t.i8.const_zero(), bytes)?;
            }
            return one(memory);
        }
        _ => return Err(body.payload_mismatch(site.inst)),
    }
    none()
}

fn block_align(align: u32) -> u32 {
    align.clamp(1, 8).next_power_of_two()
}

/// A byte count as native int.
fn count<'ctx>(body: &Body<'_, 'ctx, '_>, value: Value) -> Result<IntValue<'ctx>> {
    Ok(body
        .b
        .build_int_cast_sign_flag(body.int(value)?, body.t.word, false, "")?)
}

pub(super) fn address<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
) -> Result<Results<'ctx>> {
    match (site.data.op, &site.data.payload) {
        (Op::PtrAdd, _) => {
            let base = body.ptr(site.arg(0))?;
            let offset =
                body.b
                    .build_int_cast_sign_flag(body.int(site.arg(1))?, body.t.word, true, "")?;
            one(ffi::element(&body.b, &body.t, base, offset, 1)?)
        }
        (Op::Offset, Payload::Int(offset)) => {
            let base = body.ptr(site.arg(0))?;
            one(ffi::element(
                &body.b,
                &body.t,
                base,
                body.t.word.const_int(*offset as u64, true),
                1,
            )?)
        }
        (Op::ElemAddr, Payload::Int(size)) => {
            let base = body.ptr(site.arg(0))?;
            let index = count(body, site.arg(1))?;
            let size = u32::try_from(*size).map_err(|_| {
                CodegenError::internal("?", format!("{} has element size {size}", site.inst))
            })?;
            one(ffi::element(&body.b, &body.t, base, index, size)?)
        }
        (Op::PtrDiff, _) => {
            let to_int = |value: Value| -> Result<IntValue<'ctx>> {
                Ok(body.b.build_ptr_to_int(body.ptr(value)?, body.t.word, "")?)
            };
            one(body
                .b
                .build_int_sub(to_int(site.arg(0))?, to_int(site.arg(1))?, "")?)
        }
        _ => Err(body.payload_mismatch(site.inst)),
    }
}

impl Body<'_, '_, '_> {
    /// Raises an exception when the address or reference is null.
    pub fn check_null(&mut self, value: Value) -> Result<()> {
        let pointer = self.ptr(value)?;
        let is_null = match self.f.ty(value) {
            // .NET takes a fault in the first page for a null reference.
            Ty::Ptr => {
                let native = self.t.word;
                let address = self.b.build_ptr_to_int(pointer, native, "")?;
                let lowest = native.const_int(0x1000, false);
                self.b
                    .build_int_compare(IntPredicate::ULT, address, lowest, "")?
            }
            _ => self.b.build_is_null(pointer, "")?,
        };
        self.throw_if(is_null, ExceptionKind::NullReference)
    }
}
