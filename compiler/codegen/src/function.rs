//! Translates one function of the IR: blocks and their parameters, edges, slots, terminators.

use crate::error::{CodegenError, Result};
use crate::module::Codegen;
use crate::types::Types;
use crate::{abi, ffi};
use inkwell::IntPredicate;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::basic_block::BasicBlock;
use inkwell::builder::Builder;
use inkwell::types::FunctionType;
use inkwell::values::{
    BasicMetadataValueEnum, BasicValue, BasicValueEnum, CallSiteValue, FloatValue, FunctionValue,
    IntValue, PhiValue, PointerValue,
};
use kiln_ir::entity::Entity;
use kiln_ir::function::{Payload, Target, Terminator};
use kiln_ir::ty::Cell;
use kiln_ir::{Block, ExceptionKind, Func, Function, Inst, Slot, Value};
use kiln_world::TypeId;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Results of an operation.
pub(crate) type Results<'ctx> = SmallVec<[BasicValueEnum<'ctx>; 2]>;

/// The translation of one function.
pub(crate) struct Body<'a, 'ctx, 'p> {
    pub cg: &'a Codegen<'ctx, 'p>,
    pub f: &'a Function,
    pub t: Types<'ctx>,
    pub b: Builder<'ctx>,
    llvm: FunctionValue<'ctx>,
    /// Holds the slots; jumps to the entry block.
    prologue: BasicBlock<'ctx>,
    values: Vec<Option<BasicValueEnum<'ctx>>>,
    blocks: Vec<Option<BasicBlock<'ctx>>>,
    phis: Vec<SmallVec<[PhiValue<'ctx>; 4]>>,
    slots: Vec<PointerValue<'ctx>>,
    /// Where exceptions of the instruction in hand go, if not to the caller.
    unwind: Option<&'a Target>,
    /// Throwing blocks that checks outside protected regions share.
    cold: FxHashMap<ExceptionKind, BasicBlock<'ctx>>,
    unreachable: Option<BasicBlock<'ctx>>,
}

/// Translates a function into the body of its declaration.
pub(crate) fn translate(cg: &Codegen<'_, '_>, f: &Function) -> Result<()> {
    let llvm = cg.body(f.func)?;
    let prologue = cg.types.context.append_basic_block(llvm, "");
    let mut body = Body {
        cg,
        f,
        t: cg.types,
        b: cg.types.context.create_builder(),
        llvm,
        prologue,
        values: vec![None; f.values.len()],
        blocks: vec![None; f.blocks.len()],
        phis: vec![SmallVec::new(); f.blocks.len()],
        slots: Vec::new(),
        unwind: None,
        cold: FxHashMap::default(),
        unreachable: None,
    };
    if let Some(debug) = &cg.debug {
        debug.enter(cg.facts, f, llvm);
    }
    body.run()
}

impl<'a, 'ctx, 'p> Body<'a, 'ctx, 'p> {
    fn run(&mut self) -> Result<()> {
        let order = self.reverse_postorder();
        let mut has_edge = vec![false; self.f.blocks.len()];
        for &block in &order {
            for target in Codegen::successors(&self.f.blocks[block].term) {
                has_edge[target.block.index()] = true;
            }
        }
        for &block in &order {
            self.blocks[block.index()] = Some(self.new_block());
        }
        self.b.position_at_end(self.prologue);
        self.set_location(kiln_ir::function::Source::default());
        self.declare_slots()?;
        let entry = self.f.entry;
        let params = self.llvm.get_params();
        let is_loop = has_edge[entry.index()];
        if !is_loop {
            for (&value, param) in self.f.blocks[entry].params.iter().zip(&params) {
                self.values[value.index()] = Some(*param);
            }
        }
        for &block in &order {
            if block == entry && !is_loop {
                continue;
            }
            self.declare_phis(block)?;
        }
        self.b.position_at_end(self.prologue);
        if is_loop {
            self.add_incoming(entry, &params, self.prologue);
        }
        let first = self.block(entry)?;
        for &block in &order {
            let llvm_block = self.block(block)?;
            self.b.position_at_end(llvm_block);
            self.translate_block(block)?;
        }
        self.b.position_at_end(self.prologue);
        self.b.build_unconditional_branch(first)?;
        self.drop_dead_phis(&order);
        Ok(())
    }

