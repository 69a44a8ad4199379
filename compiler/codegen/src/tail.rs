//! Tail calls that pass more on the stack than the caller itself got. LLVM only makes them with the calling convention
//! `tailcc`; functions that take part have their body in that convention, and everybody else calls them through a
//! wrapper in the usual one.

use crate::error::Result;
use crate::module::Codegen;
use crate::types::Types;
use inkwell::module::Linkage;
use inkwell::values::{BasicMetadataValueEnum, FunctionValue};
use kiln_ir::function::{CallKind, Function, Payload};
use kiln_ir::{Func, Op, Ty};
use rustc_hash::{FxHashMap, FxHashSet};

/// LLVM's number of `tailcc`.
pub(crate) const CONVENTION: u32 = 18;

/// Registers for arguments on the machine that has fewest.
const INTEGER_REGISTERS: usize = 6;
const FLOAT_REGISTERS: usize = 8;

/// Functions whose bodies have the convention: those that make such a call or are called by one, and what these call in
/// tail position in turn.
pub(crate) fn participants(functions: &[Function]) -> FxHashSet<Func> {
    let mut callees: FxHashMap<Func, Vec<Func>> = FxHashMap::default();
    for function in functions {
        let called = tail_callees(function);
        if !called.is_empty() {
            callees.insert(function.func, called);
        }
    }
    if callees.is_empty() {
        return FxHashSet::default();
    }
    let words: FxHashMap<Func, usize> = functions
        .iter()
        .map(|function| (function.func, stack_words(function)))
        .collect();
    let mut found = FxHashSet::default();
    let mut left = Vec::new();
    for (caller, called) in &callees {
        for callee in called {
            if words.get(callee) > words.get(caller) {
                left.extend([*caller, *callee]);
            }
        }
    }
    while let Some(func) = left.pop() {
        if words.contains_key(&func) && found.insert(func) {
            left.extend(callees.get(&func).into_iter().flatten());
        }
    }
    found
}

fn tail_callees(function: &Function) -> Vec<Func> {
    let calls = function
        .insts
        .iter()
        .filter(|(_, inst)| inst.op == Op::Call);
    calls
        .filter_map(|(_, inst)| match &inst.payload {
            Payload::Call(info) if info.tail => match info.kind {
                CallKind::Direct(func @ Func::Method(_)) => Some(func),
                _ => None,
            },
            _ => None,
        })
        .collect()
}

/// Arguments that do not fit into registers.
fn stack_words(function: &Function) -> usize {
    let params = &function.blocks[function.entry].params;
    let is_float = |value| matches!(function.ty(value), Ty::F32 | Ty::F64);
    let floats = params.iter().filter(|&&value| is_float(value)).count();
    // A result of many parts comes back through a pointer.
    let integers = params.len() - floats + usize::from(function.rets.len() > 2);
    integers.saturating_sub(INTEGER_REGISTERS) + floats.saturating_sub(FLOAT_REGISTERS)
}

impl<'ctx> Codegen<'ctx, '_> {
    /// Makes `body` the one in the convention, and gives the function that others call.
    pub fn tail_wrapper(
        &self,
        body: FunctionValue<'ctx>,
        name: &str,
    ) -> Result<FunctionValue<'ctx>> {
        let Types { context, .. } = self.types;
        body.set_call_conventions(CONVENTION);
        let wrapper = self
            .module
            .add_function(name, body.get_type(), Some(Linkage::Internal));
        let builder = context.create_builder();
        builder.position_at_end(context.append_basic_block(wrapper, ""));
        let args: Vec<BasicMetadataValueEnum<'ctx>> =
            wrapper.get_param_iter().map(Into::into).collect();
        let called = builder.build_call(body, &args, "")?;
        called.set_call_convention(CONVENTION);
        match crate::abi::call_result(called) {
            Some(value) => {
                builder.build_return(Some(&value as &dyn inkwell::values::BasicValue<'ctx>))
            }
            None => builder.build_return(None),
        }?;
        Ok(wrapper)
    }
}
