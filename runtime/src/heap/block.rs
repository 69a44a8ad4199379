//! The range of addresses that holds all objects, handed out in blocks, and the side tables that
//! describe it: a record a block, two bytes a line, two bits a granule.

use super::line;
use crate::platform::memory;
use core::sync::atomic::{AtomicUsize, Ordering};

pub const BLOCK_SIZE: usize = 32 << 10;
pub const LINE_SIZE: usize = 256;
pub const LINES_PER_BLOCK: usize = BLOCK_SIZE / LINE_SIZE;
/// What memory is given back by.
pub const PAGE_SIZE: usize = 4096;
pub const LINES_PER_PAGE: usize = PAGE_SIZE / LINE_SIZE;
pub const PAGES_PER_BLOCK: usize = BLOCK_SIZE / PAGE_SIZE;
/// Objects start at multiples of this.
pub const GRANULE: usize = 8;
/// 64-bit words of a mark bitmap a block.
pub const MARK_WORDS_PER_BLOCK: usize = BLOCK_SIZE / GRANULE / 64;

/// Address space asked for at first; halved until the system agrees.
const MOST_RESERVED: usize = if cfg!(miri) { 16 << 20 } else { 256 << 30 };
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
    /// Lines were taken, or the large object allocated, since the last collection.
    pub fresh: bool,
    /// Lines: how many the last collection found in use.
    pub used: u8,
    /// Objects of fresh holes are known among the starts.
    pub parsed: bool,
    /// Lines: a bit a page whose memory has been given back.
    pub given_back: u8,
    /// Lines: a bit a page that was free when they were last looked for, and that nobody has taken.
    pub idle: u8,
    /// While the world is stopped: the cursor of the active hole as granule + 1; 0 for none.
    pub cursor: u16,
    /// Lines: where an active hole is to be parsed from, as offset + 1; 0 if at its line's start.
    /// LargeHead: number of blocks. LargeTail: blocks back to the head.
    pub data: u32,
}

/// Side tables, all indexed from the arena's base.
struct Tables {
    infos: AtomicUsize,
    lines: AtomicUsize,
    /// A byte a line: a reference was stored there by somebody who did not know the object.
    cards: AtomicUsize,
    /// A byte a block: one of its lines has a card.
    carded: AtomicUsize,
    marks: [AtomicUsize; 2],
}

static TABLES: Tables = Tables {
    infos: AtomicUsize::new(0),
    lines: AtomicUsize::new(0),
    cards: AtomicUsize::new(0),
    carded: AtomicUsize::new(0),
    marks: [const { AtomicUsize::new(0) }; 2],
};
/// Which bitmap tells the objects that survived the last collection. The other one tells, during a
/// collection, where else objects start; between collections it is all zero.
static MARKS: AtomicUsize = AtomicUsize::new(0);
/// Blocks that are not free.
static IN_USE: AtomicUsize = AtomicUsize::new(0);

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

/// Addresses of the bitmap of marks and of that of other starts.
#[inline]
pub fn bitmaps() -> (usize, usize) {
    let marks = MARKS.load(Ordering::Relaxed);
    let load = |i: usize| TABLES.marks.get(i).map_or(0, |m| m.load(Ordering::Relaxed));
    (load(marks), load(1 - marks))
}

/// Makes the marks mere starts, for marking anew.
pub fn swap_bitmaps() {
    MARKS.fetch_xor(1, Ordering::Relaxed);
}

/// Address of the lines' bytes.
#[inline]
pub fn line_table() -> usize {
    TABLES.lines.load(Ordering::Relaxed)
}

/// Blocks that are not free.
#[inline]
pub fn in_use() -> usize {
    IN_USE.load(Ordering::Relaxed)
}

/// Counts blocks that became free.
pub fn count_freed(count: usize) {
    IN_USE.fetch_sub(count, Ordering::Relaxed);
}

/// The block that an address lies in.
#[inline(always)]
pub fn index_of(address: usize) -> Option<usize> {
    let (base, frontier) = used_range();
    let offset = address.wrapping_sub(base);
    (offset < frontier - base).then_some(offset / BLOCK_SIZE)
}

/// A block's state, which does not change while an object in it lives.
///
/// # Safety
/// `index` must be below [`used_blocks`].
#[inline]
pub unsafe fn state(index: usize) -> State {
    // SAFETY: the table covers the whole arena.
    unsafe {
        let info = (TABLES.infos.load(Ordering::Relaxed) as *const Info).add(index);
        (&raw const (*info).state).read_volatile()
    }
}