    /// Reachable blocks, each after all that dominate it.
    fn reverse_postorder(&self) -> Vec<Block> {
        let mut state = vec![false; self.f.blocks.len()];
        let mut order = Vec::with_capacity(self.f.blocks.len());
        let mut stack = vec![(self.f.entry, 0)];
        state[self.f.entry.index()] = true;
        while let Some((block, next)) = stack.pop() {
            let successors = Codegen::successors(&self.f.blocks[block].term);
            match successors.get(next) {
                None => order.push(block),
                Some(target) => {
                    stack.push((block, next + 1));
                    let seen = &mut state[target.block.index()];
                    if !*seen {
                        *seen = true;
                        stack.push((target.block, 0));
                    }
                }
            }
        }
        order.reverse();
        order
    }

    fn declare_slots(&mut self) -> Result<()> {
        for (_, slot) in self.f.slots.iter() {
            let pointer = self.b.build_alloca(self.t.bytes(slot.size.max(1)), "")?;
            if let Some(instruction) = pointer.as_instruction() {
                instruction.set_alignment(slot.align.max(1).next_power_of_two())?;
            }
            if slot.zeroed && slot.size > 0 {
                let bytes = self.t.i64.const_int(u64::from(slot.size), false);
                self.b
                    .build_memset(pointer, slot.align.max(1), self.t.i8.const_zero(), bytes)?;
            }
            self.slots.push(pointer);
        }
        Ok(())
    }

    /// Block parameters become phis; the first two of a landing block come from its landing pad.
    fn declare_phis(&mut self, block: Block) -> Result<()> {
        let f = self.f;
        let data = &f.blocks[block];
        let skip = if data.landing.is_some() { 2 } else { 0 };
        self.b.position_at_end(self.block(block)?);
        for &param in data.params.iter().skip(skip) {
            let phi = self.b.build_phi(self.t.value(f.values[param].ty), "")?;
            self.values[param.index()] = Some(phi.as_basic_value());
            self.phis[block.index()].push(phi);
        }
        if let Some(landing) = &data.landing {
            let values = self.landing_pad(landing)?;
            for (&param, value) in data.params.iter().zip(values) {
                self.values[param.index()] = Some(value);
            }
        }
        Ok(())
    }

    fn translate_block(&mut self, block: Block) -> Result<()> {
        let f = self.f;
        let data = &f.blocks[block];
        let last = match &data.term {
            Terminator::Try { inst, .. } => Some(*inst),
            _ => None,
        };
        for &inst in data.insts.iter().filter(|&&inst| Some(inst) != last) {
            self.set_location(f.insts[inst].src);
            self.translate_inst(inst)?;
        }
        self.set_location(data.term_src);
        self.translate_terminator(&data.term)
    }

    fn translate_inst(&mut self, inst: Inst) -> Result<()> {
        let results = crate::ops::translate(self, inst)?;
        let data = &self.f.insts[inst];
        if results.len() != data.results.len() {
            return Err(CodegenError::internal(
                "?",
                format!(
                    "{inst} `{}` gives {} values, not {}",
                    data.op.name(),
                    results.len(),
                    data.results.len()
                ),
            ));
        }
        for (&result, value) in data.results.iter().zip(results) {
            let ty = self.t.value(self.f.values[result].ty);
            self.values[result.index()] = Some(abi::coerce(&self.b, value, ty)?);
        }
        Ok(())
    }

