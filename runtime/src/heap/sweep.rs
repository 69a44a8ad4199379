//! After marking: frees lines, blocks and large objects that were not reached.

use super::block::{self, BLOCK_SIZE, LINE_SIZE, PAGE_SIZE, PAGES_PER_BLOCK, State};
use super::mark::Marker;
use super::policy::{self, Cause};
use super::{large, line};
use crate::object::Ref;
use crate::platform::memory;

/// What a sweep found.
#[derive(Clone, Copy, Default)]
pub struct Found {
    pub lines: usize,
    pub large_blocks: usize,
    pub free_blocks: usize,
}

impl Found {
    /// Bytes in use, by lines.
    pub fn bytes(&self) -> u64 {
        (self.lines * LINE_SIZE + self.large_blocks * BLOCK_SIZE) as u64
    }
}

/// Frees what was not marked among all objects or among young ones.
///
/// # Safety
/// The world must be stopped and marking done.
#[inline(never)]
#[optimize(size)]
pub unsafe fn sweep(marker: &Marker, all: bool) -> Found {
    let mut found = Found::default();
    // SAFETY: as stated.
    unsafe {
        for index in 0..block::used_blocks() {
            let info = block::info(index);
            match info.state {
                State::Lines => {
                    if all || info.fresh {
                        sweep_lines(index);
                    }
                    if info.state == State::Free {
                        found.free_blocks += 1;
                    } else {
                        found.lines += usize::from(info.used);
                    }
                }
                State::LargeHead => {
                    let count = info.data as usize;
                    if (all || info.fresh) && !marker.is_marked(block::address(index) as Ref) {
                        large::free(index);
                        found.free_blocks += count;
                    } else {
                        found.large_blocks += count;
                    }
                    info.fresh = false;
                }
                State::Free => found.free_blocks += 1,
                State::LargeTail => {}
            }
        }
    }
    found
}

#[optimize(size)]
unsafe fn sweep_lines(index: usize) {
    // SAFETY: the world is stopped.
    unsafe {
        let mut used = 0;
        for l in block::lines(index) {
            *l &= line::MARKED;
            used += *l;
        }
        let info = block::info(index);
        info.data = 0;
        info.dirty = true;
        info.fresh = false;
        info.used = used;
        if used == 0 && !info.owned {
            block::release(index);
        }
    }
}

/// Gives the memory of free blocks back to the system, the last ones first; `kept` of them stay.
///
/// # Safety
/// The world must be stopped or the heap locked.
#[inline(never)]
#[optimize(size)]
pub unsafe fn give_back(found: &Found, kept: usize) {
    let mut surplus = found.free_blocks.saturating_sub(kept);
    let mut run = 0;
    // SAFETY: free blocks hold nothing.
    unsafe {
        for index in (0..block::used_blocks()).rev() {
            let info = block::info(index);
            let wanted = info.state == State::Free && surplus != 0;
            if wanted {
                surplus -= 1;
            }
            if wanted && info.dirty {
                info.dirty = false;
                run += 1;
                continue;
            }
            discard(index + 1, run);
            run = 0;
            if surplus == 0 {
                return;
            }
        }
        discard(0, run);
    }
}

/// Gives back the free pages of blocks in use, if there are many: those that nobody has taken since
/// this was last done, or all when memory is to be given back.
///
/// # Safety
/// As for [`give_back`].
#[inline(never)]
#[optimize(size)]
pub unsafe fn trim(found: &Found, cause: Cause) {
    let live = found.bytes() as usize / BLOCK_SIZE;
    let kept = policy::free_worth_keeping(found.bytes());
    if block::in_use() <= live + live / 4 + kept / 2 {
        return;
    }
    if cause == Cause::Due && !policy::time_to_trim(found.bytes()) {
        return;
    }
    // SAFETY: free lines hold nothing.
    unsafe {
        for index in 0..block::used_blocks() {
            let info = block::info(index);
            if info.state != State::Lines || info.owned {
                continue;
            }
            let free = line::free_pages(block::lines(index)) & !info.given_back;
            let mut pages = match cause {
                Cause::Memory => free,
                Cause::Due => free & info.idle,
            };
            info.idle = free;
            info.given_back |= pages;
            while pages != 0 {
                // A run of pages at a time.
                let first = pages.trailing_zeros() as usize;
                let count = (pages >> first).trailing_ones() as usize;
                let at = block::address(index) + first * PAGE_SIZE;
                memory::discard(at as *mut u8, count * PAGE_SIZE);
                pages &= (u8::MAX << first) & !(((1u32 << count) - 1) << first) as u8;
            }
        }
    }
}

/// Bytes of blocks whose memory has not been given back.
///
/// # Safety
/// The heap must be locked.
#[optimize(size)]
pub unsafe fn committed() -> u64 {
    let mut pages = 0;
    for index in 0..block::used_blocks() {
        // SAFETY: the lock is held.
        let info = unsafe { block::info(index) };
        if info.state != State::Free || info.dirty {
            pages += PAGES_PER_BLOCK - info.given_back.count_ones() as usize;
        }
    }
    (pages * PAGE_SIZE) as u64
}

unsafe fn discard(first: usize, count: usize) {
    if count != 0 {
        // SAFETY: forwards the contract.
        unsafe { memory::discard(block::address(first) as *mut u8, count * BLOCK_SIZE) }
    }
}
