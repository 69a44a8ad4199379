//! What Rust libraries that the runtime uses allocate with: the C library. The runtime itself does not.

use core::alloc::{GlobalAlloc, Layout};

#[cfg_attr(test, allow(dead_code))]
struct CLibrary;

// SAFETY: `malloc` aligns for every scalar; more is asked of `aligned_alloc`, whose memory `free` takes too.
unsafe impl GlobalAlloc for CLibrary {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        const MALLOC_ALIGN: usize = 16;
        // SAFETY: the size is not zero.
        unsafe {
            if layout.align() <= MALLOC_ALIGN {
                libc::malloc(layout.size()).cast()
            } else {
                libc::aligned_alloc(layout.align(), layout.pad_to_align().size()).cast()
            }
        }
    }

    unsafe fn dealloc(&self, memory: *mut u8, _layout: Layout) {
        // SAFETY: the memory comes from `alloc`.
        unsafe { libc::free(memory.cast()) }
    }
}

#[cfg(not(test))]
#[global_allocator]
static ALLOCATOR: CLibrary = CLibrary;
