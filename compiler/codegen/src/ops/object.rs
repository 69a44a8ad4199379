//! Objects: allocation, headers, type tests, null and range checks, constructor triggers.

use super::{Site, none, one};
use crate::error::Result;
use crate::ffi;
use crate::function::{Body, Results};
use crate::helpers::Helper;
use crate::metadata::AliasClass;
use crate::statics::CCTOR_DONE;
use crate::tables::offset;
use inkwell::basic_block::BasicBlock;
use inkwell::values::{BasicValueEnum, IntValue, PointerValue};
use inkwell::{AtomicOrdering, IntPredicate};
use kiln_analysis::program::CastTest;
use kiln_ir::function::Payload;
use kiln_ir::{ExceptionKind, Func, Op, Ty, Value};
use kiln_world::TypeId;

/// Offset of the length in arrays and strings.
const LENGTH: i64 = 8;
/// The greatest length of an array.
const MAX_LENGTH: u64 = 0x7FFF_FFC7;

impl<'ctx> Body<'_, 'ctx, '_> {
    /// A header or table word that never changes.
    fn load_fixed_int(
        &self,
        base: PointerValue<'ctx>,
        offset: i64,
        bits: u32,
    ) -> Result<IntValue<'ctx>> {
        let at = ffi::field(&self.b, &self.t, base, offset)?;
        let value = self
            .b
            .build_load(self.t.int(bits), at, "")?
            .into_int_value();
        if let Some(load) = value.as_instruction() {
            self.cg.metadata.invariant(load);
            self.cg.metadata.alias(load, AliasClass::Header);
        }
        Ok(value)
    }

    pub fn load_fixed_ptr(
        &self,
        base: PointerValue<'ctx>,
        offset: i64,
    ) -> Result<PointerValue<'ctx>> {
        let at = ffi::field(&self.b, &self.t, base, offset)?;
        let value = self.b.build_load(self.t.ptr, at, "")?.into_pointer_value();
        if let Some(load) = value.as_instruction() {
            self.cg.metadata.invariant(load);
            self.cg.metadata.alias(load, AliasClass::Header);
        }
        Ok(value)
    }

    /// The first word of an object: its MethodTable's address in 32 bits.
    fn table_word(&self, object: PointerValue<'ctx>) -> Result<IntValue<'ctx>> {
        self.load_fixed_int(object, 0, 32)
    }

    /// The MethodTable of an object.
    pub fn table_of(&self, object: PointerValue<'ctx>) -> Result<PointerValue<'ctx>> {
        let word = self.table_word(object)?;
        let wide = self.b.build_int_z_extend(word, self.t.word, "")?;
        Ok(self.b.build_int_to_ptr(wide, self.t.ptr, "")?)
    }

    fn is_known_non_null(&self, value: Value) -> bool {
        self.f.values[value].fact.non_null
    }

    /// Whether a non-null object is an instance of a type.
    fn type_test(&mut self, object: PointerValue<'ctx>, ty: TypeId) -> Result<IntValue<'ctx>> {
        let cg = self.cg;
        if ty == cg.facts.object_type() {
            return Ok(self.t.i1.const_all_ones());
        }
        let table = cg.table(ty)?;
        match table.cast {
            CastTest::Class if table.type_lo != table.type_hi => {
                let of = self.table_of(object)?;
                let number = self.load_fixed_int(of, offset::TYPE_LO, 32)?;
                let low = self.t.i32.const_int(u64::from(table.type_lo), false);
                let span = self
                    .t
                    .i32
                    .const_int(u64::from(table.type_hi - table.type_lo), false);
                let relative = self.b.build_int_sub(number, low, "")?;
                Ok(self
                    .b
                    .build_int_compare(IntPredicate::ULE, relative, span, "")?)
            }
            CastTest::Class | CastTest::Exact => self.is_exactly(object, ty),
            CastTest::Interface { bucket, id } => {
                let of = self.table_of(object)?;
                let at = i64::from(offset::BUCKETS) + i64::from(bucket);
                let byte = self.load_fixed_int(of, at, 8)?;
                let id = self.t.i8.const_int(u64::from(id), false);
                Ok(self.b.build_int_compare(IntPredicate::EQ, byte, id, "")?)
            }
            CastTest::Array { .. } => {
                let exact = self.is_exactly(object, ty)?;
                let from = self.here()?;
                let slow = self.new_block();
                let done = self.new_block();
                self.b.build_conditional_branch(exact, done, slow)?;
                self.b.position_at_end(slow);
                let general = self.general_test(object, ty)?;
                let slow_end = self.here()?;
                self.b.build_unconditional_branch(done)?;
                self.b.position_at_end(done);
                self.merge_bits(&[(self.t.i1.const_all_ones(), from), (general, slow_end)])
            }
            CastTest::General => self.general_test(object, ty),
        }
    }

    fn merge_bits(
        &self,
        incoming: &[(IntValue<'ctx>, BasicBlock<'ctx>)],
    ) -> Result<IntValue<'ctx>> {
        let phi = self.b.build_phi(self.t.i1, "")?;
        for (value, block) in incoming {
            phi.add_incoming(&[(value, *block)]);
        }
        Ok(phi.as_basic_value().into_int_value())
    }

    fn is_exactly(&self, object: PointerValue<'ctx>, ty: TypeId) -> Result<IntValue<'ctx>> {
        let word = self.table_word(object)?;
        Ok(self
            .b
            .build_int_compare(IntPredicate::EQ, word, self.cg.table_word(ty)?, "")?)
    }

    fn general_test(&mut self, object: PointerValue<'ctx>, ty: TypeId) -> Result<IntValue<'ctx>> {
        let table = self.cg.table_address(ty)?;
        let found = self.call_runtime(
            "kiln_is_instance",
            &[object.into(), table.into()],
            &[Ty::Ref],
            false,
        )?;
        match found[0] {
            BasicValueEnum::PointerValue(pointer) => Ok(self.b.build_is_not_null(pointer, "")?),
            other => Ok(self.cg.is_true(&self.b, other.into_int_value())?),
        }
    }
}

pub(super) fn objects<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
) -> Result<Results<'ctx>> {
    let cg = body.cg;
    match (site.data.op, &site.data.payload) {
        (Op::Alloc, Payload::Type(ty)) => {
            let function = cg.helper(Helper::NewObject)?;
            let pointer = function.as_global_value().as_pointer_value();
            let made = body.call(
                function.get_type(),
                pointer,
                &[cg.table_address(*ty)?.into()],
            )?;
            one(made.try_as_basic_value().unwrap_basic())
        }
        (Op::AllocArray, Payload::Type(ty)) => {
            let length =
                body.b
                    .build_int_cast_sign_flag(body.int(site.arg(0))?, body.t.word, false, "")?;
            let function = cg.helper(Helper::NewArray)?;
            let pointer = function.as_global_value().as_pointer_value();
            let made = body.call(
                function.get_type(),
                pointer,
                &[cg.table_address(*ty)?.into(), length.into()],
            )?;
            one(made.try_as_basic_value().unwrap_basic())
        }
        (Op::LenCheck, _) => {
            let length = body.int(site.arg(0))?;
            let most = |most: u64| length.get_type().const_int(most, false);
            let above = |body: &Body<'_, 'ctx, '_>, most| {
                body.b
                    .build_int_compare(IntPredicate::UGT, length, most, "")
            };
            let (longest, number) = (most(MAX_LENGTH), most(i32::MAX as u64));
            let bad = above(body, longest)?;
            let cold = body.new_block();
            let good = body.new_block();
            let branch = body.b.build_conditional_branch(bad, cold, good)?;
            cg.metadata.unlikely(branch);
            body.b.position_at_end(cold);
            let overflow = above(body, number)?;
            body.throw_if(overflow, ExceptionKind::Overflow)?;
            body.throw(ExceptionKind::ArrayTooLong)?;
            body.b.position_at_end(good);
            none()
        }
        (Op::ArrayLen | Op::StringLen, _) => {
            let object = body.ptr(site.arg(0))?;
            let length = body.load_fixed_int(object, LENGTH, 32)?;
            if let Some(load) = length.as_instruction() {
                cg.metadata.length(load);
            }
            one(length)
        }
        (Op::LoadType, _) => {
            let object = body.ptr(site.arg(0))?;
            one(body.table_of(object)?)
        }
        _ => Err(body.payload_mismatch(site.inst)),
    }
}

