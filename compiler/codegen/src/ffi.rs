//! What inkwell lacks or marks unsafe, as safe functions over llvm-sys.

use crate::error::Result;
use crate::types::Types;
use inkwell::builder::Builder;
use inkwell::context::{AsContextRef, Context};
use inkwell::module::Module;
use inkwell::values::{AsValueRef, FunctionValue, GlobalValue, IntValue, PointerValue};
use llvm_sys::LLVMDiagnosticSeverity;
use llvm_sys::prelude::LLVMDiagnosticInfoRef;
use std::cell::RefCell;
use std::ffi::{CStr, c_void};

/// Error diagnostics of one LLVM context.
#[derive(Default)]
pub(crate) struct Diagnostics {
    errors: RefCell<Vec<String>>,
}

impl Diagnostics {
    /// Collects errors of `context` from now on, instead of LLVM's default of ending the process.
    pub fn install(&self, context: &Context) {
        // SAFETY: the handler gets back this pointer; the caller keeps `self` alive as long as the context
        // is used, and removes the handler by `remove` before that ends.
        unsafe {
            llvm_sys::core::LLVMContextSetDiagnosticHandler(
                context.as_ctx_ref(),
                Some(collect),
                std::ptr::from_ref(self).cast_mut().cast::<c_void>(),
            );
        }
    }

    pub fn remove(&self, context: &Context) {
        // SAFETY: a null handler is LLVM's default state.
        unsafe {
            llvm_sys::core::LLVMContextSetDiagnosticHandler(
                context.as_ctx_ref(),
                None,
                std::ptr::null_mut(),
            );
        }
    }

    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.errors.borrow_mut())
    }
}

extern "C" fn collect(info: LLVMDiagnosticInfoRef, state: *mut c_void) {
    // SAFETY: LLVM passes a valid diagnostic, and the pointer given to `install`, which is still alive. The
    // description is a C string that we own and give back.
    unsafe {
        if llvm_sys::core::LLVMGetDiagInfoSeverity(info) != LLVMDiagnosticSeverity::LLVMDSError {
            return;
        }
        let text = llvm_sys::core::LLVMGetDiagInfoDescription(info);
        let message = CStr::from_ptr(text).to_string_lossy().into_owned();
        llvm_sys::core::LLVMDisposeMessage(text);
        (*state.cast::<Diagnostics>())
            .errors
            .borrow_mut()
            .push(message);
    }
}

/// `pointer + index * size` without any promise.
pub(crate) fn element<'ctx>(
    builder: &Builder<'ctx>,
    types: &Types<'ctx>,
    pointer: PointerValue<'ctx>,
    index: IntValue<'ctx>,
    size: u32,
) -> Result<PointerValue<'ctx>> {
    // SAFETY: one index into a byte array type is always well formed; no bounds are promised.
    Ok(unsafe {
        if size == 1 {
            builder.build_gep(types.i8, pointer, &[index], "")?
        } else {
            builder.build_gep(types.bytes(size), pointer, &[index], "")?
        }
    })
}

/// `pointer + offset` within the object that `pointer` points into.
pub(crate) fn field<'ctx>(
    builder: &Builder<'ctx>,
    types: &Types<'ctx>,
    pointer: PointerValue<'ctx>,
    offset: i64,
) -> Result<PointerValue<'ctx>> {
    if offset == 0 {
        return Ok(pointer);
    }
    let index = types.word.const_int(offset as u64, true);
    // SAFETY: one index into bytes is well formed; the caller states that the field is inside the object.
    Ok(unsafe { builder.build_in_bounds_gep(types.i8, pointer, &[index], "")? })
}

/// Replaces a global by another of whatever type and removes it.
pub(crate) fn replace_global<'ctx>(old: GlobalValue<'ctx>, new: PointerValue<'ctx>) {
    // SAFETY: both are pointers of one context; `old` has no use left when it is deleted.
    unsafe {
        llvm_sys::core::LLVMReplaceAllUsesWith(old.as_value_ref(), new.as_value_ref());
        old.delete();
    }
}

