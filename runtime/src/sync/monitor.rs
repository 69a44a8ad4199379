//! Object monitors: a thin lock in the object's header, inflated to a side table entry on contention,
//! `Wait`, or deep recursion.

use super::inflate::{await_release, inflate, settle};
use super::sync_table::{self, Entry, spin};
use super::thin::{
    self, CONTENDED, INDEX_MASK, INFLATED, LOCK_MASK, OWNER_MASK, RECURSION_MASK, RECURSION_ONE,
    exchange,
};
use super::waiter::Waiter;
use crate::object::{Object, Ref};
use crate::pending::{self, ExceptionKind};
use crate::platform::clock;
use crate::program;
use crate::threads;
use core::sync::atomic::Ordering;

/// Outcome of leaving a monitor.
#[derive(PartialEq, Eq)]
pub enum Leave {
    Done,
    NotOwner,
}

#[inline]
fn is_read_only(object: Ref) -> bool {
    let address = object as usize;
    address >= program::frozen_read_only_start() as usize
        && address < program::frozen_read_only_end() as usize
}

/// Enters without waiting: true if entered.
#[inline]
pub unsafe fn try_enter(object: Ref) -> bool {
    let me = threads::known_number();
    // SAFETY: a live object.
    unsafe {
        let word = &(*object).lock_and_gc;
        let seen = word.load(Ordering::Relaxed);
        // A number of 0 is in no case the right one.
        if seen & LOCK_MASK == 0
            && thin::fits(me)
            && !is_read_only(object)
            && exchange(word, seen, seen | me, Ordering::Acquire)
        {
            return true;
        }
        try_enter_held(object)
    }
}

/// As [`try_enter`], whatever state the lock is in.
#[inline(never)]
unsafe fn try_enter_held(object: Ref) -> bool {
    let me = threads::current_number();
    if is_read_only(object) {
        return sync_table::find_or_allocate(object).try_enter(me);
    }
    // SAFETY: a live object.
    let word = unsafe { &(*object).lock_and_gc };
    loop {
        let seen = word.load(Ordering::Acquire);
        let lock = seen & LOCK_MASK;
        let next = if lock == 0 && thin::fits(me) {
            seen | me
        } else if lock & INFLATED != 0 {
            return sync_table::entry(lock & INDEX_MASK).try_enter(me);
        } else if lock == CONTENDED {
            // SAFETY: a live object.
            unsafe { settle(object) };
            continue;
        } else if lock == 0 || (lock & OWNER_MASK == me && lock & RECURSION_MASK == RECURSION_MASK)
        {
            // The thread's number or the recursion does not fit the header.
            // SAFETY: a live object.
            match unsafe { inflate(object, me) } {
                Some(entry) => return entry.try_enter(me),
                None => continue,
            }
        } else if lock & OWNER_MASK == me {
            seen + RECURSION_ONE
        } else {
            return false;
        };
        if exchange(word, seen, next, Ordering::Acquire) {
            return true;
        }
    }
}

/// Enters, waiting at most `ms` milliseconds (-1: for ever). False on timeout or interruption
/// (then an exception is pending).
pub unsafe fn enter(object: Ref, ms: i32) -> bool {
    // SAFETY: a live object, in all calls below.
    unsafe {
        if try_enter(object) || (is_thin(object) && spin(|| try_enter(object))) {
            return true;
        }
        if ms == 0 {
            return false;
        }
        let entry = loop {
            if let Some(entry) = contended(object) {
                break entry;
            }
            if try_enter(object) {
                return true;
            }
        };
        let me = threads::current_number();
        let thread = threads::current();
        let deadline = clock::deadline_after_ms(ms);
        let _waiting = thread.begin_wait(threads::WaitTarget::Monitor(entry));
        if entry.enter(me, deadline, || thread.interrupt_requested()) {
            return true;
        }
        if thread.take_interrupt() {
            pending::set(ExceptionKind::ThreadInterrupted);
        }
        false
    }
}

/// Leaves once.
#[inline]
pub unsafe fn leave(object: Ref) -> Leave {
    let me = threads::known_number();
    // SAFETY: a live object.
    unsafe {
        let word = &(*object).lock_and_gc;
        let seen = word.load(Ordering::Relaxed);
        if seen & LOCK_MASK == me && thin::fits(me) {
            if !thin::release(word) {
                settle(object);
            }
            return Leave::Done;
        }
        leave_held(object)
    }
}

