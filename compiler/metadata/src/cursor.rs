//! A checked reading position over bytes, with the compressed integers of ECMA-335 II.23.2.

use crate::error::{ErrorKind, Fault, Parse};

/// A reading position. Every step is bounds-checked; a failed step reports where it was.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    pos: usize,
    kind: ErrorKind,
}

impl<'a> Cursor<'a> {
    /// Reads `bytes`, reporting faults of `kind`.
    pub fn new(bytes: &'a [u8], kind: ErrorKind) -> Self {
        Cursor {
            bytes,
            pos: 0,
            kind,
        }
    }

    pub fn pos(&self) -> usize {
        self.pos
    }

    pub fn remaining(&self) -> usize {
        self.bytes.len() - self.pos
    }

    pub fn is_empty(&self) -> bool {
        self.pos >= self.bytes.len()
    }

    pub fn rest(&self) -> &'a [u8] {
        &self.bytes[self.pos..]
    }

    /// Moves to an absolute position.
    pub fn seek(&mut self, pos: usize) -> Parse<()> {
        if pos > self.bytes.len() {
            return Err(self.fault("a position lies beyond the end of the data"));
        }
        self.pos = pos;
        Ok(())
    }

    #[cold]
    pub fn fault(&self, what: &'static str) -> Fault {
        Fault::new(self.kind, what).at(self.pos)
    }

    #[inline]
    pub fn take(&mut self, len: usize) -> Parse<&'a [u8]> {
        match self.bytes.get(self.pos..).and_then(|b| b.get(..len)) {
            Some(bytes) => {
                self.pos += len;
                Ok(bytes)
            }
            None => Err(self.fault("the data ends too early")),
        }
    }

    #[inline]
    fn array<const N: usize>(&mut self) -> Parse<[u8; N]> {
        match self.bytes.get(self.pos..).and_then(|b| b.first_chunk()) {
            Some(bytes) => {
                self.pos += N;
                Ok(*bytes)
            }
            None => Err(self.fault("the data ends too early")),
        }
    }

    #[inline]
    pub fn peek(&self) -> Option<u8> {
        self.bytes.get(self.pos).copied()
    }

    #[inline]
    pub fn u8(&mut self) -> Parse<u8> {
        Ok(self.array::<1>()?[0])
    }

    #[inline]
    pub fn u16(&mut self) -> Parse<u16> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    #[inline]
    pub fn u32(&mut self) -> Parse<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    #[inline]
    pub fn i32(&mut self) -> Parse<i32> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    #[inline]
    pub fn u64(&mut self) -> Parse<u64> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// A compressed unsigned integer: one, two or four bytes.
    #[inline]
    pub fn compressed(&mut self) -> Parse<u32> {
        Ok(self.compressed_parts()?.0)
    }

    fn compressed_parts(&mut self) -> Parse<(u32, u32)> {
        let first = u32::from(self.u8()?);
        if first & 0x80 == 0 {
            return Ok((first, 7));
        }
        if first & 0xC0 == 0x80 {
            let low = u32::from(self.u8()?);
            return Ok(((first & 0x3F) << 8 | low, 14));
        }
        if first & 0xE0 == 0xC0 {
            let [a, b, c] = self.array()?;
            let low = u32::from_be_bytes([0, a, b, c]);
            return Ok(((first & 0x1F) << 24 | low, 29));
        }
        self.pos -= 1;
        Err(self.fault("a compressed integer has an impossible first byte"))
    }

    /// A compressed signed integer: the sign bit is rotated into bit 0.
    pub fn compressed_signed(&mut self) -> Parse<i32> {
        let (raw, bits) = self.compressed_parts()?;
        let magnitude = (raw >> 1) as i32;
        Ok(if raw & 1 == 0 {
            magnitude
        } else {
            magnitude | (-1i32 << (bits - 1))
        })
    }

    /// The seven-bits-a-byte integer of `BinaryReader`.
    pub fn seven_bit(&mut self) -> Parse<i32> {
        let mut value = 0u32;
        for shift in (0..35).step_by(7) {
            let byte = self.u8()?;
            value |= u32::from(byte & 0x7F).checked_shl(shift).unwrap_or(0);
            if byte & 0x80 == 0 {
                return Ok(value as i32);
            }
        }
        Err(self.fault("a seven-bit integer is too long"))
    }

    /// A length in a custom attribute or marshalling blob followed by UTF-8 text, or null.
    pub fn ser_string(&mut self) -> Parse<Option<&'a str>> {
        if self.peek() == Some(0xFF) {
            self.pos += 1;
            return Ok(None);
        }
        let len = self.compressed()? as usize;
        let bytes = self.take(len)?;
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(self.fault("a string is not valid UTF-8")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(bytes: &[u8]) -> Cursor<'_> {
        Cursor::new(bytes, ErrorKind::BadSignature)
    }

    #[test]
    fn compressed_integers_follow_the_standard_examples() {
        let unsigned: &[(&[u8], u32)] = &[
            (&[0x03], 0x03),
            (&[0x7F], 0x7F),
            (&[0x80, 0x80], 0x80),
            (&[0xAE, 0x57], 0x2E57),
            (&[0xBF, 0xFF], 0x3FFF),
            (&[0xC0, 0x00, 0x40, 0x00], 0x4000),
            (&[0xDF, 0xFF, 0xFF, 0xFF], 0x1FFF_FFFF),
        ];
        for (bytes, value) in unsigned {
            assert_eq!(cursor(bytes).compressed().unwrap(), *value);
        }
        let signed: &[(&[u8], i32)] = &[
            (&[0x06], 3),
            (&[0x7B], -3),
            (&[0x80, 0x80], 64),
            (&[0x01], -64),
            (&[0xC0, 0x00, 0x40, 0x00], 8192),
            (&[0x80, 0x01], -8192),
            (&[0xDF, 0xFF, 0xFF, 0xFE], 268_435_455),
            (&[0xC0, 0x00, 0x00, 0x01], -268_435_456),
        ];
        for (bytes, value) in signed {
            assert_eq!(cursor(bytes).compressed_signed().unwrap(), *value);
        }
        assert!(cursor(&[0xFF]).compressed().is_err());
        assert!(cursor(&[0xC0, 0]).compressed().is_err());
    }
}