    fn translate_terminator(&mut self, term: &'a Terminator) -> Result<()> {
        match term {
            Terminator::None => {
                return Err(CodegenError::internal("?", "a block has no terminator"));
            }
            Terminator::Jump(target) => {
                let block = self.edge(target)?;
                self.b.build_unconditional_branch(block)?;
            }
            Terminator::Branch { cond, then, other } => {
                let cond = self.condition(*cond)?;
                let blocks = self.edges(&[then, other])?;
                self.b
                    .build_conditional_branch(cond, blocks[0], blocks[1])?;
            }
            Terminator::Switch {
                value,
                cases,
                default,
            } => {
                let value = self.int(*value)?;
                let targets: Vec<&Target> = cases
                    .iter()
                    .map(|(_, target)| target)
                    .chain([default])
                    .collect();
                let blocks = self.edges(&targets)?;
                let ty = value.get_type();
                let llvm_cases: Vec<_> = cases
                    .iter()
                    .zip(&blocks)
                    .map(|((number, _), &block)| (ty.const_int(*number as u64, true), block))
                    .collect();
                self.b
                    .build_switch(value, blocks[cases.len()], &llvm_cases)?;
            }
            Terminator::Return(values) => {
                let values = values
                    .iter()
                    .map(|&value| self.value(value))
                    .collect::<Result<Vec<_>>>()?;
                match values.as_slice() {
                    [] => self.b.build_return(None)?,
                    [one] => self.b.build_return(Some(one))?,
                    many => self.b.build_aggregate_return(many)?,
                };
            }
            Terminator::Try {
                inst,
                normal,
                unwind,
            } => {
                self.set_location(self.f.insts[*inst].src);
                self.unwind = Some(unwind);
                let done = self.translate_inst(*inst);
                self.unwind = None;
                done?;
                if self.is_open() {
                    let block = self.edge(normal)?;
                    self.b.build_unconditional_branch(block)?;
                }
            }
            Terminator::Throw {
                exception,
                rethrow,
                unwind,
            } => {
                let exception = self.value(*exception)?;
                self.unwind = unwind.as_ref();
                let entry = if *rethrow {
                    "kiln_rethrow"
                } else {
                    "kiln_throw"
                };
                let done = self.call_runtime(entry, &[exception], &[], true);
                self.unwind = None;
                done?;
                self.b.build_unreachable()?;
            }
            Terminator::Dispatch {
                selector,
                cases,
                default,
            } => self.dispatch(*selector, cases, default)?,
            Terminator::Resume {
                exception,
                selector,
            } => self.resume(*exception, *selector)?,
            Terminator::Unreachable => {
                if self.is_open() {
                    self.b.build_unreachable()?;
                }
            }
        }
        Ok(())
    }

    // Edges.

