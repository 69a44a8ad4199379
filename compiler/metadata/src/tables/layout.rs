//! Where each table lies in the file and how wide its columns are.

use crate::cursor::Cursor;
use crate::error::{ErrorKind, Fault, Parse};
use crate::tables::schema::{self, Column};
use crate::token::Table;

pub(crate) const TABLES: usize = 64;
const MAX_COLUMNS: usize = 9;

/// Offset and width of a column in its row.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ColumnLayout {
    pub offset: u8,
    pub width: u8,
}

/// Where one table is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TableLayout {
    /// Offset of the first row in the file.
    pub offset: usize,
    /// Rows stored here.
    pub rows: u32,
    pub row_size: u8,
    pub columns: [ColumnLayout; MAX_COLUMNS],
}

/// The table stream: layouts of all tables and the row counts that indexes are checked against.
#[derive(Debug, Clone)]
pub(crate) struct Layouts {
    pub tables: [TableLayout; TABLES],
    /// Row counts by table number, including the tables that only another file holds.
    pub counts: [u32; TABLES],
}

/// The size flags of heaps.
#[derive(Clone, Copy)]
struct Widths {
    text: u8,
    guid: u8,
    blob: u8,
}

/// Reads the header of a `#~` or `#-` stream that starts at `base` of the file. `external` has the
/// row counts of tables that are in another file (for a standalone portable PDB).
pub(crate) fn read(
    stream: &[u8],
    base: usize,
    minimal_delta: bool,
    external: Option<&[u32; TABLES]>,
) -> Parse<Layouts> {
    let mut cursor = Cursor::new(stream, ErrorKind::BadMetadata);
    cursor.u32()?;
    cursor.u16()?;
    let heap_sizes = cursor.u8()?;
    cursor.u8()?;
    let valid = cursor.u64()?;
    let _sorted = cursor.u64()?;
    let mut rows = [0u32; TABLES];
    for (number, count) in rows.iter_mut().enumerate() {
        if valid & 1 << number == 0 {
            continue;
        }
        *count = cursor.u32()?;
        if *count > 0x00FF_FFFF {
            return Err(cursor.fault("a table claims more rows than a token can name"));
        }
        if Table::from_number(number as u8).is_none() && *count != 0 {
            return Err(cursor.fault("the table stream contains an unknown table"));
        }
    }
    if heap_sizes & 0x40 != 0 {
        cursor.u32()?;
    }
    let mut counts = rows;
    if let Some(external) = external {
        for (count, outside) in counts.iter_mut().zip(external) {
            *count = (*count).max(*outside);
        }
    }
    let wide = |flag: u8| {
        if minimal_delta || heap_sizes & flag != 0 {
            4
        } else {
            2
        }
    };
    let widths = Widths {
        text: wide(1),
        guid: wide(2),
        blob: wide(4),
    };
    let mut layouts = Layouts {
        tables: [TableLayout::default(); TABLES],
        counts,
    };
    for &table in Table::ALL {
        let layout = &mut layouts.tables[table as usize];
        layout.rows = rows[table as usize];
        let mut offset = 0u8;
        for (slot, &column) in layout.columns.iter_mut().zip(schema::columns(table)) {
            let width = match minimal_delta {
                true if !matches!(column, Column::U16) => 4,
                _ => column_width(column, widths, &counts),
            };
            *slot = ColumnLayout { offset, width };
            offset += width;
        }
        layout.row_size = offset;
        layout.offset = base + cursor.pos();
        let bytes = u64::from(layout.rows) * u64::from(layout.row_size);
        if bytes > cursor.remaining() as u64 {
            return Err(cursor.fault("a table extends beyond the end of the table stream"));
        }
        cursor.take(bytes as usize)?;
    }
    Ok(layouts)
}

fn column_width(column: Column, widths: Widths, counts: &[u32; TABLES]) -> u8 {
    let rows_fit = |table: Table, bits: u32| {
        // Lists into a table also go through its table of indirections.
        let pointers = schema::pointer_table(table).map_or(0, |t| counts[t as usize]);
        counts[table as usize].max(pointers) < 1 << (16 - bits)
    };
    match column {
        Column::U16 => 2,
        Column::U32 => 4,
        Column::Text => widths.text,
        Column::Guid => widths.guid,
        Column::Blob => widths.blob,
        Column::Row(table) if rows_fit(table, 0) => 2,
        Column::Coded(tables, bits) if tables.iter().flatten().all(|t| rows_fit(*t, bits)) => 2,
        Column::Row(_) | Column::Coded(..) => 4,
    }
}

impl TableLayout {
    /// The value of a column of row `rid`, which must be in range.
    #[inline]
    pub fn cell(&self, file: &[u8], rid: u32, column: usize) -> Parse<u32> {
        let row = self.row(file, rid)?;
        Ok(self.columns[column].read(row))
    }

    /// The bytes of row `rid`.
    #[inline]
    pub fn row<'a>(&self, file: &'a [u8], rid: u32) -> Parse<&'a [u8]> {
        let index = rid.wrapping_sub(1);
        if index >= self.rows {
            return Err(Fault::metadata("a row number is outside its table"));
        }
        let size = usize::from(self.row_size);
        let start = self.offset + index as usize * size;
        file.get(start..start + size)
            .ok_or(Fault::metadata("a table lies outside the file"))
    }

    /// The bytes of all rows.
    pub fn bytes<'a>(&self, file: &'a [u8]) -> &'a [u8] {
        let len = self.rows as usize * usize::from(self.row_size);
        file.get(self.offset..self.offset + len).unwrap_or(&[])
    }
}

impl ColumnLayout {
    #[inline]
    pub fn read(self, row: &[u8]) -> u32 {
        let bytes = row.get(usize::from(self.offset)..).unwrap_or(&[]);
        if self.width == 2 {
            bytes
                .first_chunk()
                .map_or(0, |b| u32::from(u16::from_le_bytes(*b)))
        } else {
            bytes.first_chunk().map_or(0, |b| u32::from_le_bytes(*b))
        }
    }
}