/// As [`leave`], whatever state the lock is in.
#[inline(never)]
unsafe fn leave_held(object: Ref) -> Leave {
    let me = threads::current_number();
    if is_read_only(object) {
        return leave_entry(sync_table::find_or_allocate(object), me);
    }
    // SAFETY: a live object.
    let word = unsafe { &(*object).lock_and_gc };
    loop {
        let seen = word.load(Ordering::Acquire);
        let lock = seen & LOCK_MASK;
        if lock & INFLATED != 0 {
            return leave_entry(sync_table::entry(lock & INDEX_MASK), me);
        }
        if lock & OWNER_MASK != me {
            return Leave::NotOwner;
        }
        if lock & RECURSION_MASK == 0 {
            if !thin::release(word) {
                // SAFETY: a live object.
                unsafe { settle(object) };
            }
            return Leave::Done;
        }
        if exchange(word, seen, seen - RECURSION_ONE, Ordering::Relaxed) {
            return Leave::Done;
        }
    }
}

#[inline]
fn leave_entry(entry: &Entry, me: u32) -> Leave {
    if !entry.is_held_by(me) {
        return Leave::NotOwner;
    }
    entry.leave();
    Leave::Done
}

/// Does the current thread hold the monitor?
pub unsafe fn is_entered(object: Ref) -> bool {
    let me = threads::current_number();
    if is_read_only(object) {
        return sync_table::find_or_allocate(object).is_held_by(me);
    }
    // SAFETY: a live object.
    let lock = unsafe { (*object).lock_and_gc.load(Ordering::Acquire) } & LOCK_MASK;
    if lock & INFLATED != 0 {
        return sync_table::entry(lock & INDEX_MASK).is_held_by(me);
    }
    lock & OWNER_MASK == me
}

/// Does the header hold the whole state of the lock?
unsafe fn is_thin(object: Ref) -> bool {
    // SAFETY: a live object.
    !is_read_only(object)
        && unsafe { (*object).lock_and_gc.load(Ordering::Relaxed) } & INFLATED == 0
}

/// Where to wait for a monitor that somebody else holds; None if it has become free.
unsafe fn contended(object: Ref) -> Option<&'static Entry> {
    if is_read_only(object) {
        return Some(sync_table::find_or_allocate(object));
    }
    // SAFETY: a live object.
    unsafe { await_release(object) }
}

/// The full monitor of an object; None if it is somebody else's.
unsafe fn full(object: Ref) -> Option<&'static Entry> {
    if is_read_only(object) {
        return Some(sync_table::find_or_allocate(object));
    }
    // SAFETY: a live object.
    unsafe { inflate(object, threads::current_number()) }
}

/// `Monitor.Wait`: true if pulsed, false on timeout. Sets a pending exception when the caller does
/// not hold the monitor or is interrupted.
pub unsafe fn wait(object: Ref, ms: i32) -> bool {
    // SAFETY: a live object; the waiter outlives its time in the queue because `dequeue` or the
    // pulse that unlinked it comes first.
    unsafe {
        let Some(entry) = is_entered(object).then(|| full(object)).flatten() else {
            pending::set(ExceptionKind::SynchronizationLock);
            return false;
        };
        let thread = threads::current();
        if thread.take_interrupt() {
            pending::set(ExceptionKind::ThreadInterrupted);
            return false;
        }
        let me = threads::current_number();
        let deadline = clock::deadline_after_ms(ms);
        let mut waiter = Waiter::new();
        let waiter = &raw mut waiter;
        entry.enqueue(waiter);
        let recursion = entry.release_for_wait();
        {
            let _waiting = thread.begin_wait((*waiter).target());
            if ms != 0 {
                spin(|| (*waiter).is_done());
            }
            while !(*waiter).is_done() {
                if thread.interrupt_requested() || !(*waiter).sleep(deadline) {
                    break;
                }
            }
        }
        let pulsed = !entry.dequeue(waiter);
        entry.enter(me, None, || false);
        entry.recursion.store(recursion, Ordering::Relaxed);
        if !pulsed && thread.take_interrupt() {
            pending::set(ExceptionKind::ThreadInterrupted);
        }
        pulsed
    }
}

/// `Monitor.Pulse` and `PulseAll`.
pub unsafe fn pulse(object: Ref, all: bool) {
    // SAFETY: a live object.
    unsafe {
        if !is_entered(object) {
            pending::set(ExceptionKind::SynchronizationLock);
            return;
        }
        let word = if is_read_only(object) {
            INFLATED
        } else {
            (*object).lock_and_gc.load(Ordering::Relaxed) & LOCK_MASK
        };
        // Nobody can wait on a thin lock.
        if word & INFLATED != 0
            && let Some(entry) = full(object)
        {
            entry.pulse(all);
        }
    }
}

/// Hash code that identifies an object: from its address, which never changes; 26 bits, not 0.
#[inline]
pub fn identity_hash(object: *const Object) -> i32 {
    let mut x = object as usize as u64 >> 3;
    x = (x ^ (x >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let h = (x >> 38) as i32;
    if h == 0 { 1 } else { h }
}
