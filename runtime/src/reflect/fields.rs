//! `RuntimeFieldHandle`: facts about fields, and where they lie.

use super::make::{self, Table};
use super::members::{self, Field};
use super::tables;
use crate::entries;
use crate::heap::alloc::kiln_alloc_object;
use crate::heap::barrier::{kiln_copy_struct, kiln_write_barrier_byref};
use crate::layout::{self, field};
use crate::method_table::MethodTable;
use crate::object::{HEADER_SIZE, Ref};
use crate::pending::{self, ExceptionKind};
use crate::program;
use core::ffi::c_void;
use core::ptr::{null, null_mut};

/// The handle in an `RtFieldInfo` or a stub.
unsafe fn handle_of<'a>(info: Ref) -> Option<&'a Field> {
    // SAFETY: a live object of one of these.
    unsafe { (*field::<*const Field>(info, layout::FIELD_INFO_HANDLE)).as_ref() }
}

crate::manifest_line!(
    helper,
    "kiln_reflect_field_handle",
    "kiln_reflect_field_handle",
    "-"
);

/// `ldtoken` of a field: the object that a handle holds.
#[unsafe(no_mangle)]
pub extern "C" fn kiln_reflect_field_handle(owner: Table, token: u32) -> Ref {
    // SAFETY: the class is a table of the program.
    unsafe {
        let Some(class) = program::mt_field_stub().cast::<MethodTable>().as_ref() else {
            return null_mut();
        };
        let stub = kiln_alloc_object(class);
        if !stub.is_null() {
            *field::<*mut Field>(stub, layout::FIELD_STUB_HANDLE) = members::field(owner, token);
        }
        stub
    }
}

/// What runs in place of a static constructor that there is not.
extern "C" fn nothing_to_run() {}

entries! {
    [helper "kiln_reflect_cctor_of_field" "-"]
    fn kiln_reflect_cctor_of_field(of: &Field) -> *const c_void {
        match tables::entry_of(of.owner) {
            Some(entry) if of.is_static() && !entry.cctor.is_null() => entry.cctor,
            _ => nothing_to_run as *const c_void,
        }
    }

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
    fn kiln_reflect_field_value(of: &Field, instance: *const Ref, keep_type: usize, ty: Table, keep_owner: usize, owner: usize, initialised: *mut i32, result: *mut Ref) {
        let _ = (keep_type, ty, keep_owner, owner);
        *initialised = 1;
        let (Some(place), Some(ty)) = (place(of, *instance), type_of(of)) else {
            pending::set(ExceptionKind::PlatformNotSupported);
            return;
        };
        if !ty.is_value_type() {
            *result = *place.cast::<Ref>();
            return;
        }
        let (ty, from) = match nullable(ty) {
            Some((inner, offset)) if *place != 0 => (inner, place.add(offset)),
            Some(_) => {
                *result = null_mut();
                return;
            }
            None => (ty, place),
        };
        let object = kiln_alloc_object(ty);
        if !object.is_null() {
            // A fresh object needs no barrier.
            let data = object.cast::<u8>().add(HEADER_SIZE);
            data.copy_from_nonoverlapping(from, make::value_size(ty) as usize);
        }
        *result = object;
    }

    [qcall "RuntimeFieldHandle_SetValue" "throws"]
    fn kiln_reflect_set_field_value(of: &Field, instance: *const Ref, value: *const Ref, keep_type: usize, ty: Table, keep_owner: usize, owner: usize, initialised: *mut i32) {
        let _ = (keep_type, ty, keep_owner, owner);
        *initialised = 1;
        let (Some(place), Some(ty)) = (place(of, *instance), type_of(of)) else {
            pending::set(ExceptionKind::PlatformNotSupported);
            return;
        };
        let value = *value;
        if !ty.is_value_type() {
            kiln_write_barrier_byref(place.cast(), value);
            return;
        }
        let (ty, to) = match nullable(ty) {
            Some((inner, offset)) => {
                *place = u8::from(!value.is_null());
                (inner, place.add(offset))
            }
            None => (ty, place),
        };
        let size = make::value_size(ty) as usize;
        if value.is_null() {
            to.write_bytes(0, size);
        } else if ty.contains_references() {
            kiln_copy_struct(to, value.cast::<u8>().add(HEADER_SIZE), size);
        } else {
            to.copy_from_nonoverlapping(value.cast::<u8>().add(HEADER_SIZE), size);
        }
    }
}

fn type_of(of: &Field) -> Option<&'static MethodTable> {
    // SAFETY: a table of the image.
    of.entry.and_then(|entry| unsafe { entry.ty.as_ref() })
}

/// Where the field of an object lies, or the static field.
fn place(of: &Field, instance: Ref) -> Option<*mut u8> {
    let entry = of.entry?;
    if of.is_static() {
        return (!entry.address.is_null()).then(|| entry.address.cast::<u8>().cast_mut());
    }
    let data = instance.cast::<u8>().wrapping_add(HEADER_SIZE);
    (!instance.is_null()).then(|| data.wrapping_add(entry.offset as usize))
}

/// The value's type in a `Nullable`, and the value's offset.
fn nullable(ty: &'static MethodTable) -> Option<(&'static MethodTable, usize)> {
    if !ty.is_nullable() {
        return None;
    }
    let inner = tables::generic_args(ty).first()?;
    // SAFETY: a table of the image.
    Some((
        unsafe { inner.as_ref()? },
        ty.nullable.value_offset as usize,
    ))
}
