//! Allocation. The fast path bumps a thread-local cursor and is meant to be inlined into generated
//! code; both limits are read volatile so that stopping the world can revoke them.

use super::block::{self, BLOCK_SIZE};
use super::{finalize, large, stats};
use crate::method_table::MethodTable;
use crate::object::{ARRAY_DATA, HEADER_SIZE, Ref};
use crate::platform::memory;
use crate::program::kiln_mt_string;
use core::ptr::null_mut;
use core::sync::atomic::{Ordering, compiler_fence};

/// Objects above this size live by themselves.
pub const LARGE_SIZE: usize = 8 << 10;
/// Longest array or string: what .NET allows.
pub const MAX_ARRAY_LENGTH: usize = 0x7FFF_FFC7;
pub const MAX_STRING_LENGTH: usize = 0x3FFF_FFDF;

/// Next free byte of this thread's hole.
#[thread_local]
#[unsafe(no_mangle)]
pub static mut kiln_alloc_cursor: usize = 0;
/// End of this thread's hole; 0 forces the slow path.
#[thread_local]
#[unsafe(no_mangle)]
pub static mut kiln_alloc_limit: usize = 0;
/// Start of this thread's hole, for accounting and for parsing young objects.
#[thread_local]
static mut HOLE_START: usize = 0;

/// Rounds an object size up to the allocation granule.
#[inline(always)]
pub const fn round_size(bytes: usize) -> usize {
    (bytes + 7) & !7
}

/// Bump allocation of `size` bytes (a multiple of 8) with its header stored; null sends the caller
/// to the slow path.
#[inline(always)]
unsafe fn bump(size: usize, mt: *const MethodTable) -> Ref {
    // SAFETY: cursor and limit are this thread's; between them lies zeroed memory that is ours.
    unsafe {
        let start = (&raw const kiln_alloc_cursor).read_volatile();
        let end = start.wrapping_add(size);
        if end > (&raw const kiln_alloc_limit).read_volatile() {
            return null_mut();
        }
        let object = start as Ref;
        (*object).method_table = mt as usize as u32;
        // The header must be there before the cursor moves past it: a collector that stops this
        // thread in between parses the hole up to the cursor.
        compiler_fence(Ordering::Release);
        (&raw mut kiln_alloc_cursor).write_volatile(end);
        object
    }
}

/// Allocates a non-array object. Null means out of memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_alloc_object(mt: &MethodTable) -> Ref {
    let size = round_size(mt.fixed_size());
    // SAFETY: the table describes an object of that size.
    unsafe {
        if !mt.has_finalizer() {
            let object = bump(size, mt);
            if !object.is_null() {
                return object;
            }
        }
        alloc_slow(mt, size)
    }
}

/// Allocates a vector of `length` elements. Null means out of memory or too long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_alloc_array(mt: &MethodTable, length: usize) -> Ref {
    // SAFETY: the size is that of the array.
    unsafe {
        if length > MAX_ARRAY_LENGTH {
            return null_mut();
        }
        let size = round_size(ARRAY_DATA + length * mt.component_size());
        if size <= LARGE_SIZE {
            let object = bump(size, mt);
            if !object.is_null() {
                set_length(object, length);
                return object;
            }
        }
        let object = alloc_slow(mt, size);
        if !object.is_null() {
            set_length(object, length);
        }
        object
    }
}

/// Allocates a string of `length` zeroed characters. Null means out of memory or too long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_alloc_string(length: usize) -> Ref {
    // SAFETY: the size is that of the string with its terminator.
    unsafe {
        if length > MAX_STRING_LENGTH {
            return null_mut();
        }
        let mt = &kiln_mt_string;
        let size = round_size(HEADER_SIZE + 4 + 2 * (length + 1));
        if size <= LARGE_SIZE {
            let object = bump(size, mt);
            if !object.is_null() {
                set_length(object, length);
                return object;
            }
        }
        let object = alloc_slow(mt, size);
        if !object.is_null() {
            set_length(object, length);
        }
        object
    }
}

#[inline(always)]
unsafe fn set_length(object: Ref, length: usize) {
    // SAFETY: strings and arrays have their 32-bit length at +8.
    unsafe { object.cast::<u32>().add(2).write(length as u32) }
}

