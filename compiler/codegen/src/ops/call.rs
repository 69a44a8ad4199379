//! Calls of every kind.

use super::{Site, one};
use crate::abi::{Callee, call_result};
use crate::error::{CodegenError, Result};
use crate::function::{Body, Results};
use crate::tail;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::types::FunctionType;
use inkwell::values::{BasicValueEnum, CallSiteValue, FunctionValue, PointerValue};
use kiln_ir::function::{CallInfo, CallKind, Payload};
use kiln_ir::{Func, Ty};
use kiln_world::MethodId;

/// Runtime entries to which `RunCctor` bodies pass the state of their type.
const CCTOR_ENTRIES: &str = "kiln_cctor_";

pub(super) fn translate<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
) -> Result<Results<'ctx>> {
    let Payload::Call(info) = &site.data.payload else {
        return Err(body.payload_mismatch(site.inst));
    };
    let cg = body.cg;
    let args = site
        .data
        .args
        .iter()
        .map(|&arg| body.value(arg))
        .collect::<Result<Vec<_>>>()?;
    match &info.kind {
        CallKind::Direct(func) => {
            let mut function = cg.function(*func)?;
            let is_tail = info.tail && !body.is_protected();
            if is_tail && let Some(twin) = body.tail_twin(*func)? {
                function = twin;
            }
            let params = function.get_type().count_param_types() as usize;
            if params != args.len() {
                return Err(CodegenError::internal(
                    "?",
                    format!(
                        "{} passes {} arguments to `{}`, which takes {params}",
                        site.inst,
                        args.len(),
                        function.get_name().to_string_lossy()
                    ),
                ));
            }
            let args = args
                .iter()
                .zip(function.get_params())
                .map(|(&arg, param)| crate::abi::coerce(&body.b, arg, param.get_type()))
                .collect::<Result<Vec<_>>>()?;
            let pointer = function.as_global_value().as_pointer_value();
            let called = body.call(function.get_type(), pointer, &args)?;
            called.set_call_convention(function.get_call_conventions());
            finish(body, site, info, called)
        }
        CallKind::Virtual(method) | CallKind::Interface(method) => {
            let receiver = body.ptr(site.arg(0))?;
            let code = slot_code(body, receiver, *method)?;
            managed(body, site, info, code, &args)
        }
        CallKind::Delegate(_) => {
            let known = cg.known_layout()?;
            let delegate = body.ptr(site.arg(0))?;
            let code = load_word(body, delegate, known.delegate_code)?;
            let mut args = args;
            args[0] = load_word(body, delegate, known.delegate_target)?.into();
            managed(body, site, info, code, &args)
        }
        CallKind::Indirect => {
            let code = body.ptr(site.arg(0))?;
            managed(body, site, info, code, &args[1..])
        }
        CallKind::NativeIndirect(signature) => {
            let code = body.ptr(site.arg(0))?;
            let signature = cg.facts.site_signature(*signature)?;
            body.call_native(Callee::Pointer(code), &signature, &args[1..])
        }
        CallKind::Native { symbol, sig } => {
            let signature = cg.facts.site_signature(*sig)?;
            body.call_native(Callee::Symbol(symbol), &signature, &args)
        }
        CallKind::Runtime { symbol, throws } => {
            let mut args = args;
            if let Func::RunCctor(ty) = body.f.func
                && symbol.starts_with(CCTOR_ENTRIES)
            {
                args.insert(0, cg.cctor_context(ty).into());
            }
            let rets = result_types(body, site);
            let results = body.call_runtime(symbol, &args, &rets, false)?;
            if *throws {
                body.check_pending()?;
            }
            Ok(results)
        }
    }
}

impl<'ctx> Body<'_, 'ctx, '_> {
    /// The callee's body in the convention for tail calls, when this one has it too.
    fn tail_twin(&self, callee: Func) -> Result<Option<FunctionValue<'ctx>>> {
        let own = self.cg.body(self.f.func)?;
        let other = self.cg.body(callee)?;
        let fits =
            |function: FunctionValue<'ctx>| function.get_call_conventions() == tail::CONVENTION;
        Ok((fits(own) && fits(other)).then_some(other))
    }
}

