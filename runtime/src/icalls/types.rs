//! Questions about types: MethodTable, arrays, delegates.

use crate::entries;
use crate::method_table::MethodTable;
use crate::object::{Ref, StringObject};
use crate::text;
use core::ffi::c_void;
use core::ptr::{null, null_mut};

/// `CorElementType` of a type as CoreLib asks for it (enums answer with their underlying type).
fn cor_element_type(mt: &MethodTable) -> i32 {
    const ELEMENT_TYPE_CLASS: u32 = 0x12;
    mt.type_info()
        .map_or(ELEMENT_TYPE_CLASS, |i| i.cor_element_type) as i32
}

entries! {
    [icall "System.Array::GetCorElementTypeOfElementType():System.Reflection.CorElementType" "-"]
    fn kiln_array_cor_element_type(array: Ref) -> i32 {
        cor_element_type(&*(*array).mt().element_type)
    }

    [icall "System.Runtime.CompilerServices.MethodTable::GetPrimitiveCorElementType():System.Reflection.CorElementType" "-"]
    fn kiln_mt_primitive_cor_element_type(mt: &MethodTable) -> i32 {
        cor_element_type(mt)
    }

    [qcall "TypeHandle_GetCorElementType" "-"]
    fn kiln_type_handle_cor_element_type(mt: &MethodTable) -> i32 {
        cor_element_type(mt)
    }

    [icall "System.Runtime.CompilerServices.MethodTable::GetNumInstanceFieldBytes():System.UInt32" "-"]
    fn kiln_mt_instance_field_bytes(mt: &MethodTable) -> u32 {
        match mt.type_info() {
            Some(info) => info.instance_field_bytes,
            None => mt.base_size - 16,
        }
    }

    [icall "System.Runtime.CompilerServices.MethodTable::InstantiationArg0():System.Runtime.CompilerServices.MethodTable*" "-"]
    fn kiln_mt_instantiation_arg0(mt: &MethodTable) -> *const MethodTable {
        match mt.type_info() {
            Some(info) if info.generic_arg_count > 0 => *info.generic_args,
            _ => null(),
        }
    }

    [icall "System.Runtime.CompilerServices.MethodTable::GetMethodTableMatchingParentClass(System.Runtime.CompilerServices.MethodTable*):System.Runtime.CompilerServices.MethodTable*" "-"]
    fn kiln_mt_matching_parent(mt: *const MethodTable, parent: *const MethodTable) -> *const MethodTable {
        let mut at = mt;
        while !at.is_null() && at != parent {
            at = (*at).parent;
        }
        at
    }

    [icall "System.Runtime.CompilerServices.MethodTable::GetLoaderAllocatorHandle():System.IntPtr" "-"]
    fn kiln_mt_loader_allocator_handle(mt: &MethodTable) -> usize {
        let _ = mt;
        0
    }

    [icall "System.Delegate::GetMulticastInvoke(System.Runtime.CompilerServices.MethodTable*):System.Void*" "-"]
    [qcall "Delegate_GetMulticastInvokeSlow" "-"]
    fn kiln_delegate_multicast_invoke(mt: &MethodTable) -> *const c_void {
        mt.type_info().map_or(null(), |i| i.multicast_code)
    }

    [replace "System.Runtime.CompilerServices.CastCache::TryGet(System.Int32[],System.UIntPtr,System.UIntPtr):System.Runtime.CompilerServices.CastResult" "-"]
    fn kiln_cast_cache_try_get(cache: Ref, from: usize, to: usize) -> i32 {
        // There is no cache of casts: nothing is known.
        const MAYBE_CAST: i32 = 2;
        let _ = (cache, from, to);
        MAYBE_CAST
    }

    [qcall "TypeHandle_CanCastTo_NoCacheLookup" "-"]
    fn kiln_type_handle_can_cast_to(from: *const MethodTable, to: *const MethodTable) -> i32 {
        // Bit 1 marks pointers, by-references and the like, which only equal themselves.
        if (from as usize | to as usize) & 2 != 0 {
            return i32::from(from == to);
        }
        let (from, to) = (&*from, &*to);
        let listed = to.is_interface() && crate::reflect::implements(from, to);
        i32::from(listed || crate::type_check::can_cast(from, to))
    }

    [qcall "IsInstanceOf_NoCacheLookup" "throws"]
    fn kiln_is_instance_no_cache(to: &MethodTable, throw: i32, object: *const Ref) -> i32 {
        let ok = !crate::type_check::kiln_is_instance(*object, to).is_null();
        if !ok && throw != 0 {
            crate::pending::set(crate::pending::ExceptionKind::InvalidCast);
        }
        i32::from(ok)
    }

    [qcall "ThrowInvalidCastException" "throws"]
    fn kiln_throw_invalid_cast(from: *const c_void, to: *const c_void) {
        let _ = (from, to);
        crate::pending::set(crate::pending::ExceptionKind::InvalidCast);
    }

    [qcall "RuntimeTypeHandle_GetRuntimeTypeFromHandleSlow" "-"]
    fn kiln_runtime_type_from_handle(handle: *const MethodTable, result: *mut Ref) {
        // Every type that is in the program has its frozen RuntimeType; this only repeats the
        // fast path.
        *result = if handle.is_null() || handle as usize & 2 != 0 {
            null_mut()
        } else {
            (*(*handle).auxiliary).exposed_class_object
        };
    }

    [qcall "RuntimeFieldHandle_GetRVAFieldInfo" "-"]
    fn kiln_rva_field_info(field: *const RvaField, address: *mut *const u8, size: *mut u32) -> i32 {
        if field.is_null() {
            return 0;
        }
        *address = (*field).data;
        *size = (*field).size;
        1
    }

    [qcall "Stream_HasOverriddenSlow" "-"]
    fn kiln_stream_has_overridden(mt: &MethodTable, is_read: i32) -> i32 {
        // True is always correct: the caller then takes the path through BeginRead/EndRead.
        let _ = (mt, is_read);
        1
    }
}

