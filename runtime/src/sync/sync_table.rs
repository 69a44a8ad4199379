//! Side table of objects whose lock does not fit the header: contended or waited on, recursion too
//! deep, or the object lies in read-only memory.

use super::inflate;
use super::mutex::{Guard, Mutex};
use super::waiter::Waiter;
use crate::heap::alloc::runtime_memory;
use crate::object::{Object, Ref};
use crate::platform::{clock, futex};
use crate::startup::processor_count;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicU32, Ordering, fence};

/// Owner of an entry whose lock is still in the header.
const UNSETTLED: u32 = u32::MAX;

/// A full monitor, in a cache line of its own.
#[repr(C, align(64))]
pub struct Entry {
    /// The object, or null when the entry is free.
    pub object: AtomicPtr<Object>,
    /// Owner's thread number, 0 when free, or [`UNSETTLED`].
    owner: AtomicU32,
    /// How often the owner entered again.
    pub recursion: AtomicU32,
    /// Bumped at each release while threads wait; what they block on.
    sequence: AtomicU32,
    /// Threads that block on `sequence` or are about to.
    waiters: AtomicU32,
    /// One of them has been woken and not yet tried to enter: nobody else need be.
    waking: AtomicU32,
    /// Guards `queue`.
    queue_lock: Mutex,
    index: u32,
    /// Threads in `Monitor.Wait`, first in first out.
    queue_head: *mut Waiter,
    queue_tail: *mut Waiter,
    /// Next free or pending entry.
    next_free: *mut Entry,
}

/// How the owner's word is cleared and the waiters are looked at. On x86_64 the look may come before
/// others see the word cleared, which saves a locked instruction: a thread that has just begun to
/// wait may then be missed, so the first sleep of a thread is a short one ([`first_look`]).
#[cfg(target_arch = "x86_64")]
const LEAVE: Ordering = Ordering::Release;
#[cfg(target_arch = "x86_64")]
const LOOK: Ordering = Ordering::Relaxed;
#[cfg(not(target_arch = "x86_64"))]
const LEAVE: Ordering = Ordering::SeqCst;
#[cfg(not(target_arch = "x86_64"))]
const LOOK: Ordering = Ordering::SeqCst;

/// When a thread that begins to wait looks at the lock again: once every store made before it was
/// counted among the waiters is visible. A processor's stores wait for nanoseconds.
pub fn first_look(deadline: Option<u64>) -> Option<u64> {
    const SOON_NS: u64 = 500_000;
    if LOOK == Ordering::SeqCst {
        return deadline;
    }
    let soon = clock::monotonic_ns() + SOON_NS;
    Some(deadline.map_or(soon, |d| d.min(soon)))
}

/// Tries for about as long as it takes to block and to be woken, with longer and longer pauses: who
/// looks at a lock takes its memory from who holds it. On a single processor nothing changes meanwhile.
pub fn spin(mut attempt: impl FnMut() -> bool) -> bool {
    const ROUNDS: u32 = 5;
    let rounds = if processor_count() == 1 { 1 } else { ROUNDS };
    for round in 0..rounds {
        if attempt() {
            return true;
        }
        for _ in 0..8 << round {
            core::hint::spin_loop();
        }
    }
    false
}

const CHUNK_BYTES: usize = 16 << 10;
const PER_CHUNK: usize = CHUNK_BYTES / size_of::<Entry>();
/// 23 bits of index in the header allow no more.
const MAX_CHUNKS: usize = (1 << 23) / PER_CHUNK;

/// Directory of chunks, made when first needed.
static DIRECTORY: AtomicPtr<AtomicPtr<Entry>> = AtomicPtr::new(null_mut());
/// Guards the table; held while the world is stopped.
pub static LOCK: Mutex = Mutex::new();
static mut FREE: *mut Entry = null_mut();
/// Entries of locks that are still in their headers.
static mut PENDING: *mut Entry = null_mut();
static COUNT: AtomicU32 = AtomicU32::new(0);

/// The entry of an index taken from a header.
#[inline]
pub fn entry(index: u32) -> &'static Entry {
    let index = index as usize;
    // SAFETY: an index found in a header was given out by `allocate`, so directory and chunk exist.
    unsafe {
        let chunk = &*DIRECTORY.load(Ordering::Acquire).add(index / PER_CHUNK);
        &*chunk.load(Ordering::Acquire).add(index % PER_CHUNK)
    }
}

/// Makes an entry for `object`, of which nobody knows yet who holds it.
pub fn allocate(_table: &Guard, object: Ref) -> &'static Entry {
    // SAFETY: the lock is held; memory comes zeroed, which is a valid free entry.
    unsafe {
        if DIRECTORY.load(Ordering::Relaxed).is_null() {
            let p = runtime_memory(MAX_CHUNKS * size_of::<usize>());
            check(p);
            DIRECTORY.store(p.cast(), Ordering::Release);
        }
        let e = if FREE.is_null() {
            let count = COUNT.load(Ordering::Relaxed) as usize;
            if count / PER_CHUNK >= MAX_CHUNKS {
                crate::panic::fatal("too many monitors");
            }
            let chunk = &*DIRECTORY.load(Ordering::Relaxed).add(count / PER_CHUNK);
            if count.is_multiple_of(PER_CHUNK) {
                let p = runtime_memory(CHUNK_BYTES);
                check(p);
                chunk.store(p.cast(), Ordering::Release);
            }
            let e = chunk.load(Ordering::Relaxed).add(count % PER_CHUNK);
            (*e).index = count as u32;
            COUNT.store(count as u32 + 1, Ordering::Release);
            e
        } else {
            let e = FREE;
            FREE = (*e).next_free;
            e
        };
        (*e).hold(UNSETTLED, 0);
        (*e).object.store(object, Ordering::Release);
        &*e
    }
}

