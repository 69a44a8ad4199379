//! `RuntimeMethodHandle`: facts about methods; delegates and their methods.

use super::make::{self, Table};
use super::members::{self, Method};
use super::metadata::{Metadata, table};
use super::signature::{self, type_array};
use crate::entries;
use crate::heap::alloc::kiln_alloc_object;
use crate::heap::barrier::kiln_write_barrier;
use crate::layout::{self, field};
use crate::method_table::MethodTable;
use crate::object::Ref;
use crate::{program, text};
use core::ptr::{null, null_mut};

/// The handle in a `RuntimeMethodInfo`, a `RuntimeConstructorInfo` or a stub: one place in all.
///
/// # Safety
/// `info` must be a live object of one of these.
pub unsafe fn handle_of(info: Ref) -> *mut Method {
    // SAFETY: as stated.
    unsafe { *field::<*mut Method>(info, layout::METHOD_STUB_VALUE) }
}

/// A new `RuntimeMethodInfoStub`.
pub fn stub_object(method: *mut Method) -> Ref {
    if method.is_null() {
        return null_mut();
    }
    // SAFETY: the class is a table of the program.
    unsafe {
        let Some(class) = program::mt_method_stub().cast::<MethodTable>().as_ref() else {
            return null_mut();
        };
        let stub = kiln_alloc_object(class);
        if !stub.is_null() {
            *field::<*mut Method>(stub, layout::METHOD_STUB_VALUE) = method;
        }
        stub
    }
}

crate::manifest_line!(
    helper,
    "kiln_reflect_method_handle",
    "kiln_reflect_method_handle",
    "-"
);

/// `ldtoken` of a method: the object that a handle holds.
///
/// # Safety
/// `args` must have `count` tables.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_reflect_method_handle(
    owner: Table,
    token: u32,
    args: *const Table,
    count: usize,
) -> Ref {
    let mut method = members::method(owner, token);
    // SAFETY: as stated; records stay.
    unsafe {
        if count != 0
            && let Some(definition) = method.as_mut()
        {
            method = members::method_instance(definition, core::slice::from_raw_parts(args, count));
        }
    }
    stub_object(method)
}

