//! Threads as the runtime sees them: identity, state, interruption, the list of all, start and end.

pub mod start;

use crate::heap::alloc::{Places, runtime_memory};
use crate::heap::handles::Handle;
use crate::platform::{futex, thread as os};
use crate::sync::mutex::Mutex;
use crate::sync::sync_table::Entry;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, AtomicUsize, Ordering};

/// `System.Threading.ThreadState` bits that a thread keeps.
pub mod state {
    pub const BACKGROUND: u32 = 4;
    pub const UNSTARTED: u32 = 8;
    pub const STOPPED: u32 = 16;
    pub const WAIT_SLEEP_JOIN: u32 = 32;
}

/// What a blocked thread waits for, so that an interruption can reach it.
#[derive(Clone, Copy)]
pub enum WaitTarget {
    /// A word that is [`WORD_WAITING`] or [`WORD_SLEEPING`]; the interruption stores
    /// [`WORD_INTERRUPTED`].
    Word(*mut u32),
    /// Entry into a monitor.
    Monitor(&'static Entry),
}

/// Values of a wait word: while its thread waits, where it tells that it sleeps, and after an
/// interruption. Others end the wait too.
pub const WORD_WAITING: u32 = 0;
pub const WORD_SLEEPING: u32 = 3;
pub const WORD_INTERRUPTED: u32 = 2;

/// A thread of the program.
#[repr(C)]
pub struct Thread {
    /// Managed thread id, also the owner number in thin locks.
    pub number: u32,
    pub os_id: AtomicU32,
    /// `ThreadState` bits.
    pub state: AtomicU32,
    /// Futex word: 1 once the thread has ended.
    pub ended: AtomicU32,
    /// References from the running thread, the managed object, and joiners.
    references: AtomicU32,
    interrupt: AtomicBool,
    pub is_pool: AtomicBool,
    pub priority: AtomicU32,
    wait_lock: Mutex,
    target: Option<WaitTarget>,
    /// Handle to the managed object: strong while running, weak otherwise.
    pub object: AtomicPtr<Handle>,
    /// Where its part of the heap is described.
    pub heap: Places,
    /// The thread pointer, by which its thread-locals are found.
    pub thread_pointer: usize,
    /// Stack pointer while stopped by the collector.
    pub stopped_at: AtomicUsize,
    /// Bounds of the stack.
    pub stack_low: usize,
    pub stack_high: usize,
    pub stack_size_wanted: usize,
    pub(crate) next: *mut Thread,
    pub(crate) listed: bool,
    pub name: [u8; 16],
}

const BLANK: Thread = Thread {
    number: 0,
    os_id: AtomicU32::new(0),
    state: AtomicU32::new(0),
    ended: AtomicU32::new(0),
    references: AtomicU32::new(1),
    interrupt: AtomicBool::new(false),
    is_pool: AtomicBool::new(false),
    priority: AtomicU32::new(2),
    wait_lock: Mutex::new(),
    target: None,
    object: AtomicPtr::new(null_mut()),
    heap: Places::NONE,
    thread_pointer: 0,
    stopped_at: AtomicUsize::new(0),
    stack_low: 0,
    stack_high: 0,
    stack_size_wanted: 0,
    next: null_mut(),
    listed: false,
    name: [0; 16],
};

/// .NET numbers the main thread 1 and gives 2 to the finaliser thread.
const MAIN_NUMBER: u32 = 1;
pub const FINALISER_NUMBER: u32 = 2;
const FIRST_FREE_NUMBER: u32 = 4;

static mut MAIN: Thread = Thread {
    number: MAIN_NUMBER,
    ..BLANK
};
static NEXT_NUMBER: AtomicU32 = AtomicU32::new(FIRST_FREE_NUMBER);
/// Guards the list of threads; held while the world is stopped.
pub static LIST_LOCK: Mutex = Mutex::new();
static mut LIST: *mut Thread = null_mut();
static mut FREE: *mut Thread = null_mut();
/// Threads that keep the process alive, the main thread not counted.
static FOREGROUND: AtomicU32 = AtomicU32::new(0);

#[thread_local]
static mut CURRENT: *mut Thread = null_mut();
#[thread_local]
static mut CURRENT_NUMBER: u32 = 0;

/// The number of the current thread.
#[inline(always)]
pub fn current_number() -> u32 {
    // SAFETY: thread-local.
    let n = unsafe { CURRENT_NUMBER };
    if n != 0 { n } else { current().number }
}

/// The current thread's number, or 0 if the runtime does not know the thread yet.
#[inline(always)]
pub fn known_number() -> u32 {
    // SAFETY: thread-local.
    unsafe { CURRENT_NUMBER }
}

/// The current thread; one that the runtime did not start is made known now.
#[inline]
pub fn current() -> &'static Thread {
    // SAFETY: thread-local; the structure lives at least as long as the thread runs.
    unsafe {
        if CURRENT.is_null() {
            attach_foreign();
        }
        &*CURRENT
    }
}

