//! Exceptions whose cleanups run on this thread: where each goes on when its cleanup ends. A cleanup may throw and
//! catch others, whose cleanups do the same, to any depth.

use super::throw::Handler;
use crate::object::Ref;
use crate::platform::memory;
use core::ptr::{copy_nonoverlapping, null_mut};

/// An exception whose cleanup runs.
#[derive(Clone, Copy)]
pub struct InFlight {
    pub exception: Ref,
    /// Frame in which the cleanup runs, and where it began.
    pub at: usize,
    pub landing_pad: usize,
    pub handler: Handler,
}

/// Entries for which no memory is asked of the system.
const FIRST_ROOM: usize = 16;
const EMPTY: InFlight = InFlight {
    exception: null_mut(),
    at: 0,
    landing_pad: 0,
    handler: Handler::NONE,
};

#[thread_local]
static mut FIRST: [InFlight; FIRST_ROOM] = [EMPTY; FIRST_ROOM];
/// What was mapped when [`FIRST`] was not enough.
#[thread_local]
static mut MAPPED: *mut InFlight = null_mut();
#[thread_local]
static mut ROOM: usize = FIRST_ROOM;
#[thread_local]
static mut DEPTH: usize = 0;

/// All entries, the newest last.
unsafe fn list() -> *mut InFlight {
    // SAFETY: thread-local.
    unsafe {
        if MAPPED.is_null() {
            (&raw mut FIRST).cast()
        } else {
            MAPPED
        }
    }
}

unsafe fn live<'a>() -> &'a [InFlight] {
    // SAFETY: that many entries have been written.
    unsafe { core::slice::from_raw_parts(list(), DEPTH) }
}

/// Doubles the room; false if the system has no memory.
#[cold]
#[inline(never)]
#[optimize(size)]
unsafe fn grow() -> bool {
    // SAFETY: the old entries are copied before their memory goes.
    unsafe {
        let room = ROOM * 2;
        let new = memory::map(room * size_of::<InFlight>()).cast::<InFlight>();
        if new.is_null() {
            return false;
        }
        copy_nonoverlapping(list(), new, DEPTH);
        release();
        MAPPED = new;
        ROOM = room;
        true
    }
}

/// Gives back what the thread, which ends, has mapped.
///
/// # Safety
/// No cleanup may run on the thread.
pub unsafe fn release() {
    // SAFETY: nothing refers to entries but this module.
    unsafe {
        if !MAPPED.is_null() {
            memory::unmap(MAPPED.cast(), ROOM * size_of::<InFlight>());
            MAPPED = null_mut();
            ROOM = FIRST_ROOM;
        }
    }
}

/// Remembers how to go on after a cleanup.
///
/// # Safety
/// Its frame must be live.
#[inline(never)]
#[optimize(size)]
pub unsafe fn push(entry: InFlight) {
    // SAFETY: thread-local.
    unsafe {
        // A cleanup that begins again has been left by another exception.
        if let Some(again) = live()
            .iter()
            .rposition(|e| e.at == entry.at && e.landing_pad == entry.landing_pad)
        {
            DEPTH = again;
        }
        if DEPTH == ROOM && !grow() {
            crate::panic::out_of_memory();
        }
        list().add(DEPTH).write(entry);
        DEPTH += 1;
    }
}

/// Takes the newest entry of `exception` in the frame that ends at `cfa`, and those above it, which its cleanup left
/// behind. The same exception may be on its way elsewhere too, thrown again by a cleanup.
///
/// # Safety
/// Only for the frame that resumes.
#[inline(never)]
#[optimize(size)]
pub unsafe fn pop(exception: Ref, cfa: usize) -> Option<Handler> {
    // SAFETY: thread-local.
    unsafe {
        let index = live()
            .iter()
            .rposition(|e| e.exception == exception && e.at == cfa)?;
        let handler = live().get(index).map(|e| e.handler);
        DEPTH = index;
        handler
    }
}

/// Forgets cleanups in frames below `cfa`, which a handler at `cfa` has left for good.
///
/// # Safety
/// As stated.
#[inline(never)]
pub unsafe fn forget_below(cfa: usize) {
    // SAFETY: thread-local.
    unsafe {
        while live().last().is_some_and(|last| last.at < cfa) {
            DEPTH -= 1;
        }
    }
}
