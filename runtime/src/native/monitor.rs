//! `LowLevelMonitor` of CoreLib's thread pool.

use crate::entries;
use crate::heap::alloc::runtime_memory;
use crate::sync::low_level_monitor::LowLevelMonitor;
use crate::sync::mutex::Mutex;
use core::ptr::null_mut;

/// Monitors are few and small: they come from a page and go back to a list.
#[repr(C)]
struct Slot {
    monitor: LowLevelMonitor,
    next: *mut Slot,
}

static LOCK: Mutex = Mutex::new();
static mut FREE: *mut Slot = null_mut();

entries! {
    [pinvoke "libSystem.Native!SystemNative_LowLevelMonitor_Create" "-"]
    fn SystemNative_LowLevelMonitor_Create() -> *mut LowLevelMonitor {
        let _guard = LOCK.lock();
        if FREE.is_null() {
            const PAGE: usize = 4096;
            let p = runtime_memory(PAGE).cast::<Slot>();
            if p.is_null() {
                return null_mut();
            }
            for i in 0..PAGE / size_of::<Slot>() {
                (*p.add(i)).next = FREE;
                FREE = p.add(i);
            }
        }
        let slot = FREE;
        FREE = (*slot).next;
        slot.write(Slot { monitor: LowLevelMonitor::new(), next: null_mut() });
        slot.cast()
    }

    [pinvoke "libSystem.Native!SystemNative_LowLevelMonitor_Destroy" "-"]
    fn SystemNative_LowLevelMonitor_Destroy(monitor: *mut LowLevelMonitor) {
        let _guard = LOCK.lock();
        let slot = monitor.cast::<Slot>();
        (*slot).next = FREE;
        FREE = slot;
    }

    [pinvoke "libSystem.Native!SystemNative_LowLevelMonitor_Acquire" "-"]
    fn SystemNative_LowLevelMonitor_Acquire(monitor: &LowLevelMonitor) {
        monitor.acquire();
    }

    [pinvoke "libSystem.Native!SystemNative_LowLevelMonitor_Release" "-"]
    fn SystemNative_LowLevelMonitor_Release(monitor: &LowLevelMonitor) {
        monitor.release();
    }

    [pinvoke "libSystem.Native!SystemNative_LowLevelMonitor_Wait" "-"]
    fn SystemNative_LowLevelMonitor_Wait(monitor: &LowLevelMonitor) {
        monitor.wait(-1);
    }

    [pinvoke "libSystem.Native!SystemNative_LowLevelMonitor_TimedWait" "-"]
    fn SystemNative_LowLevelMonitor_TimedWait(monitor: &LowLevelMonitor, ms: i32) -> i32 {
        i32::from(monitor.wait(ms))
    }

    [pinvoke "libSystem.Native!SystemNative_LowLevelMonitor_Signal_Release" "-"]
    fn SystemNative_LowLevelMonitor_Signal_Release(monitor: &LowLevelMonitor) {
        monitor.signal_release();
    }
}
