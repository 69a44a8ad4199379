//! Collections: of what was allocated since the last one, or of everything. Marking from conservative
//! stacks and precise tables, then sweeping by lines; objects stay where they are.

use super::block::{self, GRANULE, LINE_SIZE};
use super::handles::{self, HandleKind};
use super::mark::Marker;
use super::policy::Cause;
use super::roots::Top;
use super::settings::{self, Flag};
use super::sweep::{self, Found};
use super::{check, finalize, image_cards, line, log, policy, roots, space, stats, stop};
use crate::object::{GC_UNLOGGED, Object, Ref};
use crate::platform::{clock, process};
use crate::sync::mutex::{Guard, Mutex};
use crate::sync::sync_table;
use crate::text::Number;
use crate::threads;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};

static LOCK: Mutex = Mutex::new();

/// The oldest generation. Survivors of one collection belong to it.
pub const OLDEST: usize = 2;

/// Words of dead stack that a collection clears.
const CLEARED: usize = 1024;

/// Collects unless another thread has just done so.
#[inline(never)]
pub fn collect_when_due() {
    let seen = stats::collections(0);
    let _guard = LOCK.lock();
    if stats::collections(0) == seen {
        let all = policy::wants_all();
        let mut top = Top::EMPTY;
        top.capture();
        collect_locked(if all { OLDEST } else { 0 }, Cause::Due, &top);
    }
}

/// Collects because there is no memory left.
#[inline(never)]
pub fn collect_for_memory() {
    let _guard = LOCK.lock();
    if !settings::has(Flag::Off) {
        let mut top = Top::EMPTY;
        top.capture();
        collect_locked(OLDEST, Cause::Memory, &top);
    }
}

/// Collects on request.
#[inline(never)]
pub fn collect(generation: i32, cause: Cause) {
    let generation = usize::try_from(generation).map_or(OLDEST, |g| g.min(OLDEST));
    settings::read();
    let _guard = LOCK.lock();
    if settings::has(Flag::Off) {
        return stats::count_collection(generation);
    }
    let mut top = Top::EMPTY;
    top.capture();
    collect_locked(generation, cause, &top);
}

/// Generation an object belongs to: 0 until it has survived a collection.
pub fn generation_of(object: Ref) -> i32 {
    // SAFETY: a live object.
    let byte = unsafe { (*object).gc_byte().load(Ordering::Relaxed) };
    let is_young = block::index_of(object as usize).is_some() && byte & GC_UNLOGGED == 0;
    if is_young && !is_recorded(object) {
        0
    } else {
        OLDEST as i32
    }
}

/// Old objects lack the bit from their first change to the next collection.
fn is_recorded(object: Ref) -> bool {
    let (marks, _) = block::bitmaps();
    super::mark::is_set(marks, object as usize)
}

#[inline(never)]
#[optimize(size)]
fn collect_locked(generation: usize, cause: Cause, top: &Top) {
    // Before the list of threads is locked: a thread that is not on it is put there now.
    threads::current();
    roots::clear_dead_stack::<CLEARED>();
    let (start, cpu_start) = (clock::monotonic_ns(), clock::processor_ns());
    let all = generation == OLDEST;
    policy::note_use();
    let result;
    {
        // Every lock whose data is read below: held here, so that no stopped thread holds it.
        let _threads = threads::LIST_LOCK.lock();
        let _space = space::LOCK.lock();
        let _handles = handles::LOCK.lock();
        let _finalize = finalize::LOCK.lock();
        let monitors = sync_table::LOCK.lock();
        let _log = log::LOCK.lock();
        // SAFETY: the locks are held; the world runs again before they are released.
        unsafe {
            stop::stop();
            result = mark_and_sweep(all, top, &monitors);
            stop::resume();
        }
    }
    // What marking left there names objects, some of which the next collection might free.
    roots::clear_dead_stack::<CLEARED>();
    let end = clock::monotonic_ns();
    let Some((found, any_due)) = result else {
        return;
    };
    policy::adapt(&found, all, cpu_start, clock::processor_ns());
    let committed = {
        let _space = space::LOCK.lock();
        // SAFETY: the heap is locked. Free blocks may have been taken meanwhile, but none freed.
        unsafe {
            if all {
                sweep::give_back(&found, policy::kept(&found, cause));
                sweep::trim(&found, cause);
            }
            sweep::committed()
        }
    };
    stats::count_collection(generation);
    stats::record(&stats::Last {
        index: u64::from(stats::collections(0)),
        generation: generation as u64,
        live: found.bytes(),
        committed,
        pause_ns: end - start,
    });
    if settings::has(Flag::Trace) {
        trace(generation, &found, committed, end - start);
    }
    if any_due {
        finalize::run_due();
    }
}