entries! {
    [icall "System.RuntimeMethodHandle::GetAttributes(System.RuntimeMethodHandleInternal):System.Reflection.MethodAttributes" "-"]
    fn kiln_reflect_method_attributes(method: &Method) -> u32 {
        method.attributes()
    }

    [icall "System.RuntimeMethodHandle::GetImplAttributes(System.IRuntimeMethodInfo):System.Reflection.MethodImplAttributes" "-"]
    fn kiln_reflect_impl_attributes(info: Ref) -> u32 {
        handle_of(info).as_ref().map_or(0, |method| method.meta().map_or(0, |meta| meta.cell(table::METHOD, method.row(), 1)))
    }

    [icall "System.RuntimeMethodHandle::GetMethodTable(System.RuntimeMethodHandleInternal):System.Runtime.CompilerServices.MethodTable*" "-"]
    fn kiln_reflect_method_table(method: &Method) -> Table {
        method.owner
    }

    [icall "System.RuntimeMethodHandle::GetSlot(System.RuntimeMethodHandleInternal):System.Int32" "-"]
    fn kiln_reflect_method_slot(method: &Method) -> i32 {
        // A method of which no slot is known counts as beyond all slots.
        method.entry.filter(|entry| entry.slot != super::tables::NONE).map_or(i32::from(u16::MAX), |entry| i32::from(entry.slot))
    }

    [icall "System.RuntimeMethodHandle::GetMethodDef(System.RuntimeMethodHandleInternal):System.Int32" "-"]
    fn kiln_reflect_method_token(method: &Method) -> u32 {
        method.token
    }

    [icall "System.RuntimeMethodHandle::GetUtf8NameInternal(System.RuntimeMethodHandleInternal):System.Void*" "-"]
    fn kiln_reflect_method_name(method: &Method) -> *const u8 {
        method.name().as_ptr()
    }

    [icall "System.RuntimeMethodHandle::HasMethodInstantiation(System.RuntimeMethodHandleInternal):System.Boolean" "-"]
    fn kiln_reflect_is_generic(method: &Method) -> i32 {
        i32::from(!method.generic_params().is_empty())
    }

    [icall "System.RuntimeMethodHandle::IsGenericMethodDefinition(System.RuntimeMethodHandleInternal):System.Boolean" "-"]
    fn kiln_reflect_is_generic_definition(method: &Method) -> i32 {
        i32::from(!method.generic_params().is_empty() && method.args().is_empty())
    }

    [icall "System.RuntimeMethodHandle::IsTypicalMethodDefinition(System.IRuntimeMethodInfo):System.Boolean" "-"]
    fn kiln_reflect_is_typical(info: Ref) -> i32 {
        handle_of(info).as_ref().map_or(1, |method| {
            let definition = super::tables::definition_of(method.owner)
                .map_or(null(), |(module, token)| make::type_def(module, token & 0x00FF_FFFF));
            i32::from(method.args().is_empty() && definition == method.owner)
        })
    }

    [qcall "RuntimeMethodHandle_GetTypicalMethodDefinition" "alloc"]
    fn kiln_reflect_typical(method: &Method, result: *mut Ref) {
        let owner = super::tables::definition_of(method.owner)
            .map_or(method.owner, |(module, token)| make::type_def(module, token & 0x00FF_FFFF));
        *result = stub_object(members::method(owner, method.token));
    }

    [icall "System.RuntimeMethodHandle::GetGenericParameterCount(System.RuntimeMethodHandleInternal):System.Int32" "-"]
    fn kiln_reflect_method_arity(method: &Method) -> i32 {
        method.generic_params().len() as i32
    }

    [icall "System.RuntimeMethodHandle::IsConstructor(System.RuntimeMethodHandleInternal):System.Boolean" "-"]
    fn kiln_reflect_is_constructor(method: &Method) -> i32 {
        i32::from(method.is_constructor())
    }

    [icall "System.RuntimeMethodHandle::IsDynamicMethod(System.RuntimeMethodHandleInternal):System.Boolean" "-"]
    fn kiln_reflect_is_dynamic_method(method: usize) -> i32 {
        let _ = method;
        0
    }

    [icall "System.RuntimeMethodHandle::GetResolver(System.RuntimeMethodHandleInternal):System.Resolver" "-"]
    [icall "System.RuntimeMethodHandle::GetLoaderAllocatorInternal(System.RuntimeMethodHandleInternal):System.Reflection.LoaderAllocator" "-"]
    [icall "System.RuntimeFieldHandle::GetLoaderAllocatorInternal(System.RuntimeFieldHandleInternal):System.Reflection.LoaderAllocator" "-"]
    fn kiln_reflect_no_object(method: usize) -> Ref {
        let _ = method;
        null_mut()
    }

    [icall "System.RuntimeMethodHandle::GetMethodFromCanonical(System.RuntimeMethodHandleInternal,System.RuntimeType):System.RuntimeMethodHandleInternal" "-"]
    fn kiln_reflect_from_canonical(method: &mut Method, ty: Ref) -> *mut Method {
        let owner = make::table_of(ty);
        if owner == method.owner { method } else { members::method(owner, method.token) }
    }

    [icall "System.RuntimeMethodHandle::GetStubIfNeededInternal(System.RuntimeMethodHandleInternal,System.RuntimeType):System.RuntimeMethodHandleInternal" "-"]
    fn kiln_reflect_stub_if_needed(method: *mut Method, ty: Ref) -> *mut Method {
        let _ = ty;
        method
    }

    [qcall "RuntimeMethodHandle_GetStubIfNeededSlow" "throws"]
    fn kiln_reflect_instantiate_method(method: &mut Method, keep: usize, owner: Table, args: *const Ref) -> *mut Method {
        let _ = keep;
        let array = *args;
        let base = if owner.is_null() || owner == method.owner { method } else {
            match members::method(owner, method.token).as_mut() { Some(found) => found, None => return null_mut() }
        };
        if array.is_null() || base.generic_params().is_empty() {
            return base;
        }
        let count = (*array.cast::<crate::object::ArrayObject>()).length as usize;
        let data = crate::object::ArrayObject::data(array.cast()).cast::<Ref>();
        let mut types = [null(); 16];
        for (index, slot) in types.iter_mut().enumerate().take(count) {
            *slot = make::table_of(*data.add(index));
        }
        members::method_instance(base, types.get(..count).unwrap_or(&[]))
    }

    [qcall "RuntimeMethodHandle_GetMethodInstantiation" "alloc"]
    fn kiln_reflect_method_instantiation(method: &Method, result: *mut Ref, as_runtime_types: i32) {
        let mut room = [null(); 16];
        let count = signature::method_args(method, &mut room);
        let class = if as_runtime_types != 0 { program::mt_runtime_type_array() } else { program::mt_type_array() };
        *result = if count == 0 { null_mut() } else { type_array(class.cast(), room.get(..count).unwrap_or(&[])) };
    }

    [qcall "RuntimeMethodHandle_StripMethodInstantiation" "alloc"]
    fn kiln_reflect_strip(method: &Method, result: *mut Ref) {
        *result = stub_object(members::method_definition(method));
    }

    [qcall "RuntimeMethodHandle_ConstructInstantiation" "alloc"]
    fn kiln_reflect_instantiation_text(method: &Method, format: i32, result: *mut Ref) {
        let _ = format;
        let mut room = [null(); 16];
        let count = signature::method_args(method, &mut room);
        let mut parts: [&[u16]; 34] = [&[]; 34];
        let (open, comma, close) = ([u16::from(b'[')], [u16::from(b',')], [u16::from(b']')]);
        let mut at = 0;
        let mut add = |part| if let Some(slot) = parts.get_mut(at) { *slot = part; at += 1; };
        add(&open[..]);
        for (index, arg) in room.iter().enumerate().take(count) {
            if index > 0 {
                add(&comma[..]);
            }
            add(make::name_of(*arg));
        }
        add(&close[..]);
        *result = text::concat(parts.get(..at).unwrap_or(&[]));
    }

    [qcall "RuntimeMethodHandle_IsCAVisibleFromDecoratedType" "-"]
    fn kiln_reflect_attribute_visible(keep: usize, attribute: usize, constructor: usize, keep_source: usize, source: usize, keep_module: usize, module: usize) -> i32 {
        let _ = (keep, attribute, constructor, keep_source, source, keep_module, module);
        1
    }

    [qcall "RuntimeMethodHandle_GetIsCollectible" "-"]
    fn kiln_reflect_method_collectible(method: usize) -> i32 {
        let _ = method;
        0
    }

    [qcall "RuntimeMethodHandle_GetFunctionPointer" "throws"]
    fn kiln_reflect_function_pointer(method: &Method) -> *const core::ffi::c_void {
        let code = method.entry.map_or(null(), |entry| entry.code);
        if code.is_null() {
            crate::pending::set(crate::pending::ExceptionKind::PlatformNotSupported);
        }
        code
    }

    [qcall "Delegate_FindMethodHandle" "throws"]
    fn kiln_reflect_delegate_method(delegate: *const Ref, result: *mut Ref) {
        let delegate = *delegate;
        let open = *field::<usize>(delegate, layout::DELEGATE_METHOD_PTR_AUX);
        let code = if open != 0 { open } else { *field::<usize>(delegate, layout::DELEGATE_METHOD_PTR) };
        *result = stub_object(members::method_of_code(code));
        if (*result).is_null() {
            crate::pending::set(crate::pending::ExceptionKind::PlatformNotSupported);
        }
    }

    [icall "System.Delegate::GetInvokeMethod(System.Runtime.CompilerServices.MethodTable*):System.Void*" "-"]
    fn kiln_delegate_invoke_handle(of: &MethodTable) -> *mut Method {
        // Multicast delegates hold it as a mark only; `DynamicInvoke` calls it.
        match invoke_row(of) {
            Some((_, row)) => members::method(of, u32::from(table::METHOD) << 24 | row),
            None => core::ptr::from_ref(of).cast_mut().cast(),
        }
    }

    [qcall "Delegate_InternalAlloc" "alloc"]
    fn kiln_reflect_delegate_alloc(keep: usize, of: &MethodTable, result: *mut Ref) {
        let _ = keep;
        *result = kiln_alloc_object(of);
    }

    [qcall "Delegate_BindToMethodInfo" "-"]
    fn kiln_reflect_bind(delegate: *const Ref, target: *const Ref, method: &Method, keep: usize, owner: Table, flags: i32) -> i32 {
        let _ = (keep, owner, flags);
        let (delegate, target) = (*delegate, *target);
        let Some(entry) = method.entry else { return 0 };
        let Some(info) = (*delegate).mt().type_info() else { return 0 };
        let mut types = [null(); 64];
        let Some(params) = signature::method_types(method, &mut types) else { return 0 };
        let Some(invoked) = invoke_parameters((*delegate).mt()) else { return 0 };
        let (place, code) = if method.is_static() {
            if params != invoked || info.shuffle_code.is_null() || entry.code.is_null() {
                return 0;
            }
            *field::<usize>(delegate, layout::DELEGATE_METHOD_PTR_AUX) = entry.code as usize;
            (delegate, info.shuffle_code)
        } else {
            let code = if entry.entry.is_null() { entry.code } else { entry.entry };
            if params != invoked || target.is_null() || code.is_null() {
                return 0;
            }
            (target, code)
        };
        *field::<usize>(delegate, layout::DELEGATE_METHOD_PTR) = code as usize;
        kiln_write_barrier(delegate, field::<Ref>(delegate, layout::DELEGATE_TARGET), place);
        1
    }
}

/// The module of a delegate type, and the row of its `Invoke`.
fn invoke_row(of: &MethodTable) -> Option<(&'static Metadata, u32)> {
    let (module, token) = super::tables::definition_of(of)?;
    let meta = super::metadata::of(module)?;
    let mut rows = meta.list(table::TYPE_DEF, token & 0x00FF_FFFF, 5, table::METHOD);
    let row = rows.find(|row| meta.name(table::METHOD, *row, 3) == b"Invoke")?;
    Some((meta, row))
}

/// How many parameters a delegate type's `Invoke` has.
fn invoke_parameters(of: &MethodTable) -> Option<usize> {
    let (meta, row) = invoke_row(of)?;
    let signature = meta.blob(table::METHOD, row, 4);
    super::metadata::compressed(signature.get(1..)?).map(|(count, _)| count as usize)
}
