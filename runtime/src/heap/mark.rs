//! Marking: finds objects behind conservative words, marks what is reachable, and the lines it lies
//! on. Runs while the world is stopped.

use super::alloc::{ARRAY_PAD, LARGE_SIZE, round_size};
use super::block::{self, BLOCK_SIZE, GRANULE, LINE_SIZE, State};
use super::line;
use crate::method_table::GcMap;
use crate::object::{GC_UNLOGGED, Ref};
use crate::platform::memory;

/// Objects up to this size are not kept by a pointer to the object after them.
const SMALLEST_LOOPED: usize = 64;

/// Address space of the mark stack; pages are touched as it grows.
const STACK_BYTES: usize = 16 << 30;
const LEAST_STACK_BYTES: usize = 1 << 20;

/// State of a marking.
pub struct Marker {
    base: usize,
    length: usize,
    /// Bitmap being marked, and that of other places where objects are known to start.
    marks: usize,
    starts: usize,
    lines: usize,
    /// Marked objects that are still to be scanned: the latest on a stack, the oldest of them on their
    /// way through a queue while their headers are fetched.
    stack: *mut Ref,
    depth: usize,
    deepest: usize,
    capacity: usize,
    queue: [Ref; QUEUE],
    /// Where the oldest of the queue lies, and how many there are.
    oldest: usize,
    waiting: usize,
}

