//! Exceptions: landing pads, choice of the handler, filter records and the list of active filters.

use crate::error::{CodegenError, Result};
use crate::ffi;
use crate::function::{Body, Results};
use crate::module::Codegen;
use inkwell::IntPredicate;
use inkwell::module::Linkage;
use inkwell::values::{
    AggregateValueEnum, BasicValue, BasicValueEnum, FunctionValue, PointerValue,
};
use kiln_ir::function::{Clause, Landing, Target};
use kiln_ir::{Func, Value};

/// First word of a filter record. A MethodTable never starts with it, so the unwinder can tell the two
/// kinds of type-info operand apart.
const FILTER_MAGIC: u64 = 0x00F1_17E4;

/// Offsets in a record of the list of active filters.
mod active {
    pub const PREVIOUS: i64 = 0;
    pub const FILTER: i64 = 1;
    pub const FRAME: i64 = 2;
    pub const WORDS: u32 = 3;
}

impl<'ctx> Codegen<'ctx, '_> {
    pub fn personality(&self) -> FunctionValue<'ctx> {
        self.external("kiln_personality", self.types.i32.fn_type(&[], true))
    }

    /// What a clause is to the unwinder: a MethodTable, a filter record, or null for everything.
    fn clause_operand(&self, clause: &Clause) -> Result<PointerValue<'ctx>> {
        match clause {
            Clause::Catch(None) => Ok(self.types.ptr.const_null()),
            Clause::Catch(Some(ty)) => self.table_address(*ty),
            Clause::Filter(func) => self.filter_record(*func),
        }
    }

    fn filter_record(&self, func: Func) -> Result<PointerValue<'ctx>> {
        if let Some(global) = self.data.borrow().filters.get(&func) {
            return Ok(global.as_pointer_value());
        }
        let t = &self.types;
        let code = self.function(func)?.as_global_value().as_pointer_value();
        let value = t.context.const_struct(
            &[
                t.i32.const_int(FILTER_MAGIC, false).into(),
                t.i32.const_zero().into(),
                code.into(),
            ],
            false,
        );
        let name = self.symbols.borrow_mut().unique(&format!(
            "record:{}",
            crate::symbol::func_name(self.facts, func)
        ));
        let global = self.module.add_global(value.get_type(), None, &name);
        global.set_initializer(&value);
        global.set_constant(true);
        global.set_linkage(Linkage::Internal);
        global.set_alignment(8);
        self.data.borrow_mut().filters.insert(func, global);
        Ok(global.as_pointer_value())
    }

    /// The thread's list of active filters.
    fn filter_top(&self) -> PointerValue<'ctx> {
        self.thread_local("kiln_filter_top", self.types.ptr.into())
            .as_pointer_value()
    }
}

impl<'ctx> Body<'_, 'ctx, '_> {
    /// Starts a landing block: gives the exception and the selector.
    pub fn landing_pad(&mut self, landing: &Landing) -> Result<[BasicValueEnum<'ctx>; 2]> {
        let personality = self.cg.personality();
        self.set_personality(personality);
        let clauses = landing
            .clauses
            .iter()
            .map(|clause| Ok(self.cg.clause_operand(clause)?.into()))
            .collect::<Result<Vec<BasicValueEnum<'ctx>>>>()?;
        // Without any clause LLVM wants a cleanup.
        let cleanup = landing.cleanup || clauses.is_empty();
        let pad = self
            .b
            .build_landing_pad(self.t.landing, personality, &clauses, cleanup, "")?;
        let pad = pad.into_struct_value();
        Ok([
            self.b.build_extract_value(pad, 0, "")?,
            self.b.build_extract_value(pad, 1, "")?,
        ])
    }

    /// Unwinds on. LLVM knows this instruction: in a frame that the body is inlined into it becomes a jump to the
    /// handlers there, else a call of the runtime.
    pub fn resume(&mut self, exception: Value, selector: Value) -> Result<()> {
        // The landing block may be gone, and then this block is dead.
        let personality = self.cg.personality();
        self.set_personality(personality);
        let parts = [self.value(exception)?, self.int(selector)?.into()];
        let mut pair: AggregateValueEnum<'ctx> = self.t.landing.get_undef().into();
        for (index, part) in (0u32..).zip(parts) {
            pair = self.b.build_insert_value(pair, part, index, "")?;
        }
        self.b.build_resume(pair.as_basic_value_enum())?;
        Ok(())
    }

    /// Goes to the handler that the selector names.
    pub fn dispatch(
        &mut self,
        selector: Value,
        cases: &[(Clause, Target)],
        default: &Target,
    ) -> Result<()> {
        let selector = self.int(selector)?;
        for (clause, target) in cases {
            if *clause == Clause::Catch(None) {
                // Catches whatever came this far by a clause at all; cleanups have selector 0.
                let zero = selector.get_type().const_zero();
                let any = self
                    .b
                    .build_int_compare(IntPredicate::NE, selector, zero, "")?;
                self.dispatch_case(any, target)?;
                continue;
            }
            let operand = self.cg.clause_operand(clause)?;
            let typeid = self
                .cg
                .intrinsic("llvm.eh.typeid.for", &[self.t.ptr.into()])
                .ok_or_else(|| CodegenError::internal("?", "LLVM has no `llvm.eh.typeid.for`"))?;
            let id = crate::abi::call_result(self.b.build_call(typeid, &[operand.into()], "")?)
                .ok_or_else(|| {
                    CodegenError::internal("?", "`llvm.eh.typeid.for` gives no value")
                })?;
            let same =
                self.b
                    .build_int_compare(IntPredicate::EQ, selector, id.into_int_value(), "")?;
            self.dispatch_case(same, target)?;
        }
        let block = self.edge(default)?;
        self.b.build_unconditional_branch(block)?;
        Ok(())
    }

    fn dispatch_case(
        &mut self,
        condition: inkwell::values::IntValue<'ctx>,
        target: &Target,
    ) -> Result<()> {
        let block = self.edge(target)?;
        let next = self.new_block();
        self.b.build_conditional_branch(condition, block, next)?;
        self.b.position_at_end(next);
        Ok(())
    }

    /// Puts a record of a filter of this frame on the thread's list.
    pub fn filter_enter(&mut self, func: Func, frame: PointerValue<'ctx>) -> Result<Results<'ctx>> {
        let record = self.stack(active::WORDS * self.t.pointer_bytes, self.t.pointer_bytes)?;
        let top = self.cg.filter_top();
        let previous = self.b.build_load(self.t.ptr, top, "")?;
        let filter = self.cg.filter_record(func)?;
        for (word, value) in [
            (active::PREVIOUS, previous),
            (active::FILTER, filter.into()),
            (active::FRAME, frame.into()),
        ] {
            let at = ffi::field(
                &self.b,
                &self.t,
                record,
                word * i64::from(self.t.pointer_bytes),
            )?;
            self.b.build_store(at, value)?;
        }
        self.b.build_store(top, record)?;
        Ok(Results::new())
    }

    /// Takes the record entered last off the list.
    pub fn filter_leave(&mut self) -> Result<Results<'ctx>> {
        let top = self.cg.filter_top();
        let record = self.b.build_load(self.t.ptr, top, "")?.into_pointer_value();
        let previous = self.b.build_load(self.t.ptr, record, "")?;
        self.b.build_store(top, previous)?;
        Ok(Results::new())
    }
}
