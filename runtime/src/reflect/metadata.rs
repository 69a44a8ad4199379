//! Reader of ECMA-335 metadata as the assemblies have it: tables, strings, blobs.

use super::tables;

/// Table numbers.
pub mod table {
    pub const MODULE: u8 = 0x00;
    pub const TYPE_REF: u8 = 0x01;
    pub const TYPE_DEF: u8 = 0x02;
    pub const FIELD: u8 = 0x04;
    pub const METHOD: u8 = 0x06;
    pub const PARAM: u8 = 0x08;
    pub const MEMBER_REF: u8 = 0x0A;
    pub const CONSTANT: u8 = 0x0B;
    pub const CUSTOM_ATTRIBUTE: u8 = 0x0C;
    pub const FIELD_MARSHAL: u8 = 0x0D;
    pub const CLASS_LAYOUT: u8 = 0x0F;
    pub const FIELD_LAYOUT: u8 = 0x10;
    pub const EVENT_MAP: u8 = 0x12;
    pub const EVENT: u8 = 0x14;
    pub const PROPERTY_MAP: u8 = 0x15;
    pub const PROPERTY: u8 = 0x17;
    pub const METHOD_SEMANTICS: u8 = 0x18;
    pub const TYPE_SPEC: u8 = 0x1B;
    pub const IMPL_MAP: u8 = 0x1C;
    pub const MODULE_REF: u8 = 0x1A;
    pub const ASSEMBLY: u8 = 0x20;
    pub const NESTED_CLASS: u8 = 0x29;
    pub const GENERIC_PARAM: u8 = 0x2A;
    pub const GENERIC_PARAM_CONSTRAINT: u8 = 0x2C;
}

