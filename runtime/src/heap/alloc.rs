//! Allocation. The fast path bumps a thread-local cursor and is meant to be inlined into generated
//! code; both limits are read volatile so that stopping the world can revoke them.

use super::block::{BLOCK_SIZE, LINE_SIZE};
use super::{collect, finalize, large, policy, settings, space, stats};
use crate::method_table::MethodTable;
use crate::object::{ARRAY_DATA, HEADER_SIZE, Ref};
use crate::platform::memory;
use crate::program::kiln_mt_string;
use crate::threads;
use core::ptr::null_mut;
use core::sync::atomic::{Ordering, compiler_fence};

/// Objects above this size live in blocks of their own.
pub const LARGE_SIZE: usize = BLOCK_SIZE / 2;
/// Objects above this size do not fit every hole.
const SMALL_SIZE: usize = LINE_SIZE;
/// Longest array or string: what .NET allows.
pub const MAX_ARRAY_LENGTH: usize = 0x7FFF_FFC7;
pub const MAX_STRING_LENGTH: usize = 0x3FFF_FFDF;

/// A byte after the elements of every array: a pointer past the last element, which optimised loops
/// may keep alone, still points into the array and not to the object after it.
pub const ARRAY_PAD: usize = 1;

/// Next free byte of this thread's hole.
#[thread_local]
#[unsafe(no_mangle)]
pub static mut kiln_alloc_cursor: usize = 0;
/// End of this thread's hole; 0 forces the slow path, also when every allocation is to be counted.
#[thread_local]
#[unsafe(no_mangle)]
pub static mut kiln_alloc_limit: usize = 0;
#[thread_local]
static mut STATE: ThreadHeap = ThreadHeap::NEW;

/// What a thread owns of the heap besides its hole.
pub struct ThreadHeap {
    /// Start of the hole, for accounting.
    hole_start: usize,
    /// End of the hole, whatever the limit says.
    hole_end: usize,
    /// Block of the hole plus 1; 0 for none.
    block: usize,
    /// Line after the hole: where to look for the next one.
    next_line: usize,
    /// The same for objects of medium size, which have a hole of their own.
    medium_cursor: usize,
    medium_limit: usize,
    medium_start: usize,
    medium_block: usize,
    medium_next_line: usize,
    /// Object whose bit the write barrier clears while it is not recorded yet.
    recording: Ref,
}

impl ThreadHeap {
    const NEW: ThreadHeap = ThreadHeap {
        hole_start: 0,
        hole_end: 0,
        block: 0,
        next_line: 0,
        medium_cursor: 0,
        medium_limit: 0,
        medium_start: 0,
        medium_block: 0,
        medium_next_line: 0,
        recording: null_mut(),
    };
}

/// Where a thread's allocation state lies, for the collector.
#[derive(Clone, Copy)]
pub struct Places {
    cursor: *mut usize,
    limit: *mut usize,
    heap: *mut ThreadHeap,
}

impl Places {
    pub const NONE: Places = Places {
        cursor: null_mut(),
        limit: null_mut(),
        heap: null_mut(),
    };

    /// Those of the current thread.
    pub fn current() -> Places {
        Places {
            cursor: &raw mut kiln_alloc_cursor,
            limit: &raw mut kiln_alloc_limit,
            heap: &raw mut STATE,
        }
    }

    /// Is this the address of a word of the allocation state? Such words are no references, though
    /// they look like some.
    pub fn covers(&self, address: usize) -> bool {
        let heap = self.heap as usize;
        address == self.cursor as usize
            || address == self.limit as usize
            || address.wrapping_sub(heap) < size_of::<ThreadHeap>()
    }

    /// The object that the thread's write barrier is about to record, or null.
    ///
    /// # Safety
    /// The thread must be stopped or be the current one.
    pub unsafe fn recording(&self) -> Ref {
        if self.heap.is_null() {
            return null_mut();
        }
        // SAFETY: as stated; the thread-locals live as long as the thread.
        unsafe { (&raw const (*self.heap).recording).read_volatile() }
    }

    /// The holes the thread bumps through: (start, end) of what is not allocated yet, and block.
    ///
    /// # Safety
    /// The thread must be stopped or be the current one.
    pub unsafe fn holes(&self) -> [(usize, usize, usize); 2] {
        if self.heap.is_null() {
            return [(0, 0, 0); 2];
        }
        // SAFETY: as stated; the thread-locals live as long as the thread.
        unsafe {
            let h = &*self.heap;
            [
                (self.cursor.read_volatile(), h.hole_end, h.block),
                (h.medium_cursor, h.medium_limit, h.medium_block),
            ]
        }
    }
}

