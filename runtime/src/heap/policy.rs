//! When to collect, what, and how much memory the heap may have.

use super::block::{self, BLOCK_SIZE};
use super::settings::{self, Flag};
use super::stats;
use super::sweep::Found;
use crate::platform::process;
use core::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};

/// Bounds of what is allocated between two collections.
const LEAST_NURSERY: u64 = 1 << 20;
const MOST_NURSERY: u64 = 64 << 20;
/// A small heap may have a nursery of this size.
const SMALL_NURSERY: u64 = 12 << 20;
/// Growth of the heap before all of it is collected, besides a part of its size.
const LEAST_GROWTH: u64 = 4 << 20;

/// Total of allocated bytes at which the next collection is due.
static NEXT: AtomicU64 = AtomicU64::new(LEAST_NURSERY);
static NURSERY: AtomicU64 = AtomicU64::new(LEAST_NURSERY);
/// Bytes in use after which all of the heap is collected.
static FULL_AT: AtomicU64 = AtomicU64::new(LEAST_GROWTH * 2);
/// Bytes in use after the last collection.
static LIVE: AtomicU64 = AtomicU64::new(0);
static FULL_IS_DUE: AtomicBool = AtomicBool::new(false);
/// Allocations counted for stress.
static COUNT: AtomicU32 = AtomicU32::new(0);
/// Most blocks in use since the last collection of everything, and what the heap has needed of late.
static PEAK: AtomicUsize = AtomicUsize::new(0);
static HABIT: AtomicUsize = AtomicUsize::new(0);
/// When the last collection ended.
static LAST_END: AtomicU64 = AtomicU64::new(0);

/// Blocks that the heap may use; 0 until known.
static LIMIT: AtomicUsize = AtomicUsize::new(0);
/// Blocks beyond the limit that this thread may take after an allocation failed: for the exception.
#[thread_local]
static mut ALLOWANCE: u32 = 0;
/// One for small objects, one for medium ones.
const ALLOWED: u32 = 2;
/// Blocks beyond the limit that all threads may take.
const RESERVE: usize = (2 << 20) / BLOCK_SIZE;
/// Heaps below this size are never near a limit that matters; nobody looks for one.
const UNLIMITED: usize = (4 << 20) / BLOCK_SIZE;
/// Percentage of a container's memory that the heap may have, as in .NET, and the least it has.
const CONTAINER_PERCENT: u64 = 75;
const LEAST_CONTAINER_HEAP: u64 = 20 << 20;

/// Why a collection is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// It was time, or the program asked for it.
    Due,
    /// Memory is short, or the program wants it given back.
    Memory,
}

/// Is a collection due before `size` more bytes are allocated?
pub fn is_due(size: usize) -> bool {
    settings::read();
    let stress = settings::stress();
    if stress != 0 && !in_region() {
        return COUNT.fetch_add(1, Ordering::Relaxed).is_multiple_of(stress);
    }
    !settings::has(Flag::Off) && stats::allocated() + size as u64 > NEXT.load(Ordering::Relaxed)
}

/// Shall the collection that is due be one of everything?
pub fn wants_all() -> bool {
    /// Under stress, one of so many collections.
    const STRESSED: u32 = 4;
    settings::has(Flag::Full)
        || FULL_IS_DUE.load(Ordering::Relaxed)
        || (settings::stress() != 0 && stats::collections(0).is_multiple_of(STRESSED))
}

/// Notes how much of the heap is in use before a collection.
pub fn note_use() {
    PEAK.fetch_max(block::in_use(), Ordering::Relaxed);
}

/// How many free blocks are worth keeping after a collection of everything: for what is allocated until the next
/// one of young objects, into holes first; unless memory is to be given back, also what the heap has
/// needed between collections of everything of late.
#[optimize(size)]
pub fn kept(found: &Found, cause: Cause) -> usize {
    let in_use = block::in_use();
    let peak = PEAK.swap(in_use, Ordering::Relaxed);
    let habit = HABIT.load(Ordering::Relaxed);
    let habit = peak.max(habit - habit / 4);
    HABIT.store(habit, Ordering::Relaxed);
    let soon = free_worth_keeping(found.bytes());
    let holes = in_use.saturating_sub(found.bytes() as usize / BLOCK_SIZE);
    let soon = soon - holes.min(soon / 4 * 3);
    match cause {
        Cause::Due => soon.max(habit.saturating_sub(in_use)),
        Cause::Memory => soon,
    }
}

/// Has the program had the time to take the pages that it wants, as much memory as it has live?
pub fn time_to_trim(live: u64) -> bool {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let now = stats::allocated();
    let is_time = now - LAST.load(Ordering::Relaxed) > live;
    if is_time {
        LAST.store(now, Ordering::Relaxed);
    }
    is_time
}

/// Blocks for what is allocated until the next collection.
pub fn free_worth_keeping(live: u64) -> usize {
    (NURSERY.load(Ordering::Relaxed) + live / 8) as usize / BLOCK_SIZE
}

