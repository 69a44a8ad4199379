//! Finds the frame description of a code address through the sorted table of `.eh_frame_hdr`.

use super::reader::{Bases, PE_OMIT, Reader};

/// What describes a function's frames.
pub struct Description {
    pub function: usize,
    pub code_align: usize,
    pub data_align: isize,
    pub return_register: u16,
    pub initial: (Reader, usize),
    pub program: (Reader, usize),
    /// Language-specific data, 0 if none.
    pub lsda: usize,
    pub personality: usize,
    pub is_signal_frame: bool,
}

/// Start of `.eh_frame_hdr`, 0 if the image has none.
fn header() -> usize {
    #[cfg(not(test))]
    {
        unsafe extern "C" {
            #[link_name = "__eh_frame_hdr_start"]
            #[linkage = "extern_weak"]
            static EH_FRAME_HDR: *const u8;
        }
        // SAFETY: a weak reference reads as the symbol's address or null.
        let start = unsafe { EH_FRAME_HDR };
        if !start.is_null() {
            return start as usize;
        }
    }
    crate::platform::image::eh_frame_header().unwrap_or(0)
}

/// Description of the function that contains `pc`.
///
/// # Safety
/// The image's tables must be well formed.
pub unsafe fn find(pc: usize) -> Option<Description> {
    let start = header();
    if start == 0 {
        return None;
    }
    let mut r = Reader::new(start);
    // SAFETY: the tables are well formed.
    unsafe {
        let _version = r.u8();
        let frame_encoding = r.u8();
        let count_encoding = r.u8();
        let table_encoding = r.u8();
        let bases = Bases {
            data: start,
            function: 0,
        };
        r.pointer(frame_encoding, bases);
        // The linkers make the table of 32-bit offsets from its start, sorted.
        if count_encoding == PE_OMIT || table_encoding != 0x3B {
            return None;
        }
        let count = r.pointer(count_encoding, bases);
        let table = r.at.cast::<[i32; 2]>();
        let address = |offset: i32| start.wrapping_add(offset as usize);
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = (low + high) / 2;
            if address(table.add(middle).read_unaligned()[0]) <= pc {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let entry = low.checked_sub(1)?;
        let fde = address(table.add(entry).read_unaligned()[1]);
        let (description, length) = parse(fde)?;
        (pc - description.function < length).then_some(description)
    }
}

/// Parses the description at `fde`; also returns the length of the code it covers.
unsafe fn parse(fde: usize) -> Option<(Description, usize)> {
    let mut r = Reader::new(fde);
    // SAFETY: the tables are well formed.
    unsafe {
        let length = r.read::<u32>() as usize;
        if length == 0 || length == 0xFFFF_FFFF {
            return None;
        }
        let end = r.at as usize + length;
        let cie_place = r.at as usize;
        let cie = cie_place - r.read::<u32>() as usize;

        let mut c = Reader::new(cie);
        let cie_length = c.read::<u32>() as usize;
        let cie_end = c.at as usize + cie_length;
        let _id = c.read::<u32>();
        let version = c.u8();
        let mut augmentation = c;
        while c.u8() != 0 {}
        let code_align = c.uleb();
        let data_align = c.sleb();
        let return_register = if version == 1 {
            u16::from(c.u8())
        } else {
            c.uleb() as u16
        };
        let mut pointer_encoding = 0;
        let mut lsda_encoding = PE_OMIT;
        let mut personality = 0;
        let mut is_signal_frame = false;
        let mut has_data = false;
        loop {
            match augmentation.u8() {
                0 => break,
                b'z' => {
                    has_data = true;
                    let n = c.uleb();
                    let _ = n;
                }
                b'R' => pointer_encoding = c.u8(),
                b'L' => lsda_encoding = c.u8(),
                b'P' => {
                    let encoding = c.u8();
                    personality = c.pointer(encoding, Bases::default());
                }
                b'S' => is_signal_frame = true,
                b'B' => {}
                _ => return None,
            }
        }
        let initial = (c, cie_end);

        let function = r.pointer(pointer_encoding, Bases::default());
        let code_length = r.pointer(pointer_encoding & 0x0F, Bases::default());
        let mut lsda = 0;
        if has_data {
            let n = r.uleb();
            let after = r.at.add(n);
            lsda = r.pointer(lsda_encoding, Bases { data: 0, function });
            r.at = after;
        }
        let description = Description {
            function,
            code_align,
            data_align,
            return_register,
            initial,
            program: (r, end),
            lsda,
            personality,
            is_signal_frame,
        };
        Some((description, code_length))
    }
}