/// Makes the main thread known.
pub fn attach_main(stack_high: usize) {
    // SAFETY: runs once, before any other thread exists.
    unsafe {
        let main = &raw mut MAIN;
        (*main).stack_high = stack_high;
        (*main).stack_low = os::main_stack_low(stack_high);
        attach(main);
    }
}

#[cold]
#[optimize(size)]
fn attach_foreign() {
    let thread = allocate();
    if thread.is_null() {
        crate::panic::fatal("no memory for a thread");
    }
    // SAFETY: a fresh structure that is ours alone.
    unsafe {
        (*thread).state.store(state::BACKGROUND, Ordering::Relaxed);
        ((*thread).stack_low, (*thread).stack_high) = os::stack_bounds();
        attach(thread);
    }
    // Nobody else starts threads that the runtime does not know.
    let has_native = cfg!(test) || !crate::program::calls_native().is_null();
    if has_native && !os::at_end(start::end_foreign, thread.cast()) {
        crate::panic::fatal("no memory for a thread");
    }
}

/// Makes `thread` the current one and lists it.
///
/// # Safety
/// The structure must be valid for as long as the thread runs.
#[optimize(size)]
pub(crate) unsafe fn attach(thread: *mut Thread) {
    // SAFETY: thread-local state, and the list under its lock.
    unsafe {
        CURRENT = thread;
        CURRENT_NUMBER = (*thread).number;
        (*thread).os_id.store(os::id(), Ordering::Relaxed);
        (*thread).heap = Places::current();
        (*thread).thread_pointer = os::pointer();
        if (*thread).number != MAIN_NUMBER {
            crate::heap::stop::prepare();
        }
        let _guard = LIST_LOCK.lock();
        (*thread).next = LIST;
        (*thread).listed = true;
        LIST = thread;
    }
}

/// Takes the current thread off the list.
pub(crate) unsafe fn detach(thread: *mut Thread) {
    // SAFETY: thread-local state, and the list under its lock.
    unsafe {
        let _guard = LIST_LOCK.lock();
        let mut link = &raw mut LIST;
        while !(*link).is_null() {
            if *link == thread {
                *link = (*thread).next;
                break;
            }
            link = &raw mut (**link).next;
        }
        (*thread).listed = false;
        // Only now: while it is listed, the handler that stops it asks who it is.
        CURRENT = null_mut();
        CURRENT_NUMBER = 0;
    }
}

/// A new structure with one reference, or null.
#[optimize(size)]
pub(crate) fn allocate() -> *mut Thread {
    let _guard = LIST_LOCK.lock();
    // SAFETY: the free list is guarded by the lock.
    unsafe {
        if FREE.is_null() {
            const CHUNK: usize = 4096;
            let p = runtime_memory(CHUNK).cast::<Thread>();
            if p.is_null() {
                return null_mut();
            }
            for i in 0..CHUNK / size_of::<Thread>() {
                (*p.add(i)).next = FREE;
                FREE = p.add(i);
            }
        }
        let thread = FREE;
        FREE = (*thread).next;
        // Numbers are used again, as under .NET: those of locks in headers have 16 bits.
        let number = match (*thread).number {
            0 => NEXT_NUMBER.fetch_add(1, Ordering::Relaxed),
            used => used,
        };
        thread.write(Thread { number, ..BLANK });
        thread
    }
}

/// The structure of the thread that runs finalisers, or null.
pub(crate) fn allocate_finaliser() -> *mut Thread {
    let thread = allocate();
    if !thread.is_null() {
        // SAFETY: a fresh structure that is ours alone.
        unsafe { (*thread).number = FINALISER_NUMBER };
    }
    thread
}

impl Thread {
    /// Keeps the structure alive.
    pub fn retain(&self) {
        self.references.fetch_add(1, Ordering::Relaxed);
    }

    /// Gives up a reference; the last one frees the structure.
    ///
    /// # Safety
    /// The caller must own a reference and not use it any more.
    pub unsafe fn release(this: *mut Thread) {
        // SAFETY: the structure is valid until the last reference goes.
        unsafe {
            if (*this).references.fetch_sub(1, Ordering::AcqRel) != 1 || this == &raw mut MAIN {
                return;
            }
            let handle = (*this).object.swap(null_mut(), Ordering::AcqRel);
            if !handle.is_null() {
                crate::heap::handles::free(handle);
            }
            let _guard = LIST_LOCK.lock();
            (*this).next = FREE;
            FREE = this;
        }
    }

