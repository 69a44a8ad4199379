//! Collections: when they are due, and what they do. Marking from conservative stacks and precise
//! tables, then sweeping by lines; objects stay where they are.

use super::block::{self, BLOCK_SIZE, LINE_SIZE, State};
use super::handles::{self, HandleKind};
use super::mark::Marker;
use super::{finalize, large, line, roots, space, stats, stop};
use crate::object::{Object, Ref};
use crate::platform::{clock, process};
use crate::sync::mutex::Mutex;
use crate::sync::sync_table;
use crate::threads;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering};

/// Least allocation between two collections.
const LEAST_BUDGET: u64 = 4 << 20;

/// Total of allocated bytes at which the next collection is due; 0 before the first allocation.
static NEXT: AtomicU64 = AtomicU64::new(0);
/// Setting for tests: collect at every so many-th slow allocation (0: when due).
static STRESS: AtomicU32 = AtomicU32::new(0);
static COUNTDOWN: AtomicU32 = AtomicU32::new(0);
static LOCK: Mutex = Mutex::new();

/// Reads the settings of `KILN_GC`: `off`, or `stress=N`.
#[cold]
fn configure() {
    let mut budget = LEAST_BUDGET;
    if let Some(text) = process::environment_variable(c"KILN_GC") {
        if text == b"off" {
            budget = u64::MAX;
        } else if let Some(n) = text.strip_prefix(b"stress=") {
            STRESS.store(
                crate::startup::parse_number(n).unwrap_or(1),
                Ordering::Relaxed,
            );
        }
    }
    NEXT.store(budget, Ordering::Relaxed);
}

/// Is a collection due before `size` more bytes are allocated?
pub fn is_due(size: usize) -> bool {
    let next = NEXT.load(Ordering::Relaxed);
    if next == 0 {
        configure();
        return false;
    }
    let stress = STRESS.load(Ordering::Relaxed);
    if stress != 0 {
        let n = COUNTDOWN.fetch_add(1, Ordering::Relaxed);
        return n.is_multiple_of(stress);
    }
    stats::allocated() + size as u64 > next
}

/// Collects unless another thread has just done so.
pub fn collect_when_due() {
    let seen = stats::collections(0);
    let guard = LOCK.lock();
    if stats::collections(0) == seen {
        collect_locked(2);
    }
    drop(guard);
}

/// Collects because the system refused memory.
pub fn collect_for_memory() {
    let _guard = LOCK.lock();
    if NEXT.load(Ordering::Relaxed) != u64::MAX {
        collect_locked(2);
    }
}

/// Collects on request.
pub fn collect(generation: i32) {
    let generation = if generation < 0 {
        2
    } else {
        generation.min(2) as usize
    };
    let _guard = LOCK.lock();
    if NEXT.load(Ordering::Relaxed) == 0 {
        configure();
    }
    if NEXT.load(Ordering::Relaxed) == u64::MAX {
        return stats::count_collection(generation);
    }
    collect_locked(generation);
}

/// Generation an object belongs to: there is one, and what survived counts as old.
pub fn generation_of(object: Ref) -> i32 {
    let (base, end) = block::used_range();
    let address = object as usize;
    if address < base || address >= end {
        2
    } else {
        0
    }
}

#[inline(never)]
fn collect_locked(generation: usize) {
    let start = clock::monotonic_ns();
    let any_due;
    {
        // Every lock whose data is read below: held here, so that no stopped thread holds it.
        let _threads = threads::LIST_LOCK.lock();
        let _space = space::LOCK.lock();
        let _handles = handles::LOCK.lock();
        let _finalize = finalize::LOCK.lock();
        let _monitors = sync_table::LOCK.lock();
        // SAFETY: the locks are held; the world runs again before they are released.
        unsafe {
            stop::stop();
            any_due = mark_and_sweep();
            stop::resume();
        }
    }
    stats::count_collection(generation);
    stats::add_pause(clock::monotonic_ns() - start);
    if any_due {
        finalize::run_due();
    }
}