pub(super) fn type_tests<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
) -> Result<Results<'ctx>> {
    match (site.data.op, &site.data.payload) {
        (Op::IsInst, Payload::Type(ty)) => is_instance(body, site, *ty),
        (Op::Cast, Payload::Type(ty)) => cast(body, site, *ty),
        (Op::UnboxCheck, Payload::Type(ty)) => unbox_check(body, site, *ty),
        (Op::StoreCheck, _) => store_check(body, site),
        (Op::ElemTypeCheck, Payload::Type(ty)) => {
            let array = body.ptr(site.arg(0))?;
            let same = if body.cg.facts.is_array(*ty) {
                body.is_exactly(array, *ty)?
            } else {
                let table = body.table_of(array)?;
                let element = body.load_fixed_ptr(table, offset::ELEMENT)?;
                body.b.build_int_compare(
                    IntPredicate::EQ,
                    element,
                    body.cg.table_address(*ty)?,
                    "",
                )?
            };
            let other = body.b.build_not(same, "")?;
            body.throw_if(other, ExceptionKind::ArrayTypeMismatch)?;
            none()
        }
        _ => Err(body.payload_mismatch(site.inst)),
    }
}

fn is_instance<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
    ty: TypeId,
) -> Result<Results<'ctx>> {
    let object = body.ptr(site.arg(0))?;
    let null = body.t.ptr.const_null();
    if body.is_known_non_null(site.arg(0)) {
        let test = body.type_test(object, ty)?;
        return one(body.b.build_select(test, object, null, "")?);
    }
    let from = body.here()?;
    let present = body.new_block();
    let done = body.new_block();
    let is_null = body.b.build_is_null(object, "")?;
    body.b.build_conditional_branch(is_null, done, present)?;
    body.b.position_at_end(present);
    let test = body.type_test(object, ty)?;
    let found = body.b.build_select(test, object, null, "")?;
    let tested = body.here()?;
    body.b.build_unconditional_branch(done)?;
    body.b.position_at_end(done);
    let phi = body.b.build_phi(body.t.ptr, "")?;
    phi.add_incoming(&[(&null, from), (&found, tested)]);
    one(phi.as_basic_value())
}

