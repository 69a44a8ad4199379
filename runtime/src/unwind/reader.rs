//! Reads the variable-length numbers and encoded pointers of DWARF tables in memory.

/// DW_EH_PE constants.
pub const PE_OMIT: u8 = 0xFF;
const PE_INDIRECT: u8 = 0x80;
const PE_PCREL: u8 = 0x10;
const PE_DATAREL: u8 = 0x30;
const PE_FUNCREL: u8 = 0x40;

/// A position in a table of the image.
#[derive(Clone, Copy)]
pub struct Reader {
    pub at: *const u8,
}

/// What relative pointers are relative to.
#[derive(Clone, Copy, Default)]
pub struct Bases {
    pub data: usize,
    pub function: usize,
}

/// All methods are unsafe: the tables are trusted to be well formed, as the linker made them.
impl Reader {
    pub fn new(at: usize) -> Self {
        Self {
            at: at as *const u8,
        }
    }

    #[inline]
    pub unsafe fn read<T: Copy>(&mut self) -> T {
        // SAFETY: the tables are well formed; unaligned reads are allowed.
        unsafe {
            let v = self.at.cast::<T>().read_unaligned();
            self.at = self.at.add(size_of::<T>());
            v
        }
    }

    #[inline]
    pub unsafe fn u8(&mut self) -> u8 {
        // SAFETY: see the type.
        unsafe { self.read() }
    }

    pub unsafe fn uleb(&mut self) -> usize {
        let mut value = 0usize;
        let mut shift = 0;
        loop {
            // SAFETY: see the type.
            let b = unsafe { self.u8() };
            if shift < usize::BITS {
                value |= usize::from(b & 0x7F) << shift;
            }
            shift += 7;
            if b & 0x80 == 0 {
                return value;
            }
        }
    }

    pub unsafe fn sleb(&mut self) -> isize {
        let mut value = 0isize;
        let mut shift = 0;
        loop {
            // SAFETY: see the type.
            let b = unsafe { self.u8() };
            if shift < isize::BITS {
                value |= isize::from(i16::from(b & 0x7F)) << shift;
            }
            shift += 7;
            if b & 0x80 == 0 {
                if b & 0x40 != 0 && shift < isize::BITS {
                    value |= -1 << shift;
                }
                return value;
            }
        }
    }

    /// A pointer in one of the DW_EH_PE encodings; 0 for omitted ones.
    #[optimize(size)]
    pub unsafe fn pointer(&mut self, encoding: u8, bases: Bases) -> usize {
        if encoding == PE_OMIT {
            return 0;
        }
        let place = self.at as usize;
        // SAFETY: see the type.
        unsafe {
            let raw = match encoding & 0x0F {
                0x00 | 0x04 | 0x0C => self.read::<usize>(),
                0x01 => self.uleb(),
                0x02 => usize::from(self.read::<u16>()),
                0x03 => self.read::<u32>() as usize,
                0x09 => self.sleb() as usize,
                0x0A => self.read::<i16>() as usize,
                0x0B => self.read::<i32>() as usize,
                _ => return 0,
            };
            if raw == 0 {
                return 0;
            }
            let base = match encoding & 0x70 {
                PE_PCREL => place,
                PE_DATAREL => bases.data,
                PE_FUNCREL => bases.function,
                _ => 0,
            };
            let value = raw.wrapping_add(base);
            if encoding & PE_INDIRECT != 0 {
                *(value as *const usize)
            } else {
                value
            }
        }
    }

    /// Bytes a fixed-size encoding takes.
    pub fn encoded_size(encoding: u8) -> usize {
        match encoding & 0x0F {
            0x02 | 0x0A => 2,
            0x03 | 0x0B => 4,
            _ => 8,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_leb128() {
        let bytes = [0xE5u8, 0x8E, 0x26, 0x7F, 0x80, 0x7F, 0x00];
        let mut r = Reader::new(bytes.as_ptr() as usize);
        // SAFETY: the bytes hold the numbers read.
        unsafe {
            assert_eq!(r.uleb(), 624_485);
            assert_eq!(r.sleb(), -1);
            assert_eq!(r.sleb(), -128);
            assert_eq!(r.uleb(), 0);
        }
    }

    #[test]
    fn reads_pointers() {
        let bytes = [0x10u8, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];
        let start = bytes.as_ptr() as usize;
        let mut r = Reader::new(start);
        // SAFETY: the bytes hold the pointers read.
        unsafe {
            assert_eq!(r.pointer(0x03, Bases::default()), 16);
            assert_eq!(r.pointer(0x1B, Bases::default()), start + 4 - 2);
            assert_eq!(r.pointer(0x1B, Bases::default()), 0);
            assert_eq!(r.pointer(PE_OMIT, Bases::default()), 0);
        }
    }
}
