//! One metadata root: streams, heaps and tables over the bytes of a file (ECMA-335 II.24.2).

use crate::cursor::Cursor;
use crate::error::{ErrorKind, Parse};
use crate::heaps::Heaps;
use crate::lookup::Views;
use crate::tables::layout::{self, Layouts, TABLES, TableLayout};
use crate::token::{Row, RowList, Table, Via};

const SIGNATURE: u32 = 0x424A_5342;

/// Where everything of a metadata root is, and the lookups built so far.
#[derive(Debug)]
pub(crate) struct Block {
    pub heaps: Heaps,
    pub layouts: Layouts,
    pub views: Views,
    /// Offset and size of the `#Pdb` stream.
    pub pdb_stream: Option<(usize, usize)>,
    /// The runtime version that the root names.
    pub version: (usize, usize),
}

/// A block with the bytes that it describes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BlockRef<'a> {
    pub bytes: &'a [u8],
    pub block: &'a Block,
}

/// Reads the root at `start..start + size` of `file`.
pub(crate) fn read(file: &[u8], start: usize, size: usize) -> Parse<Block> {
    let end = start.saturating_add(size).min(file.len());
    let root = file.get(start..end).unwrap_or(&[]);
    let mut cursor = Cursor::new(root, ErrorKind::BadMetadata);
    if cursor.u32()? != SIGNATURE {
        return Err(cursor.fault("the metadata does not start with its signature"));
    }
    cursor.u32()?;
    cursor.u32()?;
    let version_len = cursor.u32()? as usize;
    let version_at = start + cursor.pos();
    let version = cursor.take(version_len)?;
    let version_len = version.iter().position(|b| *b == 0).unwrap_or(version_len);
    cursor.u16()?;
    let streams = cursor.u16()?;

    let mut heaps = Heaps::default();
    let mut tables = None;
    let mut pdb_stream = None;
    let mut minimal_delta = false;
    for _ in 0..streams {
        let offset = cursor.u32()? as usize;
        let size = cursor.u32()? as usize;
        let name = stream_name(&mut cursor)?;
        let Some(stream_end) = offset.checked_add(size).filter(|end| *end <= root.len()) else {
            return Err(cursor.fault("a metadata stream extends beyond the metadata"));
        };
        let range = start + offset..start + stream_end;
        match name {
            // The first of several equally named heaps counts, as in the runtime.
            b"#Strings" if heaps.strings.is_empty() => heaps.strings = range,
            b"#Blob" if heaps.blobs.is_empty() => heaps.blobs = range,
            b"#GUID" if heaps.guids.is_empty() => heaps.guids = range,
            b"#US" if heaps.user_strings.is_empty() => heaps.user_strings = range,
            b"#~" | b"#-" if tables.is_none() => tables = Some(range),
            b"#Pdb" => pdb_stream = Some((range.start, size)),
            b"#JTD" => minimal_delta = true,
            _ => {}
        }
    }
    let Some(tables) = tables else {
        return Err(cursor.fault("the metadata has no table stream"));
    };
    let external = match pdb_stream {
        Some((at, size)) => Some(external_counts(&file[at..at + size])?),
        None => None,
    };
    let layouts = layout::read(
        &file[tables.clone()],
        tables.start,
        minimal_delta,
        external.as_ref(),
    )
    .map_err(|fault| fault.at(tables.start + fault.offset as usize - start))?;
    Ok(Block {
        heaps,
        layouts,
        views: Views::default(),
        pdb_stream,
        version: (version_at, version_len),
    })
}

fn stream_name<'a>(cursor: &mut Cursor<'a>) -> Parse<&'a [u8]> {
    let rest = cursor.rest();
    let Some(len) = rest.iter().take(32).position(|byte| *byte == 0) else {
        return Err(cursor.fault("the name of a metadata stream has no end"));
    };
    cursor.take((len + 4) & !3)?;
    Ok(&rest[..len])
}

/// The row counts of the assembly's tables that a standalone PDB was written against.
fn external_counts(stream: &[u8]) -> Parse<[u32; TABLES]> {
    let mut cursor = Cursor::new(stream, ErrorKind::BadPdb);
    cursor.take(20)?;
    cursor.u32()?;
    let referenced = cursor.u64()?;
    let mut counts = [0; TABLES];
    for (number, count) in counts.iter_mut().enumerate() {
        if referenced & 1 << number != 0 {
            *count = cursor.u32()?.min(0x00FF_FFFF);
        }
    }
    Ok(counts)
}

impl<'a> BlockRef<'a> {
    #[inline]
    pub fn table(self, table: Table) -> &'a TableLayout {
        &self.block.layouts.tables[table as usize]
    }

    /// The rows of a table, also of one that only the assembly of a PDB holds.
    #[inline]
    pub fn count(self, table: Table) -> u32 {
        self.block.layouts.counts[table as usize]
    }

    /// All rows of a table.
    pub fn rows<R: Row>(self) -> RowList<'a, R> {
        RowList::new(1, self.table(R::TABLE).rows + 1, Via::Direct)
    }
}