fn cast<'ctx>(body: &mut Body<'_, 'ctx, '_>, site: Site<'_>, ty: TypeId) -> Result<Results<'ctx>> {
    let object = body.ptr(site.arg(0))?;
    let mut done = None;
    if !body.is_known_non_null(site.arg(0)) {
        let present = body.new_block();
        let end = *done.insert(body.new_block());
        let is_null = body.b.build_is_null(object, "")?;
        body.b.build_conditional_branch(is_null, end, present)?;
        body.b.position_at_end(present);
    }
    let test = body.type_test(object, ty)?;
    let other = body.b.build_not(test, "")?;
    body.throw_cast_if(other, object, ty)?;
    if let Some(done) = done {
        body.b.build_unconditional_branch(done)?;
        body.b.position_at_end(done);
    }
    one(object)
}

/// Exact, or a type of the same underlying primitive: an enum and its integer unbox as each other.
fn unbox_check<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
    ty: TypeId,
) -> Result<Results<'ctx>> {
    /// CorElementType of primitives: Boolean to Double, and the native integers.
    const PRIMITIVES: [std::ops::RangeInclusive<u32>; 2] = [0x02..=0x0D, 0x18..=0x19];
    let cg = body.cg;
    let object = body.ptr(site.arg(0))?;
    let exact = body.is_exactly(object, ty)?;
    let element = cg.table(ty)?.cor_element_type;
    if !PRIMITIVES.iter().any(|range| range.contains(&element)) {
        let other = body.b.build_not(exact, "")?;
        body.throw_cast_if(other, object, ty)?;
        return none();
    }
    let slow = body.new_block();
    let done = body.new_block();
    body.b.build_conditional_branch(exact, done, slow)?;
    body.b.position_at_end(slow);
    let table = body.table_of(object)?;
    let info = body.load_fixed_ptr(table, offset::INFO)?;
    let kind = body.load_fixed_int(info, offset::INFO_ELEMENT_TYPE, 32)?;
    let wanted = body.t.i32.const_int(u64::from(element), false);
    let other = body
        .b
        .build_int_compare(IntPredicate::NE, kind, wanted, "")?;
    body.throw_cast_if(other, object, ty)?;
    body.b.build_unconditional_branch(done)?;
    body.b.position_at_end(done);
    none()
}

