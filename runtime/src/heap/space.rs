//! Hands out holes and blocks to threads, under the heap's lock.

use super::block::{self, BLOCK_SIZE, LINE_SIZE, LINES_PER_BLOCK, State};
use super::{line, policy};
use crate::sync::mutex::Mutex;

/// Guards the tables of blocks and lines while the world runs.
pub static LOCK: Mutex = Mutex::new();

/// Where the searches for free and for partly free blocks go on.
struct Search {
    free: usize,
    partly_free: usize,
    /// By the logarithm of a length: no run so long lies before.
    runs: [usize; CLASSES],
}

/// Lengths of runs that are told apart.
const CLASSES: usize = 24;

impl Search {
    const NEW: Search = Search {
        free: 0,
        partly_free: 0,
        runs: [0; CLASSES],
    };
}

static mut SEARCH: Search = Search::NEW;

/// Starts the searches anew. The world is stopped.
///
/// # Safety
/// No other thread may run.
pub unsafe fn restart_search() {
    // SAFETY: as stated.
    unsafe { SEARCH = Search::NEW };
}

/// The next hole for a thread that has finished one in `block` (plus 1; 0 for none) before line
/// `from`: its bounds, block and the line after it. Zeroed.
///
/// # Safety
/// The thread must own `block` and hold the lock.
pub unsafe fn next_hole(block: usize, from: usize) -> Option<(usize, usize, usize, usize)> {
    // SAFETY: the lock is held.
    unsafe {
        if let Some(index) = block.checked_sub(1) {
            if let Some(hole) = take_hole(index, from) {
                return Some(hole);
            }
            block::info(index).owned = false;
        }
        let search = &mut *(&raw mut SEARCH);
        let used = block::used_blocks();
        while search.partly_free < used {
            let index = search.partly_free;
            search.partly_free += 1;
            let info = block::info(index);
            if info.state == State::Lines
                && !info.owned
                && usize::from(info.used) < LINES_PER_BLOCK
                && let Some(hole) = take_hole(index, 0)
            {
                block::info(index).owned = true;
                return Some(hole);
            }
        }
        let index = take_block()?;
        take_hole(index, 0)
    }
}

unsafe fn take_hole(index: usize, from: usize) -> Option<(usize, usize, usize, usize)> {
    // SAFETY: the lock is held.
    unsafe {
        let lines = block::lines(index);
        let (first, end) = line::next_hole(lines, from)?;
        line::take(lines, first, end);
        block::info(index).fresh = true;
        let start = block::address(index) + first * LINE_SIZE;
        let limit = block::address(index) + end * LINE_SIZE;
        if block::info(index).dirty {
            core::ptr::write_bytes(start as *mut u8, 0, limit - start);
        }
        Some((start, limit, index, end))
    }
}

/// An empty block of zeroed memory in place of `old` (plus 1; 0 for none), with all lines taken.
///
/// # Safety
/// The thread must own `old` and hold the lock.
pub unsafe fn take_empty(old: usize) -> Option<usize> {
    // SAFETY: the lock is held.
    unsafe {
        if let Some(index) = old.checked_sub(1) {
            block::info(index).owned = false;
        }
        let index = take_block()?;
        line::take(block::lines(index), 0, LINES_PER_BLOCK);
        block::info(index).fresh = true;
        if block::info(index).dirty {
            core::ptr::write_bytes(block::address(index) as *mut u8, 0, BLOCK_SIZE);
        }
        Some(index)
    }
}

unsafe fn take_block() -> Option<usize> {
    // SAFETY: the lock is held.
    unsafe {
        if !policy::allows(1) {
            return None;
        }
        let index = block::take_free(&mut (*(&raw mut SEARCH)).free)?;
        let info = block::info(index);
        info.state = State::Lines;
        info.owned = true;
        info.data = 0;
        Some(index)
    }
}

/// A run of free blocks for a large object.
///
/// # Safety
/// The lock must be held.
pub unsafe fn take_run(count: usize) -> Option<usize> {
    // SAFETY: as stated.
    unsafe {
        if !policy::allows(count) {
            return None;
        }
        let search = &mut *(&raw mut SEARCH);
        let class = (count.ilog2() as usize).min(CLASSES - 1);
        // What holds no shorter run holds none of this length.
        let from = search.runs.iter().take(class + 1).max().copied();
        let first = block::take_run(count, from.unwrap_or(0))?;
        if count.is_power_of_two()
            && let Some(hint) = search.runs.get_mut(class)
        {
            *hint = first + count;
        } else if let Some(hint) = search.runs.get_mut(class + 1) {
            *hint = first.max(*hint);
        }
        Some(first)
    }
}

/// Ends a thread's ownership of a block (plus 1; 0 for none).
///
/// # Safety
/// The thread must own it.
pub unsafe fn give_up(block: usize) {
    if let Some(index) = block.checked_sub(1) {
        let _guard = LOCK.lock();
        // SAFETY: the lock is held.
        unsafe { block::info(index).owned = false };
    }
}
