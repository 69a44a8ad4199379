//! The heap in a process of its own: blocks, holes and runs (also under Miri), then objects, marking and
//! whole collections.

use super::block::{self, BLOCK_SIZE, LINE_SIZE, LINES_PER_BLOCK, State};
use super::policy::Cause;
use super::{large, line, space};
#[cfg(not(miri))]
use crate::method_table::MethodTable;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::vec::Vec;

/// The heap is one; tests take turns.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A generator of numbers below a bound.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

#[test]
fn lines_agree_with_a_slow_model() {
    let mut numbers = Numbers(1);
    let rounds = if cfg!(miri) { 20 } else { 2000 };
    for _ in 0..rounds {
        let mut lines = [line::FREE; LINES_PER_BLOCK];
        for _ in 0..numbers.below(40) {
            lines[numbers.below(LINES_PER_BLOCK)] = line::MARKED;
        }
        let mut from = 0;
        let mut covered = Vec::new();
        while let Some((start, end)) = line::next_hole(&lines, from) {
            assert!(start >= from && start < end && end <= LINES_PER_BLOCK);
            assert!(lines[from..start].iter().all(|l| *l != line::FREE));
            assert!(lines[start..end].iter().all(|l| *l == line::FREE));
            assert!(end == LINES_PER_BLOCK || lines[end] != line::FREE);
            let middle = start + numbers.below(end - start);
            line::take(&mut lines, start, end);
            assert_eq!(line::hole_of(&lines, middle), Some((start, end)));
            covered.push((start, end));
            from = end;
        }
        for (i, l) in lines.iter().enumerate() {
            let fresh = covered
                .iter()
                .any(|(start, end)| (*start..*end).contains(&i));
            assert_eq!(l & line::FRESH != 0, fresh);
            if !fresh {
                assert_eq!(line::hole_of(&lines, i), None);
            }
        }
    }
}

#[test]
fn holes_and_runs_do_not_overlap() {
    let _turn = turn();
    let _lock = space::LOCK.lock();
    let mut numbers = Numbers(7);
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut runs: Vec<usize> = Vec::new();
    let mut small = (0, 0);
    let mut wide = (0, 0);
    let rounds = if cfg!(miri) { 30 } else { 400 };
    // SAFETY: the heap is locked, and no object lies in it.
    unsafe {
        space::restart_search();
        for _ in 0..rounds {
            let (start, end) = match numbers.below(4) {
                0 => {
                    let count = 1 + numbers.below(5);
                    let Some(first) = space::take_run(count) else {
                        continue;
                    };
                    for i in 0..count {
                        let info = block::info(first + i);
                        assert!(info.state == State::Free);
                        info.state = if i == 0 {
                            State::LargeHead
                        } else {
                            State::LargeTail
                        };
                        info.data = if i == 0 { count as u32 } else { i as u32 };
                        info.dirty = true;
                    }
                    runs.push(first);
                    (
                        block::address(first),
                        block::address(first) + count * BLOCK_SIZE,
                    )
                }
                1 => {
                    let bytes = LINE_SIZE + numbers.below(BLOCK_SIZE / 2);
                    let hole = space::next_wide_hole(wide.0, wide.1, bytes).unwrap();
                    assert!(hole.end - hole.start >= bytes);
                    wide = (hole.block + 1, hole.next_line);
                    (hole.start, hole.end)
                }
                _ => {
                    let hole = space::next_hole(small.0, small.1).unwrap();
                    small = (hole.block + 1, hole.next_line);
                    (hole.start, hole.end)
                }
            };
            assert!(start.is_multiple_of(LINE_SIZE) && start < end);
            assert!(taken.iter().all(|(s, e)| end <= *s || *e <= start));
            // What is handed out is zero, whatever was there.
            if block::info((start - block::address(0)) / BLOCK_SIZE).state == State::Lines {
                let words = core::slice::from_raw_parts(start as *const u64, (end - start) / 8);
                assert!(words.iter().all(|w| *w == 0));
                core::ptr::write_bytes(start as *mut u8, 0xAA, end - start);
            }
            taken.push((start, end));
            if numbers.below(20) == 0 {
                // A collection: some lines live on, some runs do.
                small = (0, 0);
                wide = (0, 0);
                taken.clear();
                runs.retain(|first| {
                    let count = block::info(*first).data as usize;
                    if numbers.below(2) == 0 {
                        large::free(*first);
                        return false;
                    }
                    let start = block::address(*first);
                    taken.push((start, start + count * BLOCK_SIZE));
                    true
                });
                for index in 0..block::used_blocks() {
                    if block::info(index).state != State::Lines {
                        continue;
                    }
                    let mut used = 0;
                    for (i, l) in block::lines(index).iter_mut().enumerate() {
                        *l = u8::from(numbers.below(3) == 0 && i % 5 != 0);
                        used += *l;
                        if *l != 0 {
                            let at = block::address(index) + i * LINE_SIZE;
                            taken.push((at, at + LINE_SIZE));
                        }
                    }
                    let info = block::info(index);
                    (info.owned, info.fresh, info.dirty, info.used) = (false, false, true, used);
                    if used == 0 {
                        block::release(index);
                    }
                }
                space::restart_search();
            }
        }
        // Leaves nothing behind.
        for index in 0..block::used_blocks() {
            match block::info(index).state {
                State::Lines => {
                    block::info(index).owned = false;
                    block::release(index);
                }
                State::LargeHead => large::free(index),
                State::Free | State::LargeTail => {}
            }
        }
        space::restart_search();
        assert_eq!(block::in_use(), 0);
    }
}

