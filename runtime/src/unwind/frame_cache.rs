//! What the tables say about a return address, read once and kept. Entries are never removed: there
//! are at most as many as call sites that an exception passed.

use super::cfi::{self, Row, SAME};
use super::eh_frame;
use super::lsda::{self, Site};
use super::registers::{RETURN_NUMBER, Registers, SP_NUMBER, index_of};
use crate::heap::alloc::runtime_memory;
use crate::sync::mutex::Mutex;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};

/// All that is needed to pass or enter a frame.
pub struct Frame {
    pc: usize,
    next: *mut Frame,
    pub function: usize,
    pub site: Site,
    row: Row,
}

const BUCKETS: usize = 512;
static TABLE: [AtomicPtr<Frame>; BUCKETS] = [const { AtomicPtr::new(null_mut()) }; BUCKETS];
static LOCK: Mutex = Mutex::new();
static mut ROOM: (*mut Frame, usize) = (null_mut(), 0);

unsafe extern "C" {
    /// Named by the compiler's functions as their personality. Nothing calls it.
    fn kiln_personality();
}

#[inline]
fn bucket(pc: usize) -> &'static AtomicPtr<Frame> {
    let h = (pc ^ (pc >> 9)) % BUCKETS;
    // SAFETY: the index is below the length.
    unsafe { TABLE.get_unchecked(h) }
}

/// The frame whose call returns to `pc`; None beyond the tables' reach.
#[inline]
pub fn lookup(pc: usize) -> Option<&'static Frame> {
    let mut at = bucket(pc).load(Ordering::Acquire);
    // SAFETY: entries are valid for ever and immutable once reachable.
    unsafe {
        while !at.is_null() {
            if (*at).pc == pc {
                return Some(&*at);
            }
            at = (*at).next;
        }
    }
    read(pc)
}

#[cold]
#[optimize(size)]
fn read(pc: usize) -> Option<&'static Frame> {
    // The address after a call may belong to the next function; the one before it does not.
    let inside = pc.checked_sub(1)?;
    // SAFETY: the linker made the tables; the room is guarded by the lock.
    unsafe {
        let description = eh_frame::find(inside)?;
        let row = cfi::row(&description, inside)?;
        if row.is_outermost {
            return None;
        }
        let is_ours = description.personality == kiln_personality as *const () as usize;
        let site = if is_ours {
            lsda::find(description.lsda, description.function, inside)
        } else {
            Site::NONE
        };
        let _guard = LOCK.lock();
        if ROOM.1 == 0 {
            const CHUNK: usize = 16 << 10;
            ROOM = (runtime_memory(CHUNK).cast(), CHUNK / size_of::<Frame>());
            if ROOM.0.is_null() {
                crate::panic::fatal("no memory to unwind the stack");
            }
        }
        let frame = ROOM.0;
        ROOM = (frame.add(1), ROOM.1 - 1);
        let head = bucket(pc);
        frame.write(Frame {
            pc,
            next: head.load(Ordering::Acquire),
            function: description.function,
            site,
            row,
        });
        head.store(frame, Ordering::Release);
        Some(&*frame)
    }
}

impl Frame {
    /// The canonical frame address: the stack pointer before the call that made the frame.
    #[inline]
    pub fn cfa(&self, registers: &Registers) -> usize {
        let base = if self.row.cfa_register == SP_NUMBER {
            registers.sp
        } else {
            registers.get(self.row.cfa_register).unwrap_or(0)
        };
        base.wrapping_add(self.row.cfa_offset as usize)
    }

    /// Goes to the landing pad of the call.
    #[inline]
    pub fn land(&self, registers: &mut Registers) {
        registers.pc = self.site.landing_pad;
        registers.sp = registers.sp.wrapping_add(self.row.arguments);
    }

    /// Replaces the registers by the caller's.
    ///
    /// # Safety
    /// The registers must be those of this frame, which must be live.
    #[inline]
    pub unsafe fn step(&self, registers: &mut Registers) {
        let cfa = self.cfa(registers);
        // SAFETY: the frame's saved registers lie where the tables say.
        unsafe {
            let load = |offset: i32| *(cfa.wrapping_add(offset as usize) as *const usize);
            registers.pc = if self.row.return_address != SAME {
                load(self.row.return_address)
            } else {
                index_of(RETURN_NUMBER)
                    .and_then(|i| registers.saved.get(i))
                    .copied()
                    .unwrap_or(0)
            };
            for (value, offset) in registers.saved.iter_mut().zip(&self.row.saved) {
                if *offset != SAME {
                    *value = load(*offset);
                }
            }
        }
        registers.sp = cfa;
    }
}
