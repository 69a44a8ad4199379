//! Objects with finalisers: those that have one ahead, those that await its run, and the thread
//! that runs them, started when it is first needed.

use super::alloc::runtime_memory;
use super::mark::Marker;
use super::roots;
use crate::object::Ref;
use crate::platform::{futex, memory, thread as os};
use crate::program;
use crate::sync::mutex::Mutex;
use crate::threads::{self, state};
use crate::unwind::boundary;
use core::ffi::c_void;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Bits of the lock word's GC byte: `SuppressFinalize` was called; the object is in the table.
const SUPPRESSED: u32 = 1 << 24;
const REGISTERED: u32 = 1 << 25;

/// A growing array of references in memory of its own.
struct List {
    items: *mut Ref,
    length: usize,
    capacity: usize,
}

impl List {
    const EMPTY: List = List {
        items: null_mut(),
        length: 0,
        capacity: 0,
    };

    unsafe fn push(&mut self, object: Ref) -> bool {
        const FIRST: usize = 512;
        // SAFETY: the list owns its memory.
        unsafe {
            if self.length == self.capacity {
                let capacity = (self.capacity * 2).max(FIRST);
                let items = runtime_memory(capacity * size_of::<Ref>()).cast::<Ref>();
                if items.is_null() {
                    return false;
                }
                if !self.items.is_null() {
                    core::ptr::copy_nonoverlapping(self.items, items, self.length);
                    memory::unmap(self.items.cast(), self.capacity * size_of::<Ref>());
                }
                self.items = items;
                self.capacity = capacity;
            }
            self.items.add(self.length).write(object);
            self.length += 1;
            true
        }
    }
}

/// Guards both lists; held while the world is stopped.
pub static LOCK: Mutex = Mutex::new();
static mut REGISTERED_OBJECTS: List = List::EMPTY;
/// Entries of the list before this one are old objects.
static mut OLD: usize = 0;
static mut DUE: List = List::EMPTY;
/// Objects due or being finalised.
static OUTSTANDING: AtomicU32 = AtomicU32::new(0);
/// An object with a finaliser has been made. Programs without such classes are rid of all of this.
static USED: AtomicBool = AtomicBool::new(false);
static STARTED: AtomicBool = AtomicBool::new(false);

/// Records that `object`'s finaliser is to run once the object is unreachable; false when out of
/// memory.
pub fn register(object: Ref) -> bool {
    if program::finalizes().is_null() {
        return true;
    }
    USED.store(true, Ordering::Relaxed);
    let _guard = LOCK.lock();
    // SAFETY: a live object; the list is guarded by the lock.
    unsafe {
        let word = &(*object).lock_and_gc;
        let before = word.fetch_and(!SUPPRESSED, Ordering::AcqRel);
        if before & REGISTERED != 0 {
            return true;
        }
        word.fetch_or(REGISTERED, Ordering::AcqRel);
        (*(&raw mut REGISTERED_OBJECTS)).push(object)
    }
}

/// Takes back the registration.
pub fn suppress(object: Ref) {
    // SAFETY: a live object.
    unsafe { (*object).lock_and_gc.fetch_or(SUPPRESSED, Ordering::AcqRel) };
}

/// Moves dead objects to the list of those due, and marks what is due. True if there are any.
///
/// # Safety
/// The world must be stopped, the lists locked, and marking from roots done.
pub unsafe fn process(marker: &mut Marker, all: bool) -> bool {
    if !USED.load(Ordering::Relaxed) {
        return false;
    }
    // SAFETY: as stated.
    unsafe {
        let table = &mut *(&raw mut REGISTERED_OBJECTS);
        let due = &mut *(&raw mut DUE);
        let first = if all { 0 } else { OLD };
        let mut kept = first;
        for i in first..table.length {
            let object = table.items.add(i).read();
            if marker.is_marked(object) {
                table.items.add(kept).write(object);
                kept += 1;
                continue;
            }
            let before = (*object)
                .lock_and_gc
                .fetch_and(!REGISTERED, Ordering::Relaxed);
            if before & SUPPRESSED == 0 && due.push(object) {
                OUTSTANDING.fetch_add(1, Ordering::AcqRel);
            }
        }
        table.length = kept;
        OLD = kept;
        for i in 0..due.length {
            marker.mark(due.items.add(i).read());
        }
        marker.drain();
        due.length != 0
    }
}

/// Wakes the thread that runs finalisers.
pub fn run_due() {
    if program::finalizes().is_null() {
        return;
    }
    if !STARTED.swap(true, Ordering::AcqRel) && !os::start(finaliser_main, null_mut(), 0) {
        STARTED.store(false, Ordering::Release);
        return;
    }
    futex::wake(&OUTSTANDING, i32::MAX);
}

/// Objects whose finalisers are due or running.
pub fn outstanding() -> u32 {
    OUTSTANDING.load(Ordering::Relaxed)
}

/// Blocks until the finalisers that are due have run.
pub fn wait_for_pending() {
    loop {
        let n = OUTSTANDING.load(Ordering::Acquire);
        if n == 0 || threads::current_number() == threads::FINALISER_NUMBER {
            return;
        }
        futex::wait(&OUTSTANDING, n, None);
    }
}

#[optimize(size)]
fn finaliser_main(_argument: *mut c_void, stack: (usize, usize)) {
    let thread = threads::allocate_finaliser();
    if thread.is_null() {
        return;
    }
    // SAFETY: a fresh structure; each object was taken from the list of those due.
    unsafe {
        (*thread).state.store(state::BACKGROUND, Ordering::Relaxed);
        ((*thread).stack_low, (*thread).stack_high) = stack;
        threads::attach(thread);
        os::set_name(c".NET Finalizer");
        loop {
            let n = OUTSTANDING.load(Ordering::Acquire);
            if run_one() {
                // Before anybody learns that the finaliser has run.
                roots::clear_dead_stack::<CLEARED>();
                if OUTSTANDING.fetch_sub(1, Ordering::AcqRel) == 1 {
                    futex::wake(&OUTSTANDING, i32::MAX);
                }
            } else {
                futex::wait(&OUTSTANDING, n, None);
            }
        }
    }
}

/// Words of its stack that the thread clears after each finaliser, so that it keeps no object alive.
const CLEARED: usize = 256;

/// Runs a finaliser, if one is due. A function of its own: nothing of the object stays in the
/// thread's frame.
#[inline(never)]
unsafe fn run_one() -> bool {
    // SAFETY: the object was taken from the list of those due.
    unsafe {
        let object = next();
        if object.is_null() {
            return false;
        }
        boundary::call_at_bottom((*object).mt().finalizer, object);
        true
    }
}

/// Takes an object that is due.
unsafe fn next() -> Ref {
    let _guard = LOCK.lock();
    // SAFETY: guarded by the lock.
    unsafe {
        let due = &mut *(&raw mut DUE);
        let Some(last) = due.length.checked_sub(1) else {
            return null_mut();
        };
        due.length = last;
        due.items.add(last).read()
    }
}