/// How many objects wait for their headers; a power of two.
const QUEUE: usize = 16;

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
    /// Prepares a marking: of young objects only, or of all.
    ///
    /// # Safety
    /// The world must be stopped.
    #[inline(never)]
    #[optimize(size)]
    pub unsafe fn begin(all: bool) -> Option<Marker> {
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
            if all {
                block::swap_bitmaps();
                for index in 0..block::used_blocks() {
                    if block::info(index).state != State::Free {
                        for l in block::lines(index) {
                            *l &= !line::MARKED;
                        }
                    }
                }
            }
            let (base, end) = block::used_range();
            let (marks, starts) = block::bitmaps();
            Some(Marker {
                base,
                length: end - base,
                marks,
                starts,
                lines: block::line_table(),
                stack: STACK.0,
                depth: 0,
                deepest: 0,
                capacity: STACK.1,
                queue: [core::ptr::null_mut(); QUEUE],
                oldest: 0,
                waiting: 0,
            })
        }
    }

    /// Ends a marking: starts that are no marks are forgotten, a large stack is given back.
    ///
    /// # Safety
    /// The world must be stopped.
    #[inline(never)]
    #[optimize(size)]
    pub unsafe fn end(&self, all: bool) {
        const BLOCK_BYTES: usize = block::MARK_WORDS_PER_BLOCK * 8;
        const KEPT: usize = 256 << 10;
        // SAFETY: as stated.
        unsafe {
            for index in 0..block::used_blocks() {
                let info = block::info(index);
                if info.parsed || all {
                    core::ptr::write_bytes(
                        (self.starts as *mut u8).add(index * BLOCK_BYTES),
                        0,
                        BLOCK_BYTES,
                    );
                }
                info.parsed = false;
            }
            let bytes = self.deepest * size_of::<Ref>();
            if bytes > KEPT {
                memory::discard(self.stack.cast(), bytes.next_multiple_of(BLOCK_SIZE));
            }
        }
    }

    /// Does the address lie in the heap?
    #[inline]
    pub fn contains(&self, address: usize) -> bool {
        address.wrapping_sub(self.base) < self.length
    }

    /// Has the object been reached? Objects outside the heap always have.
    #[inline]
    pub fn is_marked(&self, object: Ref) -> bool {
        let address = object as usize;
        !self.contains(address) || bit(self.marks, self.base, address)
    }

    /// Marks an object that a reference names exactly; [`Marker::drain`] does the rest.
    #[inline]
    pub unsafe fn mark(&mut self, object: Ref) {
        self.make_room(1);
        // SAFETY: there is room.
        unsafe { self.push(object) }
    }

    /// Sees to it that so many objects more can be marked.
    #[inline(always)]
    fn make_room(&self, count: usize) {
        if self.capacity - self.depth < count {
            crate::panic::fatal("the mark stack is full");
        }
    }

    /// As [`Marker::mark`] where there is room.
    #[inline(always)]
    unsafe fn push(&mut self, object: Ref) {
        let address = object as usize;
        if self.contains(address) && set_bit(self.marks, self.base, address) {
            // SAFETY: there is room.
            unsafe { self.stack.add(self.depth).write(object) };
            self.depth += 1;
        }
    }

    /// Marks the lines of a marked object, makes it old, and finds what it refers to.
    #[inline(always)]
    unsafe fn visit(&mut self, object: Ref) {
        // SAFETY: references name live objects.
        unsafe {
            let size = object_size(object);
            let is_leaf = (*object).mt().gc_map.is_null();
            // Lines of large objects only serve the write barrier.
            if size <= LARGE_SIZE || !is_leaf {
                let offset = object as usize - self.base;
                let lines = self.lines as *mut u8;
                for at in offset / LINE_SIZE..=(offset + size - 1) / LINE_SIZE {
                    *lines.add(at) |= line::MARKED;
                }
            }
            // What survives is old, and not yet stored into.
            let byte = object.cast::<u8>().add(7);
            if *byte & GC_UNLOGGED == 0 {
                *byte |= GC_UNLOGGED;
            }
            if !is_leaf {
                self.scan(object);
                self.deepest = self.deepest.max(self.depth);
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
            // Where another object starts there, that is the likelier meaning: then only large
            // objects count, which hold what loops run over. The ends of arrays and strings are
            // padded, and so inside.
            if word.is_multiple_of(GRANULE)
                && let Some(object) = self.find(word.wrapping_sub(1))
                && (*object).mt().component_size() == 0
                && (found.is_none() || object_size(object) > SMALLEST_LOOPED)
            {
                self.mark(object);
            }
        }
    }

    /// Marks from all words of a range.
    #[inline(never)]
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

    /// Visits what was marked until nothing is left.
    #[inline(never)]
    pub unsafe fn drain(&mut self) {
        self.deepest = self.deepest.max(self.depth);
        // SAFETY: stack and queue hold marked objects only.
        unsafe {
            while let Some(object) = self.next() {
                self.visit(object);
            }
        }
    }

    /// The marked object that has waited longest for its header.
    #[inline(always)]
    unsafe fn next(&mut self) -> Option<Ref> {
        while self.depth > 0 {
            self.depth -= 1;
            // SAFETY: the stack holds so many.
            let object = unsafe { self.stack.add(self.depth).read() };
            prefetch(object as usize);
            let place = (self.oldest + self.waiting) % QUEUE;
            let slot = self.queue.get_mut(place)?;
            let waited = core::mem::replace(slot, object);
            if self.waiting == QUEUE {
                self.oldest = (place + 1) % QUEUE;
                return Some(waited);
            }
            self.waiting += 1;
        }
        self.waiting = self.waiting.checked_sub(1)?;
        let slot = self.queue.get_mut(self.oldest)?;
        self.oldest = (self.oldest + 1) % QUEUE;
        // Nothing of the queue is left on the stack for later collections to find.
        Some(core::mem::replace(slot, core::ptr::null_mut()))
    }

    /// Has a recorded object of the heap visited although it is marked: [`Marker::drain`] finds what
    /// it refers to, and gives it its bit back.
    ///
    /// # Safety
    /// `object` must be live.
    #[inline]
    pub unsafe fn revisit(&mut self, object: Ref) {
        /// So many are visited together: their headers are fetched meanwhile, and the stack stays small.
        const TOGETHER: usize = 256;
        self.make_room(1);
        // SAFETY: there is room.
        unsafe {
            self.stack.add(self.depth).write(object);
            self.depth += 1;
            if self.depth >= TOGETHER {
                self.drain();
            }
        }
    }

    /// Finds what an object refers to.
    ///
    /// # Safety
    /// `object` must be live.
    #[inline(always)]
    unsafe fn scan(&mut self, object: Ref) {
        // SAFETY: the maps describe where references lie.
        unsafe {
            let mt = (*object).mt();
            let map = &*mt.gc_map;
            let words = map.words as usize;
            let component = mt.component_size();
            let mut at = object.cast::<u8>().add(crate::object::HEADER_SIZE);
            let mut count = 1;
            if component != 0 {
                count = object.cast::<u32>().add(2).read() as usize;
                at = object.cast::<u8>().add(mt.fixed_size());
            }
            self.make_room(words * count);
            if words == 1 {
                for i in 0..count {
                    self.push(at.cast::<Ref>().add(i).read());
                }
                return;
            }
            for _ in 0..count {
                self.scan_words(at.cast(), map);
                at = at.add(component);
            }
        }
    }

    /// Finds what the part of an object within a range refers to.
    ///
    /// # Safety
    /// `object` must be live.
    #[inline(never)]
    #[optimize(size)]
    pub unsafe fn scan_part(&mut self, object: Ref, low: usize, high: usize) {
        // SAFETY: the maps describe where references lie.
        unsafe {
            for_each_reference(object, low, high, |place| self.mark(place.read()));
        }
    }

    /// Finds what old objects refer to from lines with cards, and takes the cards away.
    ///
    /// # Safety
    /// The world must be stopped.
    #[inline(never)]
    #[optimize(size)]
    pub unsafe fn process_cards(&mut self, scan: bool) {
        // SAFETY: as stated.
        unsafe {
            for index in 0..block::used_blocks() {
                let Some(cards) = block::take_cards(index) else {
                    continue;
                };
                for (i, card) in cards.iter_mut().enumerate() {
                    if core::mem::take(card) != 0 && scan {
                        self.scan_line(index, block::address(index) + i * LINE_SIZE);
                    }
                }
            }
        }
    }

    #[optimize(size)]
    unsafe fn scan_line(&mut self, index: usize, low: usize) {
        let high = low + LINE_SIZE;
        // SAFETY: marks name live objects.
        unsafe {
            let info = block::info(index);
            match info.state {
                State::Free => {}
                State::LargeHead => self.scan_part(block::address(index) as Ref, low, high),
                State::LargeTail => {
                    let head = block::address(index - info.data as usize);
                    self.scan_part(head as Ref, low, high);
                }
                State::Lines => {
                    let mut at = self.start_before(low, block::address(index)).unwrap_or(low);
                    while at < high {
                        if bit(self.marks, self.base, at) {
                            let object = at as Ref;
                            self.scan_part(object, low, high);
                            at += object_size(object);
                        } else {
                            at += GRANULE;
                        }
                    }
                }
            }
        }
    }

    /// There must be room for the references found.
    #[inline(always)]
    unsafe fn scan_words(&mut self, data: *const Ref, map: *const GcMap) {
        // SAFETY: as above.
        unsafe {
            let bits = (&raw const (*map).bits).cast::<u64>();
            for word in 0..((*map).words as usize).div_ceil(64) {
                let mut left = bits.add(word).read();
                while left != 0 {
                    let i = left.trailing_zeros() as usize;
                    left &= left - 1;
                    self.push(data.add(word * 64 + i).read());
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
        // SAFETY: the bitmaps cover the arena.
        unsafe {
            let marks = self.marks as *const u64;
            let starts = self.starts as *const u64;
            let load = |word: usize| marks.add(word).read() | starts.add(word).read();
            let mut left = load(word) & (u64::MAX >> (63 - granule % 64));
            while left == 0 {
                if word == first_word {
                    return None;
                }
                word -= 1;
                left = load(word);
            }
            let found = word * 64 + 63 - left.leading_zeros() as usize;
            Some(self.base + found * GRANULE)
        }
    }

    /// Makes the starts of a fresh hole's objects known.
    #[optimize(size)]
    unsafe fn parse(&mut self, index: usize, first: usize, end: usize) {
        // SAFETY: holes hold objects one after the other, then zeros.
        unsafe {
            let Some(flags) = block::lines(index).get_mut(first) else {
                return;
            };
            if *flags & line::PARSED != 0 {
                return;
            }
            *flags |= line::PARSED;
            let info = block::info(index);
            info.parsed = true;
            let block_start = block::address(index);
            let mut at = block_start + first * LINE_SIZE;
            // An active hole continues where the last collection found its cursor.
            if let Some(offset) = (info.data as usize).checked_sub(1)
                && offset / LINE_SIZE == first
            {
                at = block_start + offset;
            }
            let mut limit = block_start + end * LINE_SIZE;
            // At the cursor there may be an object whose thread has not moved the cursor yet;
            // what follows is being written.
            if let Some(granule) = usize::from(info.cursor).checked_sub(1) {
                let cursor = block_start + granule * GRANULE;
                if cursor >= at && cursor < limit {
                    limit = cursor + 1;
                }
            }
            while at < limit {
                let object = at as Ref;
                if (&raw const (*object).method_table).read_volatile() == 0 {
                    return;
                }
                set_bit(self.starts, self.base, at);
                at += object_size(object);
            }
        }
    }
}

/// Visits the places of references of an object that lie in a range.
///
/// # Safety
/// `object` must have its header and length.
pub unsafe fn for_each_reference(
    object: Ref,
    low: usize,
    high: usize,
    mut visit: impl FnMut(*mut Ref),
) {
    const WORD: usize = size_of::<Ref>();
    // SAFETY: the maps describe where references lie.
    unsafe {
        let mt = (*object).mt();
        if mt.gc_map.is_null() {
            return;
        }
        let words = (*mt.gc_map).words as usize;
        let bits = (&raw const (*mt.gc_map).bits).cast::<u64>();
        let mut words_at = |data: usize| {
            for i in 0..words {
                let place = data + i * WORD;
                if place >= low && place < high && bits.add(i / 64).read() >> (i % 64) & 1 != 0 {
                    visit(place as *mut Ref);
                }
            }
        };
        let component = mt.component_size();
        if component == 0 {
            return words_at(object as usize + crate::object::HEADER_SIZE);
        }
        let data = object as usize + mt.fixed_size();
        let length = object.cast::<u32>().add(2).read() as usize;
        let first = low.saturating_sub(data) / component;
        let end = high.saturating_sub(data).div_ceil(component).min(length);
        for i in first..end {
            words_at(data + i * component);
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

/// Is the bit of an object of the heap set in a bitmap?
pub fn is_set(map: usize, address: usize) -> bool {
    bit(map, block::used_range().0, address)
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
