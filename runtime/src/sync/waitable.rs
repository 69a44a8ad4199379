//! Waitable objects behind `WaitHandle`: events, semaphores, mutexes, and waiting for one, any or
//! all of them. One lock guards all: operations are short, and waiting for several stays simple.

use super::mutex::Mutex;
use crate::heap::alloc::runtime_memory;
use crate::pending::{self, ExceptionKind};
use crate::platform::{clock, futex};
use crate::threads::{self, WaitTarget};
use core::ptr::null_mut;
use core::sync::atomic::{AtomicU32, Ordering};

/// Results of a wait, as Win32 numbers them.
pub const WAIT_OBJECT_0: i32 = 0;
pub const WAIT_ABANDONED: i32 = 0x80;
pub const WAIT_TIMEOUT: i32 = 0x102;
/// Most objects that one wait may take.
pub const MAX_WAIT: usize = 64;

const SATISFIED: u32 = 1;
const CLAIMED: u32 = 3;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    AutoEvent,
    ManualEvent,
    Semaphore { maximum: i32 },
    Mutex,
}

/// A waitable object; its address is the handle.
pub struct Waitable {
    kind: Kind,
    /// Event: 1 when set. Semaphore: count. Mutex: recursion of the owner.
    count: i32,
    /// Mutex: thread number of the owner, 0 when free.
    owner: u32,
    abandoned: bool,
    closed: bool,
    waiters: *mut Link,
    /// The next one of the free, or of the mutexes that are owned, and what refers to this one there.
    next: *mut Waitable,
    link: *mut *mut Waitable,
}

/// Membership of a waiting thread in one object's list; lies on the waiting thread's stack.
struct Link {
    block: *mut Block,
    next: *mut Link,
    index: usize,
}

/// One wait of one thread.
struct Block {
    /// 0 while waiting; [`SATISFIED`], [`CLAIMED`] on the way there, or interrupted.
    word: AtomicU32,
    thread: u32,
    all: bool,
    result: i32,
    handles: *const *mut Waitable,
    count: usize,
}

static LOCK: Mutex = Mutex::new();
static mut FREE: *mut Waitable = null_mut();
/// Mutexes that threads own.
static mut OWNED: *mut Waitable = null_mut();

fn make(kind: Kind, count: i32, owner: u32) -> *mut Waitable {
    let _guard = LOCK.lock();
    // SAFETY: the free list is guarded by the lock.
    unsafe {
        if FREE.is_null() {
            const CHUNK: usize = 4096;
            let p = runtime_memory(CHUNK).cast::<Waitable>();
            if p.is_null() {
                return null_mut();
            }
            for i in 0..CHUNK / size_of::<Waitable>() {
                (*p.add(i)).next = FREE;
                FREE = p.add(i);
            }
        }
        let w = FREE;
        FREE = (*w).next;
        w.write(Waitable {
            kind,
            count,
            owner,
            abandoned: false,
            closed: false,
            waiters: null_mut(),
            next: null_mut(),
            link: null_mut(),
        });
        if owner != 0 {
            list_owned(w);
        }
        w
    }
}

/// A new event; null when out of memory.
pub fn make_event(manual: bool, set: bool) -> *mut Waitable {
    make(
        if manual {
            Kind::ManualEvent
        } else {
            Kind::AutoEvent
        },
        i32::from(set),
        0,
    )
}

/// A new semaphore; null when out of memory.
pub fn make_semaphore(initial: i32, maximum: i32) -> *mut Waitable {
    make(Kind::Semaphore { maximum }, initial, 0)
}

/// A new mutex, owned by the current thread if `owned`; null when out of memory.
pub fn make_mutex(owned: bool) -> *mut Waitable {
    let owner = if owned { threads::current_number() } else { 0 };
    make(Kind::Mutex, i32::from(owned), owner)
}

/// Closes the handle. Nobody can wait on it, as waiting keeps a reference.
///
/// # Safety
/// `w` must come from one of the makers and not be used any more.
pub unsafe fn close(w: *mut Waitable) {
    let _guard = LOCK.lock();
    // SAFETY: as stated; the free list is guarded by the lock.
    unsafe {
        if (*w).closed {
            return;
        }
        (*w).closed = true;
        unlist_owned(w);
        (*w).next = FREE;
        FREE = w;
    }
}

/// Puts a mutex on the list of those that are owned. The lock is held.
unsafe fn list_owned(w: *mut Waitable) {
    // SAFETY: the list is guarded by the lock.
    unsafe {
        let head = &raw mut OWNED;
        (*w).next = *head;
        (*w).link = head;
        if !(*head).is_null() {
            (**head).link = &raw mut (*w).next;
        }
        *head = w;
    }
}