/// Allocates a multi-dimensional array and stores its bounds. Null means out of memory (with a
/// pending exception when a length is negative or the total overflows).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_alloc_md_array(
    mt: &MethodTable,
    rank: u32,
    lengths: *const i32,
    lower: *const i32,
) -> Ref {
    let rank = rank as usize;
    let mut total = 1usize;
    // SAFETY: the caller passes `rank` lengths, and as many lower bounds or null.
    unsafe {
        for i in 0..rank {
            let length = *lengths.add(i);
            let low = if lower.is_null() { 0 } else { *lower.add(i) };
            if length < 0 {
                crate::pending::set(crate::pending::ExceptionKind::Overflow);
                return null_mut();
            }
            if length > 0 && low.checked_add(length - 1).is_none() {
                crate::pending::set(crate::pending::ExceptionKind::ArgumentOutOfRange);
                return null_mut();
            }
            total = total.saturating_mul(length as usize);
        }
        if total > MAX_ARRAY_LENGTH {
            return null_mut();
        }
        let size = round_size(mt.fixed_size() + total * mt.component_size());
        let object = alloc_slow(mt, size);
        if object.is_null() {
            return object;
        }
        set_length(object, total);
        let bounds = object.cast::<u8>().add(ARRAY_DATA).cast::<i32>();
        for i in 0..rank {
            bounds.add(i).write(*lengths.add(i));
            bounds
                .add(rank + i)
                .write(if lower.is_null() { 0 } else { *lower.add(i) });
        }
        object
    }
}

/// Everything that the fast path does not do: refilling the hole, large objects, finalisers.
#[cold]
#[inline(never)]
unsafe extern "C" fn alloc_slow(mt: &MethodTable, size: usize) -> Ref {
    // SAFETY: forwards the contract of the callers.
    unsafe {
        let object = if size > LARGE_SIZE {
            large::allocate(mt, size)
        } else {
            if !refill(size) {
                return null_mut();
            }
            bump(size, mt)
        };
        if mt.has_finalizer() && !object.is_null() && !finalize::register(object) {
            return null_mut();
        }
        object
    }
}

/// Gives this thread a hole of at least `size` bytes.
unsafe fn refill(size: usize) -> bool {
    // SAFETY: thread-local state of this thread; fresh blocks are zeroed and ours alone.
    unsafe {
        if (&raw const kiln_alloc_cursor).read_volatile() + size
            <= (&raw const kiln_alloc_limit).read_volatile()
        {
            return true;
        }
        retire_hole();
        let start = block::take_fresh(1);
        if start.is_null() {
            return false;
        }
        HOLE_START = start as usize;
        kiln_alloc_cursor = start as usize;
        compiler_fence(Ordering::Release);
        (&raw mut kiln_alloc_limit).write_volatile(start as usize + BLOCK_SIZE);
        true
    }
}

/// Gives up the rest of this thread's hole (also when the thread ends).
pub unsafe fn retire_hole() {
    // SAFETY: thread-local state of this thread.
    unsafe {
        stats::add_allocated((kiln_alloc_cursor - HOLE_START) as u64);
        (&raw mut kiln_alloc_limit).write_volatile(0);
        HOLE_START = 0;
        kiln_alloc_cursor = 0;
    }
}

/// Bytes this thread took from its current hole.
pub fn bytes_in_hole() -> u64 {
    // SAFETY: thread-local state of this thread.
    unsafe { (kiln_alloc_cursor - HOLE_START) as u64 }
}

/// Memory of the runtime itself (tables of handles, locks): zeroed, never returned.
pub fn runtime_memory(bytes: usize) -> *mut u8 {
    memory::map((bytes + 0xFFF) & !0xFFF)
}

crate::manifest_line!(helper, "kiln_alloc_object", "kiln_alloc_object", "alloc");
crate::manifest_line!(helper, "kiln_alloc_array", "kiln_alloc_array", "alloc");
crate::manifest_line!(helper, "kiln_alloc_string", "kiln_alloc_string", "alloc");
crate::manifest_line!(
    helper,
    "kiln_alloc_md_array",
    "kiln_alloc_md_array",
    "alloc,throws"
);
