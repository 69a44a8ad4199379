//! Monitors under contention, on the host.

use super::inflate;
use super::monitor::{self, Leave};
use super::thin::{CONTENDED, INFLATED, LOCK_MASK, OWNER_MASK};
use crate::object::{GC_UNLOGGED, Object, Ref};
use core::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::Barrier;
use std::thread;
use std::vec::Vec;

const GC_BITS: u32 = (GC_UNLOGGED as u32) << 24;

fn object() -> Object {
    Object {
        method_table: 0,
        lock_and_gc: AtomicU32::new(GC_BITS),
    }
}

fn reference(object: &Object) -> Ref {
    core::ptr::from_ref(object).cast_mut()
}

fn word(object: &Object) -> u32 {
    object.lock_and_gc.load(Ordering::Relaxed)
}

/// Each thread enters each of many fresh monitors, at the same time as the others: the counters show
/// whether two were inside at once.
#[test]
fn one_at_a_time() {
    const OBJECTS: usize = 2000;
    const THREADS: usize = 4;
    let objects: Vec<_> = (0..OBJECTS)
        .map(|_| (object(), AtomicUsize::new(0)))
        .collect();
    let barrier = Barrier::new(THREADS);
    let visit = |depth: usize| {
        barrier.wait();
        for (i, (object, count)) in objects.iter().enumerate() {
            let depth = if i % 16 == 0 { depth } else { 1 };
            // SAFETY: the object lives; each entry is left again.
            unsafe {
                for _ in 0..depth {
                    assert!(monitor::enter(reference(object), -1));
                }
                let n = count.load(Ordering::Relaxed);
                if i % 3 == 0 {
                    thread::yield_now();
                }
                count.store(n + 1, Ordering::Relaxed);
                for _ in 0..depth {
                    assert!(monitor::leave(reference(object)) == Leave::Done);
                }
            }
        }
    };
    thread::scope(|scope| {
        for t in 0..THREADS {
            scope.spawn(move || visit([1, 2, 60, 200][t]));
        }
    });
    for (object, count) in &objects {
        assert_eq!(count.load(Ordering::Relaxed), THREADS);
        let word = word(object);
        assert!(word & INFLATED != 0 || word & LOCK_MASK == 0, "{word:x}");
        assert_eq!(word & !LOCK_MASK, GC_BITS);
    }
}

/// A monitor that the current thread has entered.
fn with_entered(test: impl FnOnce(Ref)) {
    let object = object();
    // SAFETY: the object lives.
    assert!(unsafe { monitor::enter(reference(&object), -1) });
    test(reference(&object));
}

/// Leaves as when a waiter comes at that very moment and is not seen.
fn leave_blindly(object: Ref) {
    // SAFETY: the object lives.
    let word = unsafe { &(*object).lock_and_gc };
    word.fetch_and(!OWNER_MASK, Ordering::Relaxed);
}

/// A thread that gives up leaves its mark; who comes next settles the lock.
#[test]
fn a_waiter_that_gave_up() {
    // SAFETY: the object lives.
    with_entered(|object| unsafe {
        let shared = object as usize;
        thread::scope(|scope| {
            scope.spawn(move || assert!(!monitor::enter(shared as Ref, 2)));
        });
        assert_ne!(word(&*object) & CONTENDED, 0);
        assert!(monitor::leave(object) == Leave::Done);
        assert_ne!(word(&*object) & INFLATED, 0);
        assert!(monitor::leave(object) == Leave::NotOwner);
        assert!(monitor::try_enter(object));
        assert!(monitor::leave(object) == Leave::Done);
    });
}

/// The lock is to be had all the same.
#[test]
fn a_waiter_that_was_not_seen() {
    // SAFETY: the object lives.
    with_entered(|object| unsafe {
        assert!(inflate::await_release(object).is_some());
        leave_blindly(object);
        assert!(monitor::enter(object, -1));
        assert_ne!(word(&*object) & INFLATED, 0);
        assert!(monitor::leave(object) == Leave::Done);
    });
}

/// A waiter that sleeps finds out by itself.
#[test]
fn a_sleeper_that_was_not_seen() {
    // SAFETY: the object lives.
    with_entered(|object| unsafe {
        let shared = object as usize;
        thread::scope(|scope| {
            scope.spawn(move || {
                assert!(monitor::enter(shared as Ref, -1));
                assert!(monitor::leave(shared as Ref) == Leave::Done);
            });
            while word(&*object) & CONTENDED == 0 {
                thread::yield_now();
            }
            leave_blindly(object);
        });
        assert!(monitor::try_enter(object));
        assert!(monitor::leave(object) == Leave::Done);
    });
}