/// Kind of a column: fixed width, heap index, row of a table, coded index.
#[derive(Clone, Copy)]
enum Col {
    U16,
    U32,
    Str,
    Guid,
    Blob,
    Row(u8),
    Coded(u8, &'static [u8]),
}

use Col::{Blob, Coded, Guid, Row, Str, U16, U32};

/// No table: a hole in a coded index.
const X: u8 = 0xFF;
const TYPE_DEF_OR_REF: Col = Coded(2, &[0x02, 0x01, 0x1B]);
const HAS_CONSTANT: Col = Coded(2, &[0x04, 0x08, 0x17]);
const HAS_ATTRIBUTE: Col = Coded(
    5,
    &[
        0x06, 0x04, 0x01, 0x02, 0x08, 0x09, 0x0A, 0x00, 0x0E, 0x17, 0x14, 0x11, 0x1A, 0x1B, 0x20,
        0x23, 0x26, 0x27, 0x28, 0x2A, 0x2C, 0x2B,
    ],
);
const HAS_MARSHAL: Col = Coded(1, &[0x04, 0x08]);
const HAS_SECURITY: Col = Coded(2, &[0x02, 0x06, 0x20]);
const MEMBER_PARENT: Col = Coded(3, &[0x02, 0x01, 0x1A, 0x06, 0x1B]);
const HAS_SEMANTICS: Col = Coded(1, &[0x14, 0x17]);
const METHOD_DEF_OR_REF: Col = Coded(1, &[0x06, 0x0A]);
const FORWARDED: Col = Coded(1, &[0x04, 0x06]);
const IMPLEMENTATION: Col = Coded(2, &[0x26, 0x23, 0x27]);
const ATTRIBUTE_TYPE: Col = Coded(3, &[X, X, 0x06, 0x0A, X]);
const SCOPE: Col = Coded(2, &[0x00, 0x1A, 0x23, 0x01]);
const TYPE_OR_METHOD: Col = Coded(1, &[0x02, 0x06]);

/// Columns of each table.
static SCHEMA: [&[Col]; 0x2D] = [
    &[U16, Str, Guid, Guid, Guid],
    &[SCOPE, Str, Str],
    &[U32, Str, Str, TYPE_DEF_OR_REF, Row(0x04), Row(0x06)],
    &[Row(0x04)],
    &[U16, Str, Blob],
    &[Row(0x06)],
    &[U32, U16, U16, Str, Blob, Row(0x08)],
    &[Row(0x08)],
    &[U16, U16, Str],
    &[Row(0x02), TYPE_DEF_OR_REF],
    &[MEMBER_PARENT, Str, Blob],
    &[U16, HAS_CONSTANT, Blob],
    &[HAS_ATTRIBUTE, ATTRIBUTE_TYPE, Blob],
    &[HAS_MARSHAL, Blob],
    &[U16, HAS_SECURITY, Blob],
    &[U16, U32, Row(0x02)],
    &[U32, Row(0x04)],
    &[Blob],
    &[Row(0x02), Row(0x14)],
    &[Row(0x14)],
    &[U16, Str, TYPE_DEF_OR_REF],
    &[Row(0x02), Row(0x17)],
    &[Row(0x17)],
    &[U16, Str, Blob],
    &[U16, Row(0x06), HAS_SEMANTICS],
    &[Row(0x02), METHOD_DEF_OR_REF, METHOD_DEF_OR_REF],
    &[Str],
    &[Blob],
    &[U16, FORWARDED, Str, Row(0x1A)],
    &[U32, Row(0x04)],
    &[U32, U32],
    &[U32],
    &[U32, U16, U16, U16, U16, U32, Blob, Str, Str],
    &[U32],
    &[U32, U32, U32],
    &[U16, U16, U16, U16, U32, Blob, Str, Str, Blob],
    &[U32, Row(0x23)],
    &[U32, U32, U32, Row(0x23)],
    &[U32, Str, Blob],
    &[U32, U32, Str, Str, IMPLEMENTATION],
    &[U32, U32, Str, IMPLEMENTATION],
    &[Row(0x02), Row(0x02)],
    &[U16, U16, TYPE_OR_METHOD, Str],
    &[METHOD_DEF_OR_REF, Blob],
    &[Row(0x2A), TYPE_DEF_OR_REF],
];

/// The metadata of one module.
pub struct Metadata {
    bytes: &'static [u8],
    strings: usize,
    blobs: usize,
    rows: [u32; 64],
    /// Offset of each table's first row.
    starts: [u32; 64],
    sizes: [u8; 64],
    wide_heaps: u8,
}

fn u16_at(bytes: &[u8], at: usize) -> u32 {
    match bytes.get(at..at + 2) {
        Some(&[a, b]) => u32::from(u16::from_le_bytes([a, b])),
        _ => 0,
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    match bytes.get(at..at + 4) {
        Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
        _ => 0,
    }
}

/// A compressed unsigned integer and its length.
pub fn compressed(bytes: &[u8]) -> Option<(u32, usize)> {
    let first = u32::from(*bytes.first()?);
    Some(match first {
        0..0x80 => (first, 1),
        0x80..0xC0 => ((first & 0x3F) << 8 | u32::from(*bytes.get(1)?), 2),
        _ => {
            let rest = bytes.get(1..4)?;
            let value = rest
                .iter()
                .fold(first & 0x1F, |v, b| v << 8 | u32::from(*b));
            (value, 4)
        }
    })
}

impl Metadata {
    fn read(bytes: &'static [u8]) -> Metadata {
        let mut it = Metadata {
            bytes,
            strings: 0,
            blobs: 0,
            rows: [0; 64],
            starts: [0; 64],
            sizes: [0; 64],
            wide_heaps: 0,
        };
        let version = u32_at(bytes, 12) as usize;
        let mut at = 16 + version;
        let streams = u16_at(bytes, at + 2);
        at += 4;
        let mut tables = 0;
        for _ in 0..streams {
            let offset = u32_at(bytes, at) as usize;
            let name = bytes.get(at + 8..).unwrap_or(&[]);
            let length = name.iter().position(|b| *b == 0).unwrap_or(0);
            match name.get(..length).unwrap_or(&[]) {
                b"#~" | b"#-" => tables = offset,
                b"#Strings" => it.strings = offset,
                b"#Blob" => it.blobs = offset,
                _ => {}
            }
            at += 8 + (length / 4 + 1) * 4;
        }
        if tables == 0 {
            return it;
        }
        it.wide_heaps = bytes.get(tables + 6).copied().unwrap_or(0);
        let valid =
            u64::from(u32_at(bytes, tables + 8)) | u64::from(u32_at(bytes, tables + 12)) << 32;
        let mut at = tables + 24;
        for (table, rows) in it.rows.iter_mut().enumerate() {
            if valid >> table & 1 != 0 {
                *rows = u32_at(bytes, at);
                at += 4;
            }
        }
        for (table, columns) in SCHEMA.iter().enumerate() {
            let size: usize = columns.iter().map(|column| it.width(*column)).sum();
            it.sizes[table] = size as u8;
            it.starts[table] = at as u32;
            at += size * it.rows[table] as usize;
        }
        it
    }

    fn width(&self, column: Col) -> usize {
        let heap = |bit: u8| if self.wide_heaps & bit != 0 { 4 } else { 2 };
        let count = |table: u8| self.rows.get(table as usize).copied().unwrap_or(0);
        match column {
            U16 => 2,
            U32 => 4,
            Str => heap(1),
            Guid => heap(2),
            Blob => heap(4),
            Row(table) => {
                if count(table) > 0xFFFF {
                    4
                } else {
                    2
                }
            }
            Coded(bits, choices) => {
                let most = choices.iter().map(|table| count(*table)).max().unwrap_or(0);
                if most >= 1 << (16 - bits) { 4 } else { 2 }
            }
        }
    }

    pub fn rows(&self, table: u8) -> u32 {
        self.rows.get(table as usize).copied().unwrap_or(0)
    }

    /// The raw value of a column; 0 outside the table. Rows count from 1.
    pub fn cell(&self, table: u8, row: u32, column: usize) -> u32 {
        let Some(columns) = SCHEMA.get(table as usize) else {
            return 0;
        };
        if row == 0 || row > self.rows(table) {
            return 0;
        }
        let before: usize = columns
            .iter()
            .take(column)
            .map(|column| self.width(*column))
            .sum();
        let at = self.starts[table as usize] as usize
            + (row as usize - 1) * self.sizes[table as usize] as usize
            + before;
        match columns.get(column).map(|column| self.width(*column)) {
            Some(2) => u16_at(self.bytes, at),
            Some(_) => u32_at(self.bytes, at),
            None => 0,
        }
    }

    /// The token that a coded column holds; 0 for none.
    pub fn token(&self, table: u8, row: u32, column: usize) -> u32 {
        let value = self.cell(table, row, column);
        let found = SCHEMA.get(table as usize).and_then(|c| c.get(column));
        match found {
            Some(Coded(bits, choices)) => {
                let choice = choices.get((value & ((1 << bits) - 1)) as usize);
                match choice {
                    Some(&table) if table != X && value >> bits != 0 => {
                        u32::from(table) << 24 | value >> bits
                    }
                    _ => 0,
                }
            }
            Some(Row(table)) if value != 0 => u32::from(*table) << 24 | value,
            _ => 0,
        }
    }

    /// A NUL-terminated name.
    pub fn name(&self, table: u8, row: u32, column: usize) -> &'static [u8] {
        let at = self.strings + self.cell(table, row, column) as usize;
        let tail = self.bytes.get(at..).unwrap_or(&[0]);
        let length = tail.iter().position(|b| *b == 0).unwrap_or(0);
        tail.get(..length).unwrap_or(&[])
    }

    pub fn blob(&self, table: u8, row: u32, column: usize) -> &'static [u8] {
        let at = self.blobs + self.cell(table, row, column) as usize;
        let tail = self.bytes.get(at..).unwrap_or(&[]);
        match compressed(tail) {
            Some((length, skip)) => tail.get(skip..skip + length as usize).unwrap_or(&[]),
            None => &[],
        }
    }