/// What a handle of a field with an address in the image points to.
#[repr(C)]
pub struct RvaField {
    data: *const u8,
    size: u32,
}

/// A type's name without the types that its nested types lie in: messages of casts leave them out.
fn without_outer(name: &[u16]) -> impl Iterator<Item = u16> {
    let ends = |c: u16| [b'[', b']', b',', b'*', b'&'].contains(&(c as u8)) && c < 128;
    let plus = |c: u16| c == u16::from(b'+');
    name.iter().enumerate().filter_map(move |(at, &c)| {
        let rest = name.get(at..).unwrap_or(&[]);
        let outer = rest.iter().take_while(|c| !ends(**c)).any(|c| plus(*c));
        (!outer).then_some(c)
    })
}

/// The message of the exception that a failed cast throws: `wanted` is the name of the type asked for.
/// # Safety
/// A live object and a live string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_cast_text(object: Ref, wanted: *const StringObject) -> Ref {
    // SAFETY: the caller's promise; names in type tables are frozen strings.
    let (from, to) = unsafe {
        let name = (*object).mt().type_info().map_or(null(), |info| info.name);
        let from = if name.is_null() {
            &[][..]
        } else {
            StringObject::chars(name)
        };
        (from, StringObject::chars(wanted))
    };
    let ascii = |text: &'static [u8]| text.iter().map(|c| u16::from(*c));
    let parts = || {
        ascii(b"Unable to cast object of type '")
            .chain(without_outer(from))
            .chain(ascii(b"' to type '"))
            .chain(without_outer(to))
            .chain(ascii(b"'."))
    };
    text::make(parts().count(), |out| {
        for (o, c) in out.iter_mut().zip(parts()) {
            *o = c;
        }
    })
}

crate::manifest_line!(helper, "kiln_cast_text", "kiln_cast_text", "alloc");
