//! Lines: which are in use, and where holes that were allocated into since the last collection
//! start. A line's byte is a set of bits; 0 is a free line.

use super::block::{LINES_PER_BLOCK, LINES_PER_PAGE};

pub const FREE: u8 = 0;
/// Holds part of an object that the last marking reached.
pub const MARKED: u8 = 1;
/// Belongs to a hole that was taken since the last collection.
pub const FRESH: u8 = 2;
/// First line of such a hole.
pub const START: u8 = 4;
/// The starts of the hole's objects are known.
pub const PARSED: u8 = 8;

/// The next run of free lines from `from` on, as first line and line after the last.
pub fn next_hole(lines: &[u8; LINES_PER_BLOCK], from: usize) -> Option<(usize, usize)> {
    let rest = lines.get(from..)?;
    let start = from + rest.iter().position(|l| *l == FREE)?;
    let length = lines
        .get(start..)?
        .iter()
        .position(|l| *l != FREE)
        .unwrap_or(LINES_PER_BLOCK - start);
    Some((start, start + length))
}

/// Marks a run of lines as a fresh hole.
pub fn take(lines: &mut [u8; LINES_PER_BLOCK], start: usize, end: usize) {
    if let Some(run) = lines.get_mut(start..end) {
        for l in run.iter_mut() {
            *l |= FRESH;
        }
        if let Some(first) = run.first_mut() {
            *first |= START;
        }
    }
}

/// The fresh hole that line `at` belongs to, as first line and line after the last.
pub fn hole_of(lines: &[u8; LINES_PER_BLOCK], at: usize) -> Option<(usize, usize)> {
    let before = lines.get(..=at)?;
    let start = before.iter().rposition(|l| l & START != 0)?;
    let after = lines.get(start + 1..)?;
    let length = after
        .iter()
        .position(|l| l & FRESH == 0 || l & START != 0)
        .unwrap_or(after.len());
    (at <= start + length).then_some((start, start + 1 + length))
}

/// The pages that lines from `start` to before `end` lie on, a bit each.
pub fn pages(start: usize, end: usize) -> u8 {
    let up_to = |page: usize| (1u32 << page) - 1;
    (up_to(end.div_ceil(LINES_PER_PAGE)) & !up_to(start / LINES_PER_PAGE)) as u8
}

/// The pages on which all lines are free, a bit each.
pub fn free_pages(lines: &[u8; LINES_PER_BLOCK]) -> u8 {
    let pages = lines.chunks(LINES_PER_PAGE).enumerate();
    pages.fold(0, |found, (page, lines)| {
        found | u8::from(lines.iter().all(|l| *l == FREE)) << page
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_found_and_taken() {
        let mut lines = [FREE; LINES_PER_BLOCK];
        for at in [0, 4, 5] {
            lines[at] = MARKED;
        }
        assert_eq!(next_hole(&lines, 0), Some((1, 4)));
        assert_eq!(next_hole(&lines, 4), Some((6, LINES_PER_BLOCK)));
        take(&mut lines, 1, 4);
        assert_eq!(hole_of(&lines, 3), Some((1, 4)));
        assert_eq!(hole_of(&lines, 4), None);
        assert_eq!(next_hole(&lines, 0), Some((6, LINES_PER_BLOCK)));
        take(&mut lines, 6, 10);
        take(&mut lines, 10, 12);
        assert_eq!(hole_of(&lines, 9), Some((6, 10)));
        assert_eq!(hole_of(&lines, 11), Some((10, 12)));
        assert_eq!(next_hole(&lines, 12), Some((12, LINES_PER_BLOCK)));
        take(&mut lines, 12, LINES_PER_BLOCK);
        assert_eq!(next_hole(&lines, 0), None);
    }

    #[test]
    fn pages_of_lines() {
        assert_eq!(pages(0, 1), 1);
        assert_eq!(pages(15, 17), 0b11);
        assert_eq!(pages(16, 32), 0b10);
        assert_eq!(pages(127, LINES_PER_BLOCK), 0x80);
        assert_eq!(pages(0, LINES_PER_BLOCK), 0xFF);
        let mut lines = [FREE; LINES_PER_BLOCK];
        assert_eq!(free_pages(&lines), 0xFF);
        lines[16] = MARKED;
        lines[127] = FRESH;
        assert_eq!(free_pages(&lines), 0b0111_1101);
    }
}
