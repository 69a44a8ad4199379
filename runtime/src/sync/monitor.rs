//! Object monitors: a thin lock in the header's low 24 bits, inflated to a side table entry on
//! contention, `Wait`, or deep recursion.
//!
//! Thin form: bits 0..16 owner's thread number (0 free), bits 16..23 recursion. Bit 23 set: bits
//! 0..23 are an index into the side table.

use super::sync_table::{self, Entry, Waiter, spin};
use crate::object::{Object, Ref};
use crate::pending::{self, ExceptionKind};
use crate::platform::thread::is_alone;
use crate::platform::{clock, futex};
use crate::program;
use crate::threads;
use core::sync::atomic::{AtomicU32, Ordering};

const INFLATED: u32 = 1 << 23;
const INDEX_MASK: u32 = INFLATED - 1;
const OWNER_MASK: u32 = 0xFFFF;
const RECURSION_ONE: u32 = 1 << 16;
const RECURSION_MASK: u32 = 0x7F << 16;
const LOCK_MASK: u32 = 0x00FF_FFFF;

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
            && me.wrapping_sub(1) < OWNER_MASK
            && !is_read_only(object)
            && exchange(word, seen, seen | me, Ordering::Acquire)
        {
            return true;
        }
        try_enter_held(object)
    }
}

/// Replaces the header's word if it is still what was seen; there is nobody to change it while this
/// thread is the only one.
#[inline(always)]
fn exchange(word: &AtomicU32, seen: u32, next: u32, order: Ordering) -> bool {
    if is_alone() {
        word.store(next, Ordering::Relaxed);
        return true;
    }
    word.compare_exchange(seen, next, order, Ordering::Relaxed)
        .is_ok()
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
        let seen = word.load(Ordering::Relaxed);
        let lock = seen & LOCK_MASK;
        let next = if lock == 0 && me <= OWNER_MASK {
            seen | me
        } else if lock & INFLATED != 0 {
            return sync_table::entry(lock & INDEX_MASK).try_enter(me);
        } else if lock == 0 || (lock & OWNER_MASK == me && lock & RECURSION_MASK == RECURSION_MASK)
        {
            // The thread's number or the recursion does not fit the header.
            // SAFETY: a live object.
            return unsafe { inflate(object) }.try_enter(me);
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
        if spin(|| try_enter(object)) {
            return true;
        }
        if ms == 0 {
            return false;
        }
        let me = threads::current_number();
        let entry = full(object);
        if entry.try_enter(me) {
            return true;
        }
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
        if me != 0
            && seen & LOCK_MASK == me
            && exchange(word, seen, seen & !LOCK_MASK, Ordering::Release)
        {
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
        let seen = word.load(Ordering::Relaxed);
        let lock = seen & LOCK_MASK;
        if lock & INFLATED != 0 {
            return leave_entry(sync_table::entry(lock & INDEX_MASK), me);
        }
        if lock & OWNER_MASK != me {
            return Leave::NotOwner;
        }
        let next = if lock & RECURSION_MASK != 0 {
            seen - RECURSION_ONE
        } else {
            seen & !LOCK_MASK
        };
        if exchange(word, seen, next, Ordering::Release) {
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
    let lock = unsafe { (*object).lock_and_gc.load(Ordering::Relaxed) } & LOCK_MASK;
    if lock & INFLATED != 0 {
        return sync_table::entry(lock & INDEX_MASK).is_held_by(me);
    }
    lock & OWNER_MASK == me
}

/// The full monitor of an object.
unsafe fn full(object: Ref) -> &'static Entry {
    if is_read_only(object) {
        return sync_table::find_or_allocate(object);
    }
    // SAFETY: a live object.
    unsafe { inflate(object) }
}

/// Moves the lock from the header to the side table, its state unchanged.
unsafe fn inflate(object: Ref) -> &'static Entry {
    // SAFETY: a live object.
    let word = unsafe { &(*object).lock_and_gc };
    loop {
        let seen = word.load(Ordering::Relaxed);
        let lock = seen & LOCK_MASK;
        if lock & INFLATED != 0 {
            return sync_table::entry(lock & INDEX_MASK);
        }
        let entry = sync_table::allocate(
            object,
            lock & OWNER_MASK,
            (lock & RECURSION_MASK) / RECURSION_ONE,
        );
        let next = (seen & !LOCK_MASK) | INFLATED | entry.index();
        if word
            .compare_exchange(seen, next, Ordering::AcqRel, Ordering::Relaxed)
            .is_ok()
        {
            return entry;
        }
        sync_table::free(entry);
    }
}

/// `Monitor.Wait`: true if pulsed, false on timeout. Sets a pending exception when the caller does
/// not hold the monitor or is interrupted.
pub unsafe fn wait(object: Ref, ms: i32) -> bool {
    // SAFETY: a live object; the waiter outlives its time in the queue because `dequeue` or the
    // pulse that unlinked it comes first.
    unsafe {
        if !is_entered(object) {
            pending::set(ExceptionKind::SynchronizationLock);
            return false;
        }
        let thread = threads::current();
        if thread.take_interrupt() {
            pending::set(ExceptionKind::ThreadInterrupted);
            return false;
        }
        let entry = full(object);
        let me = threads::current_number();
        let deadline = clock::deadline_after_ms(ms);
        let mut waiter = Waiter::new();
        let waiter = &raw mut waiter;
        entry.enqueue(waiter);
        let recursion = entry.release_for_wait();
        {
            let _waiting =
                thread.begin_wait(threads::WaitTarget::Word((*waiter).signalled.as_ptr()));
            while (*waiter).signalled.load(Ordering::Acquire) == 0 {
                if thread.interrupt_requested() || !futex::wait(&(*waiter).signalled, 0, deadline) {
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
        if word & INFLATED != 0 {
            full(object).pulse(all);
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
