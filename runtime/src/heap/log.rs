//! What the write barrier records: old objects that were stored into since the last collection, in
//! chunks that each thread fills by itself, and the objects of the image that were ever stored into.

use super::alloc::runtime_memory;
use super::mark::Marker;
use crate::object::{GC_UNLOGGED, Ref};
use crate::sync::mutex::Mutex;
use crate::threads;
use core::ptr::null_mut;
use core::sync::atomic::{Ordering, compiler_fence};

const CHUNK_BYTES: usize = 4096;
const CAPACITY: usize = CHUNK_BYTES / size_of::<usize>() - 3;

/// GC byte: an object of the image that is on the list of those stored into.
const LISTED: u8 = 0x04;

/// Entries of one thread. `length` is written by the thread only, `done` by the collector only, so
/// that a thread may be stopped anywhere in [`push`].
#[repr(C)]
struct Chunk {
    next: *mut Chunk,
    length: usize,
    /// Entries before this one are dealt with.
    done: u32,
    /// No thread fills it any more.
    retired: bool,
    entries: [Ref; CAPACITY],
}

/// Guards the lists of chunks; held while the world is stopped.
pub static LOCK: Mutex = Mutex::new();
static mut CHUNKS: *mut Chunk = null_mut();
static mut FREE: *mut Chunk = null_mut();
/// Objects of the image, in chunks.
static mut IMAGE: *mut Chunk = null_mut();

/// The chunk that this thread fills.
#[thread_local]
static mut CURRENT: *mut Chunk = null_mut();

fn new_chunk() -> *mut Chunk {
    // SAFETY: the lock is held by the caller; the memory is zeroed or reset here.
    unsafe {
        let mut chunk = FREE;
        if chunk.is_null() {
            chunk = runtime_memory(CHUNK_BYTES).cast();
            if chunk.is_null() {
                crate::panic::fatal("no memory for the write barrier");
            }
        } else {
            FREE = (*chunk).next;
        }
        (*chunk).length = 0;
        (*chunk).done = 0;
        (*chunk).retired = false;
        chunk
    }
}

/// Records an object. Its bit must have been cleared just before, and the thread must have said so.
///
/// # Safety
/// `object` must be live.
pub unsafe fn push(object: Ref) {
    // SAFETY: the chunk is this thread's.
    unsafe {
        let mut chunk = CURRENT;
        if chunk.is_null() {
            let _guard = LOCK.lock();
            chunk = new_chunk();
            (*chunk).next = CHUNKS;
            CHUNKS = chunk;
            CURRENT = chunk;
        }
        let at = (&raw const (*chunk).length).read_volatile();
        (&raw mut (*chunk).entries)
            .cast::<Ref>()
            .add(at)
            .write(object);
        if at + 1 == CAPACITY {
            // After the next store the collector may give the chunk to another thread.
            (&raw mut CURRENT).write_volatile(null_mut());
        }
        compiler_fence(Ordering::Release);
        (&raw mut (*chunk).length).write_volatile(at + 1);
    }
}

/// The current thread ends.
pub fn retire() {
    // SAFETY: thread-local state; the flag is read by the collector, which needs the lock.
    unsafe {
        let chunk = CURRENT;
        if !chunk.is_null() {
            let _guard = LOCK.lock();
            CURRENT = null_mut();
            (*chunk).retired = true;
        }
    }
}

/// Deals with all entries: objects of the image are listed; with `scan`, what recorded objects
/// refer to is marked. All get their bit back if they live on.
///
/// # Safety
/// The world must be stopped, and the lock held.
#[inline(never)]
#[optimize(size)]
pub unsafe fn process(marker: &mut Marker, scan: bool) {
    // SAFETY: as stated; entries are objects that lived when the last collection ended.
    unsafe {
        threads::for_each(|thread| {
            let object = thread.heap.recording();
            if !object.is_null() {
                deal_with(object, marker, scan);
            }
        });
        let mut link = &raw mut CHUNKS;
        while !(*link).is_null() {
            let chunk = *link;
            for i in (*chunk).done as usize..(*chunk).length {
                let object = (&raw const (*chunk).entries).cast::<Ref>().add(i).read();
                deal_with(object, marker, scan);
            }
            (*chunk).done = (*chunk).length as u32;
            if (*chunk).length == CAPACITY || (*chunk).retired {
                *link = (*chunk).next;
                (*chunk).next = FREE;
                FREE = chunk;
            } else {
                link = &raw mut (*chunk).next;
            }
        }
    }
}

unsafe fn deal_with(object: Ref, marker: &mut Marker, scan: bool) {
    // SAFETY: forwards the contract of `process`.
    unsafe {
        if marker.contains(object as usize) {
            if scan {
                marker.revisit(object);
            }
            return;
        }
        list(object);
        if scan {
            marker.scan_part(object, 0, usize::MAX);
        }
        (*object).gc_byte().fetch_or(GC_UNLOGGED, Ordering::Relaxed);
    }
}

/// Lists an object of the image.
#[optimize(size)]
unsafe fn list(object: Ref) {
    // SAFETY: the world is stopped, the lock held.
    unsafe {
        if (*object).gc_byte().fetch_or(LISTED, Ordering::Relaxed) & LISTED != 0 {
            return;
        }
        if IMAGE.is_null() || (*IMAGE).length == CAPACITY {
            let chunk = new_chunk();
            (*chunk).next = IMAGE;
            IMAGE = chunk;
        }
        let chunk = IMAGE;
        (&raw mut (*chunk).entries)
            .cast::<Ref>()
            .add((*chunk).length)
            .write(object);
        (*chunk).length += 1;
    }
}

/// Visits the objects of the image that were ever stored into.
///
/// # Safety
/// As for [`process`], after it.
#[optimize(size)]
pub unsafe fn for_each_of_image(mut visit: impl FnMut(Ref)) {
    // SAFETY: as stated.
    unsafe {
        let mut chunk = IMAGE;
        while !chunk.is_null() {
            for i in 0..(*chunk).length {
                visit((&raw const (*chunk).entries).cast::<Ref>().add(i).read());
            }
            chunk = (*chunk).next;
        }
    }
}

const _: () = assert!(size_of::<Chunk>() <= CHUNK_BYTES);
