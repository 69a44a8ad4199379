//! Stores of references to places inside of the image's mutable objects: the barrier marks the part of
//! the image they lie in, since from the place alone it cannot tell the object.

use super::mark::Marker;
use crate::program;

const CARDS: usize = 1024;
/// The smallest part of the image that has a card of its own.
const SMALLEST_SHIFT: u32 = 8;

/// Stored into since the last collection.
const DIRTY: u8 = 1;
/// Ever stored into.
const USED: u8 = 2;

static mut TABLE: [u8; CARDS] = [0; CARDS];

fn range() -> (usize, usize) {
    (
        program::frozen_start() as usize,
        program::frozen_end() as usize,
    )
}

/// Bytes of a card, as a power of two: the table covers the whole range.
fn shift(bytes: usize) -> u32 {
    let parts = bytes.div_ceil(CARDS).max(1);
    parts
        .next_power_of_two()
        .trailing_zeros()
        .max(SMALLEST_SHIFT)
}

/// A reference is about to be stored at `address`, which may lie anywhere.
#[inline(always)]
pub fn note(address: usize) {
    note_range(address, 1);
}

/// As [`note`], for a range.
#[inline(always)]
pub fn note_range(address: usize, bytes: usize) {
    let (start, end) = range();
    if address >= start && address < end {
        mark(address - start, bytes, end - start);
    }
}

#[cold]
fn mark(offset: usize, bytes: usize, size: usize) {
    let shift = shift(size);
    let last = (offset + bytes.max(1) - 1) >> shift;
    let mut card = offset >> shift;
    while card <= last && card < CARDS {
        // SAFETY: inside the table; bytes are only written here and while the world is stopped.
        unsafe { (&raw mut TABLE[card]).write_volatile(DIRTY | USED) };
        card += 1;
    }
}

/// Marks what the parts refer to that were stored into since the last collection, or with `all` ever.
///
/// # Safety
/// The world must be stopped.
pub unsafe fn process(marker: &mut Marker, all: bool) {
    let (start, end) = range();
    let size = end - start;
    let shift = shift(size);
    let cards = CARDS.min((size >> shift) + 1);
    // SAFETY: the world is stopped; the range is part of the image.
    unsafe {
        let table = &mut *(&raw mut TABLE);
        for (card, state) in table.iter_mut().enumerate().take(cards) {
            if *state & if all { USED } else { DIRTY } == 0 {
                continue;
            }
            *state &= !DIRTY;
            let low = start + (card << shift);
            marker.mark_range(low, end.min(low + (1 << shift)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_cover_the_range() {
        for size in [0, 1, 255, 256, 1 << 18, (1 << 18) + 1, 5_000_000, 1 << 30] {
            let shift = shift(size);
            assert!(size >> shift <= CARDS, "{size}");
            assert!(shift >= SMALLEST_SHIFT);
        }
    }
}
