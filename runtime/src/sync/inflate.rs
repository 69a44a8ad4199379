//! Moving a lock from the header to the side table: at once when its owner asks, and when another
//! thread has to wait for it, as soon as nobody holds it.

use super::sync_table::{self, Entry};
use super::thin::{
    CONTENDED, INDEX_MASK, INFLATED, LOCK_MASK, OWNER_MASK, RECURSION_MASK, RECURSION_ONE,
};
use crate::object::Ref;
use core::sync::atomic::{AtomicU32, Ordering};

unsafe fn header<'a>(object: Ref) -> &'a AtomicU32 {
    // SAFETY: a live object.
    unsafe { &(*object).lock_and_gc }
}

/// The entry of a lock that has moved; it stays there while the object lives.
fn moved(seen: u32) -> Option<&'static Entry> {
    (seen & INFLATED != 0).then(|| sync_table::entry(seen & INDEX_MASK))
}

/// Moves the lock, which is free or belongs to thread `me`, its state unchanged; None if somebody else
/// holds it or waits for it: what its owner does to the header must not hit an index.
///
/// # Safety
/// A live object that can be written.
pub unsafe fn inflate(object: Ref, me: u32) -> Option<&'static Entry> {
    // SAFETY: as stated.
    let word = unsafe { header(object) };
    // Most often it has: without the table's lock, which all monitors share.
    if let Some(entry) = moved(word.load(Ordering::Acquire)) {
        return Some(entry);
    }
    let table = sync_table::LOCK.lock();
    loop {
        let seen = word.load(Ordering::Acquire);
        let owner = seen & OWNER_MASK;
        if let Some(entry) = moved(seen) {
            return Some(entry);
        }
        if owner != me && seen & LOCK_MASK != 0 {
            return None;
        }
        let pending = sync_table::find_pending(&table, object);
        let entry = pending.unwrap_or_else(|| sync_table::allocate(&table, object));
        entry.hold(owner, (seen & RECURSION_MASK) / RECURSION_ONE);
        if settle_as(word, seen, entry) {
            sync_table::take_pending(&table, object);
            return Some(entry);
        }
        if pending.is_none() {
            sync_table::free(&table, entry);
        }
    }
}

/// Puts the entry's index into the header, if it is still as seen.
fn settle_as(word: &AtomicU32, seen: u32, entry: &Entry) -> bool {
    let next = (seen & !LOCK_MASK) | INFLATED | entry.index();
    word.compare_exchange(seen, next, Ordering::AcqRel, Ordering::Relaxed)
        .is_ok()
}

/// The entry to wait at for a lock that somebody else holds; None if it has become free.
///
/// # Safety
/// A live object that can be written.
pub unsafe fn await_release(object: Ref) -> Option<&'static Entry> {
    // SAFETY: as stated.
    let word = unsafe { header(object) };
    if let Some(entry) = moved(word.load(Ordering::Acquire)) {
        return Some(entry);
    }
    let table = sync_table::LOCK.lock();
    loop {
        let seen = word.load(Ordering::Acquire);
        if let Some(entry) = moved(seen) {
            return Some(entry);
        }
        if seen & CONTENDED != 0 {
            return sync_table::find_pending(&table, object);
        }
        if seen & OWNER_MASK == 0 {
            return None;
        }
        if word
            .compare_exchange(seen, seen | CONTENDED, Ordering::AcqRel, Ordering::Relaxed)
            .is_ok()
        {
            let entry = sync_table::allocate(&table, object);
            sync_table::keep_pending(&table, entry);
            return Some(entry);
        }
    }
}

/// Moves a lock that somebody waits for, if nobody holds it, and wakes who waits.
///
/// # Safety
/// A live object that can be written.
#[cold]
#[inline(never)]
pub unsafe fn settle(object: Ref) {
    let table = sync_table::LOCK.lock();
    // SAFETY: as stated.
    let word = unsafe { header(object) };
    loop {
        let seen = word.load(Ordering::Acquire);
        if seen & LOCK_MASK != CONTENDED {
            return;
        }
        let Some(entry) = sync_table::find_pending(&table, object) else {
            return;
        };
        if settle_as(word, seen, entry) {
            sync_table::take_pending(&table, object);
            drop(table);
            entry.leave_fully();
            return;
        }
    }
}
