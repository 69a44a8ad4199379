//! Hands out holes and blocks to threads, under the heap's lock.

use super::block::{self, LINE_SIZE, LINES_PER_BLOCK, State};
use super::{line, policy};
use crate::sync::mutex::Mutex;

/// Guards the tables of blocks and lines while the world runs.
pub static LOCK: Mutex = Mutex::new();

/// Where the searches for free and for partly free blocks go on.
struct Search {
    free: usize,
    partly_free: usize,
    /// As `partly_free`, for medium objects.
    wide: usize,
    /// By the logarithm of a length: no run so long lies before.
    runs: [usize; CLASSES],
}

/// Lengths of runs that are told apart.
const CLASSES: usize = 24;

impl Search {
    const NEW: Search = Search {
        free: 0,
        partly_free: 0,
        wide: 0,
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

/// A hole: its bounds, its block, and the line after it. Zeroed.
pub struct Hole {
    pub start: usize,
    pub end: usize,
    pub block: usize,
    pub next_line: usize,
}

/// Lines of a hole that is worth searching for a medium object.
const WIDE: usize = 8;

/// The next hole for a thread that has finished one in `block` (plus 1; 0 for none) before line
/// `from`.
///
/// # Safety
/// The thread must own `block` and hold the lock.
pub unsafe fn next_hole(block: usize, from: usize) -> Option<Hole> {
    // SAFETY: the lock is held.
    unsafe {
        let search = &mut (*(&raw mut SEARCH)).partly_free;
        next_hole_of(block, from, 1, search)
    }
}

/// As [`next_hole`], of at least `bytes`. The thread must use it for objects of medium size.
///
/// # Safety
/// As for [`next_hole`].
pub unsafe fn next_wide_hole(block: usize, from: usize, bytes: usize) -> Option<Hole> {
    // SAFETY: the lock is held.
    unsafe {
        let search = &mut (*(&raw mut SEARCH)).wide;
        next_hole_of(block, from, bytes.div_ceil(LINE_SIZE).max(WIDE), search)
    }
}

#[optimize(size)]
unsafe fn next_hole_of(
    block: usize,
    from: usize,
    least: usize,
    search: &mut usize,
) -> Option<Hole> {
    // SAFETY: the lock is held.
    unsafe {
        if let Some(index) = block.checked_sub(1) {
            if let Some(hole) = take_hole(index, from, least) {
                return Some(hole);
            }
            block::info(index).owned = false;
        }
        let used = block::used_blocks();
        while *search < used {
            let index = *search;
            *search += 1;
            let info = block::info(index);
            if info.state == State::Lines
                && !info.owned
                && usize::from(info.used) + least <= LINES_PER_BLOCK
                && let Some(hole) = take_hole(index, 0, least)
            {
                block::info(index).owned = true;
                return Some(hole);
            }
        }
        let index = take_block()?;
        take_hole(index, 0, least)
    }
}

#[optimize(size)]
unsafe fn take_hole(index: usize, mut from: usize, least: usize) -> Option<Hole> {
    // SAFETY: the lock is held.
    unsafe {
        let lines = block::lines(index);
        let (first, end) = loop {
            let (first, end) = line::next_hole(lines, from)?;
            if end - first >= least {
                break (first, end);
            }
            from = end;
        };
        line::take(lines, first, end);
        let info = block::info(index);
        info.fresh = true;
        let taken = line::pages(first, end);
        info.given_back &= !taken;
        info.idle &= !taken;
        let start = block::address(index) + first * LINE_SIZE;
        let limit = block::address(index) + end * LINE_SIZE;
        if info.dirty {
            core::ptr::write_bytes(start as *mut u8, 0, limit - start);
        }
        Some(Hole {
            start,
            end: limit,
            block: index,
            next_line: end,
        })
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
#[optimize(size)]
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
