//! The string literals that `String.Intern` gives out: a table of those that are left after the passes, made only if
//! something still asks for it.

use crate::ffi;
use crate::types::Types;
use inkwell::module::{Linkage, Module};

/// What the runtime calls the table: a count, then the addresses of the strings.
pub(crate) const SYMBOL: &str = "kiln_literals";

/// What the globals of literals are called, before their number.
pub(crate) const PREFIX: &str = "string.";

/// Defines the table if it is still referred to.
pub(crate) fn define<'ctx>(module: &Module<'ctx>, types: &Types<'ctx>) {
    let Some(declared) = module.get_global(SYMBOL) else {
        return;
    };
    if !ffi::is_used(declared) {
        return;
    }
    let strings: Vec<_> = module
        .get_globals()
        .filter(|global| {
            let name = global.get_name().to_bytes();
            name.starts_with(PREFIX.as_bytes()) && ffi::is_used(*global)
        })
        .map(|global| global.as_pointer_value())
        .collect();
    let count = types.i64.const_int(strings.len() as u64, false);
    let table = types.context.const_struct(
        &[count.into(), types.ptr.const_array(&strings).into()],
        false,
    );
    let global = module.add_global(table.get_type(), None, "");
    global.set_initializer(&table);
    global.set_constant(true);
    global.set_linkage(Linkage::Internal);
    global.set_alignment(8);
    ffi::replace_global(declared, global.as_pointer_value());
    global.set_name(SYMBOL);
}