/// Tells the collector which object the write barrier is about to record.
#[inline]
pub fn set_recording(object: Ref) {
    // SAFETY: thread-local state of this thread.
    unsafe {
        compiler_fence(Ordering::Release);
        (&raw mut (*(&raw mut STATE)).recording).write_volatile(object);
        compiler_fence(Ordering::Release);
    }
}

/// Rounds an object size up to the allocation granule.
#[inline(always)]
pub const fn round_size(bytes: usize) -> usize {
    (bytes + 7) & !7
}

/// Bump allocation of `size` bytes (a multiple of 8) with its header stored; null sends the caller
/// to the slow path.
#[inline(always)]
unsafe fn bump(size: usize, mt: *const MethodTable, length: Option<usize>) -> Ref {
    // SAFETY: cursor and limit are this thread's; between them lies zeroed memory that is ours.
    unsafe {
        let start = (&raw const kiln_alloc_cursor).read_volatile();
        let end = start.wrapping_add(size);
        if end > (&raw const kiln_alloc_limit).read_volatile() {
            return null_mut();
        }
        let object = start as Ref;
        set_header(object, mt, length);
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
            let object = bump(size, mt, None);
            if !object.is_null() {
                return object;
            }
        }
        alloc_slow(mt, size, NO_LENGTH)
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
        let size = round_size(ARRAY_DATA + length * mt.component_size() + ARRAY_PAD);
        if size <= LARGE_SIZE {
            let object = bump(size, mt, Some(length));
            if !object.is_null() {
                return object;
            }
        }
        alloc_slow(mt, size, length)
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
            let object = bump(size, mt, Some(length));
            if !object.is_null() {
                return object;
            }
        }
        alloc_slow(mt, size, length)
    }
}

/// A collector that stops this thread takes what has a header for an object, and what the cursor has
/// passed for objects with headers: the length comes first, the cursor last.
#[inline(always)]
unsafe fn set_header(object: Ref, mt: *const MethodTable, length: Option<usize>) {
    // SAFETY: the caller has room for the object.
    unsafe {
        if let Some(length) = length {
            set_length(object, length);
            compiler_fence(Ordering::Release);
        }
        (*object).method_table = mt as usize as u32;
        compiler_fence(Ordering::Release);
    }
}

#[inline(always)]
unsafe fn set_length(object: Ref, length: usize) {
    // SAFETY: strings and arrays have their 32-bit length at +8.
    unsafe { object.cast::<u32>().add(2).write(length as u32) }
}

/// Allocates a multi-dimensional array and stores its bounds. Null means that an exception is
/// pending: a length is negative, a bound overflows, or there is no memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_alloc_md_array(
    mt: &MethodTable,
    rank: u32,
    lengths: *const i32,
    lower: *const i32,
) -> Ref {
    let rank = rank as usize;
    let mut total = 1usize;
    let mut too_long = false;
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
            // One dimension can be too long although another makes the total zero.
            too_long |= length as usize > MAX_ARRAY_LENGTH;
            total = total.saturating_mul(length as usize);
        }
        if too_long || total > MAX_ARRAY_LENGTH {
            crate::pending::set(crate::pending::ExceptionKind::OutOfMemory);
            return null_mut();
        }
        let size = round_size(mt.fixed_size() + total * mt.component_size() + ARRAY_PAD);
        let object = alloc_slow(mt, size, total);
        if object.is_null() {
            crate::pending::set(crate::pending::ExceptionKind::OutOfMemory);
            return object;
        }
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

/// In place of a length for objects that have none.
const NO_LENGTH: usize = usize::MAX;

/// Everything that the fast path does not do: refilling the hole, medium and large objects,
/// finalisers, starting collections.
#[cold]
#[inline(never)]
unsafe extern "C" fn alloc_slow(mt: &MethodTable, size: usize, length: usize) -> Ref {
    // What a thread has of the heap is found through the list of threads: it must be on it.
    threads::current();
    let length = (length != NO_LENGTH).then_some(length);
    // SAFETY: forwards the contract of the callers.
    unsafe {
        let mut object = attempt(mt, size, length, true);
        if object.is_null() {
            // Out of memory only if a full collection does not help.
            collect::collect_for_memory();
            object = attempt(mt, size, length, false);
            // There is a reserve, for the exception.
            if object.is_null() && size <= LARGE_SIZE && !policy::open_reserve() {
                crate::panic::out_of_memory();
            }
        }
        if !object.is_null() && mt.has_finalizer() && !finalize::register(object) {
            return null_mut();
        }
        object
    }
}

