//! What the GC class tells about the heap.

use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

static ALLOCATED: AtomicU64 = AtomicU64::new(0);
static COLLECTIONS: [AtomicU32; 3] = [const { AtomicU32::new(0) }; 3];

#[thread_local]
static mut THREAD_ALLOCATED: u64 = 0;

/// Accounts bytes that the current thread has allocated.
pub fn add_allocated(bytes: u64) {
    // SAFETY: thread-local.
    unsafe { THREAD_ALLOCATED += bytes };
    ALLOCATED.fetch_add(bytes, Ordering::Relaxed);
}

/// Bytes the current thread ever allocated.
pub fn thread_allocated() -> u64 {
    // SAFETY: thread-local.
    unsafe { THREAD_ALLOCATED + super::alloc::bytes_in_holes() }
}

/// Bytes all threads ever allocated, save what other threads took from their current holes.
pub fn total_allocated() -> u64 {
    ALLOCATED.load(Ordering::Relaxed) + super::alloc::bytes_in_holes()
}

/// Counts a collection of a generation (and, as .NET does, of the younger ones).
pub fn count_collection(generation: usize) {
    for counter in COLLECTIONS.iter().take(generation + 1) {
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

/// Collections so far that included a generation.
pub fn collections(generation: usize) -> u32 {
    COLLECTIONS
        .get(generation)
        .map_or(0, |c| c.load(Ordering::Relaxed))
}

static LIVE: AtomicU64 = AtomicU64::new(0);
static AT_LAST: AtomicU64 = AtomicU64::new(0);
static PAUSE_NS: AtomicU64 = AtomicU64::new(0);

/// Bytes allocated by all threads, by full holes.
pub fn allocated() -> u64 {
    ALLOCATED.load(Ordering::Relaxed)
}

/// Records what a collection left.
pub fn set_live(bytes: u64) {
    LIVE.store(bytes, Ordering::Relaxed);
    AT_LAST.store(allocated(), Ordering::Relaxed);
}

/// What is told about a collection.
#[derive(Clone, Copy)]
pub struct Last {
    pub index: u64,
    pub generation: u64,
    /// Bytes in lines and large objects that are in use, and in memory that has not been given back.
    pub live: u64,
    pub committed: u64,
    pub pause_ns: u64,
}

const FIELDS: usize = 5;
/// The last collection of each kind that `GCKind` knows (any, of young objects, of everything).
static LAST: [[AtomicU64; FIELDS]; 3] = [const { [const { AtomicU64::new(0) }; FIELDS] }; 3];

/// Records a collection.
pub fn record(last: &Last) {
    PAUSE_NS.fetch_add(last.pause_ns, Ordering::Relaxed);
    let is_full = last.generation == super::collect::OLDEST as u64;
    for kind in [0, if is_full { 2 } else { 1 }] {
        let values = [
            last.index,
            last.generation,
            last.live,
            last.committed,
            last.pause_ns,
        ];
        if let Some(fields) = LAST.get(kind) {
            for (field, value) in fields.iter().zip(values) {
                field.store(value, Ordering::Relaxed);
            }
        }
    }
}

/// The last collection of a kind, if there was one.
pub fn last(kind: i32) -> Option<Last> {
    let fields = LAST.get(usize::try_from(kind).ok()?)?;
    let [index, generation, live, committed, pause_ns] =
        [0, 1, 2, 3, 4].map(|i: usize| fields.get(i).map_or(0, |f| f.load(Ordering::Relaxed)));
    (index != 0).then_some(Last {
        index,
        generation,
        live,
        committed,
        pause_ns,
    })
}

/// Percentage of the process's time that collections took.
pub fn pause_percent() -> u64 {
    let total = crate::platform::clock::process_age_ns().max(1);
    (PAUSE_NS.load(Ordering::Relaxed) * 100 / total).min(100)
}

/// Bytes in use after the last collection.
pub fn live() -> u64 {
    LIVE.load(Ordering::Relaxed)
}

/// Bytes of the heap in use: what the last collection left, and what came since.
pub fn heap_in_use() -> u64 {
    LIVE.load(Ordering::Relaxed) + total_allocated() - AT_LAST.load(Ordering::Relaxed)
}

/// Pauses so far in 100 ns ticks.
pub fn pause_ticks() -> i64 {
    (PAUSE_NS.load(Ordering::Relaxed) / 100) as i64
}

fn sysinfo() -> (u64, u64) {
    let mut info = core::mem::MaybeUninit::<libc::sysinfo>::zeroed();
    // SAFETY: the structure is valid zeroed and filled by the call.
    let info = unsafe {
        libc::sysinfo(info.as_mut_ptr());
        info.assume_init()
    };
    let unit = u64::from(info.mem_unit.max(1));
    (
        info.totalram as u64 * unit,
        (info.freeram + info.bufferram) as u64 * unit,
    )
}

/// Bytes of memory of the machine.
pub fn physical_memory() -> u64 {
    sysinfo().0
}

/// Bytes of memory that are free.
pub fn available_memory() -> u64 {
    sysinfo().1
}
