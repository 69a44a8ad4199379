//! `RuntimeFieldHandle`: facts about fields, and where they lie.

use super::make::Table;
use super::members::{self, Field};
use crate::entries;
use crate::layout::{self, field};
use crate::object::Ref;
use crate::pending::{self, ExceptionKind};
use core::ffi::c_void;
use core::ptr::null;

/// The handle in an `RtFieldInfo` or a stub.
unsafe fn handle_of<'a>(info: Ref) -> Option<&'a Field> {
    // SAFETY: a live object of one of these.
    unsafe { (*field::<*const Field>(info, layout::FIELD_INFO_HANDLE)).as_ref() }
}

entries! {
    [icall "System.RuntimeFieldHandle::GetAttributes(System.RuntimeFieldHandleInternal):System.Reflection.FieldAttributes" "-"]
    fn kiln_reflect_field_attributes(of: &Field) -> u32 {
        of.attributes()
    }

    [icall "System.RuntimeFieldHandle::GetApproxDeclaringMethodTable(System.RuntimeFieldHandleInternal):System.Runtime.CompilerServices.MethodTable*" "-"]
    fn kiln_reflect_field_owner(of: &Field) -> Table {
        of.owner
    }

    [icall "System.RuntimeFieldHandle::GetUtf8NameInternal(System.RuntimeFieldHandleInternal):System.Void*" "-"]
    fn kiln_reflect_field_name(of: &Field) -> *const u8 {
        of.name().as_ptr()
    }

    [icall "System.RuntimeFieldHandle::GetToken(System.IntPtr):System.Int32" "-"]
    fn kiln_reflect_field_token(of: &Field) -> u32 {
        of.token
    }

    [icall "System.RuntimeFieldHandle::AcquiresContextFromThis(System.RuntimeFieldHandleInternal):System.Boolean" "-"]
    fn kiln_reflect_field_from_this(of: usize) -> i32 {
        let _ = of;
        0
    }

    [icall "System.RuntimeFieldHandle::GetStaticFieldForGenericType(System.RuntimeFieldHandleInternal,System.Runtime.CompilerServices.MethodTable*):System.RuntimeFieldHandleInternal" "-"]
    fn kiln_reflect_field_of_instance(of: &Field, owner: Table) -> *mut Field {
        members::field(owner, of.token)
    }

    [icall "System.RuntimeFieldHandle::IsFastPathSupported(System.Reflection.RtFieldInfo):System.Boolean" "-"]
    fn kiln_reflect_field_address(info: Ref) -> i32 {
        i32::from(handle_of(info).is_some_and(|of| of.entry.is_some_and(|entry| !of.is_static() || !entry.address.is_null())))
    }

    [icall "System.RuntimeFieldHandle::GetInstanceFieldOffset(System.Reflection.RtFieldInfo):System.Int32" "-"]
    fn kiln_reflect_field_offset(info: Ref) -> u32 {
        handle_of(info).and_then(|of| of.entry).map_or(0, |entry| entry.offset)
    }

    [icall "System.RuntimeFieldHandle::GetStaticFieldAddress(System.Reflection.RtFieldInfo):System.IntPtr" "-"]
    fn kiln_reflect_static_address(info: Ref) -> *const c_void {
        handle_of(info).and_then(|of| of.entry).map_or(null(), |entry| entry.address)
    }

    [qcall "RuntimeFieldHandle_GetValue" "throws"]
    fn kiln_reflect_field_value(of: usize, instance: *const Ref, keep_type: usize, ty: usize, keep_owner: usize, owner: usize, initialised: *mut i32, result: *mut Ref) {
        let _ = (of, instance, keep_type, ty, keep_owner, owner, initialised, result);
        pending::set(ExceptionKind::PlatformNotSupported);
    }

    [qcall "RuntimeFieldHandle_SetValue" "throws"]
    fn kiln_reflect_set_field_value(of: usize, instance: *const Ref, value: *const Ref, keep_type: usize, ty: usize, keep_owner: usize, owner: usize, initialised: *mut i32) {
        let _ = (of, instance, value, keep_type, ty, keep_owner, owner, initialised);
        pending::set(ExceptionKind::PlatformNotSupported);
    }
}