/// Replaces a function by another of whatever type and removes it.
pub(crate) fn replace_function<'ctx>(old: FunctionValue<'ctx>, new: PointerValue<'ctx>) {
    // SAFETY: as in `replace_global`.
    unsafe {
        llvm_sys::core::LLVMReplaceAllUsesWith(old.as_value_ref(), new.as_value_ref());
        old.delete();
    }
}

/// The assembly text at module level.
pub(crate) fn module_assembly(module: &Module<'_>) -> String {
    let mut length = 0;
    // SAFETY: LLVM returns a pointer into the module with its length.
    unsafe {
        let text = llvm_sys::core::LLVMGetModuleInlineAsm(module.as_mut_ptr(), &mut length);
        if text.is_null() {
            return String::new();
        }
        String::from_utf8_lossy(std::slice::from_raw_parts(text.cast::<u8>(), length)).into_owned()
    }
}

/// Bytes of a constant array of bytes.
pub(crate) fn constant_bytes(global: GlobalValue<'_>) -> Option<Vec<u8>> {
    let initializer = global.get_initializer()?;
    let value = initializer.as_value_ref();
    let mut length = 0;
    // SAFETY: the value is checked to be a constant data array before its bytes are asked for; the pointer
    // is valid as long as the module.
    unsafe {
        if llvm_sys::core::LLVMIsAConstantDataArray(value).is_null() {
            // Rust wraps statics in a struct of one field.
            let inner = llvm_sys::core::LLVMGetAggregateElement(value, 0);
            if inner.is_null() || llvm_sys::core::LLVMIsAConstantDataArray(inner).is_null() {
                return None;
            }
            let bytes = llvm_sys::core::LLVMGetAsString(inner, &mut length);
            return Some(std::slice::from_raw_parts(bytes.cast::<u8>(), length).to_vec());
        }
        let bytes = llvm_sys::core::LLVMGetAsString(value, &mut length);
        Some(std::slice::from_raw_parts(bytes.cast::<u8>(), length).to_vec())
    }
}

/// Removes a phi of a block that nothing jumps to.
pub(crate) fn remove_phi(phi: inkwell::values::PhiValue<'_>) {
    // SAFETY: the phi is in an unreachable block; its uses become poison, then it has none.
    unsafe {
        let value = phi.as_value_ref();
        let poison = llvm_sys::core::LLVMGetPoison(llvm_sys::core::LLVMTypeOf(value));
        llvm_sys::core::LLVMReplaceAllUsesWith(value, poison);
        llvm_sys::core::LLVMInstructionEraseFromParent(value);
    }
}

/// Resolves aliases of functions (LLVM merges equal functions into them): every use refers to the function
/// itself from now on. Gives the names that stand for them; the aliases are left to dead-code elimination.
pub(crate) fn resolve_aliases<'ctx>(
    module: &Module<'ctx>,
    is_kept: impl Fn(&str) -> bool,
) -> Vec<(String, FunctionValue<'ctx>)> {
    let mut resolved = Vec::new();
    // SAFETY: walks the module's list of aliases; names are read with their length; targets are of
    // the alias's type.
    unsafe {
        let mut next = llvm_sys::core::LLVMGetFirstGlobalAlias(module.as_mut_ptr());
        while !next.is_null() {
            let alias = next;
            next = llvm_sys::core::LLVMGetNextGlobalAlias(alias);
            let target = llvm_sys::core::LLVMAliasGetAliasee(alias);
            let Some(function) = FunctionValue::new(target) else {
                continue;
            };
            let mut length = 0;
            let name = llvm_sys::core::LLVMGetValueName2(alias, &mut length);
            let name = std::slice::from_raw_parts(name.cast::<u8>(), length);
            let name = String::from_utf8_lossy(name).into_owned();
            if is_kept(&name) {
                continue;
            }
            resolved.push((name, function));
            llvm_sys::core::LLVMReplaceAllUsesWith(alias, target);
            llvm_sys::core::LLVMSetLinkage(alias, llvm_sys::LLVMLinkage::LLVMInternalLinkage);
        }
    }
    resolved
}

/// Something refers to the global.
pub(crate) fn is_used(global: GlobalValue<'_>) -> bool {
    // SAFETY: reads the use list of a live global.
    unsafe { !llvm_sys::core::LLVMGetFirstUse(global.as_value_ref()).is_null() }
}
