//! The C heap for managed code.

use crate::entries;
use core::ffi::c_void;

entries! {
    [pinvoke "libSystem.Native!SystemNative_Malloc" "-"]
    fn SystemNative_Malloc(size: usize) -> *mut c_void {
        libc::malloc(size)
    }

    [pinvoke "libSystem.Native!SystemNative_Calloc" "-"]
    fn SystemNative_Calloc(count: usize, size: usize) -> *mut c_void {
        libc::calloc(count, size)
    }

    [pinvoke "libSystem.Native!SystemNative_Realloc" "-"]
    fn SystemNative_Realloc(p: *mut c_void, size: usize) -> *mut c_void {
        libc::realloc(p, size)
    }

    [pinvoke "libSystem.Native!SystemNative_Free" "-"]
    fn SystemNative_Free(p: *mut c_void) {
        libc::free(p);
    }

    [pinvoke "libSystem.Native!SystemNative_AlignedAlloc" "-"]
    fn SystemNative_AlignedAlloc(alignment: usize, size: usize) -> *mut c_void {
        libc::aligned_alloc(alignment, size)
    }

    [pinvoke "libSystem.Native!SystemNative_AlignedFree" "-"]
    fn SystemNative_AlignedFree(p: *mut c_void) {
        libc::free(p);
    }

    [pinvoke "libSystem.Native!SystemNative_AlignedRealloc" "-"]
    fn SystemNative_AlignedRealloc(p: *mut c_void, alignment: usize, size: usize) -> *mut c_void {
        let new = libc::aligned_alloc(alignment, size);
        if !new.is_null() && !p.is_null() {
            let old = malloc_usable_size(p);
            core::ptr::copy_nonoverlapping(p.cast::<u8>(), new.cast::<u8>(), old.min(size));
            libc::free(p);
        }
        new
    }
}

unsafe extern "C" {
    fn malloc_usable_size(p: *mut c_void) -> usize;
}
