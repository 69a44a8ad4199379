//! The module's shape around the passes: what stays visible, attributes of functions, sections.

use crate::module::Codegen;
use crate::options::CodegenOptions;
use crate::runtime::RuntimeInfo;
use crate::target::Cpu;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::context::ContextRef;
use inkwell::module::{Linkage, Module};
use inkwell::values::{FunctionValue, GlobalValue};
use kiln_ir::Function;

/// `uwtable(sync)`: unwinding is possible at calls.
const UWTABLE_SYNC: u64 = 1;

fn flag(context: ContextRef<'_>, name: &str) -> Attribute {
    context.create_enum_attribute(Attribute::get_named_enum_kind_id(name), 0)
}

/// Attributes that the function's own facts give.
pub(crate) fn function_attributes<'ctx>(
    codegen: &Codegen<'ctx, '_>,
    function: &Function,
    value: FunctionValue<'ctx>,
) {
    let context = codegen.module.get_context();
    let add = |name: &str| value.add_attribute(AttributeLoc::Function, flag(context, name));
    let flags = function.flags;
    let called_by_runtime = crate::symbol::runtime_name(function.func).is_some();
    if flags.no_inline || called_by_runtime {
        add("noinline");
    } else if flags.always_inline {
        add("inlinehint");
    }
    if flags.no_return {
        add("noreturn");
    }
    if flags.cold {
        add("cold");
        if !flags.no_inline {
            add("noinline");
        }
    }
    let nonnull = Attribute::get_named_enum_kind_id("nonnull");
    for (index, &param) in function.blocks[function.entry].params.iter().enumerate() {
        let data = &function.values[param];
        if data.ty == kiln_ir::Ty::Ref && data.fact.non_null {
            value.add_attribute(
                AttributeLoc::Param(index as u32),
                context.create_enum_attribute(nonnull, 0),
            );
        }
    }
}

/// Before the passes: hide everything that the linker does not need, and give all functions one CPU and
/// one size policy, so that the runtime's inline into the program's.
pub(crate) fn prepare(
    module: &Module<'_>,
    runtime: &RuntimeInfo,
    options: &CodegenOptions<'_>,
    cpu: &Cpu,
) {
    let context = module.get_context();
    let uwtable =
        context.create_enum_attribute(Attribute::get_named_enum_kind_id("uwtable"), UWTABLE_SYNC);
    let cpu_name = context.create_string_attribute("target-cpu", &cpu.name);
    let features = context.create_string_attribute("target-features", &cpu.features);
    let probe = context.create_string_attribute("probe-stack", "inline-asm");
    let whole = !options.runtime_bitcode.is_empty();
    for function in module.get_functions() {
        if function.count_basic_blocks() == 0 {
            continue;
        }
        let add = |attribute| function.add_attribute(AttributeLoc::Function, attribute);
        if !cpu.name.is_empty() {
            add(cpu_name);
        }
        if !cpu.features.is_empty() {
            add(features);
        }
        add(uwtable);
        add(probe);
        // A null pointer or function pointer faults as under .NET: nothing that LLVM may take for impossible.
        add(flag(context, "null_pointer_is_valid"));
        if options.opt.is_size() {
            add(flag(context, "optsize"));
            if options.opt == crate::OptLevel::Oz {
                add(flag(context, "minsize"));
            }
        }
        if whole {
            internalize(function.as_global_value(), runtime, options);
        }
    }
    if whole {
        for global in module.get_globals() {
            if !global.is_declaration() {
                internalize(global, runtime, options);
            }
        }
    }
}

fn internalize(global: GlobalValue<'_>, runtime: &RuntimeInfo, options: &CodegenOptions<'_>) {
    let hideable = matches!(
        global.get_linkage(),
        Linkage::External
            | Linkage::LinkOnceAny
            | Linkage::LinkOnceODR
            | Linkage::WeakODR
            | Linkage::Common
    );
    let name = global.get_name().to_string_lossy();
    if hideable && !name.starts_with("llvm.") && !runtime.is_kept(&name, &options.keep_symbols) {
        global.set_linkage(Linkage::Internal);
        global.set_visibility(inkwell::GlobalVisibility::Default);
    }
}

/// After the passes: one section for each function, so that the linker can drop and fold them. Not
/// earlier, because functions of different sections are never merged by LLVM.
pub(crate) fn finish(module: &Module<'_>) {
    let cold = Attribute::get_named_enum_kind_id("cold");
    for function in module.get_functions() {
        if function.count_basic_blocks() == 0 || function.get_section().is_some() {
            continue;
        }
        let name = function.get_name().to_string_lossy();
        let is_cold = function
            .get_enum_attribute(AttributeLoc::Function, cold)
            .is_some();
        let prefix = if is_cold { ".text.unlikely." } else { ".text." };
        function.set_section(Some(&format!("{prefix}{name}")));
    }
}
