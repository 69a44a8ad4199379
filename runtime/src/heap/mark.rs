//! Marking: finds objects behind conservative words, marks what is reachable, and the lines it lies
//! on. Runs while the world is stopped.

use super::alloc::{ARRAY_PAD, round_size};
use super::block::{self, BLOCK_SIZE, GRANULE, LINE_SIZE, State};
use super::line;
use crate::method_table::MethodTable;
use crate::object::Ref;
use crate::platform::memory;

/// Objects up to this size are not kept by a pointer to the object after them.
const SMALLEST_LOOPED: usize = 64;

/// Address space of the mark stack; pages are touched as it grows.
const STACK_BYTES: usize = 16 << 30;
const LEAST_STACK_BYTES: usize = 1 << 20;

/// State of a marking.
pub struct Marker {
    base: usize,
    end: usize,
    /// Bitmap being marked, and that of objects known to start somewhere.
    marks: usize,
    starts: usize,
    stack: *mut Ref,
    depth: usize,
    capacity: usize,
    /// References found while scanning, on their way to be marked: their headers are fetched
    /// meanwhile. 0 for an empty place.
    queue: [usize; QUEUE],
    next: usize,
    /// Bytes of large objects reached.
    pub large_bytes: usize,
}

/// How many references wait for their headers; a power of two.
const QUEUE: usize = 32;

/// Asks the processor to load a line that will be needed soon.
#[inline(always)]
fn prefetch(address: usize) {
    // SAFETY: a hint only, which cannot fault.
    unsafe {
        #[cfg(target_arch = "x86_64")]
        core::arch::x86_64::_mm_prefetch::<{ core::arch::x86_64::_MM_HINT_T0 }>(
            address as *const i8,
        );
        #[cfg(target_arch = "aarch64")]
        core::arch::asm!("prfm pldl1keep, [{}]", in(reg) address, options(nostack, preserves_flags));
    }
}

/// Bytes an object takes.
///
/// # Safety
/// `object` must have its header.
#[inline]
pub unsafe fn object_size(object: Ref) -> usize {
    // SAFETY: as stated; arrays and strings have their length at +8.
    unsafe {
        let mt = (*object).mt();
        let component = mt.component_size();
        let mut size = mt.fixed_size();
        if component != 0 {
            size += component * object.cast::<u32>().add(2).read() as usize;
            if mt.is_array() {
                size += ARRAY_PAD;
            }
        }
        round_size(size)
    }
}

static mut STACK: (*mut Ref, usize) = (core::ptr::null_mut(), 0);

impl Marker {
    /// Prepares a marking: clears the bitmap and the marks of lines.
    ///
    /// # Safety
    /// The world must be stopped.
    pub unsafe fn begin() -> Option<Marker> {
        // SAFETY: as stated.
        unsafe {
            if STACK.0.is_null() {
                let mut bytes = STACK_BYTES;
                while bytes >= LEAST_STACK_BYTES && STACK.0.is_null() {
                    STACK = (memory::reserve(bytes).cast(), bytes / size_of::<Ref>());
                    bytes /= 2;
                }
                if STACK.0.is_null() {
                    return None;
                }
            }
            let (base, end) = block::used_range();
            let (marks, starts) = block::mark_bases();
            let blocks = block::used_blocks();
            core::ptr::write_bytes(marks as *mut u64, 0, blocks * block::MARK_WORDS_PER_BLOCK);
            for index in 0..blocks {
                if block::info(index).state == State::Lines {
                    for l in block::lines(index) {
                        *l &= !line::MARKED;
                    }
                }
            }
            Some(Marker {
                base,
                end,
                marks,
                starts,
                stack: STACK.0,
                depth: 0,
                capacity: STACK.1,
                queue: [0; QUEUE],
                next: 0,
                large_bytes: 0,
            })
        }
    }

    /// Does the address lie in the heap?
    #[inline]
    fn contains(&self, address: usize) -> bool {
        address.wrapping_sub(self.base) < self.end - self.base
    }

    /// Has the object been reached? Objects outside the heap always have.
    #[inline]
    pub fn is_marked(&self, object: Ref) -> bool {
        let address = object as usize;
        !self.contains(address) || bit(self.marks, self.base, address)
    }

