//! Large objects: each in a run of blocks of its own.

use super::block::{self, BLOCK_SIZE, State};
use super::{line, space, stats};
use crate::method_table::MethodTable;
use crate::object::Ref;
use crate::platform::memory;
use core::ptr::null_mut;

/// Runs of at least this size are cleared by giving their pages back.
const DISCARD_SIZE: usize = 256 << 10;

/// Allocates a large object; null when there is no memory.
///
/// # Safety
/// `mt` must describe an object of `size` bytes.
#[inline(never)]
#[optimize(size)]
pub unsafe fn allocate(mt: &MethodTable, size: usize, length: Option<usize>) -> Ref {
    let count = size.div_ceil(BLOCK_SIZE);
    let _guard = space::LOCK.lock();
    // SAFETY: the lock is held; the run is ours.
    unsafe {
        let Some(first) = space::take_run(count) else {
            return null_mut();
        };
        let object = block::address(first) as Ref;
        let mut dirty = false;
        for i in 0..count {
            let info = block::info(first + i);
            dirty |= info.dirty;
            info.state = if i == 0 {
                State::LargeHead
            } else {
                State::LargeTail
            };
            info.data = if i == 0 { count as u32 } else { i as u32 };
            info.dirty = true;
            info.fresh = true;
        }
        if dirty {
            if size >= DISCARD_SIZE {
                memory::discard(object.cast(), count * BLOCK_SIZE);
            } else {
                core::ptr::write_bytes(object.cast::<u8>(), 0, size);
            }
        }
        if let Some(length) = length {
            object.cast::<u32>().add(2).write(length as u32);
        }
        (*object).method_table = mt.as_u32();
        stats::add_allocated(size as u64);
        object
    }
}

/// Frees the run that starts at `first`; its pages go back to the system if they are many.
///
/// # Safety
/// The world must be stopped and the object dead.
#[optimize(size)]
pub unsafe fn free(first: usize) {
    // SAFETY: as stated.
    unsafe {
        let count = block::info(first).data as usize;
        let give_back = count * BLOCK_SIZE >= DISCARD_SIZE;
        if give_back {
            memory::discard(block::address(first) as *mut u8, count * BLOCK_SIZE);
        }
        for i in 0..count {
            let info = block::info(first + i);
            info.state = State::Free;
            info.data = 0;
            info.fresh = false;
            info.dirty = !give_back;
            block::lines(first + i).fill(line::FREE);
        }
        block::count_freed(count);
    }
}
