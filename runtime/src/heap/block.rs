//! The range of addresses that holds all objects, handed out in blocks, and the side tables that
//! describe it: a record a block, a byte a line, two bits a granule.

use super::line;
use crate::platform::memory;
use core::sync::atomic::{AtomicUsize, Ordering};

pub const BLOCK_SIZE: usize = 32 << 10;
pub const LINE_SIZE: usize = 256;
pub const LINES_PER_BLOCK: usize = BLOCK_SIZE / LINE_SIZE;
/// Objects start at multiples of this.
pub const GRANULE: usize = 8;
/// 64-bit words of a mark bitmap a block.
pub const MARK_WORDS_PER_BLOCK: usize = BLOCK_SIZE / GRANULE / 64;

/// Address space asked for at first; halved until the system agrees.
const MOST_RESERVED: usize = 256 << 30;
const LEAST_RESERVED: usize = 16 << 20;

/// What a block is used for.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Free = 0,
    /// Holds small and medium objects by lines.
    Lines = 1,
    /// Starts a large object.
    LargeHead = 2,
    /// Continues one.
    LargeTail = 3,
}

/// Facts about a block; all-zero is a block never used.
#[repr(C)]
pub struct Info {
    pub state: State,
    /// Memory may hold old contents.
    pub dirty: bool,
    /// A thread bumps through it: no other may take lines.
    pub owned: bool,
    padding: u8,
    /// Lines: where an active hole is to be parsed from, as offset + 1; 0 if at its line's start.
    /// LargeHead: number of blocks. LargeTail: blocks back to the head.
    pub data: u32,
}

/// Side tables, all indexed from the arena's base.
struct Tables {
    infos: AtomicUsize,
    lines: AtomicUsize,
    marks: [AtomicUsize; 2],
}

static TABLES: Tables = Tables {
    infos: AtomicUsize::new(0),
    lines: AtomicUsize::new(0),
    marks: [const { AtomicUsize::new(0) }; 2],
};
/// Which mark bitmap tells the objects that survived the last collection.
static SURVIVORS: AtomicUsize = AtomicUsize::new(0);

static BASE: AtomicUsize = AtomicUsize::new(0);
static END: AtomicUsize = AtomicUsize::new(0);
/// First address never handed out.
static FRONTIER: AtomicUsize = AtomicUsize::new(0);

/// Bounds of what has been handed out so far.
#[inline]
pub fn used_range() -> (usize, usize) {
    (
        BASE.load(Ordering::Relaxed),
        FRONTIER.load(Ordering::Relaxed),
    )
}

/// Number of blocks handed out so far.
#[inline]
pub fn used_blocks() -> usize {
    let (base, frontier) = used_range();
    (frontier - base) / BLOCK_SIZE
}

/// Start of a block.
#[inline]
pub fn address(index: usize) -> usize {
    BASE.load(Ordering::Relaxed) + index * BLOCK_SIZE
}

/// The record of a used block.
///
/// # Safety
/// `index` must be below [`used_blocks`]; the heap must be locked or the world stopped.
#[inline]
#[allow(clippy::mut_from_ref)]
pub unsafe fn info<'a>(index: usize) -> &'a mut Info {
    // SAFETY: the table covers the whole arena; access is exclusive as stated.
    unsafe { &mut *(TABLES.infos.load(Ordering::Relaxed) as *mut Info).add(index) }
}

/// The line bytes of a block.
///
/// # Safety
/// As for [`info`].
#[inline]
pub unsafe fn lines<'a>(index: usize) -> &'a mut [u8; LINES_PER_BLOCK] {
    // SAFETY: as above.
    unsafe { &mut *(TABLES.lines.load(Ordering::Relaxed) as *mut [u8; LINES_PER_BLOCK]).add(index) }
}

/// Base address of the bitmap being marked, and of that of the last collection's survivors.
#[inline]
pub fn mark_bases() -> (usize, usize) {
    let survivors = SURVIVORS.load(Ordering::Relaxed);
    let load = |i: usize| TABLES.marks.get(i).map_or(0, |m| m.load(Ordering::Relaxed));
    (load(1 - survivors), load(survivors))
}

/// Makes the bitmap just marked that of the survivors.
pub fn swap_marks() {
    SURVIVORS.fetch_xor(1, Ordering::Relaxed);
}

/// A block that is free, with its lines taken; None when there is no more memory. The heap is
/// locked.
pub unsafe fn take_free(hint: &mut usize) -> Option<usize> {
    // SAFETY: the caller holds the heap's lock.
    unsafe {
        let used = used_blocks();
        while *hint < used {
            let index = *hint;
            *hint += 1;
            if info(index).state == State::Free {
                return Some(index);
            }
        }
        let index = extend(1)?;
        *hint = index + 1;
        Some(index)
    }
}

/// A run of free blocks; None when there is no more memory. The heap is locked.
pub unsafe fn take_run(count: usize) -> Option<usize> {
    // SAFETY: the caller holds the heap's lock.
    unsafe {
        let mut run = 0;
        for index in 0..used_blocks() {
            run = if info(index).state == State::Free {
                run + 1
            } else {
                0
            };
            if run == count {
                return Some(index + 1 - count);
            }
        }
        extend(count)
    }
}

/// Takes blocks never used. The heap is locked.
unsafe fn extend(count: usize) -> Option<usize> {
    if BASE.load(Ordering::Relaxed) == 0 && !reserve() {
        return None;
    }
    let start = FRONTIER.load(Ordering::Relaxed);
    let bytes = count.checked_mul(BLOCK_SIZE)?;
    if END.load(Ordering::Relaxed) - start < bytes {
        return None;
    }
    FRONTIER.store(start + bytes, Ordering::Release);
    Some((start - BASE.load(Ordering::Relaxed)) / BLOCK_SIZE)
}

/// Reserves the arena and its tables in one range of addresses.
#[cold]
fn reserve() -> bool {
    let mut bytes = MOST_RESERVED;
    while bytes >= LEAST_RESERVED {
        let blocks = bytes / BLOCK_SIZE;
        let info_bytes = blocks * size_of::<Info>();
        let line_bytes = blocks * LINES_PER_BLOCK;
        let mark_bytes = blocks * MARK_WORDS_PER_BLOCK * 8;
        let total = bytes + BLOCK_SIZE + info_bytes + line_bytes + 2 * mark_bytes;
        let p = memory::reserve(total) as usize;
        if p != 0 {
            let base = (p + BLOCK_SIZE - 1) & !(BLOCK_SIZE - 1);
            let tables = base + bytes;
            TABLES.infos.store(tables, Ordering::Relaxed);
            TABLES.lines.store(tables + info_bytes, Ordering::Relaxed);
            for (i, mark) in TABLES.marks.iter().enumerate() {
                let at = tables + info_bytes + line_bytes + i * mark_bytes;
                mark.store(at, Ordering::Relaxed);
            }
            BASE.store(base, Ordering::Relaxed);
            END.store(base + bytes, Ordering::Relaxed);
            FRONTIER.store(base, Ordering::Release);
            return true;
        }
        bytes /= 2;
    }
    false
}

/// Makes a block of lines free again. The world is stopped.
pub unsafe fn release(index: usize) {
    // SAFETY: the world is stopped.
    unsafe {
        let info = info(index);
        info.state = State::Free;
        info.dirty = true;
        info.data = 0;
        lines(index).fill(line::FREE);
    }
}

const _: () = assert!(size_of::<Info>() == 8);