/// Takes it off again, if it is there. The lock is held.
unsafe fn unlist_owned(w: *mut Waitable) {
    // SAFETY: the list is guarded by the lock.
    unsafe {
        let link = core::mem::replace(&mut (*w).link, null_mut());
        if link.is_null() {
            return;
        }
        *link = (*w).next;
        if !(*w).next.is_null() {
            (*(*w).next).link = link;
        }
        (*w).next = null_mut();
    }
}

/// A thread ends: the mutexes that it still owns are abandoned.
pub fn abandon(thread: u32) {
    let _guard = LOCK.lock();
    // SAFETY: the list is guarded by the lock; who is given a mutex lists it again, at the front.
    unsafe {
        let mut at = OWNED;
        while !at.is_null() {
            let w = at;
            at = (*w).next;
            if (*w).owner == thread {
                unlist_owned(w);
                (*w).owner = 0;
                (*w).count = 0;
                (*w).abandoned = true;
                satisfy(w);
            }
        }
    }
}

/// Sets an event; false if it is none.
///
/// # Safety
/// `w` must be a live waitable, here and below.
pub unsafe fn set_event(w: *mut Waitable) -> bool {
    let _guard = LOCK.lock();
    // SAFETY: guarded by the lock.
    unsafe {
        if !matches!((*w).kind, Kind::AutoEvent | Kind::ManualEvent) {
            return false;
        }
        (*w).count = 1;
        satisfy(w);
    }
    true
}

/// Resets an event; false if it is none.
pub unsafe fn reset_event(w: *mut Waitable) -> bool {
    let _guard = LOCK.lock();
    // SAFETY: guarded by the lock.
    unsafe {
        if !matches!((*w).kind, Kind::AutoEvent | Kind::ManualEvent) {
            return false;
        }
        (*w).count = 0;
    }
    true
}

/// Adds to a semaphore's count; the count before, or None beyond the maximum.
pub unsafe fn release_semaphore(w: *mut Waitable, by: i32) -> Option<i32> {
    let _guard = LOCK.lock();
    // SAFETY: guarded by the lock.
    unsafe {
        let Kind::Semaphore { maximum } = (*w).kind else {
            return None;
        };
        let before = (*w).count;
        if by <= 0 || by > maximum - before {
            return None;
        }
        (*w).count = before + by;
        satisfy(w);
        Some(before)
    }
}

/// Releases a mutex once; false if the current thread does not own it.
pub unsafe fn release_mutex(w: *mut Waitable) -> bool {
    let me = threads::current_number();
    let _guard = LOCK.lock();
    // SAFETY: guarded by the lock.
    unsafe {
        if (*w).kind != Kind::Mutex || (*w).owner != me {
            return false;
        }
        (*w).count -= 1;
        if (*w).count == 0 {
            unlist_owned(w);
            (*w).owner = 0;
            satisfy(w);
        }
    }
    true
}

impl Waitable {
    fn is_signalled(&self, thread: u32) -> bool {
        match self.kind {
            Kind::Mutex => self.owner == 0 || self.owner == thread,
            _ => self.count > 0,
        }
    }

    /// Takes the signal for a thread; true if the mutex had been abandoned. The lock is held.
    fn take(&mut self, thread: u32) -> bool {
        match self.kind {
            Kind::ManualEvent => false,
            Kind::AutoEvent | Kind::Semaphore { .. } => {
                self.count -= 1;
                false
            }
            Kind::Mutex => {
                if self.owner == 0 {
                    // SAFETY: the lock is held.
                    unsafe { list_owned(self) };
                }
                self.owner = thread;
                self.count += 1;
                core::mem::take(&mut self.abandoned)
            }
        }
    }
}

/// Gives signals of `w` to threads that wait for it. The lock is held.
unsafe fn satisfy(w: *mut Waitable) {
    // SAFETY: links and blocks lie on stacks of threads that cannot leave their wait without the
    // lock.
    unsafe {
        let mut link = (*w).waiters;
        while !link.is_null() {
            let next = (*link).next;
            let block = (*link).block;
            if (*block).word.load(Ordering::Relaxed) == 0 {
                if !(*w).is_signalled((*block).thread) {
                    break;
                }
                // An interruption may end the wait at any moment without the lock: claim the wait
                // before taking signals for it.
                if can_take(block)
                    && (*block)
                        .word
                        .compare_exchange(0, CLAIMED, Ordering::AcqRel, Ordering::Relaxed)
                        .is_ok()
                {
                    (*block).result = take(block, (*link).index);
                    (*block).word.store(SATISFIED, Ordering::Release);
                    futex::wake(&(*block).word, 1);
                }
            }
            link = next;
        }
    }
}

