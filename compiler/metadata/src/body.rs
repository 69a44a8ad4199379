//! Method bodies: tiny and fat headers, code, exception clauses (ECMA-335 II.25.4).

use crate::assembly::Assembly;
use crate::coded::TypeDefOrRef;
use crate::cursor::Cursor;
use crate::error::{ErrorKind, Fault, Parse, Place, Result};
use crate::flags::{CodeKind, MethodImplFlags};
use crate::instruction::Instructions;
use crate::tables::column::RawRow;
use crate::token::*;

/// The body of a method.
#[derive(Debug, Clone)]
pub struct Body<'a> {
    /// Greatest depth of the evaluation stack.
    pub max_stack: u16,
    /// Locals start zeroed.
    pub init_locals: bool,
    /// Types of the locals.
    pub local_sig: Option<StandAloneSigRow>,
    /// The instructions.
    pub code: &'a [u8],
    /// Address of the first instruction.
    pub code_rva: u32,
    /// Exception clauses, inner ones first.
    pub clauses: Vec<Clause>,
}

/// An exception clause. Offsets are in the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Clause {
    /// What the handler does.
    pub kind: ClauseKind,
    /// First byte of the protected range.
    pub try_start: u32,
    /// First byte after it.
    pub try_end: u32,
    /// First byte of the handler.
    pub handler_start: u32,
    /// First byte after it.
    pub handler_end: u32,
}

/// What the handler of a clause does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClauseKind {
    /// Catches a type.
    Catch(TypeDefOrRef),
    /// Catches what a filter, starting at this offset and ending at the handler, accepts.
    Filter(u32),
    /// Runs always.
    Finally,
    /// Runs when an exception passes.
    Fault,
}

impl<'a> Body<'a> {
    /// The instructions, decoded one by one.
    pub fn instructions(&self) -> Instructions<'a> {
        Instructions::new(self.code)
    }
}

const TINY: u8 = 0x2;
const FAT: u8 = 0x3;
const MORE_SECTIONS: u16 = 0x8;
const INIT_LOCALS: u16 = 0x10;
const SECTION_KIND: u8 = 0x3F;
const SECTION_EXCEPTIONS: u8 = 0x1;
const SECTION_FAT: u8 = 0x40;
const SECTION_MORE: u8 = 0x80;

