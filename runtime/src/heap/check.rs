//! Modes for tests: verification of the heap after marking, and poison in what was freed.

use super::block::{self, BLOCK_SIZE, GRANULE, LINE_SIZE, State};
use super::mark::{Marker, for_each_reference, object_size};
use super::{line, log};
use crate::object::{GC_UNLOGGED, Ref};
use crate::platform::process;
use crate::program;
use crate::text::Number;
use core::sync::atomic::{AtomicUsize, Ordering};

const POISON: u8 = 0xDB;

/// Checks that all marked objects are whole and refer to marked objects only.
///
/// # Safety
/// The world must be stopped and marking done.
#[cold]
#[inline(never)]
#[optimize(size)]
pub unsafe fn verify(marker: &Marker) {
    // SAFETY: as stated.
    unsafe {
        for index in 0..block::used_blocks() {
            match block::info(index).state {
                State::Lines => for_each_marked(marker, index, |object| {
                    verify_object(marker, object);
                    let offset = object as usize % BLOCK_SIZE;
                    let size = object_size(object);
                    if offset + size > BLOCK_SIZE {
                        report("an object leaves its block", object, size);
                    }
                    let last = (offset + size - 1) / LINE_SIZE;
                    for l in offset / LINE_SIZE..=last {
                        if block::lines(index)
                            .get(l)
                            .is_none_or(|l| l & line::MARKED == 0)
                        {
                            report("a line of a live object is not marked", object, l);
                        }
                    }
                }),
                State::LargeHead => {
                    let object = block::address(index) as Ref;
                    if marker.is_marked(object) {
                        verify_object(marker, object);
                    }
                }
                State::Free | State::LargeTail => {}
            }
        }
        log::for_each_of_image(|object| verify_references(marker, object));
    }
}

unsafe fn for_each_marked(marker: &Marker, index: usize, mut visit: impl FnMut(Ref)) {
    let start = block::address(index);
    let mut at = start;
    while at < start + BLOCK_SIZE {
        if marker.is_marked(at as Ref) {
            visit(at as Ref);
        }
        at += GRANULE;
    }
}

#[cold]
#[inline(never)]
#[optimize(size)]
unsafe fn verify_object(marker: &Marker, object: Ref) {
    // SAFETY: a marked object.
    unsafe {
        if !is_table((*object).method_table) {
            report(
                "a live object has no type",
                object,
                (*object).method_table as usize,
            );
        }
        if (*object).gc_byte().load(Ordering::Relaxed) & GC_UNLOGGED == 0 {
            report("an old object would not be recorded", object, 0);
        }
        verify_references(marker, object);
    }
}

/// Where tables lie that were made at run time.
static MADE: [AtomicUsize; 2] = [const { AtomicUsize::new(0) }; 2];

/// Says where tables made at run time lie.
pub fn expect_tables(start: usize, end: usize) {
    let [low, high] = &MADE;
    low.store(start, Ordering::Relaxed);
    high.store(end, Ordering::Relaxed);
}

fn is_table(word: u32) -> bool {
    let (low, high) = program::types_range();
    let [made_low, made_high] = &MADE;
    let made = made_low.load(Ordering::Relaxed)..made_high.load(Ordering::Relaxed);
    high == 0 || (low..high).contains(&(word as usize)) || made.contains(&(word as usize))
}

#[cold]
#[inline(never)]
#[optimize(size)]
unsafe fn verify_references(marker: &Marker, object: Ref) {
    // SAFETY: a live object.
    unsafe {
        for_each_reference(object, 0, usize::MAX, |place| {
            let target = place.read();
            if target.is_null() || (marker.is_marked(target) && is_table((*target).method_table)) {
                return;
            }
            report("a live object refers to a dead one", object, place as usize);
        });
    }
}

#[cold]
#[inline(never)]
#[optimize(size)]
unsafe fn report(what: &str, object: Ref, detail: usize) -> ! {
    process::write_stderr(b"Heap verification failed: ");
    process::write_stderr(what.as_bytes());
    process::write_stderr(b"; object ");
    process::write_stderr(Number::hexadecimal(object as usize).as_bytes());
    process::write_stderr(b", type ");
    // SAFETY: the word can be read; whether it is a table is tested.
    unsafe {
        let word = (*object).method_table;
        process::write_stderr(Number::hexadecimal(word as usize).as_bytes());
        if is_table(word)
            && let Some(info) = (*object).mt().type_info()
            && !info.name.is_null()
        {
            process::write_stderr(b" ");
            for unit in crate::object::StringObject::chars(info.name) {
                process::write_stderr(&[*unit as u8]);
            }
        }
    }
    process::write_stderr(b", ");
    process::write_stderr(Number::hexadecimal(detail).as_bytes());
    process::write_stderr(b"\n");
    crate::panic::fatal("the heap is damaged")
}

/// Overwrites everything that is neither live nor part of a hole.
///
/// # Safety
/// The world must be stopped and sweeping done.
#[cold]
#[inline(never)]
#[optimize(size)]
pub unsafe fn poison(marker: &Marker) {
    // SAFETY: as stated.
    unsafe {
        for index in 0..block::used_blocks() {
            let info = block::info(index);
            let start = block::address(index);
            match info.state {
                State::Free if info.dirty => {
                    core::ptr::write_bytes(start as *mut u8, POISON, BLOCK_SIZE);
                }
                State::Lines => {
                    let mut at = start;
                    while at < start + BLOCK_SIZE {
                        if marker.is_marked(at as Ref) {
                            at += object_size(at as Ref);
                            continue;
                        }
                        let offset = at - start;
                        let fresh = block::lines(index)
                            .get(offset / LINE_SIZE)
                            .is_some_and(|l| l & line::FRESH != 0);
                        if !fresh || offset < (info.data as usize).saturating_sub(1) {
                            (at as *mut [u8; GRANULE]).write([POISON; GRANULE]);
                        }
                        at += GRANULE;
                    }
                }
                _ => {}
            }
        }
    }
}