    /// Rows that a list column of this row spans.
    pub fn list(&self, table: u8, row: u32, column: usize, of: u8) -> core::ops::Range<u32> {
        let start = self.cell(table, row, column);
        let end = if row < self.rows(table) {
            self.cell(table, row + 1, column)
        } else {
            self.rows(of) + 1
        };
        start..end.max(start)
    }

    /// The row of a table that has this value in a column.
    pub fn find(&self, table: u8, column: usize, value: u32) -> Option<u32> {
        (1..=self.rows(table)).find(|row| self.cell(table, *row, column) == value)
    }

    /// The row whose list column spans a row of the listed table.
    pub fn owner(&self, table: u8, column: usize, of: u8, row: u32) -> Option<u32> {
        (1..=self.rows(table)).find(|owner| self.list(table, *owner, column, of).contains(&row))
    }

    /// Rows of a table sorted by a coded column that hold this token, in order.
    pub fn sorted(&self, table: u8, column: usize, token: u32) -> core::ops::Range<u32> {
        let Some(Coded(bits, choices)) = SCHEMA.get(table as usize).and_then(|c| c.get(column))
        else {
            return 0..0;
        };
        let kind = (token >> 24) as u8;
        let Some(tag) = choices.iter().position(|choice| *choice == kind) else {
            return 0..0;
        };
        let value = (token & 0x00FF_FFFF) << bits | tag as u32;
        self.equal_range(table, column, value)
    }

    /// Rows of a sorted table with this value in a column.
    pub fn equal_range(&self, table: u8, column: usize, value: u32) -> core::ops::Range<u32> {
        let bound = |after: bool| {
            let (mut low, mut high) = (1, self.rows(table) + 1);
            while low < high {
                let middle = low + (high - low) / 2;
                let cell = self.cell(table, middle, column);
                if cell < value || after && cell == value {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            low
        };
        bound(false)..bound(true)
    }
}

const MOST_MODULES: usize = 512;
static mut READ: [*mut Metadata; MOST_MODULES] = [core::ptr::null_mut(); MOST_MODULES];

/// The metadata of a module.
pub fn of(module: u16) -> Option<&'static Metadata> {
    let bytes = tables::modules().get(module as usize)?.metadata();
    let _guard = tables::LOCK.lock();
    // SAFETY: the lock is held; what is read once stays.
    unsafe {
        let place = (&raw mut READ).cast::<*mut Metadata>().add(module as usize);
        if module as usize >= MOST_MODULES {
            return None;
        }
        if (*place).is_null() {
            let memory = libc::malloc(size_of::<Metadata>()).cast::<Metadata>();
            if memory.is_null() {
                return None;
            }
            memory.write(Metadata::read(bytes));
            *place = memory;
        }
        (*place).as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compressed_integers() {
        assert_eq!(compressed(&[3]), Some((3, 1)));
        assert_eq!(compressed(&[0x80, 0x80]), Some((0x80, 2)));
        assert_eq!(compressed(&[0xC0, 0, 0x40, 0]), Some((0x4000, 4)));
        assert_eq!(compressed(&[0xC0, 0]), None);
        assert_eq!(compressed(&[]), None);
    }
}