fn check(p: *mut u8) {
    if p.is_null() {
        crate::panic::fatal("no memory for monitors");
    }
}

/// Returns an entry that nobody can reach any more.
pub fn free(_table: &Guard, e: &'static Entry) {
    // SAFETY: the lock is held, and the entry is not used by any header.
    unsafe {
        e.object.store(null_mut(), Ordering::Relaxed);
        let p = core::ptr::from_ref(e).cast_mut();
        (*p).next_free = FREE;
        FREE = p;
    }
}

/// Keeps an entry for a lock that its header still holds.
pub fn keep_pending(_table: &Guard, e: &'static Entry) {
    let p = core::ptr::from_ref(e).cast_mut();
    // SAFETY: the lock is held.
    unsafe {
        (*p).next_free = PENDING;
        PENDING = p;
    }
}

/// The link to the entry that waits for the lock of `object` to be moved, or the end of the list.
fn pending_link(object: Ref) -> *mut *mut Entry {
    let mut link = &raw mut PENDING;
    // SAFETY: the caller holds the lock.
    unsafe {
        while !(*link).is_null() && (**link).object.load(Ordering::Relaxed) != object {
            link = &raw mut (**link).next_free;
        }
    }
    link
}

/// The entry that waits for the lock of `object` to be moved.
pub fn find_pending(_table: &Guard, object: Ref) -> Option<&'static Entry> {
    // SAFETY: the lock is held; entries stay where they are.
    unsafe { (*pending_link(object)).as_ref() }
}

/// As [`find_pending`], and takes it from the list.
pub fn take_pending(_table: &Guard, object: Ref) -> Option<&'static Entry> {
    let link = pending_link(object);
    // SAFETY: the lock is held; entries stay where they are.
    unsafe {
        let found = (*link).as_ref()?;
        *link = found.next_free;
        Some(found)
    }
}

/// Frees the entries of dead objects.
///
/// # Safety
/// The world must be stopped and the table locked.
pub unsafe fn sweep(table: &Guard, is_alive: impl Fn(Ref) -> bool) {
    for i in 0..COUNT.load(Ordering::Relaxed) {
        let e = entry(i);
        let object = e.object.load(Ordering::Relaxed);
        if !object.is_null() && !is_alive(object) {
            take_pending(table, object);
            free(table, e);
        }
    }
}

/// The entry of an object that lies in read-only memory, found by address.
#[cold]
#[inline(never)]
pub fn find_or_allocate(object: Ref) -> &'static Entry {
    let table = LOCK.lock();
    for i in 0..COUNT.load(Ordering::Relaxed) {
        let e = entry(i);
        if e.object.load(Ordering::Relaxed) == object {
            return e;
        }
    }
    let entry = allocate(&table, object);
    entry.hold(0, 0);
    entry
}

impl Entry {
    pub fn index(&self) -> u32 {
        self.index
    }

    pub fn is_held_by(&self, thread: u32) -> bool {
        self.owner.load(Ordering::Relaxed) == thread
    }

    /// Makes `thread` the owner (0: nobody) of an entry that nobody can enter yet.
    pub fn hold(&self, thread: u32, recursion: u32) {
        self.recursion.store(recursion, Ordering::Relaxed);
        self.owner.store(thread, Ordering::Relaxed);
    }

    /// Owner's number, 0 when free.
    pub fn owner(&self) -> u32 {
        self.owner.load(Ordering::Relaxed)
    }

    /// Enters without blocking.
    #[inline]
    pub fn try_enter(&self, thread: u32) -> bool {
        // Only a look while somebody holds it: asking for the word would take it from the holder.
        let owner = self.owner.load(Ordering::Relaxed);
        if owner == 0 {
            return self
                .owner
                .compare_exchange(0, thread, Ordering::SeqCst, Ordering::Relaxed)
                .is_ok();
        }
        if owner == thread {
            self.recursion.fetch_add(1, Ordering::Relaxed);
            return true;
        }
        false
    }