/// True if finalisers are due.
unsafe fn mark_and_sweep() -> bool {
    // SAFETY: the world is stopped and the tables are locked.
    unsafe {
        let Some(mut marker) = Marker::begin() else {
            return false;
        };
        roots::mark(&mut marker);
        handles::for_each(|h, kind| {
            if kind == HandleKind::Normal as u32 || kind == HandleKind::Pinned as u32 {
                marker.mark(load(&h.target));
            }
        });
        marker.drain();
        mark_dependents(&mut marker);
        clear_dead(&marker, HandleKind::Weak);
        let any_due = finalize::process(&mut marker);
        if any_due {
            mark_dependents(&mut marker);
        }
        clear_dead(&marker, HandleKind::WeakTrackResurrection);
        clear_dead(&marker, HandleKind::Dependent);
        sync_table::sweep(|o| marker.is_marked(o));
        let live = sweep(&marker) as u64 + marker.large_bytes as u64;
        keep_active_holes();
        block::swap_marks();
        space::restart_search();
        stats::set_live(live);
        NEXT.store(
            stats::allocated() + live.max(LEAST_BUDGET),
            Ordering::Relaxed,
        );
        any_due
    }
}

fn load(word: &AtomicPtr<Object>) -> Ref {
    word.load(Ordering::Relaxed)
}

/// Marks what reachable keys of dependent handles keep alive, until nothing new comes.
unsafe fn mark_dependents(marker: &mut Marker) {
    loop {
        let mut found = false;
        // SAFETY: the world is stopped.
        unsafe {
            handles::for_each(|h, kind| {
                let (key, value) = (load(&h.target), load(&h.dependent));
                if kind == HandleKind::Dependent as u32
                    && !key.is_null()
                    && !value.is_null()
                    && marker.is_marked(key)
                    && !marker.is_marked(value)
                {
                    marker.mark(value);
                    found = true;
                }
            });
            marker.drain();
        }
        if !found {
            return;
        }
    }
}

/// Clears the handles of a kind whose targets were not reached.
unsafe fn clear_dead(marker: &Marker, of: HandleKind) {
    // SAFETY: the world is stopped.
    unsafe {
        handles::for_each(|h, kind| {
            if kind == of as u32 && !marker.is_marked(load(&h.target)) {
                h.target.store(null_mut(), Ordering::Relaxed);
                h.dependent.store(null_mut(), Ordering::Relaxed);
            }
        });
    }
}

/// Frees what was not marked; returns the bytes of lines in use.
unsafe fn sweep(marker: &Marker) -> usize {
    let mut lines_in_use = 0;
    // SAFETY: the world is stopped.
    unsafe {
        for index in 0..block::used_blocks() {
            match block::info(index).state {
                State::Lines => {
                    let mut used = 0;
                    for l in block::lines(index) {
                        *l &= line::MARKED;
                        used += usize::from(*l);
                    }
                    lines_in_use += used;
                    let info = block::info(index);
                    info.data = 0;
                    info.dirty = true;
                    if used == 0 && !info.owned {
                        block::release(index);
                    }
                }
                State::LargeHead => {
                    if !marker.is_marked(block::address(index) as Ref) {
                        large::free(index);
                    }
                }
                State::Free | State::LargeTail => {}
            }
        }
    }
    lines_in_use * LINE_SIZE
}

/// What threads have not allocated of their holes stays theirs.
unsafe fn keep_active_holes() {
    // SAFETY: the world is stopped, and the list of threads locked.
    unsafe {
        threads::for_each(|thread| {
            for (start, end, block) in thread.heap.holes() {
                let Some(index) = block.checked_sub(1) else {
                    continue;
                };
                if start >= end {
                    continue;
                }
                let offset = start - block::address(index);
                let limit = end - block::address(index);
                debug_assert!(limit <= BLOCK_SIZE);
                line::take(block::lines(index), offset / LINE_SIZE, limit / LINE_SIZE);
                block::info(index).data = offset as u32 + 1;
            }
        });
    }
}