    /// Marks an object that a reference names exactly.
    #[inline]
    pub unsafe fn mark(&mut self, object: Ref) {
        let address = object as usize;
        if !self.contains(address) || !set_bit(self.marks, self.base, address) {
            return;
        }
        // SAFETY: references name live objects.
        unsafe {
            let size = object_size(object);
            let offset = address - self.base;
            let index = offset / BLOCK_SIZE;
            if block::info(index).state == State::Lines {
                line::mark(block::lines(index), offset % BLOCK_SIZE, size);
            } else {
                self.large_bytes += size;
            }
            if !(*object).mt().gc_map.is_null() {
                if self.depth == self.capacity {
                    crate::panic::fatal("the mark stack is full");
                }
                self.stack.add(self.depth).write(object);
                self.depth += 1;
            }
        }
    }

    /// Marks whatever object a word may point to, or into, or just past.
    pub unsafe fn mark_word(&mut self, word: usize) {
        if !self.contains(word) && !self.contains(word.wrapping_sub(1)) {
            return;
        }
        // SAFETY: forwards the contract.
        unsafe {
            let found = self.find(word);
            if let Some(object) = found {
                self.mark(object);
                if object as usize != word {
                    return;
                }
            }
            // A word just past an object also keeps it: a by-reference may be one past the end.
            // Where another object starts there, that is the likelier meaning; arrays are padded
            // so that their ends are inside, and of other objects only large ones hold what loops
            // run over.
            if word.is_multiple_of(GRANULE)
                && let Some(object) = self.find(word.wrapping_sub(1))
                && (found.is_none() || object_size(object) > SMALLEST_LOOPED)
            {
                self.mark(object);
            }
        }
    }

    /// Marks from all words of a range.
    pub unsafe fn mark_range(&mut self, start: usize, end: usize) {
        let mut at = start.next_multiple_of(GRANULE);
        // SAFETY: the caller passes readable memory.
        unsafe {
            while at + GRANULE <= end {
                self.mark_word((at as *const usize).read_volatile());
                at += GRANULE;
            }
        }
    }

    /// Scans what was marked until nothing is left.
    pub unsafe fn drain(&mut self) {
        // SAFETY: the stack holds marked objects only, the queue references.
        unsafe {
            loop {
                while self.depth > 0 {
                    self.depth -= 1;
                    let object = self.stack.add(self.depth).read();
                    self.scan(object);
                }
                for i in 0..QUEUE {
                    self.exchange(i, 0);
                }
                if self.depth == 0 {
                    return;
                }
            }
        }
    }

    /// Puts a reference into the queue and marks the one that waited longest.
    #[inline]
    unsafe fn enqueue(&mut self, object: Ref) {
        let address = object as usize;
        if !self.contains(address) {
            return;
        }
        prefetch(address);
        let place = self.next;
        self.next = (place + 1) % QUEUE;
        // SAFETY: forwards the contract.
        unsafe { self.exchange(place, address) }
    }

    #[inline]
    unsafe fn exchange(&mut self, place: usize, address: usize) {
        if let Some(slot) = self.queue.get_mut(place) {
            let waited = core::mem::replace(slot, address);
            if waited != 0 {
                // SAFETY: only references are queued.
                unsafe { self.mark(waited as Ref) }
            }
        }
    }

    unsafe fn scan(&mut self, object: Ref) {
        // SAFETY: the maps describe where references lie.
        unsafe {
            let mt = (*object).mt();
            let component = mt.component_size();
            if component == 0 {
                self.scan_words(object.cast::<u8>().add(8).cast(), mt);
                return;
            }
            let length = object.cast::<u32>().add(2).read() as usize;
            let mut at = object.cast::<u8>().add(mt.fixed_size());
            let map = &*mt.gc_map;
            if map.words == 1 {
                for i in 0..length {
                    self.enqueue(at.cast::<Ref>().add(i).read());
                }
                return;
            }
            for _ in 0..length {
                self.scan_words(at.cast(), mt);
                at = at.add(component);
            }
        }
    }