    /// Enters, blocking until `deadline`; false on timeout, or when `interrupted` says so.
    ///
    /// A waiter sleeps only if nobody has begun to wake one since it read `sequence`, and who wakes
    /// bumps `sequence` after saying so: no wake is lost between the two.
    pub fn enter(
        &self,
        thread: u32,
        deadline: Option<u64>,
        interrupted: impl Fn() -> bool,
    ) -> bool {
        let attempt = || self.try_enter(thread);
        if spin(attempt) {
            return true;
        }
        self.waiters.fetch_add(1, Ordering::SeqCst);
        let mut until = first_look(deadline);
        let entered = loop {
            if self.is_held_by(UNSETTLED) {
                // SAFETY: the caller keeps the object alive.
                unsafe { inflate::settle(self.object.load(Ordering::Relaxed)) };
            }
            self.waking.store(0, Ordering::SeqCst);
            let seen = self.sequence.load(Ordering::SeqCst);
            if self.try_enter(thread) {
                break true;
            }
            if interrupted() {
                break false;
            }
            if self.waking.load(Ordering::SeqCst) != 0 {
                continue;
            }
            let woken = futex::wait(&self.sequence, seen, until);
            if !woken && until == deadline {
                break self.try_enter(thread);
            }
            until = deadline;
            if spin(attempt) {
                break true;
            }
        };
        self.waiters.fetch_sub(1, Ordering::SeqCst);
        self.waking.store(0, Ordering::SeqCst);
        if !entered && self.owner.load(Ordering::SeqCst) == 0 {
            // The wake may have been for somebody who goes on waiting.
            self.wake_one();
        }
        entered
    }

    /// Wakes a thread that waits to enter, unless one is on its way.
    #[cold]
    fn wake_one(&self) {
        fence(Ordering::SeqCst);
        if self.waking.load(Ordering::SeqCst) == 0 && self.waking.swap(1, Ordering::SeqCst) == 0 {
            self.sequence.fetch_add(1, Ordering::SeqCst);
            futex::wake(&self.sequence, 1);
        }
    }

    /// Leaves once; the caller must hold the lock.
    #[inline]
    pub fn leave(&self) {
        let recursion = self.recursion.load(Ordering::Relaxed);
        if recursion > 0 {
            self.recursion.store(recursion - 1, Ordering::Relaxed);
            return;
        }
        self.leave_fully();
    }

    #[inline]
    pub fn leave_fully(&self) {
        self.owner.store(0, LEAVE);
        if self.waiters.load(LOOK) != 0 {
            self.wake_one();
        }
    }

    /// Wakes all who block on entering, to look at their interruption flags.
    pub fn wake_all(&self) {
        self.sequence.fetch_add(1, Ordering::SeqCst);
        futex::wake(&self.sequence, i32::MAX);
    }

    /// Releases the lock whatever the recursion, for a wait; returns the recursion.
    pub fn release_for_wait(&self) -> u32 {
        let recursion = self.recursion.swap(0, Ordering::Relaxed);
        self.leave_fully();
        recursion
    }

    /// Appends a waiter.
    ///
    /// # Safety
    /// `waiter` must stay valid until [`Entry::dequeue`] has returned.
    pub unsafe fn enqueue(&self, waiter: *mut Waiter) {
        let _guard = self.queue_lock.lock();
        let this = core::ptr::from_ref(self).cast_mut();
        // SAFETY: the queue is guarded by its lock; waiters in it are valid.
        unsafe {
            (*waiter).queued = true;
            (*waiter).next = null_mut();
            if (*this).queue_tail.is_null() {
                (*this).queue_head = waiter;
            } else {
                (*(*this).queue_tail).next = waiter;
            }
            (*this).queue_tail = waiter;
        }
    }

    /// Removes a waiter if it is still queued; false if a pulse had taken it before.
    ///
    /// # Safety
    /// As for [`Entry::enqueue`].
    pub unsafe fn dequeue(&self, waiter: *mut Waiter) -> bool {
        let _guard = self.queue_lock.lock();
        let this = core::ptr::from_ref(self).cast_mut();
        // SAFETY: as in `enqueue`.
        unsafe {
            if !(*waiter).queued {
                return false;
            }
            let mut previous = null_mut::<Waiter>();
            let mut at = (*this).queue_head;
            while at != waiter {
                previous = at;
                at = (*at).next;
            }
            self.unlink(previous, waiter);
            true
        }
    }

    unsafe fn unlink(&self, previous: *mut Waiter, waiter: *mut Waiter) {
        let this = core::ptr::from_ref(self).cast_mut();
        // SAFETY: the queue lock is held and both are members.
        unsafe {
            let next = (*waiter).next;
            if previous.is_null() {
                (*this).queue_head = next;
            } else {
                (*previous).next = next;
            }
            if (*this).queue_tail == waiter {
                (*this).queue_tail = previous;
            }
            (*waiter).queued = false;
        }
    }

    /// Wakes the first waiter, or all.
    pub fn pulse(&self, all: bool) {
        loop {
            let asleep = {
                let _guard = self.queue_lock.lock();
                // SAFETY: waiters in the queue are valid; this one is left alone once signalled.
                unsafe {
                    let first = (*core::ptr::from_ref(self)).queue_head;
                    if first.is_null() {
                        return;
                    }
                    self.unlink(null_mut(), first);
                    Waiter::signal(first)
                }
            };
            if let Some(word) = asleep {
                futex::wake_address(word, 1);
            }
            if !all {
                return;
            }
        }
    }
}

// SAFETY: fields beyond the atomics are guarded by the entry's or the table's lock.
unsafe impl Sync for Entry {}