impl Assembly {
    /// The body of a method; none if it is abstract, runtime-provided or native.
    pub fn body(&self, method: MethodRow) -> Result<Option<Body<'_>>> {
        // Only these two columns are decoded, not the whole row.
        let raw = RawRow::new(self.block(), Table::MethodDef, method.rid())
            .map_err(|fault| self.fail(fault, method.token()))?;
        let rva = raw.raw(0);
        let impl_flags = MethodImplFlags::from_bits_retain(raw.raw(1) as u16);
        let il = matches!(impl_flags.code_kind(), CodeKind::Il | CodeKind::OptimizedIl);
        if rva == 0 || !il {
            return Ok(None);
        }
        let tail = self
            .image
            .tail(self.bytes(), rva)
            .map_err(|fault| self.error(ErrorKind::BadBody, fault.what, Place::Rva(rva)))?;
        self.read_body(tail, rva)
            .map(Some)
            .map_err(|fault| self.fail(fault.as_kind(ErrorKind::BadBody), method.token()))
    }

    fn read_body<'a>(&'a self, tail: &'a [u8], rva: u32) -> Parse<Body<'a>> {
        let mut cursor = Cursor::new(tail, ErrorKind::BadBody);
        let head = cursor.u8()?;
        if head & 3 == TINY {
            return Ok(Body {
                max_stack: 8,
                init_locals: false,
                local_sig: None,
                code: cursor.take(usize::from(head >> 2))?,
                code_rva: rva + 1,
                clauses: Vec::new(),
            });
        }
        if head & 3 != FAT {
            return Err(cursor.fault("a method body has an unknown header"));
        }
        let flags = u16::from(head) | u16::from(cursor.u8()?) << 8;
        let header = usize::from(flags >> 12) * 4;
        if header < 12 {
            return Err(cursor.fault("the header of a method body is too small"));
        }
        let max_stack = cursor.u16()?;
        let size = cursor.u32()? as usize;
        let local_sig = Token(cursor.u32()?);
        let local_sig = match local_sig.row::<StandAloneSigRow>() {
            Some(row) if self.has(row) => Some(row),
            None if local_sig.is_nil() => None,
            _ => return Err(cursor.fault("the locals of a method body have no signature")),
        };
        cursor.seek(header)?;
        let code = cursor.take(size)?;
        let mut clauses = Vec::new();
        let mut more = flags & MORE_SECTIONS != 0;
        while more {
            // Sections are aligned to four bytes in memory.
            let aligned = (rva as usize + cursor.pos()).next_multiple_of(4) - rva as usize;
            cursor.seek(aligned)?;
            more = self.read_section(&mut cursor, code.len(), &mut clauses)?;
        }
        Ok(Body {
            max_stack,
            init_locals: flags & INIT_LOCALS != 0,
            local_sig,
            code,
            code_rva: rva + header as u32,
            clauses,
        })
    }

    fn read_section(
        &self,
        cursor: &mut Cursor<'_>,
        code_size: usize,
        clauses: &mut Vec<Clause>,
    ) -> Parse<bool> {
        let kind = cursor.u8()?;
        let fat = kind & SECTION_FAT != 0;
        let size = if fat {
            let [a, b, c] = [cursor.u8()?, cursor.u8()?, cursor.u8()?];
            u32::from_le_bytes([a, b, c, 0])
        } else {
            let size = cursor.u8()?;
            cursor.u16()?;
            u32::from(size)
        };
        if size < 4 {
            return Err(cursor.fault("a section of a method body is too small"));
        }
        if kind & SECTION_KIND != SECTION_EXCEPTIONS {
            cursor.take(size as usize - 4)?;
            return Ok(kind & SECTION_MORE != 0);
        }
        // Some compilers leave the four bytes of the section header out of the size.
        let count = size / if fat { 24 } else { 12 };
        for _ in 0..count {
            let clause = match fat {
                true => self.read_clause(cursor, RawClause::fat)?,
                false => self.read_clause(cursor, RawClause::small)?,
            };
            let inside = |start: u32, end: u32| start <= end && end as usize <= code_size;
            let filter = match clause.kind {
                ClauseKind::Filter(start) => inside(start, clause.handler_start),
                _ => true,
            };
            if !filter
                || !inside(clause.try_start, clause.try_end)
                || !inside(clause.handler_start, clause.handler_end)
            {
                return Err(cursor.fault("an exception clause lies outside the code"));
            }
            clauses.push(clause);
        }
        Ok(kind & SECTION_MORE != 0)
    }

    fn read_clause<'b>(
        &self,
        cursor: &mut Cursor<'b>,
        read: fn(&mut Cursor<'b>) -> Parse<RawClause>,
    ) -> Parse<Clause> {
        let raw = read(cursor)?;
        let kind = match raw.flags & 7 {
            0 => {
                let ty = self
                    .check_token(Token(raw.token_or_filter))
                    .ok()
                    .and_then(TypeDefOrRef::from_token);
                ClauseKind::Catch(ty.ok_or_else(|| cursor.fault("a handler catches no type"))?)
            }
            1 => ClauseKind::Filter(raw.token_or_filter),
            2 => ClauseKind::Finally,
            4 => ClauseKind::Fault,
            _ => return Err(cursor.fault("an exception clause is of an unknown kind")),
        };
        let end = |start: u32, len: u32| {
            start
                .checked_add(len)
                .ok_or(Fault::new(ErrorKind::BadBody, "a clause is too long"))
        };
        Ok(Clause {
            kind,
            try_start: raw.try_start,
            try_end: end(raw.try_start, raw.try_len)?,
            handler_start: raw.handler_start,
            handler_end: end(raw.handler_start, raw.handler_len)?,
        })
    }
}

/// A clause as stored, in either width.
struct RawClause {
    flags: u32,
    try_start: u32,
    try_len: u32,
    handler_start: u32,
    handler_len: u32,
    token_or_filter: u32,
}

impl RawClause {
    fn small(cursor: &mut Cursor<'_>) -> Parse<RawClause> {
        Ok(RawClause {
            flags: u32::from(cursor.u16()?),
            try_start: u32::from(cursor.u16()?),
            try_len: u32::from(cursor.u8()?),
            handler_start: u32::from(cursor.u16()?),
            handler_len: u32::from(cursor.u8()?),
            token_or_filter: cursor.u32()?,
        })
    }

    fn fat(cursor: &mut Cursor<'_>) -> Parse<RawClause> {
        Ok(RawClause {
            flags: cursor.u32()?,
            try_start: cursor.u32()?,
            try_len: cursor.u32()?,
            handler_start: cursor.u32()?,
            handler_len: cursor.u32()?,
            token_or_filter: cursor.u32()?,
        })
    }
}
