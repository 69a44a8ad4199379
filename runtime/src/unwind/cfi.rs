//! Runs the call-frame program of a function up to an address, giving where the caller's registers
//! are.

use super::eh_frame::Description;
use super::reader::Reader;
use super::registers::{RETURN_NUMBER, SAVED_COUNT, index_of};

/// Marks a register that still has the caller's value.
pub const SAME: i32 = i32::MIN;
/// Deepest nesting of remembered states.
const MAX_REMEMBERED: usize = 8;

/// Where the caller's registers are, relative to the canonical frame address.
#[derive(Clone, Copy)]
pub struct Row {
    pub cfa_register: u16,
    pub cfa_offset: i32,
    /// Offset of each saved register from the CFA, or [`SAME`].
    pub saved: [i32; SAVED_COUNT],
    /// Offset of the return address, or [`SAME`] (then it is in the link register).
    pub return_address: i32,
    /// The return address is undefined: the outermost frame.
    pub is_outermost: bool,
    /// Bytes of arguments that lie on the stack during the call; landing pads do not expect them.
    pub arguments: usize,
}

impl Row {
    const EMPTY: Row = Row {
        cfa_register: 0,
        cfa_offset: 0,
        saved: [SAME; SAVED_COUNT],
        return_address: SAME,
        is_outermost: false,
        arguments: 0,
    };

    fn set(&mut self, register: u16, offset: i32) {
        if let Some(slot) = index_of(register).and_then(|i| self.saved.get_mut(i)) {
            *slot = offset;
        }
        if register == RETURN_NUMBER {
            self.return_address = offset;
        }
    }

    fn get(&self, register: u16) -> i32 {
        if register == RETURN_NUMBER {
            return self.return_address;
        }
        index_of(register)
            .and_then(|i| self.saved.get(i))
            .copied()
            .unwrap_or(SAME)
    }
}

/// The row for `pc`; None if the program uses what we do not support (expressions).
///
/// # Safety
/// The tables must be well formed.
pub unsafe fn row(d: &Description, pc: usize) -> Option<Row> {
    // SAFETY: as stated.
    unsafe {
        let mut row = Row::EMPTY;
        run(d, d.initial, usize::MAX, &mut row, &Row::EMPTY)?;
        let initial = row;
        run(d, d.program, pc - d.function, &mut row, &initial)?;
        Some(row)
    }
}

#[optimize(size)]
unsafe fn run(
    d: &Description,
    (mut r, end): (Reader, usize),
    target: usize,
    row: &mut Row,
    initial: &Row,
) -> Option<()> {
    let mut location = 0usize;
    let mut stack = [Row::EMPTY; MAX_REMEMBERED];
    let mut depth = 0;
    let scaled = |n: isize| (n * d.data_align) as i32;
    // SAFETY: the tables are well formed.
    unsafe {
        while (r.at as usize) < end {
            let op = r.u8();
            let low = u16::from(op & 0x3F);
            match op >> 6 {
                1 => location += usize::from(low) * d.code_align,
                2 => {
                    let n = r.uleb();
                    row.set(low, scaled(n as isize));
                }
                3 => row.set(low, initial.get(low)),
                _ => match op {
                    0x00 => {}
                    0x01 => location = r.read::<usize>() - d.function,
                    0x02 => location += usize::from(r.u8()) * d.code_align,
                    0x03 => location += usize::from(r.read::<u16>()) * d.code_align,
                    0x04 => location += r.read::<u32>() as usize * d.code_align,
                    0x05 => {
                        let register = r.uleb() as u16;
                        let n = r.uleb();
                        row.set(register, scaled(n as isize));
                    }
                    0x06 => {
                        let register = r.uleb() as u16;
                        row.set(register, initial.get(register));
                    }
                    0x07 => {
                        if r.uleb() as u16 == RETURN_NUMBER {
                            row.is_outermost = true;
                        }
                    }
                    0x08 => {
                        let register = r.uleb() as u16;
                        row.set(register, SAME);
                    }
                    // A register held in another: only what never is on the path of a throw.
                    0x09 => {
                        r.uleb();
                        r.uleb();
                    }
                    0x0A => {
                        *stack.get_mut(depth)? = *row;
                        depth += 1;
                    }
                    0x0B => {
                        depth = depth.checked_sub(1)?;
                        *row = *stack.get(depth)?;
                    }
                    0x0C => {
                        row.cfa_register = r.uleb() as u16;
                        row.cfa_offset = r.uleb() as i32;
                    }
                    0x0D => row.cfa_register = r.uleb() as u16,
                    0x0E => row.cfa_offset = r.uleb() as i32,
                    0x11 => {
                        let register = r.uleb() as u16;
                        let n = r.sleb();
                        row.set(register, scaled(n));
                    }
                    0x12 => {
                        row.cfa_register = r.uleb() as u16;
                        row.cfa_offset = scaled(r.sleb());
                    }
                    0x13 => row.cfa_offset = scaled(r.sleb()),
                    // Return address signing state of aarch64: nothing is signed.
                    0x2D => {}
                    0x2E => row.arguments = r.uleb(),
                    _ => return None,
                },
            }
            if location > target {
                return Some(());
            }
        }
    }
    Some(())
}