/// Decides when the next collection comes, from what this one found and how long it took.
#[inline(never)]
#[optimize(size)]
pub fn adapt(found: &Found, all: bool, start: u64, end: u64) {
    let live = found.bytes();
    let grown = live.saturating_sub(LIVE.swap(live, Ordering::Relaxed));
    if all {
        FULL_AT.store(live + (live * 2 / 5).max(LEAST_GROWTH), Ordering::Relaxed);
    }
    // A collection of young objects that would take the heap past its mark is one too many.
    let expected = if all { live } else { live + grown };
    let full_is_due = expected > FULL_AT.load(Ordering::Relaxed);
    FULL_IS_DUE.store(full_is_due, Ordering::Relaxed);

    // A nursery that costs a large share of the time grows, one that costs little shrinks.
    let since = end
        .saturating_sub(LAST_END.swap(end, Ordering::Relaxed))
        .max(1);
    let share = (end - start) * 100 / since;
    let mut nursery = NURSERY.load(Ordering::Relaxed);
    if !all {
        if share > 8 {
            nursery *= 2;
        } else if share < 1 {
            nursery /= 2;
        }
    }
    let most = (live / 4).clamp(SMALL_NURSERY, MOST_NURSERY);
    nursery = nursery.clamp(LEAST_NURSERY, most);
    NURSERY.store(nursery, Ordering::Relaxed);
    NEXT.store(stats::allocated() + nursery, Ordering::Relaxed);
}

/// A region without collections: the total of allocated bytes up to which it lasts, and the count of
/// collections at its start plus 1 (0 outside).
static REGION: [AtomicU64; 2] = [const { AtomicU64::new(0) }; 2];

/// Why a region without collections was not begun or ended well: .NET's numbers.
#[repr(i32)]
pub enum Region {
    Done = 0,
    NotInProgress = 1,
    TooLarge = 2,
    /// Beginning: there is one already. Ending: more was allocated than asked for.
    InProgressOrExceeded = 3,
}

/// Is there a region without collections?
pub fn in_region() -> bool {
    region_start() != 0
}

fn region_start() -> u64 {
    let [_, count] = &REGION;
    count.load(Ordering::Relaxed)
}

/// Begins a region in which so many bytes can be allocated without a collection.
pub fn begin_region(bytes: u64) -> Region {
    if in_region() {
        return Region::InProgressOrExceeded;
    }
    if bytes > limit().unwrap_or_else(stats::physical_memory) {
        return Region::TooLarge;
    }
    super::collect::collect(super::collect::OLDEST as i32, Cause::Due);
    let [end, count] = &REGION;
    let until = stats::allocated() + bytes.max(LEAST_NURSERY);
    end.store(until, Ordering::Relaxed);
    count.store(u64::from(stats::collections(0)) + 1, Ordering::Relaxed);
    NEXT.store(until, Ordering::Relaxed);
    Region::Done
}

/// Ends the region.
pub fn end_region() -> Region {
    let [end, count] = &REGION;
    let collections = count.swap(0, Ordering::Relaxed);
    if collections == 0 {
        return Region::NotInProgress;
    }
    let nursery = NURSERY.load(Ordering::Relaxed);
    NEXT.store(stats::allocated() + nursery, Ordering::Relaxed);
    if stats::allocated() > end.load(Ordering::Relaxed) {
        return Region::InProgressOrExceeded;
    }
    if u64::from(stats::collections(0)) + 1 != collections {
        return Region::TooLarge;
    }
    Region::Done
}

/// Bytes outside the heap that objects stand for (`GC.AddMemoryPressure`), since the last collection
/// because of them.
static PRESSURE: AtomicU64 = AtomicU64::new(0);
const LEAST_PRESSURE: u64 = 32 << 20;

/// Notes memory outside the heap; true if it is time to collect because of it.
pub fn add_pressure(bytes: u64) -> bool {
    let total = PRESSURE
        .fetch_add(bytes, Ordering::Relaxed)
        .saturating_add(bytes);
    let due = total > stats::live().max(LEAST_PRESSURE);
    if due {
        PRESSURE.store(0, Ordering::Relaxed);
    }
    due
}

/// Memory outside the heap is gone.
pub fn remove_pressure(bytes: u64) {
    let _ = PRESSURE.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |total| {
        Some(total.saturating_sub(bytes))
    });
}

/// May so many blocks more be used?
pub fn allows(count: usize) -> bool {
    let wanted = block::in_use() + count;
    if wanted <= UNLIMITED && settings::limit() == 0 {
        return true;
    }
    let mut limit = LIMIT.load(Ordering::Relaxed);
    if limit == 0 {
        limit = find_limit();
        LIMIT.store(limit, Ordering::Relaxed);
    }
    if wanted <= limit {
        return true;
    }
    // SAFETY: thread-local.
    unsafe {
        let allowed = ALLOWANCE != 0 && wanted <= limit.saturating_add(RESERVE);
        ALLOWANCE -= u32::from(allowed);
        allowed
    }
}

/// The limit of the heap in bytes; None if there is none.
pub fn limit() -> Option<u64> {
    settings::read();
    let blocks = find_limit();
    (blocks != usize::MAX).then_some((blocks * BLOCK_SIZE) as u64)
}

/// An allocation fails for good: true if this thread may take from the reserve to make the exception.
pub fn open_reserve() -> bool {
    let limit = LIMIT.load(Ordering::Relaxed);
    // SAFETY: thread-local.
    unsafe { ALLOWANCE = ALLOWED };
    limit == 0 || block::in_use() < limit.saturating_add(RESERVE)
}

/// `KILN_GC` first, then what the program was compiled with, then the container's memory.
#[inline(never)]
#[optimize(size)]
fn find_limit() -> usize {
    let mut bytes = settings::limit();
    if bytes == 0 {
        bytes = crate::program::heap_limit_bytes();
    }
    if bytes == 0
        && let Some(memory) = process::container_memory()
    {
        bytes = (memory / 100 * CONTAINER_PERCENT).max(LEAST_CONTAINER_HEAP);
    }
    if bytes == 0 {
        usize::MAX
    } else {
        (bytes as usize / BLOCK_SIZE).max(RESERVE)
    }
}
