//! The GC class, handles and dependent handles.

use crate::entries;
use crate::heap::handles::{self, Handle, HandleKind};
use crate::heap::policy::Cause;
use crate::heap::{barrier, block, collect, finalize, policy, stats};
use crate::object::{Object, Ref};
use crate::pending::{self, ExceptionKind};
use core::ffi::c_void;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};

/// `InternalGCCollectionMode`, where it asks for memory to be given back.
const COMPACTING: i32 = 8;
const AGGRESSIVE: i32 = 16;

fn load(word: &AtomicPtr<Object>) -> Ref {
    word.load(Ordering::Acquire)
}

unsafe fn make(target: Ref, dependent: Ref, kind: HandleKind) -> *mut Handle {
    let h = handles::allocate(target, dependent, kind);
    if h.is_null() {
        pending::set(ExceptionKind::OutOfMemory);
    }
    h
}

entries! {
    [icall "System.Runtime.InteropServices.GCHandle::_InternalAlloc(System.Object,System.Runtime.InteropServices.GCHandleType):System.IntPtr" "throws"]
    fn kiln_gchandle_alloc(value: Ref, kind: i32) -> *mut Handle {
        make(value, null_mut(), HandleKind::from_number(kind))
    }

    [qcall "GCHandle_InternalAllocWithGCTransition" "throws"]
    fn kiln_gchandle_alloc_slow(value: *const Ref, kind: i32) -> *mut Handle {
        make(*value, null_mut(), HandleKind::from_number(kind))
    }

    [icall "System.Runtime.InteropServices.GCHandle::_InternalFree(System.IntPtr):System.Boolean" "-"]
    fn kiln_gchandle_free(handle: *mut Handle) -> i32 {
        handles::free(handle);
        1
    }

    [qcall "GCHandle_InternalFreeWithGCTransition" "-"]
    fn kiln_gchandle_free_slow(handle: *mut Handle) {
        handles::free(handle);
    }

    [icall "System.Runtime.InteropServices.GCHandle::InternalSet(System.IntPtr,System.Object):System.Void" "-"]
    fn kiln_gchandle_set(handle: *mut Handle, value: Ref) {
        (*handle).target.store(value, Ordering::Release);
    }

    [icall "System.Runtime.InteropServices.GCHandle::InternalCompareExchange(System.IntPtr,System.Object,System.Object):System.Object" "-"]
    fn kiln_gchandle_compare_exchange(handle: *mut Handle, value: Ref, old: Ref) -> Ref {
        match (*handle).target.compare_exchange(old, value, Ordering::SeqCst, Ordering::SeqCst) {
            Ok(before) | Err(before) => before,
        }
    }

    [icall "System.Runtime.DependentHandle::InternalAlloc(System.Object,System.Object):System.IntPtr" "throws"]
    fn kiln_dependent_alloc(target: Ref, dependent: Ref) -> *mut Handle {
        make(target, dependent, HandleKind::Dependent)
    }

    [qcall "DependentHandle_InternalAllocWithGCTransition" "throws"]
    fn kiln_dependent_alloc_slow(target: *const Ref, dependent: *const Ref) -> *mut Handle {
        make(*target, *dependent, HandleKind::Dependent)
    }

    [icall "System.Runtime.DependentHandle::InternalGetDependent(System.IntPtr):System.Object" "-"]
    fn kiln_dependent_get(handle: *mut Handle) -> Ref {
        if load(&(*handle).target).is_null() { null_mut() } else { load(&(*handle).dependent) }
    }

    [icall "System.Runtime.DependentHandle::InternalGetTargetAndDependent(System.IntPtr,System.Object&):System.Object" "-"]
    fn kiln_dependent_get_both(handle: *mut Handle, dependent: *mut Ref) -> Ref {
        let target = load(&(*handle).target);
        let value = if target.is_null() { null_mut() } else { load(&(*handle).dependent) };
        barrier::kiln_write_barrier_byref(dependent, value);
        target
    }

    [icall "System.Runtime.DependentHandle::InternalSetDependent(System.IntPtr,System.Object):System.Void" "-"]
    fn kiln_dependent_set(handle: *mut Handle, dependent: Ref) {
        (*handle).dependent.store(dependent, Ordering::Release);
    }

    [icall "System.Runtime.DependentHandle::InternalSetTargetToNull(System.IntPtr):System.Void" "-"]
    fn kiln_dependent_clear(handle: *mut Handle) {
        (*handle).target.store(null_mut(), Ordering::Release);
        (*handle).dependent.store(null_mut(), Ordering::Release);
    }

    [icall "System.Runtime.DependentHandle::InternalFree(System.IntPtr):System.Boolean" "-"]
    fn kiln_dependent_free(handle: *mut Handle) -> i32 {
        handles::free(handle);
        1
    }

    [qcall "DependentHandle_InternalFreeWithGCTransition" "-"]
    fn kiln_dependent_free_slow(handle: *mut Handle) {
        handles::free(handle);
    }

    [icall "System.GC::SuppressFinalizeInternal(System.Object):System.Void" "-"]
    fn kiln_gc_suppress_finalize(object: Ref) {
        finalize::suppress(object);
    }

    [qcall "GCInterface_ReRegisterForFinalize" "throws"]
    fn kiln_gc_reregister(object: *const Ref) {
        if (**object).mt().has_finalizer() && !finalize::register(*object) {
            pending::set(ExceptionKind::OutOfMemory);
        }
    }

    [icall "System.GC::GetMaxGeneration():System.Int32" "-"]
    fn kiln_gc_max_generation() -> i32 {
        2
    }

    [icall "System.GC::_CollectionCount(System.Int32,System.Int32):System.Int32" "-"]
    fn kiln_gc_collection_count(generation: i32, special: i32) -> i32 {
        let _ = special;
        stats::collections(generation.max(0) as usize) as i32
    }

    [qcall "GCInterface_Collect" "-"]
    fn kiln_gc_collect(generation: i32, mode: i32, low_memory: u8) {
        let shrink = low_memory != 0 || mode & (COMPACTING | AGGRESSIVE) != 0;
        collect::collect(generation, if shrink { Cause::Memory } else { Cause::Due });
    }

    [qcall "GCInterface_GetTotalMemory" "-"]
    fn kiln_gc_total_memory() -> i64 {
        stats::heap_in_use() as i64
    }

    [icall "System.GC::GetAllocatedBytesForCurrentThread():System.Int64" "-"]
    fn kiln_gc_thread_allocated() -> i64 {
        stats::thread_allocated() as i64
    }

    [icall "System.GC::GetTotalAllocatedBytesApproximate():System.Int64" "-"]
    [qcall "GCInterface_GetTotalAllocatedBytesPrecise" "-"]
    fn kiln_gc_total_allocated() -> i64 {
        stats::total_allocated() as i64
    }

    [icall "System.GC::GetGenerationInternal(System.Object):System.Int32" "-"]
    fn kiln_gc_generation(object: Ref) -> i32 {
        collect::generation_of(object)
    }

    [icall "System.GC::GetMemoryInfo(System.GCMemoryInfoData,System.Int32):System.Void" "-"]
    fn kiln_gc_memory_info(data: Ref, kind: i32) {
        // Fields of GCMemoryInfoData in declaration order, 64 bits each up to `_index`; then two of
        // 32 bits, two flags, five generations of four words and two durations.
        const PAUSE: usize = 264;
        let word = |offset: usize| data.cast::<u8>().add(offset).cast::<i64>();
        let half = |offset: usize| data.cast::<u8>().add(offset).cast::<i32>();
        let Some(last) = stats::last(kind) else {
            return;
        };
        let total = policy::limit().unwrap_or_else(stats::physical_memory);
        let words = [
            total / 10 * 9,
            total,
            stats::physical_memory().saturating_sub(stats::available_memory()),
            last.live,
            last.committed.saturating_sub(last.live),
            last.committed,
            last.live,
            0,
            u64::from(finalize::outstanding()),
            last.index,
        ];
        for (i, value) in words.into_iter().enumerate() {
            word(8 + 8 * i).write(value as i64);
        }
        half(88).write(last.generation as i32);
        half(92).write(stats::pause_percent() as i32 * 100);
        word(PAUSE).write((last.pause_ns / 100) as i64);
    }

    [icall "System.GC::GetSegmentSize():System.UInt64" "-"]
    fn kiln_gc_segment_size() -> u64 {
        block::BLOCK_SIZE as u64
    }

    [icall "System.GC::GetLastGCPercentTimeInGC():System.Int32" "-"]
    fn kiln_gc_percent_time() -> i32 {
        stats::pause_percent() as i32
    }

    [icall "System.GC::GetGenerationSize(System.Int32):System.UInt64" "-"]
    fn kiln_gc_generation_size(generation: i32) -> u64 {
        // There are two: what has survived a collection, and what has seen none.
        match generation {
            0 => stats::heap_in_use().saturating_sub(stats::live()),
            2 => stats::live(),
            _ => 0,
        }
    }

    [qcall "GCInterface_StartNoGCRegion" "-"]
    fn kiln_gc_start_region(total: i64, large_known: u8, large: i64, no_blocking: u8) -> i32 {
        let _ = (large_known, large, no_blocking);
        policy::begin_region(total.max(0) as u64) as i32
    }

    [qcall "GCInterface_EndNoGCRegion" "-"]
    fn kiln_gc_end_region() -> i32 {
        policy::end_region() as i32
    }

    [icall "System.GC::_GetTotalPauseDuration():System.Int64" "-"]
    fn kiln_gc_total_pause() -> i64 {
        stats::pause_ticks()
    }

    [icall "System.GC::_RegisterForFullGCNotification(System.Int32,System.Int32):System.Boolean" "-"]
    fn kiln_gc_register_notification(a: i32, b: i32) -> i32 {
        let _ = (a, b);
        0
    }

    [icall "System.GC::_CancelFullGCNotification():System.Boolean" "-"]
    fn kiln_gc_cancel_notification() -> i32 {
        0
    }

    [qcall "GCInterface_AddMemoryPressure" "-"]
    fn kiln_gc_add_pressure(bytes: u64) {
        if policy::add_pressure(bytes) {
            collect::collect(collect::OLDEST as i32, Cause::Due);
        }
    }

    [qcall "GCInterface_RemoveMemoryPressure" "-"]
    fn kiln_gc_remove_pressure(bytes: u64) {
        policy::remove_pressure(bytes);
    }

    [qcall "GCInterface_GetNextFinalizableObject" "-"]
    fn kiln_gc_next_finalizable(target: *mut Ref) -> *const c_void {
        let _ = target;
        core::ptr::null()
    }

    [qcall "GCInterface_WaitForPendingFinalizers" "-"]
    fn kiln_gc_wait_for_finalizers() {
        finalize::wait_for_pending();
    }

    [icall "System.Runtime.GCSettings::get_IsServerGC():System.Boolean" "-"]
    fn kiln_gc_is_server() -> i32 {
        0
    }

    [icall "System.Runtime.GCSettings::GetGCLatencyMode():System.Runtime.GCLatencyMode" "-"]
    fn kiln_gc_latency_mode() -> i32 {
        const INTERACTIVE: i32 = 1;
        const NO_GC_REGION: i32 = 4;
        if policy::in_region() { NO_GC_REGION } else { INTERACTIVE }
    }

    [icall "System.Runtime.GCSettings::SetGCLatencyMode(System.Runtime.GCLatencyMode):System.Runtime.GCSettings/SetLatencyModeStatus" "-"]
    fn kiln_gc_set_latency_mode(mode: i32) -> i32 {
        let _ = mode;
        0
    }

    [icall "System.Runtime.GCSettings::GetLOHCompactionMode():System.Runtime.GCLargeObjectHeapCompactionMode" "-"]
    fn kiln_gc_loh_mode() -> i32 {
        1
    }

    [icall "System.Runtime.GCSettings::SetLOHCompactionMode(System.Runtime.GCLargeObjectHeapCompactionMode):System.Void" "-"]
    fn kiln_gc_set_loh_mode(mode: i32) {
        let _ = mode;
    }

    [icall "System.Runtime.GCFrameRegistration::RegisterForGCReporting(System.Runtime.GCFrameRegistration*):System.Void" "-"]
    [icall "System.Runtime.GCFrameRegistration::UnregisterForGCReporting(System.Runtime.GCFrameRegistration*):System.Void" "-"]
    fn kiln_gc_frame_registration(registration: *mut c_void) {
        // The whole stack is scanned, registered parts included.
        let _ = registration;
    }
}
