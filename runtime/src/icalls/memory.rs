//! Copying, clearing, allocating.

use crate::entries;
use crate::heap::{alloc, barrier};
use crate::method_table::MethodTable;
use crate::object::{HEADER_SIZE, Object, Ref};
use crate::pending::{self, ExceptionKind};
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};

entries! {
    [icall "System.Buffer::BulkMoveWithWriteBarrierInternal(System.Byte&,System.Byte&,System.UIntPtr):System.Void" "-"]
    fn kiln_bulk_move_with_barrier(destination: *mut u8, source: *const u8, bytes: usize) {
        barrier::kiln_copy_struct(destination, source, bytes);
    }

    [qcall "Buffer_MemMove" "-"]
    fn kiln_memmove(destination: *mut u8, source: *const u8, bytes: usize) {
        core::ptr::copy(source, destination, bytes);
    }

    [qcall "Buffer_Clear" "-"]
    fn kiln_memory_clear(start: *mut u8, bytes: usize) {
        core::ptr::write_bytes(start, 0, bytes);
    }

    [icall "System.String::FastAllocateString(System.Runtime.CompilerServices.MethodTable*,System.IntPtr):System.String" "alloc,throws"]
    fn kiln_string_fast_allocate(mt: &MethodTable, length: usize) -> Ref {
        let _ = mt;
        or_out_of_memory(alloc::kiln_alloc_string(length))
    }

    [icall "System.RuntimeTypeHandle::InternalAllocNoChecks_FastPath(System.Runtime.CompilerServices.MethodTable*):System.Object" "alloc"]
    fn kiln_alloc_no_checks(mt: &MethodTable) -> Ref {
        // Null sends the caller to the slow path.
        alloc::kiln_alloc_object(mt)
    }

    [qcall "RuntimeTypeHandle_InternalAllocNoChecks" "alloc,throws"]
    [qcall "RuntimeTypeHandle_InternalAlloc" "alloc,throws"]
    fn kiln_alloc_no_checks_slow(mt: &MethodTable, result: *mut Ref) {
        *result = or_out_of_memory(alloc::kiln_alloc_object(mt));
    }

    [qcall "GCInterface_AllocateNewArray" "alloc,throws"]
    fn kiln_gc_allocate_new_array(mt: &MethodTable, length: i32, flags: i32, result: *mut Ref) {
        let _ = flags;
        if length < 0 {
            pending::set(ExceptionKind::Overflow);
            return;
        }
        *result = or_out_of_memory(alloc::kiln_alloc_array(mt, length as usize));
    }

    [qcall "Array_CreateInstanceMDArray" "alloc,throws"]
    fn kiln_array_create_md(mt: &MethodTable, count: u32, arguments: *const i32, result: *mut Ref) {
        let mut lengths = [0; 32];
        let mut lower = [0; 32];
        let rank = mt.rank();
        let (Some(lengths), Some(lower)) =
            (lengths.get_mut(..rank as usize), lower.get_mut(..rank as usize))
        else {
            return pending::set(ExceptionKind::TypeLoad);
        };
        for (i, (length, low)) in lengths.iter_mut().zip(lower.iter_mut()).enumerate() {
            if count == rank {
                *length = *arguments.add(i);
            } else {
                *low = *arguments.add(2 * i);
                *length = *arguments.add(2 * i + 1);
            }
        }
        let array = alloc::kiln_alloc_md_array(mt, rank, lengths.as_ptr(), lower.as_ptr());
        if array.is_null() && pending::kiln_pending == 0 {
            pending::set(ExceptionKind::OutOfMemory);
        }
        *result = array;
    }

    [qcall "ObjectNative_AllocateUninitializedClone" "alloc,throws"]
    fn kiln_allocate_clone(object: *mut Ref) {
        let mt = (**object).mt();
        let clone = if mt.component_size() == 0 {
            alloc::kiln_alloc_object(mt)
        } else {
            let length = (*object).cast::<u32>().add(2).read();
            if mt.is_array() && mt.fixed_size() > 16 {
                let rank = mt.rank();
                let bounds = (*object).cast::<u8>().add(16).cast::<i32>();
                alloc::kiln_alloc_md_array(mt, rank, bounds, bounds.add(rank as usize))
            } else {
                alloc::kiln_alloc_array(mt, length as usize)
            }
        };
        *object = or_out_of_memory(clone);
    }

    [icall "System.Threading.Interlocked::ExchangeObject(System.Object&,System.Object):System.Object" "-"]
    fn kiln_exchange_object(location: *mut Ref, value: Ref) -> Ref {
        barrier::note_store(location);
        AtomicPtr::<Object>::from_ptr(location).swap(value, Ordering::SeqCst)
    }

    [icall "System.Threading.Interlocked::CompareExchangeObject(System.Object&,System.Object,System.Object):System.Object" "-"]
    fn kiln_compare_exchange_object(location: *mut Ref, value: Ref, comparand: Ref) -> Ref {
        barrier::note_store(location);
        match AtomicPtr::<Object>::from_ptr(location).compare_exchange(
            comparand,
            value,
            Ordering::SeqCst,
            Ordering::SeqCst,
        ) {
            Ok(before) | Err(before) => before,
        }
    }

    [icall "System.Runtime.CompilerServices.CastHelpers::WriteBarrier(System.Object&,System.Object):System.Void" "-"]
    fn kiln_cast_helpers_write_barrier(location: *mut Ref, value: Ref) {
        barrier::kiln_write_barrier_byref(location, value);
    }

    [icall "System.Runtime.CompilerServices.RuntimeHelpers::ContentEquals(System.Object,System.Object):System.Boolean" "-"]
    fn kiln_content_equals(a: Ref, b: Ref) -> i32 {
        // Both are boxed values of the same type.
        let bytes = (*a).mt().base_size as usize - 16;
        let x = core::slice::from_raw_parts(a.cast::<u8>().add(HEADER_SIZE), bytes);
        let y = core::slice::from_raw_parts(b.cast::<u8>().add(HEADER_SIZE), bytes);
        i32::from(x == y)
    }

    [qcall "Interlocked_MemoryBarrierProcessWide" "-"]
    fn kiln_process_wide_barrier() {
        const GLOBAL: i32 = 1;
        libc::syscall(libc::SYS_membarrier, GLOBAL, 0, 0);
        core::sync::atomic::fence(Ordering::SeqCst);
    }
}

/// Passes an object on, or asks for an OutOfMemoryException.
fn or_out_of_memory(object: Ref) -> Ref {
    if object.is_null() {
        pending::set(ExceptionKind::OutOfMemory);
        return null_mut();
    }
    object
}
