//! GC handles: slots at fixed, 8-aligned addresses, of the kinds that `GCHandleType` names, and
//! dependent handles with a second word.

use super::alloc::runtime_memory;
use crate::object::{Object, Ref};
use crate::sync::mutex::Mutex;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

/// What a handle means for the collector; the first four are `GCHandleType`'s numbers.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum HandleKind {
    Weak = 0,
    WeakTrackResurrection = 1,
    Normal = 2,
    Pinned = 3,
    Dependent = 4,
    Free = 5,
}

impl HandleKind {
    pub fn from_number(n: i32) -> HandleKind {
        match n {
            0 => HandleKind::Weak,
            1 => HandleKind::WeakTrackResurrection,
            3 => HandleKind::Pinned,
            _ => HandleKind::Normal,
        }
    }
}

/// Keeps an object for ever.
pub fn keep(target: Ref) {
    let _ = allocate(target, null_mut(), HandleKind::Normal);
}

/// A handle. Its address is what managed code holds; the target comes first because CoreLib reads
/// it directly.
#[repr(C, align(8))]
pub struct Handle {
    pub target: AtomicPtr<Object>,
    pub dependent: AtomicPtr<Object>,
    pub kind: AtomicU32,
    padding: u32,
    next_free: *mut Handle,
}

const CHUNK_BYTES: usize = 4096;
const HANDLES_PER_CHUNK: usize = CHUNK_BYTES / size_of::<Handle>() - 1;

#[repr(C)]
struct Chunk {
    next: *mut Chunk,
    handles: [Handle; HANDLES_PER_CHUNK],
}

struct Table {
    free: *mut Handle,
    chunks: *mut Chunk,
}

/// Guards the table; held while the world is stopped.
pub static LOCK: Mutex = Mutex::new();
static mut TABLE: Table = Table {
    free: null_mut(),
    chunks: null_mut(),
};

/// Makes a handle; null when out of memory.
pub fn allocate(target: Ref, dependent: Ref, kind: HandleKind) -> *mut Handle {
    let _guard = LOCK.lock();
    // SAFETY: the table is ours while the lock is held; chunks are never returned.
    unsafe {
        let table = &mut *(&raw mut TABLE);
        if table.free.is_null() {
            let chunk = runtime_memory(CHUNK_BYTES).cast::<Chunk>();
            if chunk.is_null() {
                return null_mut();
            }
            (*chunk).next = table.chunks;
            table.chunks = chunk;
            let first = (&raw mut (*chunk).handles).cast::<Handle>();
            for i in (0..HANDLES_PER_CHUNK).rev() {
                let h = first.add(i);
                (*h).kind.store(HandleKind::Free as u32, Ordering::Relaxed);
                (*h).next_free = table.free;
                table.free = h;
            }
        }
        let h = table.free;
        table.free = (*h).next_free;
        (*h).target.store(target, Ordering::Release);
        (*h).dependent.store(dependent, Ordering::Release);
        (*h).kind.store(kind as u32, Ordering::Release);
        h
    }
}

/// Frees a handle.
///
/// # Safety
/// `h` must come from [`allocate`] and not be used afterwards.
pub unsafe fn free(h: *mut Handle) {
    let _guard = LOCK.lock();
    // SAFETY: as stated, and the lock is held.
    unsafe {
        let table = &mut *(&raw mut TABLE);
        (*h).target.store(null_mut(), Ordering::Relaxed);
        (*h).dependent.store(null_mut(), Ordering::Relaxed);
        (*h).kind.store(HandleKind::Free as u32, Ordering::Release);
        (*h).next_free = table.free;
        table.free = h;
    }
}

/// Visits every handle in use. For the collector, while the world is stopped.
///
/// # Safety
/// No other thread may run.
pub unsafe fn for_each(mut visit: impl FnMut(&Handle, u32)) {
    // SAFETY: as stated.
    unsafe {
        let mut chunk = (*(&raw const TABLE)).chunks;
        while !chunk.is_null() {
            for h in &(*chunk).handles {
                let kind = h.kind.load(Ordering::Relaxed);
                if kind != HandleKind::Free as u32 {
                    visit(h, kind);
                }
            }
            chunk = (*chunk).next;
        }
    }
}

const _: () = assert!(size_of::<Chunk>() <= CHUNK_BYTES);