/// Can a block that a signal reached take what it waits for? The lock is held.
unsafe fn can_take(block: *const Block) -> bool {
    // SAFETY: the handles are alive while their waiter is.
    unsafe {
        let b = &*block;
        !b.all || (0..b.count).all(|i| (**b.handles.add(i)).is_signalled(b.thread))
    }
}

/// Takes what the block waits for, which must be there: object `index`, or all. The lock is held.
unsafe fn take(block: *const Block, index: usize) -> i32 {
    // SAFETY: the handles are alive while their waiter is.
    unsafe {
        let b = &*block;
        if !b.all {
            let abandoned = (**b.handles.add(index)).take(b.thread);
            let base = if abandoned {
                WAIT_ABANDONED
            } else {
                WAIT_OBJECT_0
            };
            return base + index as i32;
        }
        let mut result = WAIT_OBJECT_0;
        for i in 0..b.count {
            if (**b.handles.add(i)).take(b.thread) && result == WAIT_OBJECT_0 {
                result = WAIT_ABANDONED + i as i32;
            }
        }
        result
    }
}

/// Waits for one, any or all of `handles`; sets a pending exception when interrupted.
///
/// # Safety
/// All handles must stay alive during the wait.
pub unsafe fn wait(handles: &[*mut Waitable], all: bool, ms: i32) -> i32 {
    // SAFETY: as stated.
    unsafe { wait_and_signal(null_mut(), handles, all, ms) }
}

fn has_duplicates(handles: &[*mut Waitable]) -> bool {
    (1..handles.len()).any(|i| {
        let (before, rest) = handles.split_at(i);
        rest.first().is_some_and(|handle| before.contains(handle))
    })
}

/// As [`wait`]; first signals `to_signal` (if not null) in the same step. -1 if that failed.
///
/// # Safety
/// As for [`wait`].
pub unsafe fn wait_and_signal(
    to_signal: *mut Waitable,
    handles: &[*mut Waitable],
    all: bool,
    ms: i32,
) -> i32 {
    const NO_LINK: Link = Link {
        block: null_mut(),
        next: null_mut(),
        index: 0,
    };
    let thread = threads::current();
    let me = thread.number;
    if !to_signal.is_null() {
        // SAFETY: a live waitable.
        unsafe {
            let ok = match (*to_signal).kind {
                Kind::Mutex => release_mutex(to_signal),
                Kind::Semaphore { .. } => release_semaphore(to_signal, 1).is_some(),
                _ => set_event(to_signal),
            };
            if !ok {
                return -1;
            }
        }
    }
    if handles.len() > MAX_WAIT {
        return -1;
    }
    if all && has_duplicates(handles) {
        pending::set(ExceptionKind::DuplicateWaitObject);
        return -1;
    }
    if thread.take_interrupt() {
        pending::set(ExceptionKind::ThreadInterrupted);
        return WAIT_TIMEOUT;
    }
    let mut block = Block {
        word: AtomicU32::new(0),
        thread: me,
        all,
        result: WAIT_TIMEOUT,
        handles: handles.as_ptr(),
        count: handles.len(),
    };
    let block = &raw mut block;
    let mut links = [NO_LINK; MAX_WAIT];
    // SAFETY: everything shared is guarded by the lock; the links are removed before returning.
    unsafe {
        LOCK.acquire();
        let ready = handles.iter().position(|h| (**h).is_signalled(me));
        if let Some(index) = ready
            && can_take(block)
        {
            let result = take(block, index);
            LOCK.release();
            return result;
        }
        if ms == 0 {
            LOCK.release();
            return WAIT_TIMEOUT;
        }
        for (index, (link, handle)) in links.iter_mut().zip(handles).enumerate() {
            *link = Link {
                block,
                next: null_mut(),
                index,
            };
            let mut at = &raw mut (**handle).waiters;
            while !(*at).is_null() {
                at = &raw mut (**at).next;
            }
            *at = link;
        }
        LOCK.release();
        let deadline = clock::deadline_after_ms(ms);
        {
            let _waiting = thread.begin_wait(WaitTarget::Word((*block).word.as_ptr()));
            loop {
                let word = (*block).word.load(Ordering::Acquire);
                let blocked = word == 0 || word == CLAIMED;
                if !blocked || !futex::wait(&(*block).word, word, deadline) {
                    break;
                }
            }
        }
        LOCK.acquire();
        for (link, handle) in links.iter_mut().zip(handles) {
            let mut at = &raw mut (**handle).waiters;
            while !(*at).is_null() && *at != &raw mut *link {
                at = &raw mut (**at).next;
            }
            if !(*at).is_null() {
                *at = link.next;
            }
        }
        LOCK.release();
        if (*block).word.load(Ordering::Acquire) != SATISFIED && thread.take_interrupt() {
            pending::set(ExceptionKind::ThreadInterrupted);
        }
        (*block).result
    }
}