    /// Marks the thread as blocked until the result is dropped.
    pub fn begin_wait(&self, target: WaitTarget) -> Waiting<'_> {
        let this = core::ptr::from_ref(self).cast_mut();
        {
            let _guard = self.wait_lock.lock();
            // SAFETY: `target` is guarded by `wait_lock`.
            unsafe { (*this).target = Some(target) };
            if self.interrupt.load(Ordering::Relaxed) {
                wake(target);
            }
        }
        self.state
            .fetch_or(state::WAIT_SLEEP_JOIN, Ordering::Relaxed);
        Waiting(self)
    }

    /// Has another thread asked to interrupt this one?
    pub fn interrupt_requested(&self) -> bool {
        self.interrupt.load(Ordering::Acquire)
    }

    /// As [`Thread::interrupt_requested`], and takes the request.
    pub fn take_interrupt(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed) && self.interrupt.swap(false, Ordering::AcqRel)
    }

    /// Interrupts the thread's current or next wait.
    pub fn interrupt(&self) {
        let _guard = self.wait_lock.lock();
        self.interrupt.store(true, Ordering::Release);
        // SAFETY: `target` is guarded by `wait_lock`.
        if let Some(target) = unsafe { (*core::ptr::from_ref(self)).target } {
            wake(target);
        }
    }

    /// Has it left the foreground or ended?
    pub fn is_background(&self) -> bool {
        self.state.load(Ordering::Relaxed) & state::BACKGROUND != 0
    }

    /// Moves a thread between foreground and background.
    pub fn set_background(&self, background: bool) {
        let before = if background {
            self.state.fetch_or(state::BACKGROUND, Ordering::AcqRel)
        } else {
            self.state.fetch_and(!state::BACKGROUND, Ordering::AcqRel)
        };
        let was = before & state::BACKGROUND != 0;
        let counts =
            before & (state::UNSTARTED | state::STOPPED) == 0 && self.number != MAIN_NUMBER;
        if counts && was != background {
            if background {
                foreground_ended()
            } else {
                foreground_started()
            }
        }
    }
}

fn wake(target: WaitTarget) {
    match target {
        WaitTarget::Word(word) => {
            // SAFETY: the word belongs to a wait that ends only under `wait_lock`, which we hold.
            let word = unsafe { AtomicU32::from_ptr(word) };
            for waiting in [WORD_WAITING, WORD_SLEEPING] {
                let _ = word.compare_exchange(
                    waiting,
                    WORD_INTERRUPTED,
                    Ordering::AcqRel,
                    Ordering::Relaxed,
                );
            }
            futex::wake(word, 1);
        }
        WaitTarget::Monitor(entry) => entry.wake_all(),
    }
}

/// The time a thread spends blocked.
pub struct Waiting<'a>(&'a Thread);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let this = core::ptr::from_ref(self.0).cast_mut();
        self.0
            .state
            .fetch_and(!state::WAIT_SLEEP_JOIN, Ordering::Relaxed);
        let _guard = self.0.wait_lock.lock();
        // SAFETY: `target` is guarded by `wait_lock`.
        unsafe { (*this).target = None };
    }
}

/// Counts a thread that keeps the process alive.
pub fn foreground_started() {
    FOREGROUND.fetch_add(1, Ordering::AcqRel);
}

/// A thread stopped keeping the process alive.
pub fn foreground_ended() {
    if FOREGROUND.fetch_sub(1, Ordering::AcqRel) == 1 {
        futex::wake(&FOREGROUND, i32::MAX);
    }
}

/// Blocks until no other foreground thread is left.
pub fn wait_for_foreground() {
    loop {
        let n = FOREGROUND.load(Ordering::Acquire);
        if n == 0 {
            return;
        }
        futex::wait(&FOREGROUND, n, None);
    }
}

/// Visits all threads.
///
/// # Safety
/// The list must be locked.
pub unsafe fn for_each(mut visit: impl FnMut(&Thread)) {
    // SAFETY: members of the list are valid while the lock is held.
    unsafe {
        let mut at = LIST;
        while !at.is_null() {
            visit(&*at);
            at = (*at).next;
        }
    }
}

/// Blocks the current thread for `ms` milliseconds (-1: for ever); false when interrupted.
pub fn sleep(ms: i32) -> bool {
    let thread = current();
    let word = AtomicU32::new(0);
    let deadline = crate::platform::clock::deadline_after_ms(ms);
    {
        let _waiting = thread.begin_wait(WaitTarget::Word(word.as_ptr()));
        while word.load(Ordering::Acquire) == 0 && futex::wait(&word, 0, deadline) {}
    }
    !thread.take_interrupt()
}