fn store_check<'ctx>(body: &mut Body<'_, 'ctx, '_>, site: Site<'_>) -> Result<Results<'ctx>> {
    let cg = body.cg;
    let (array, value) = (body.ptr(site.arg(0))?, body.ptr(site.arg(1))?);
    let done = body.new_block();
    let present = body.new_block();
    let is_null = body.b.build_is_null(value, "")?;
    body.b.build_conditional_branch(is_null, done, present)?;
    body.b.position_at_end(present);
    let table = body.table_of(array)?;
    let element = body.load_fixed_ptr(table, offset::ELEMENT)?;
    let of = body.table_of(value)?;
    let mut fine = body
        .b
        .build_int_compare(IntPredicate::EQ, element, of, "")?;
    if let Ok(object) = cg.table_address(cg.facts.object_type()) {
        let any = body
            .b
            .build_int_compare(IntPredicate::EQ, element, object, "")?;
        fine = body.b.build_or(fine, any, "")?;
    }
    let slow = body.new_block();
    body.b.build_conditional_branch(fine, done, slow)?;
    body.b.position_at_end(slow);
    let answer = body.call_runtime(
        "kiln_store_check",
        &[array.into(), value.into()],
        &[Ty::I32],
        false,
    )?;
    let bad = body.b.build_int_compare(
        IntPredicate::EQ,
        answer[0].into_int_value(),
        body.t.i32.const_zero(),
        "",
    )?;
    body.throw_if(bad, ExceptionKind::ArrayTypeMismatch)?;
    body.b.build_unconditional_branch(done)?;
    body.b.position_at_end(done);
    none()
}

pub(super) fn checks<'ctx>(body: &mut Body<'_, 'ctx, '_>, site: Site<'_>) -> Result<Results<'ctx>> {
    match site.data.op {
        Op::NullCheck => body.check_null(site.arg(0))?,
        Op::Bounds => {
            let (index, length) = (body.int(site.arg(0))?, body.int(site.arg(1))?);
            let outside = body
                .b
                .build_int_compare(IntPredicate::UGE, index, length, "")?;
            body.throw_if(outside, ExceptionKind::IndexOutOfRange)?;
        }
        _ => {
            let value = body.value(site.arg(0))?;
            if let Some(keep) = body.cg.intrinsic("llvm.fake.use", &[]) {
                body.b.build_call(keep, &[value.into()], "")?;
            }
        }
    }
    none()
}

pub(super) fn cctor<'ctx>(body: &mut Body<'_, 'ctx, '_>, site: Site<'_>) -> Result<Results<'ctx>> {
    let Payload::Type(ty) = site.data.payload else {
        return Err(body.payload_mismatch(site.inst));
    };
    let context = body.cg.cctor_context(ty);
    let state = body.b.build_load(body.t.i32, context, "")?.into_int_value();
    if let Some(load) = state.as_instruction() {
        load.set_alignment(4)?;
        load.set_atomic_ordering(AtomicOrdering::Acquire)?;
    }
    let done_state = body.t.i32.const_int(CCTOR_DONE, false);
    let is_open = body
        .b
        .build_int_compare(IntPredicate::NE, state, done_state, "")?;
    let run = body.new_block();
    let next = body.new_block();
    let branch = body.b.build_conditional_branch(is_open, run, next)?;
    body.cg.metadata.unlikely(branch);
    body.b.position_at_end(run);
    let function = body.cg.function(Func::RunCctor(ty))?;
    body.call(
        function.get_type(),
        function.as_global_value().as_pointer_value(),
        &[],
    )?;
    body.b.build_unconditional_branch(next)?;
    body.b.position_at_end(next);
    none()
}