/// Does the address lie in a line of the heap that holds old objects?
#[inline(always)]
pub fn holds_old(address: usize) -> bool {
    let (base, frontier) = used_range();
    let offset = address.wrapping_sub(base);
    // SAFETY: the table covers the whole arena.
    offset < frontier - base
        && unsafe { ((line_table() + offset / LINE_SIZE) as *const u8).read_volatile() }
            & line::MARKED
            != 0
}

/// Notes that references of a line were stored to. The address must lie in the heap.
#[inline]
pub fn set_card(address: usize) {
    let offset = address - BASE.load(Ordering::Relaxed);
    let card = (TABLES.cards.load(Ordering::Relaxed) + offset / LINE_SIZE) as *mut u8;
    // SAFETY: the tables cover the whole arena. The block's byte is always stored: a collection
    // just before that leaves the card for the next one.
    unsafe {
        if card.read_volatile() == 0 {
            card.write_volatile(1);
        }
        ((TABLES.carded.load(Ordering::Relaxed) + offset / BLOCK_SIZE) as *mut u8)
            .write_volatile(1);
    }
}

/// The cards of a block, if it may have any; whoever asks clears them.
///
/// # Safety
/// The world must be stopped.
pub unsafe fn take_cards<'a>(index: usize) -> Option<&'a mut [u8; LINES_PER_BLOCK]> {
    // SAFETY: the tables cover the whole arena.
    unsafe {
        let carded = (TABLES.carded.load(Ordering::Relaxed) + index) as *mut u8;
        if carded.read() == 0 {
            return None;
        }
        carded.write(0);
        let cards = TABLES.cards.load(Ordering::Relaxed) as *mut [u8; LINES_PER_BLOCK];
        Some(&mut *cards.add(index))
    }
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
                IN_USE.fetch_add(1, Ordering::Relaxed);
                return Some(index);
            }
        }
        let index = extend(1)?;
        *hint = index + 1;
        IN_USE.fetch_add(1, Ordering::Relaxed);
        Some(index)
    }
}

/// A run of free blocks at or after `from`; None when there is no more memory. The heap is locked.
pub unsafe fn take_run(count: usize, from: usize) -> Option<usize> {
    // SAFETY: the caller holds the heap's lock.
    unsafe {
        let mut run = 0;
        for index in from..used_blocks() {
            run = if info(index).state == State::Free {
                run + 1
            } else {
                0
            };
            if run == count {
                IN_USE.fetch_add(count, Ordering::Relaxed);
                return Some(index + 1 - count);
            }
        }
        // Free blocks at the end need not be passed over.
        let start = extend(count - run)? - run;
        IN_USE.fetch_add(count, Ordering::Relaxed);
        Some(start)
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
#[optimize(size)]
fn reserve() -> bool {
    let mut bytes = MOST_RESERVED;
    while bytes >= LEAST_RESERVED {
        let blocks = bytes / BLOCK_SIZE;
        let info_bytes = blocks * size_of::<Info>();
        let line_bytes = blocks * LINES_PER_BLOCK;
        let mark_bytes = blocks * MARK_WORDS_PER_BLOCK * 8;
        let total = bytes + BLOCK_SIZE + info_bytes + 2 * line_bytes + blocks + 2 * mark_bytes;
        let p = memory::reserve(total) as usize;
        if p != 0 {
            let base = (p + BLOCK_SIZE - 1) & !(BLOCK_SIZE - 1);
            let tables = base + bytes;
            TABLES.infos.store(tables, Ordering::Relaxed);
            TABLES.lines.store(tables + info_bytes, Ordering::Relaxed);
            let marks = tables + info_bytes + line_bytes;
            for (i, mark) in TABLES.marks.iter().enumerate() {
                mark.store(marks + i * mark_bytes, Ordering::Relaxed);
            }
            let cards = marks + 2 * mark_bytes;
            TABLES.cards.store(cards, Ordering::Relaxed);
            TABLES.carded.store(cards + line_bytes, Ordering::Relaxed);
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
        info.fresh = false;
        info.given_back = 0;
        info.idle = 0;
        info.used = 0;
        info.data = 0;
        lines(index).fill(line::FREE);
        count_freed(1);
    }
}

const _: () = assert!(size_of::<Info>() == 16);
// A bit a page.
const _: () = assert!(PAGES_PER_BLOCK == u8::BITS as usize);