/// What needs type tables below 4 GiB, which Miri cannot give.
#[cfg(not(miri))]
mod objects {
    use super::*;
    use crate::heap::alloc::{kiln_alloc_array, kiln_alloc_object};
    use crate::heap::barrier::kiln_write_barrier;
    use crate::heap::{collect, handles};
    use crate::method_table::{GcMap, flags};
    use crate::object::{ARRAY_DATA, Ref};
    use core::ptr::null_mut;

    /// A class of `fields` words, all references or none.
    fn class(fields: usize, references: bool) -> &'static MethodTable {
        table(16 + 8 * fields as u32, 0, references.then_some(fields))
    }

    /// An array of references or of bytes.
    fn array(references: bool) -> &'static MethodTable {
        let size = if references { 8 } else { 1 };
        let kind = flags::HAS_COMPONENT_SIZE | flags::CATEGORY_SZ_ARRAY | size;
        table(24, kind, references.then_some(1))
    }

    fn table(base_size: u32, flags: u32, reference_words: Option<usize>) -> &'static MethodTable {
        // SAFETY: fresh zeroed memory at an address that fits a header.
        unsafe {
            let p = libc::mmap(
                null_mut(),
                4096,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_32BIT,
                -1,
                0,
            );
            assert!(p != libc::MAP_FAILED && (p as usize) < 1 << 32);
            let mt = &mut *p.cast::<MethodTable>();
            mt.base_size = base_size;
            mt.flags = flags;
            if let Some(words) = reference_words {
                let map = p.cast::<u8>().add(1024).cast::<GcMap>();
                (*map).words = words as u32;
                (&raw mut (*map).bits).cast::<u64>().write((1 << words) - 1);
                mt.gc_map = map;
            }
            mt
        }
    }

    unsafe fn field(object: Ref, index: usize) -> *mut Ref {
        // SAFETY: the caller knows the object's size.
        unsafe { object.cast::<u8>().add(8 + 8 * index).cast() }
    }

    unsafe fn element(object: Ref, index: usize) -> *mut Ref {
        // SAFETY: the caller knows the array's length.
        unsafe { object.cast::<u8>().add(ARRAY_DATA + 8 * index).cast() }
    }

    /// Mutates a random graph that hangs on one handle, with a copy of its shape outside the heap, and compares.
    #[test]
    fn a_random_graph_stays_whole() {
        let _turn = turn();
        const SLOTS: usize = 3000;
        let (node, leaf) = (class(3, true), class(2, false));
        let (list, bytes) = (array(true), array(false));
        let mut numbers = Numbers(99);
        // SAFETY: the objects are used as their tables say, and reachable from the handle.
        unsafe {
            // In place of statics: the root array, whose elements are nodes; a node's fields are a leaf with a
            // number, an array of bytes filled with it, and another element.
            let handle = handles::allocate(
                kiln_alloc_array(list, SLOTS),
                null_mut(),
                handles::HandleKind::Normal,
            );
            let root = || (*handle).target.load(std::sync::atomic::Ordering::Relaxed);
            let mut shape = std::vec![None; SLOTS];
            for step in 0..120_000usize {
                let slot = numbers.below(SLOTS);
                if numbers.below(10) == 0 {
                    kiln_write_barrier(root(), element(root(), slot), null_mut());
                    shape[slot] = None;
                } else {
                    let object = kiln_alloc_object(node);
                    let number = kiln_alloc_object(leaf);
                    number.cast::<u64>().add(1).write(step as u64);
                    kiln_write_barrier(object, field(object, 0), number);
                    let most = if step % 500 == 0 { 40_000 } else { 400 };
                    let length = numbers.below(most);
                    let data = kiln_alloc_array(bytes, length);
                    core::ptr::write_bytes(data.cast::<u8>().add(ARRAY_DATA), step as u8, length);
                    kiln_write_barrier(object, field(object, 1), data);
                    kiln_write_barrier(root(), element(root(), slot), object);
                    shape[slot] = Some((step, length));
                }
                if step % 10_000 == 0 {
                    collect::collect(if step % 40_000 == 0 { 2 } else { 0 }, Cause::Due);
                    for (slot, expected) in shape.iter().enumerate() {
                        let object = element(root(), slot).read();
                        let Some((step, length)) = *expected else {
                            assert!(object.is_null());
                            continue;
                        };
                        assert_eq!((*object).method_table, node.as_u32());
                        let number = field(object, 0).read().cast::<u64>().add(1).read();
                        assert_eq!(number, step as u64);
                        let data = field(object, 1).read();
                        assert_eq!(data.cast::<u32>().add(2).read() as usize, length);
                        let data = data.cast::<u8>().add(ARRAY_DATA);
                        let data = core::slice::from_raw_parts(data, length);
                        assert!(data.iter().all(|b| *b == step as u8));
                    }
                }
            }
            handles::free(handle);
        }
    }
}