    #[inline]
    unsafe fn scan_words(&mut self, data: *const Ref, mt: &MethodTable) {
        // SAFETY: as above.
        unsafe {
            let map = mt.gc_map;
            let bits = (&raw const (*map).bits).cast::<u64>();
            for word in 0..((*map).words as usize).div_ceil(64) {
                let mut left = bits.add(word).read();
                while left != 0 {
                    let i = left.trailing_zeros() as usize;
                    left &= left - 1;
                    self.enqueue(data.add(word * 64 + i).read());
                }
            }
        }
    }

    /// The object that contains an address, if any.
    unsafe fn find(&mut self, address: usize) -> Option<Ref> {
        if !self.contains(address) {
            return None;
        }
        let offset = address - self.base;
        let index = offset / BLOCK_SIZE;
        // SAFETY: the world is stopped, the tables are consistent.
        unsafe {
            let info = block::info(index);
            let start = match info.state {
                State::Free => return None,
                State::LargeHead => block::address(index),
                State::LargeTail => block::address(index - info.data as usize),
                State::Lines => {
                    let at = offset % BLOCK_SIZE / LINE_SIZE;
                    let lines = block::lines(index);
                    if lines.get(at).is_some_and(|l| l & line::FRESH != 0)
                        && let Some((first, end)) = line::hole_of(lines, at)
                    {
                        self.parse(index, first, end);
                    }
                    self.start_before(address, block::address(index))?
                }
            };
            let object = start as Ref;
            let valid = (*object).method_table != 0 && address < start + object_size(object);
            valid.then_some(object)
        }
    }

    /// The nearest known start at or before `address` in its block.
    unsafe fn start_before(&self, address: usize, block_start: usize) -> Option<usize> {
        let granule = (address - self.base) / GRANULE;
        let first_word = (block_start - self.base) / GRANULE / 64;
        let mut word = granule / 64;
        // SAFETY: the bitmap covers the arena.
        unsafe {
            let bits = self.starts as *const u64;
            let mut left = bits.add(word).read() & (u64::MAX >> (63 - granule % 64));
            while left == 0 {
                if word == first_word {
                    return None;
                }
                word -= 1;
                left = bits.add(word).read();
            }
            let found = word * 64 + 63 - left.leading_zeros() as usize;
            Some(self.base + found * GRANULE)
        }
    }

    /// Makes the starts of a fresh hole's objects known.
    unsafe fn parse(&mut self, index: usize, first: usize, end: usize) {
        // SAFETY: holes hold objects one after the other, and zeros where nothing was allocated.
        unsafe {
            let Some(flags) = block::lines(index).get_mut(first) else {
                return;
            };
            if *flags & line::PARSED != 0 {
                return;
            }
            *flags |= line::PARSED;
            let block_start = block::address(index);
            let mut at = block_start + first * LINE_SIZE;
            // An active hole continues where the last collection found its cursor.
            if let Some(offset) = (block::info(index).data as usize).checked_sub(1)
                && offset / LINE_SIZE == first
            {
                at = block_start + offset;
            }
            let limit = block_start + end * LINE_SIZE;
            while at < limit {
                let object = at as Ref;
                if (*object).method_table == 0 {
                    at += GRANULE;
                    continue;
                }
                set_bit(self.starts, self.base, at);
                at += object_size(object);
            }
        }
    }
}

#[inline]
fn place(base: usize, address: usize) -> (usize, u64) {
    let granule = (address - base) / GRANULE;
    (granule / 64, 1 << (granule % 64))
}

#[inline]
fn bit(map: usize, base: usize, address: usize) -> bool {
    let (word, mask) = place(base, address);
    // SAFETY: the bitmap covers the arena, and the address lies in it.
    unsafe { (map as *const u64).add(word).read() & mask != 0 }
}

/// Sets a bit; false if it was set.
#[inline]
fn set_bit(map: usize, base: usize, address: usize) -> bool {
    let (word, mask) = place(base, address);
    // SAFETY: as above, and the world is stopped.
    unsafe {
        let p = (map as *mut u64).add(word);
        let old = p.read();
        p.write(old | mask);
        old & mask == 0
    }
}