/// What the collection found, and whether finalisers are due. None if it could not be made.
#[inline(never)]
#[optimize(size)]
unsafe fn mark_and_sweep(all: bool, top: &Top, monitors: &Guard) -> Option<(Found, bool)> {
    // SAFETY: the world is stopped and the tables are locked.
    unsafe {
        let mut marker = Marker::begin(all)?;
        note_cursors();
        marker.process_cards(!all);
        log::process(&mut marker, !all);
        image_cards::process(&mut marker, all);
        if all {
            log::for_each_of_image(|object| marker.scan_part(object, 0, usize::MAX));
        }
        roots::mark(&mut marker, top);
        handles::for_each(|h, kind| {
            if kind == HandleKind::Normal as u32 || kind == HandleKind::Pinned as u32 {
                marker.mark(load(&h.target));
            }
        });
        marker.drain();
        mark_dependents(&mut marker);
        clear_dead(&marker, HandleKind::Weak);
        let any_due = finalize::process(&mut marker, all);
        if any_due {
            mark_dependents(&mut marker);
        }
        clear_dead(&marker, HandleKind::WeakTrackResurrection);
        clear_dead(&marker, HandleKind::Dependent);
        sync_table::sweep(monitors, |o| marker.is_marked(o));
        if settings::has(Flag::Verify) {
            check::verify(&marker);
        }
        let found = sweep::sweep(&marker, all);
        keep_active_holes();
        if settings::has(Flag::Poison) {
            check::poison(&marker);
        }
        marker.end(all);
        space::restart_search();
        stats::set_live(found.bytes());
        Some((found, any_due))
    }
}

/// One line on standard error.
#[cold]
#[inline(never)]
#[optimize(size)]
fn trace(generation: usize, found: &Found, committed: u64, ns: u64) {
    let parts: [(&[u8], u64); 5] = [
        (b"gc ", u64::from(stats::collections(0))),
        (b" generation ", generation as u64),
        (b" live KiB ", found.bytes() >> 10),
        (b" heap KiB ", committed >> 10),
        (b" pause us ", ns / 1000),
    ];
    for (text, value) in parts {
        process::write_stderr(text);
        process::write_stderr(Number::decimal(value as usize).as_bytes());
    }
    process::write_stderr(b"\n");
}

fn load(word: &AtomicPtr<Object>) -> Ref {
    word.load(Ordering::Relaxed)
}

/// Marks what reachable keys of dependent handles keep alive, until nothing new comes.
#[inline(never)]
#[optimize(size)]
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
#[inline(never)]
#[optimize(size)]
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

/// The holes that threads bump through, as (offset of the cursor, offset of the end, block).
unsafe fn for_each_hole(mut visit: impl FnMut(usize, usize, usize)) {
    // SAFETY: the world is stopped, and the list of threads locked.
    unsafe {
        threads::for_each(|thread| {
            for (start, end, block) in thread.heap.holes() {
                if let Some(index) = block.checked_sub(1)
                    && start < end
                {
                    visit(
                        start - block::address(index),
                        end - block::address(index),
                        index,
                    );
                }
            }
        });
    }
}

/// Notes how far threads have come in their holes.
unsafe fn note_cursors() {
    // SAFETY: forwards the contract.
    unsafe {
        for_each_hole(|cursor, _, index| {
            block::info(index).cursor = (cursor / GRANULE + 1) as u16;
        });
    }
}

/// What threads have not allocated of their holes stays theirs.
unsafe fn keep_active_holes() {
    // SAFETY: forwards the contract.
    unsafe {
        for_each_hole(|cursor, end, index| {
            line::take(block::lines(index), cursor / LINE_SIZE, end / LINE_SIZE);
            let info = block::info(index);
            info.data = cursor as u32 + 1;
            info.cursor = 0;
            info.fresh = true;
        });
    }
}
