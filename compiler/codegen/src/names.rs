//! Names of methods for stack traces: a table of code addresses and texts, made after the passes for the
//! functions that are left, and only if something still asks for it.

use crate::ffi;
use crate::module::Codegen;
use crate::types::Types;
use inkwell::module::{Linkage, Module};
use inkwell::values::UnnamedAddress;
use kiln_ir::Func;

/// What the runtime calls the table: a count, then pairs of code address and text.
pub(crate) const SYMBOL: &str = "kiln_method_names";

/// Symbol and name of a method.
pub(crate) struct MethodName {
    symbol: String,
    text: String,
}

impl Codegen<'_, '_> {
    /// Names of all methods of the program, if the runtime may want them.
    pub fn method_names(&self) -> Vec<MethodName> {
        if !self.options.method_names || self.module.get_global(SYMBOL).is_none() {
            return Vec::new();
        }
        let functions = self.program.functions.iter();
        functions
            .filter_map(|function| {
                let Func::Method(method) = function.func else {
                    return None;
                };
                let symbol = self
                    .body(function.func)
                    .ok()?
                    .get_name()
                    .to_string_lossy()
                    .into_owned();
                Some(MethodName {
                    symbol,
                    text: self.facts.trace_name(method),
                })
            })
            .collect()
    }
}

/// Defines the table if it is still referred to.
pub(crate) fn define<'ctx>(module: &Module<'ctx>, types: &Types<'ctx>, names: &[MethodName]) {
    let Some(declared) = module.get_global(SYMBOL) else {
        return;
    };
    if !ffi::is_used(declared) {
        return;
    }
    let mut rows = Vec::new();
    for name in names {
        let Some(function) = module.get_function(&name.symbol) else {
            continue;
        };
        if function.count_basic_blocks() == 0 {
            continue;
        }
        let text = types.context.const_string(name.text.as_bytes(), true);
        let global = module.add_global(text.get_type(), None, "method-name");
        global.set_initializer(&text);
        global.set_constant(true);
        global.set_linkage(Linkage::Private);
        global.set_unnamed_address(UnnamedAddress::Global);
        global.set_alignment(1);
        let code = function.as_global_value().as_pointer_value();
        rows.push(
            types
                .context
                .const_struct(&[code.into(), global.as_pointer_value().into()], false),
        );
    }
    let row = types
        .context
        .struct_type(&[types.ptr.into(), types.ptr.into()], false);
    let count = types.i64.const_int(rows.len() as u64, false);
    let table = types
        .context
        .const_struct(&[count.into(), row.const_array(&rows).into()], false);
    let global = module.add_global(table.get_type(), None, "");
    global.set_initializer(&table);
    global.set_constant(true);
    global.set_linkage(Linkage::Internal);
    global.set_alignment(8);
    ffi::replace_global(declared, global.as_pointer_value());
    global.set_name(SYMBOL);
}
