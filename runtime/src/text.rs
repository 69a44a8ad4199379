//! Managed strings made by the runtime.

use crate::heap::alloc::kiln_alloc_string;
use crate::object::{Ref, STRING_CHARS};

/// Makes a string of `length` code units that `fill` writes; null when out of memory.
pub fn make(length: usize, fill: impl FnOnce(&mut [u16])) -> Ref {
    // SAFETY: a fresh string of `length` zeroed code units.
    unsafe {
        let s = kiln_alloc_string(length);
        if !s.is_null() {
            let chars = s.cast::<u8>().add(STRING_CHARS).cast::<u16>();
            fill(core::slice::from_raw_parts_mut(chars, length));
        }
        s
    }
}

/// A managed string from UTF-16.
pub fn from_utf16(text: &[u16]) -> Ref {
    make(text.len(), |out| {
        for (o, c) in out.iter_mut().zip(text) {
            *o = *c;
        }
    })
}

/// A managed string of all parts in turn.
pub fn concat(parts: &[&[u16]]) -> Ref {
    let length = parts.iter().map(|part| part.len()).sum();
    make(length, |out| {
        for (o, c) in out.iter_mut().zip(parts.iter().copied().flatten()) {
            *o = *c;
        }
    })
}

/// A managed string from bytes that should be UTF-8 (what is not becomes U+FFFD).
pub fn from_utf8(text: &[u8]) -> Ref {
    let length = Utf16::new(text).count();
    make(length, |out| {
        for (o, c) in out.iter_mut().zip(Utf16::new(text)) {
            *o = c;
        }
    })
}

/// Decodes UTF-8 to UTF-16 code units, replacing ill-formed parts as .NET does (one U+FFFD for
/// each maximal ill-formed subsequence).
pub struct Utf16<'a> {
    bytes: &'a [u8],
    low_surrogate: u16,
}

impl<'a> Utf16<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            low_surrogate: 0,
        }
    }

    fn take(&mut self, n: usize) {
        self.bytes = self.bytes.get(n..).unwrap_or(&[]);
    }
}

impl Iterator for Utf16<'_> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        if self.low_surrogate != 0 {
            return Some(core::mem::take(&mut self.low_surrogate));
        }
        let first = *self.bytes.first()?;
        if first < 0x80 {
            self.take(1);
            return Some(u16::from(first));
        }
        // (length, least and greatest second byte) by lead byte, from the Unicode standard.
        let (length, low, high) = match first {
            0xC2..=0xDF => (2, 0x80, 0xBF),
            0xE0 => (3, 0xA0, 0xBF),
            0xED => (3, 0x80, 0x9F),
            0xE1..=0xEF => (3, 0x80, 0xBF),
            0xF0 => (4, 0x90, 0xBF),
            0xF1..=0xF3 => (4, 0x80, 0xBF),
            0xF4 => (4, 0x80, 0x8F),
            _ => (1, 0, 0),
        };
        let mut value = u32::from(first) & (0x7F >> length);
        let mut taken = 1;
        while taken < length {
            let range = if taken == 1 { low..=high } else { 0x80..=0xBF };
            match self.bytes.get(taken) {
                Some(b) if range.contains(b) => value = value << 6 | u32::from(b & 0x3F),
                _ => break,
            }
            taken += 1;
        }
        self.take(taken);
        if length == 1 || taken < length {
            return Some(0xFFFD);
        }
        if value >= 0x1_0000 {
            self.low_surrogate = 0xDC00 | (value & 0x3FF) as u16;
            return Some(0xD7C0 + (value >> 10) as u16);
        }
        Some(value as u16)
    }
}

/// The digits of a number, without formatting machinery.
pub struct Number {
    digits: [u8; Number::ROOM],
    start: usize,
}

impl Number {
    const ROOM: usize = 20;

    pub fn decimal(value: usize) -> Number {
        Number::new(value, 10)
    }

    pub fn hexadecimal(value: usize) -> Number {
        Number::new(value, 16)
    }

    fn new(mut value: usize, base: usize) -> Number {
        let mut number = Number {
            digits: [b'0'; Number::ROOM],
            start: Number::ROOM - 1,
        };
        for (i, digit) in number.digits.iter_mut().enumerate().rev() {
            *digit = match (value % base) as u8 {
                d @ 0..10 => b'0' + d,
                d => b'a' + d - 10,
            };
            number.start = i;
            value /= base;
            if value == 0 {
                break;
            }
        }
        number
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.digits.get(self.start..).unwrap_or(&[])
    }
}

/// Encodes UTF-16 as UTF-8 into `sink`, lone surrogates as U+FFFD.
pub fn encode_utf8(text: &[u16], mut sink: impl FnMut(&[u8])) {
    const ROOM: usize = 256;
    const LONGEST: usize = 4;
    let mut buffer = [0u8; ROOM];
    let mut used = 0;
    for c in char::decode_utf16(text.iter().copied()) {
        let c = c.map_or(0xFFFD, u32::from);
        if used + LONGEST > ROOM {
            sink(buffer.get(..used).unwrap_or(&[]));
            used = 0;
        }
        let (length, lead) = match c {
            0..0x80 => (1, 0),
            0x80..0x800 => (2, 0xC0),
            0x800..0x1_0000 => (3, 0xE0),
            _ => (4, 0xF0),
        };
        for i in 0..length {
            let bits = (c >> (6 * (length - 1 - i))) as u8;
            let byte = if i == 0 {
                lead | bits
            } else {
                0x80 | bits & 0x3F
            };
            if let Some(slot) = buffer.get_mut(used) {
                *slot = byte;
                used += 1;
            }
        }
    }
    sink(buffer.get(..used).unwrap_or(&[]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_like_the_standard() {
        let samples: [&[u8]; 9] = [
            b"plain",
            "h\u{e9}llo \u{20ac} \u{1f600}".as_bytes(),
            b"\xff\xfe",
            b"\xe2\x82",
            b"\xf0\x9f\x98x",
            b"\xed\xa0\x80",
            b"\xc0\x80",
            b"\xf4\x90\x80\x80",
            b"a\x80b",
        ];
        for s in samples {
            let expected: Vec<u16> = String::from_utf8_lossy(s).encode_utf16().collect();
            let ours: Vec<u16> = Utf16::new(s).collect();
            assert_eq!(ours, expected, "{s:x?}");
        }
    }

    #[test]
    fn encodes_in_pieces() {
        let text: String = "a\u{20ac}\u{1f600}".repeat(200);
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut out = Vec::new();
        encode_utf8(&units, |part| out.extend_from_slice(part));
        assert_eq!(out, text.as_bytes());
    }
}