    /// The block of an edge from the current place.
    pub fn edge(&mut self, target: &Target) -> Result<BasicBlock<'ctx>> {
        let from = self.here()?;
        let args = self.edge_args(target)?;
        self.add_incoming(target.block, &args, from);
        self.block(target.block)
    }

    /// The blocks of several edges of one terminator. A second edge to the same block with other arguments
    /// gets a block of its own, because a phi has one value for each predecessor.
    pub fn edges(&mut self, targets: &[&Target]) -> Result<Vec<BasicBlock<'ctx>>> {
        let from = self.here()?;
        let mut first: FxHashMap<Block, &Target> = FxHashMap::default();
        let mut blocks = Vec::with_capacity(targets.len());
        for &target in targets {
            let seen = *first.entry(target.block).or_insert(target);
            if seen.args == target.args {
                blocks.push(self.edge(target)?);
            } else {
                let between = self.new_block();
                self.b.position_at_end(between);
                let block = self.edge(target)?;
                self.b.build_unconditional_branch(block)?;
                self.b.position_at_end(from);
                blocks.push(between);
            }
        }
        Ok(blocks)
    }

    fn edge_args(&self, target: &Target) -> Result<Vec<BasicValueEnum<'ctx>>> {
        let expected = self.phis[target.block.index()].len();
        if expected != target.args.len() {
            return Err(CodegenError::internal(
                "?",
                format!(
                    "an edge to {} passes {} values, not {expected}",
                    target.block,
                    target.args.len()
                ),
            ));
        }
        target.args.iter().map(|&arg| self.value(arg)).collect()
    }

    fn add_incoming(&self, block: Block, args: &[BasicValueEnum<'ctx>], from: BasicBlock<'ctx>) {
        for (phi, value) in self.phis[block.index()].iter().zip(args) {
            phi.add_incoming(&[(value as &dyn BasicValue<'ctx>, from)]);
        }
    }

    /// Landing blocks whose calls cannot unwind after all have no predecessor: LLVM wants no phi there.
    fn drop_dead_phis(&mut self, order: &[Block]) {
        for &block in order {
            for phi in &self.phis[block.index()] {
                if phi.count_incoming() == 0 {
                    ffi::remove_phi(*phi);
                }
            }
        }
    }

    // Values.

    pub fn value(&self, value: Value) -> Result<BasicValueEnum<'ctx>> {
        self.values[value.index()].ok_or_else(|| {
            CodegenError::internal("?", format!("{value} is used where it is not defined"))
        })
    }

    pub fn int(&self, value: Value) -> Result<IntValue<'ctx>> {
        match self.value(value)? {
            BasicValueEnum::IntValue(int) => Ok(int),
            BasicValueEnum::PointerValue(pointer) => {
                Ok(self.b.build_ptr_to_int(pointer, self.t.word, "")?)
            }
            _ => Err(CodegenError::internal(
                "?",
                format!("{value} is not an integer"),
            )),
        }
    }

    pub fn float(&self, value: Value) -> Result<FloatValue<'ctx>> {
        match self.value(value)? {
            BasicValueEnum::FloatValue(float) => Ok(float),
            _ => Err(CodegenError::internal(
                "?",
                format!("{value} is not a float"),
            )),
        }
    }

    pub fn ptr(&self, value: Value) -> Result<PointerValue<'ctx>> {
        match self.value(value)? {
            BasicValueEnum::PointerValue(pointer) => Ok(pointer),
            BasicValueEnum::IntValue(int) => Ok(self.b.build_int_to_ptr(int, self.t.ptr, "")?),
            _ => Err(CodegenError::internal(
                "?",
                format!("{value} is not an address"),
            )),
        }
    }

    /// An `I32` or address as a truth value.
    pub fn condition(&self, value: Value) -> Result<IntValue<'ctx>> {
        match self.value(value)? {
            BasicValueEnum::PointerValue(pointer) => Ok(self.b.build_is_not_null(pointer, "")?),
            _ => {
                let int = self.int(value)?;
                self.cg.is_true(&self.b, int)
            }
        }
    }

    pub fn extend_cell(
        &self,
        cell: Cell,
        value: BasicValueEnum<'ctx>,
    ) -> Result<BasicValueEnum<'ctx>> {
        abi::extend(&self.b, &self.t, cell, value)
    }

    pub fn slot(&self, slot: Slot) -> Result<PointerValue<'ctx>> {
        self.slots
            .get(slot.index())
            .copied()
            .ok_or_else(|| CodegenError::internal("?", format!("{slot} does not exist")))
    }

    /// Stack memory of the whole function.
    pub fn stack(&self, size: u32, align: u32) -> Result<PointerValue<'ctx>> {
        let builder = self.t.context.create_builder();
        match self.prologue.get_first_instruction() {
            Some(first) => builder.position_before(&first),
            None => builder.position_at_end(self.prologue),
        }
        let pointer = builder.build_alloca(self.t.bytes(size.max(1)), "")?;
        if let Some(instruction) = pointer.as_instruction() {
            instruction.set_alignment(align.max(1).next_power_of_two())?;
        }
        Ok(pointer)
    }

    pub fn result_type(&self, inst: Inst) -> Result<kiln_ir::Ty> {
        let data = &self.f.insts[inst];
        data.results
            .first()
            .map(|&value| self.f.values[value].ty)
            .ok_or_else(|| CodegenError::internal("?", format!("{inst} has no result")))
    }

    // Places.

    fn block(&self, block: Block) -> Result<BasicBlock<'ctx>> {
        self.blocks[block.index()].ok_or_else(|| {
            CodegenError::internal("?", format!("{block} is jumped to but not reachable"))
        })
    }

    pub fn new_block(&self) -> BasicBlock<'ctx> {
        self.t.context.append_basic_block(self.llvm, "")
    }

    pub fn here(&self) -> Result<BasicBlock<'ctx>> {
        self.b
            .get_insert_block()
            .ok_or_else(|| CodegenError::internal("?", "code outside any block"))
    }

    /// The current block has no terminator yet.
    fn is_open(&self) -> bool {
        self.b
            .get_insert_block()
            .is_some_and(|block| block.get_terminator().is_none())
    }

    fn set_location(&self, source: kiln_ir::function::Source) {
        if let Some(debug) = &self.cg.debug {
            debug.locate(self.cg.facts, self.f, source, &self.b);
        }
    }

    // Calls and checks.

    /// A call that cannot leave by an exception.
    pub fn call_plain(
        &self,
        ty: FunctionType<'ctx>,
        callee: PointerValue<'ctx>,
        args: &[BasicValueEnum<'ctx>],
    ) -> Result<CallSiteValue<'ctx>> {
        let args: Vec<BasicMetadataValueEnum<'ctx>> = args.iter().map(|&arg| arg.into()).collect();
        Ok(self.b.build_indirect_call(ty, callee, &args, "")?)
    }

    /// A call of native code: no exception ever passes through it.
    pub fn call_without_unwind(
        &self,
        ty: FunctionType<'ctx>,
        callee: PointerValue<'ctx>,
        args: &[BasicValueEnum<'ctx>],
    ) -> Result<CallSiteValue<'ctx>> {
        let site = self.call_plain(ty, callee, args)?;
        let kind = Attribute::get_named_enum_kind_id("nounwind");
        site.add_attribute(
            AttributeLoc::Function,
            self.t.context.create_enum_attribute(kind, 0),
        );
        Ok(site)
    }

    /// A call whose exceptions go where those of the instruction in hand go.
    pub fn call(
        &mut self,
        ty: FunctionType<'ctx>,
        callee: PointerValue<'ctx>,
        args: &[BasicValueEnum<'ctx>],
    ) -> Result<CallSiteValue<'ctx>> {
        let Some(unwind) = self.unwind else {
            return self.call_plain(ty, callee, args);
        };
        let landing = self.edge(unwind)?;
        let next = self.new_block();
        let site = self
            .b
            .build_indirect_invoke(ty, callee, args, next, landing, "")?;
        self.b.position_at_end(next);
        Ok(site)
    }

    /// Raises an exception of the kind when the condition holds.
    pub fn throw_if(&mut self, condition: IntValue<'ctx>, kind: ExceptionKind) -> Result<()> {
        let throwing = self.throwing_block(kind)?;
        let next = self.new_block();
        let branch = self.b.build_conditional_branch(condition, throwing, next)?;
        self.cg.metadata.unlikely(branch);
        self.b.position_at_end(next);
        Ok(())
    }

    /// A block that throws; outside protected regions one for all checks of the function, unless lines must
    /// be told apart.
    fn throwing_block(&mut self, kind: ExceptionKind) -> Result<BasicBlock<'ctx>> {
        let shared = self.unwind.is_none() && self.cg.debug.is_none();
        if shared && let Some(&block) = self.cold.get(&kind) {
            return Ok(block);
        }
        let back = self.here()?;
        let block = self.new_block();
        self.b.position_at_end(block);
        self.throw(kind)?;
        self.b.position_at_end(back);
        if shared {
            self.cold.insert(kind, block);
        }
        Ok(block)
    }

    /// Goes on if a cast is good; else throws what names the object's type and the wanted one.
    pub fn throw_cast_if(
        &mut self,
        failed: IntValue<'ctx>,
        object: PointerValue<'ctx>,
        wanted: TypeId,
    ) -> Result<()> {
        if !self.cg.has_function(Func::ThrowCast) {
            return self.throw_if(failed, ExceptionKind::InvalidCast);
        }
        let throwing = self.new_block();
        let next = self.new_block();
        let branch = self.b.build_conditional_branch(failed, throwing, next)?;
        self.cg.metadata.unlikely(branch);
        self.b.position_at_end(throwing);
        let name = self.cg.facts.reflection_name(wanted);
        let name = self.cg.text(&name.encode_utf16().collect::<Vec<u16>>())?;
        let function = self.cg.function(Func::ThrowCast)?;
        self.throw_by(function, &[object.into(), name.into()])?;
        self.b.position_at_end(next);
        Ok(())
    }

    /// Throws here and ends the block.
    pub fn throw(&mut self, kind: ExceptionKind) -> Result<()> {
        let function = self.cg.throw_function(kind)?;
        self.throw_by(function, &[])
    }

    /// Calls a function that throws and ends the block.
    fn throw_by(
        &mut self,
        function: FunctionValue<'ctx>,
        args: &[BasicValueEnum<'ctx>],
    ) -> Result<()> {
        let pointer = function.as_global_value().as_pointer_value();
        match self.unwind {
            None => {
                self.call_plain(function.get_type(), pointer, args)?;
                self.b.build_unreachable()?;
            }
            Some(unwind) => {
                let landing = self.edge(unwind)?;
                let dead = match self.unreachable {
                    Some(block) => block,
                    None => {
                        let here = self.here()?;
                        let block = self.new_block();
                        self.b.position_at_end(block);
                        self.b.build_unreachable()?;
                        self.b.position_at_end(here);
                        *self.unreachable.insert(block)
                    }
                };
                self.b.build_indirect_invoke(
                    function.get_type(),
                    pointer,
                    args,
                    dead,
                    landing,
                    "",
                )?;
            }
        }
        Ok(())
    }

    /// Tests what a runtime entry left pending, and throws it.
    pub fn check_pending(&mut self) -> Result<()> {
        let kind = self
            .b
            .build_load(self.t.i32, self.cg.pending(), "")?
            .into_int_value();
        let zero = self.t.i32.const_zero();
        let is_set = self.b.build_int_compare(IntPredicate::NE, kind, zero, "")?;
        let raise = self.new_block();
        let next = self.new_block();
        let branch = self.b.build_conditional_branch(is_set, raise, next)?;
        self.cg.metadata.unlikely(branch);
        self.b.position_at_end(raise);
        let function = self.cg.helper(crate::helpers::Helper::RaisePending)?;
        self.call(
            function.get_type(),
            function.as_global_value().as_pointer_value(),
            &[],
        )?;
        self.b.build_unreachable()?;
        self.b.position_at_end(next);
        Ok(())
    }

    pub fn set_personality(&self, personality: FunctionValue<'ctx>) {
        if !self.llvm.has_personality_function() {
            self.llvm.set_personality_function(personality);
        }
    }

    /// The instruction in hand has a handler in this function.
    pub fn is_protected(&self) -> bool {
        self.unwind.is_some()
    }

    pub fn payload_mismatch(&self, inst: Inst) -> CodegenError {
        let data = &self.f.insts[inst];
        let payload: &Payload = &data.payload;
        CodegenError::internal(
            "?",
            format!("{inst} `{}` carries {payload:?}", data.op.name()),
        )
    }
}

impl<'ctx> Body<'_, 'ctx, '_> {
    /// Calls an LLVM intrinsic that gives a value.
    pub fn call_intrinsic(
        &self,
        name: &str,
        types: &[inkwell::types::BasicTypeEnum<'ctx>],
        args: &[BasicValueEnum<'ctx>],
    ) -> Result<BasicValueEnum<'ctx>> {
        let missing = || {
            CodegenError::internal(
                "?",
                format!("LLVM has no intrinsic `{name}` that gives a value"),
            )
        };
        let function = self.cg.intrinsic(name, types).ok_or_else(missing)?;
        let args: Vec<BasicMetadataValueEnum<'ctx>> = args.iter().map(|&arg| arg.into()).collect();
        abi::call_result(self.b.build_call(function, &args, "")?).ok_or_else(missing)
    }
}
