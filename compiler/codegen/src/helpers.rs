//! Functions that code generation itself adds to the module: allocation with its failure, and the switch
//! from the runtime's pending exception to the program's throw functions.

use crate::error::Result;
use crate::module::Codegen;
use crate::{OptLevel, abi, symbol};
use inkwell::IntPredicate;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::builder::Builder;
use inkwell::module::Linkage;
use inkwell::types::FunctionType;
use inkwell::values::{FunctionValue, GlobalValue, PointerValue};
use kiln_ir::{ExceptionKind, Func};

/// The helpers of a module.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Helper {
    /// `(table) -> object`
    NewObject,
    /// `(table, length) -> array`
    NewArray,
    /// Throws what is pending.
    RaisePending,
    /// Stands for a throw function that the program does not have.
    Unexpected(ExceptionKind),
}

impl<'ctx> Codegen<'ctx, '_> {
    /// The function that makes and throws an exception of this kind.
    pub fn throw_function(&self, kind: ExceptionKind) -> Result<FunctionValue<'ctx>> {
        if self.has_function(Func::Throw(kind)) {
            return self.function(Func::Throw(kind));
        }
        self.helper(Helper::Unexpected(kind))
    }

    pub fn helper(&self, helper: Helper) -> Result<FunctionValue<'ctx>> {
        if let Some(&function) = self.data.borrow().helpers.get(&helper) {
            return Ok(function);
        }
        let function = match helper {
            Helper::NewObject => self.allocation("kiln.new", "kiln_alloc_object", false)?,
            Helper::NewArray => self.allocation("kiln.new_array", "kiln_alloc_array", true)?,
            Helper::RaisePending => self.raise_pending()?,
            Helper::Unexpected(kind) => self.unexpected(kind)?,
        };
        self.data.borrow_mut().helpers.insert(helper, function);
        Ok(function)
    }

    fn add_helper(
        &self,
        name: &str,
        ty: FunctionType<'ctx>,
        attributes: &[&str],
    ) -> (FunctionValue<'ctx>, Builder<'ctx>) {
        let name = self.symbols.borrow_mut().unique(name);
        let function = self.module.add_function(&name, ty, Some(Linkage::Internal));
        for attribute in attributes {
            let kind = Attribute::get_named_enum_kind_id(attribute);
            function.add_attribute(
                AttributeLoc::Function,
                self.types.context.create_enum_attribute(kind, 0),
            );
        }
        let builder = self.types.context.create_builder();
        builder.position_at_end(self.types.context.append_basic_block(function, ""));
        (function, builder)
    }

    /// Calls the runtime's allocator and throws OutOfMemory when it gives null.
    fn allocation(&self, name: &str, symbol: &str, array: bool) -> Result<FunctionValue<'ctx>> {
        let t = &self.types;
        let ty = if array {
            t.ptr.fn_type(&[t.ptr.into(), t.word.into()], false)
        } else {
            t.ptr.fn_type(&[t.ptr.into()], false)
        };
        let inline: &[&str] = match self.options.opt {
            OptLevel::O2 | OptLevel::O3 => &["inlinehint"],
            _ => &[],
        };
        let (function, builder) = self.add_helper(name, ty, inline);
        let context = t.context;
        for attribute in ["noalias", "nonnull"] {
            let kind = Attribute::get_named_enum_kind_id(attribute);
            function.add_attribute(AttributeLoc::Return, context.create_enum_attribute(kind, 0));
        }
        let entry = self.external(symbol, ty);
        let args = abi::coerce_args(&builder, t, entry, &function.get_params())?;
        let object = abi::call_result(builder.build_call(entry, &args, "")?);
        let object = match object {
            Some(value) if value.is_pointer_value() => value.into_pointer_value(),
            _ => t.ptr.const_null(),
        };
        let failed = context.append_basic_block(function, "");
        let done = context.append_basic_block(function, "");
        let test = builder.build_is_null(object, "")?;
        self.metadata
            .unlikely(builder.build_conditional_branch(test, failed, done)?);
        builder.position_at_end(done);
        builder.build_return(Some(&object))?;
        builder.position_at_end(failed);
        builder.build_call(self.throw_function(ExceptionKind::OutOfMemory)?, &[], "")?;
        builder.build_unreachable()?;
        Ok(function)
    }

    /// The runtime's thread-local that names a pending exception.
    pub fn pending(&self) -> PointerValue<'ctx> {
        self.thread_local("kiln_pending", self.types.i32.into())
            .as_pointer_value()
    }

    /// A thread-local of the runtime.
    pub fn thread_local(
        &self,
        name: &str,
        ty: inkwell::types::BasicTypeEnum<'ctx>,
    ) -> GlobalValue<'ctx> {
        self.module.get_global(name).unwrap_or_else(|| {
            let global = self.module.add_global(ty, None, name);
            global.set_thread_local(true);
            global.set_thread_local_mode(Some(self.tls_mode()));
            global
        })
    }

    fn raise_pending(&self) -> Result<FunctionValue<'ctx>> {
        let t = &self.types;
        let ty = t.context.void_type().fn_type(&[], false);
        let (function, builder) =
            self.add_helper("kiln.raise_pending", ty, &["noinline", "cold", "noreturn"]);
        let pending = self.pending();
        let kind = builder.build_load(t.i32, pending, "")?.into_int_value();
        builder.build_store(pending, t.i32.const_zero())?;
        let mut cases = Vec::new();
        for &exception in ExceptionKind::ALL {
            if self.has_function(Func::Throw(exception)) {
                let block = t.context.append_basic_block(function, "");
                cases.push((t.i32.const_int(exception as u64, false), block, exception));
            }
        }
        let other = t.context.append_basic_block(function, "");
        let targets: Vec<_> = cases
            .iter()
            .map(|&(value, block, _)| (value, block))
            .collect();
        builder.build_switch(kind, other, &targets)?;
        for (_, block, exception) in cases {
            builder.position_at_end(block);
            builder.build_call(self.function(Func::Throw(exception))?, &[], "")?;
            builder.build_unreachable()?;
        }
        builder.position_at_end(other);
        self.abort_with(&builder, kind)?;
        Ok(function)
    }

    fn unexpected(&self, kind: ExceptionKind) -> Result<FunctionValue<'ctx>> {
        let t = &self.types;
        let ty = t.context.void_type().fn_type(&[], false);
        let name = format!(
            "absent-{}",
            symbol::func_name(self.facts, Func::Throw(kind))
        );
        let (function, builder) = self.add_helper(&name, ty, &["noinline", "cold", "noreturn"]);
        self.abort_with(&builder, t.i32.const_int(kind as u64, false))?;
        Ok(function)
    }

    /// Ends the program for an exception that it has no class for.
    fn abort_with(
        &self,
        builder: &Builder<'ctx>,
        kind: inkwell::values::IntValue<'ctx>,
    ) -> Result<()> {
        if let Some(function) = self.module.get_function("kiln_unexpected_pending") {
            let args = abi::coerce_args(builder, &self.types, function, &[kind.into()])?;
            builder.build_call(function, &args, "")?;
        } else if let Some(trap) = self.intrinsic("llvm.trap", &[]) {
            builder.build_call(trap, &[], "")?;
        }
        builder.build_unreachable()?;
        Ok(())
    }

    pub fn intrinsic(
        &self,
        name: &str,
        types: &[inkwell::types::BasicTypeEnum<'ctx>],
    ) -> Option<FunctionValue<'ctx>> {
        inkwell::intrinsics::Intrinsic::find(name)?.get_declaration(&self.module, types)
    }

    /// Tests whether an integer is not zero.
    pub fn is_true(
        &self,
        builder: &Builder<'ctx>,
        value: inkwell::values::IntValue<'ctx>,
    ) -> Result<inkwell::values::IntValue<'ctx>> {
        Ok(
            builder.build_int_compare(
                IntPredicate::NE,
                value,
                value.get_type().const_zero(),
                "",
            )?,
        )
    }
}