#[inline(never)]
unsafe fn attempt(mt: &MethodTable, size: usize, length: Option<usize>, may_collect: bool) -> Ref {
    // SAFETY: forwards the contract of the callers.
    unsafe {
        if may_collect && policy::is_due(size) {
            collect::collect_when_due();
        }
        if size > LARGE_SIZE {
            return large::allocate(mt, size, length);
        }
        // Under stress the limit is 0 but here.
        let counted = settings::stress() != 0;
        if counted {
            (&raw mut kiln_alloc_limit).write_volatile((*(&raw const STATE)).hole_end);
        }
        let mut object = bump(size, mt, length);
        if object.is_null() {
            if size > SMALL_SIZE {
                object = medium(mt, size, length);
            } else if refill() {
                object = bump(size, mt, length);
            }
        }
        if counted {
            (&raw mut kiln_alloc_limit).write_volatile(0);
        }
        object
    }
}

/// Allocates a medium object: in a hole of its own kind, so that small holes are not wasted on it.
#[inline(never)]
unsafe fn medium(mt: &MethodTable, size: usize, length: Option<usize>) -> Ref {
    // SAFETY: thread-local state of this thread.
    unsafe {
        let h = &mut *(&raw mut STATE);
        if h.medium_limit - h.medium_cursor < size {
            stats::add_allocated((h.medium_cursor - h.medium_start) as u64);
            h.medium_cursor = 0;
            h.medium_limit = 0;
            h.medium_start = 0;
            // A collection must not come between taking the hole and making it known as ours.
            let _guard = space::LOCK.lock();
            let block = core::mem::take(&mut h.medium_block);
            let Some(hole) = space::next_wide_hole(block, h.medium_next_line, size) else {
                return null_mut();
            };
            h.medium_block = hole.block + 1;
            h.medium_next_line = hole.next_line;
            h.medium_start = hole.start;
            h.medium_cursor = hole.start;
            h.medium_limit = hole.end;
        }
        let object = h.medium_cursor as Ref;
        set_header(object, mt, length);
        (&raw mut h.medium_cursor).write_volatile(object as usize + size);
        object
    }
}

/// Gives this thread the next hole, which holds any small object.
#[inline(never)]
unsafe fn refill() -> bool {
    // SAFETY: thread-local state of this thread; the hole is zeroed and ours alone.
    unsafe {
        let h = &mut *(&raw mut STATE);
        stats::add_allocated((kiln_alloc_cursor - h.hole_start) as u64);
        // The old hole is given up first: between the two stores the hole is empty.
        (&raw mut kiln_alloc_limit).write_volatile(0);
        compiler_fence(Ordering::Release);
        (&raw mut kiln_alloc_cursor).write_volatile(0);
        h.hole_start = 0;
        h.hole_end = 0;
        // A collection must not come between taking the hole and making it known as ours.
        let _guard = space::LOCK.lock();
        let Some(hole) = space::next_hole(core::mem::take(&mut h.block), h.next_line) else {
            return false;
        };
        h.block = hole.block + 1;
        h.next_line = hole.next_line;
        h.hole_start = hole.start;
        h.hole_end = hole.end;
        (&raw mut kiln_alloc_cursor).write_volatile(hole.start);
        compiler_fence(Ordering::Release);
        (&raw mut kiln_alloc_limit).write_volatile(hole.end);
        true
    }
}

/// Gives up this thread's part of the heap when it ends.
pub unsafe fn retire() {
    // SAFETY: thread-local state of this thread.
    unsafe {
        let h = &mut *(&raw mut STATE);
        super::log::retire();
        stats::add_allocated(bytes_in_holes());
        (&raw mut kiln_alloc_limit).write_volatile(0);
        compiler_fence(Ordering::Release);
        (&raw mut kiln_alloc_cursor).write_volatile(0);
        space::give_up(h.block);
        space::give_up(h.medium_block);
        *h = ThreadHeap::NEW;
    }
}

/// Bytes this thread took from its current holes.
pub fn bytes_in_holes() -> u64 {
    // SAFETY: thread-local state of this thread.
    unsafe {
        let h = &*(&raw const STATE);
        (kiln_alloc_cursor - h.hole_start + h.medium_cursor - h.medium_start) as u64
    }
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
