//! The heaps: names, blobs, GUIDs and user strings (ECMA-335 II.24.2.3–5).

use std::fmt;
use std::ops::Range;

use crate::cursor::Cursor;
use crate::error::{ErrorKind, Fault, Parse};

/// Names longer than this are refused; no compiler writes one, and it bounds the work on bad files.
const MAX_NAME: usize = 0xFFFF;

/// Where the heaps are in the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heaps {
    pub strings: Range<usize>,
    pub blobs: Range<usize>,
    pub guids: Range<usize>,
    pub user_strings: Range<usize>,
}

/// A GUID in file order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(pub [u8; 16]);

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let b = &self.0;
        let first = u32::from_le_bytes([b[0], b[1], b[2], b[3]]);
        let second = u16::from_le_bytes([b[4], b[5]]);
        let third = u16::from_le_bytes([b[6], b[7]]);
        write!(f, "{first:08x}-{second:04x}-{third:04x}-")?;
        write!(f, "{:02x}{:02x}-", b[8], b[9])?;
        b[10..].iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// UTF-16 text as the file stores it; surrogates need not be paired.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Utf16<'a>(&'a [u8]);

impl<'a> Utf16<'a> {
    /// Text from little-endian bytes; an odd last byte is dropped.
    pub fn new(bytes: &'a [u8]) -> Self {
        Utf16(&bytes[..bytes.len() & !1])
    }

    /// The number of code units.
    pub fn len(&self) -> usize {
        self.0.len() / 2
    }

    /// True if there is no code unit.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The little-endian bytes.
    pub fn bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The code units.
    pub fn units(&self) -> impl ExactSizeIterator<Item = u16> + Clone + 'a {
        self.0
            .chunks_exact(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
    }

    /// The text with unpaired surrogates replaced.
    pub fn to_string_lossy(&self) -> String {
        char::decode_utf16(self.units())
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    }
}

impl fmt::Debug for Utf16<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string_lossy())
    }
}

impl Heaps {
    /// The name at `index` of the strings heap.
    #[inline]
    pub fn string<'a>(&self, file: &'a [u8], index: u32) -> Parse<&'a str> {
        let heap = file.get(self.strings.clone()).unwrap_or(&[]);
        let Some(tail) = heap.get(index as usize..) else {
            return Err(Fault::metadata("a name lies outside the string heap"));
        };
        let tail = &tail[..tail.len().min(MAX_NAME)];
        let Some(len) = memchr::memchr(0, tail) else {
            return match (index, tail.is_empty()) {
                (0, true) => Ok(""),
                _ => Err(Fault::metadata("a name has no end in the string heap")),
            };
        };
        std::str::from_utf8(&tail[..len]).map_err(|_| Fault::metadata("a name is not valid UTF-8"))
    }

    /// The blob at `index` of the blob heap.
    #[inline]
    pub fn blob<'a>(&self, file: &'a [u8], index: u32) -> Parse<&'a [u8]> {
        if index == 0 {
            return Ok(&[]);
        }
        sized(file.get(self.blobs.clone()), index)
    }

    /// The GUID with number `index` (from 1); 0 is none.
    pub fn guid(&self, file: &[u8], index: u32) -> Parse<Option<Guid>> {
        let Some(slot) = (index as usize).checked_sub(1) else {
            return Ok(None);
        };
        let heap = file.get(self.guids.clone()).unwrap_or(&[]);
        match heap.get(slot * 16..).and_then(|bytes| bytes.first_chunk()) {
            Some(bytes) => Ok(Some(Guid(*bytes))),
            None => Err(Fault::metadata("a GUID lies outside its heap")),
        }
    }

    /// The user string at `index`, as `ldstr` names it.
    pub fn user_string<'a>(&self, file: &'a [u8], index: u32) -> Parse<Utf16<'a>> {
        let bytes = sized(file.get(self.user_strings.clone()), index)?;
        // One flag byte follows the text.
        Ok(Utf16::new(&bytes[..bytes.len().saturating_sub(1)]))
    }
}

fn sized(heap: Option<&[u8]>, index: u32) -> Parse<&[u8]> {
    let Some(tail) = heap.and_then(|heap| heap.get(index as usize..)) else {
        return Err(Fault::metadata("an index lies outside its heap"));
    };
    let mut cursor = Cursor::new(tail, ErrorKind::BadMetadata);
    let len = cursor.compressed()? as usize;
    match cursor.take(len) {
        Ok(bytes) => Ok(bytes),
        Err(_) => Err(Fault::metadata("a blob extends beyond its heap")),
    }
}