fn result_types(body: &Body<'_, '_, '_>, site: Site<'_>) -> Vec<Ty> {
    site.data
        .results
        .iter()
        .map(|&value| body.f.values[value].ty)
        .collect()
}

/// The code that a virtual call on the receiver would run.
pub(super) fn virtual_address<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
) -> Result<Results<'ctx>> {
    let Payload::Func(Func::Method(method)) = site.data.payload else {
        return Err(body.payload_mismatch(site.inst));
    };
    let receiver = body.ptr(site.arg(0))?;
    one(slot_code(body, receiver, method)?)
}

fn slot_code<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    receiver: PointerValue<'ctx>,
    method: MethodId,
) -> Result<PointerValue<'ctx>> {
    let slot = body.cg.program.slots.get(&method).copied().ok_or_else(|| {
        CodegenError::internal(
            "?",
            format!("`{}` has no slot", body.cg.facts.method_name(method)),
        )
    })?;
    let table = body.table_of(receiver)?;
    body.load_fixed_ptr(table, body.cg.slot_offset(slot))
}

fn load_word<'ctx>(
    body: &Body<'_, 'ctx, '_>,
    object: PointerValue<'ctx>,
    offset: u32,
) -> Result<PointerValue<'ctx>> {
    let at = crate::ffi::field(&body.b, &body.t, object, i64::from(offset))?;
    Ok(body.b.build_load(body.t.ptr, at, "")?.into_pointer_value())
}

/// Calls managed code at an address, with the types that the arguments have.
fn managed<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
    info: &CallInfo,
    code: PointerValue<'ctx>,
    args: &[BasicValueEnum<'ctx>],
) -> Result<Results<'ctx>> {
    let ty = managed_type(body, site, args);
    let called = body.call(ty, code, args)?;
    finish(body, site, info, called)
}

fn managed_type<'ctx>(
    body: &Body<'_, 'ctx, '_>,
    site: Site<'_>,
    args: &[BasicValueEnum<'ctx>],
) -> FunctionType<'ctx> {
    let params: Vec<_> = args.iter().map(|arg| arg.get_type().into()).collect();
    let rets = result_types(body, site);
    let t = &body.t;
    match rets.as_slice() {
        [] => t.context.void_type().fn_type(&params, false),
        [one] => {
            use inkwell::types::BasicType;
            t.value(*one).fn_type(&params, false)
        }
        many => {
            let fields: Vec<_> = many.iter().map(|&ty| t.value(ty)).collect();
            t.context
                .struct_type(&fields, false)
                .fn_type(&params, false)
        }
    }
}

/// Attributes of the call, and its results one by one.
fn finish<'ctx>(
    body: &mut Body<'_, 'ctx, '_>,
    site: Site<'_>,
    info: &CallInfo,
    called: CallSiteValue<'ctx>,
) -> Result<Results<'ctx>> {
    if info.no_return {
        let kind = Attribute::get_named_enum_kind_id("noreturn");
        called.add_attribute(
            AttributeLoc::Function,
            body.t.context.create_enum_attribute(kind, 0),
        );
    }
    // The importer sees to it that a callee of a tail call gets no address of this frame's slots.
    if info.tail && !body.is_protected() {
        called.set_tail_call(true);
    }
    let mut results = Results::new();
    match (site.data.results.len(), call_result(called)) {
        (0, _) => {}
        (1, Some(value)) => results.push(value),
        (count, Some(BasicValueEnum::StructValue(pair))) => {
            for index in 0..count as u32 {
                results.push(body.b.build_extract_value(pair, index, "")?);
            }
        }
        _ => {
            return Err(CodegenError::internal(
                "?",
                format!("{} calls something that gives no value", site.inst),
            ));
        }
    }
    Ok(results)
}
