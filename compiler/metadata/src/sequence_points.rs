//! Sequence points of a portable PDB: from an IL offset to a line of source.

use crate::cursor::Cursor;
use crate::error::{ErrorKind, Parse, Result};
use crate::pdb::Pdb;
use crate::token::*;

/// The place in the source where an instruction comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SequencePoint {
    /// First IL offset.
    pub offset: u32,
    /// The document.
    pub document: DocumentRow,
    /// The text; none for code that the compiler made up.
    pub span: Option<SourceSpan>,
}

/// A range of text, lines and columns counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SourceSpan {
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last.
    pub end_column: u32,
}

impl Pdb {
    /// The sequence points of a method in the order of IL offsets; empty if it has none.
    pub fn sequence_points(&self, method: MethodRow) -> Result<Vec<SequencePoint>> {
        let row = MethodDebugInformationRow(method.rid());
        if row.rid() == 0 || row.rid() > self.row_count(Table::MethodDebugInformation) {
            return Ok(Vec::new());
        }
        let about = self.method_debug_information(row)?;
        self.decode_points(about.document, about.sequence_points)
            .map_err(|fault| self.fail(fault, row.token()))
    }

    /// The sequence point that an IL offset belongs to: the last one at or before it that has text.
    pub fn locate(&self, method: MethodRow, offset: u32) -> Result<Option<SequencePoint>> {
        let points = self.sequence_points(method)?;
        Ok(points
            .into_iter()
            .take_while(|point| point.offset <= offset)
            .filter(|point| point.span.is_some())
            .last())
    }

    fn decode_points(
        &self,
        document: Option<DocumentRow>,
        blob: &[u8],
    ) -> Parse<Vec<SequencePoint>> {
        let mut points = Vec::new();
        if blob.is_empty() {
            return Ok(points);
        }
        let mut cursor = Cursor::new(blob, ErrorKind::BadPdb);
        // The signature of locals, known from the body as well.
        cursor.compressed()?;
        let mut document = match document {
            Some(document) => document,
            None => self.document(&mut cursor)?,
        };
        let mut offset = 0u32;
        let mut previous: Option<(u32, u32)> = None;
        while !cursor.is_empty() {
            let step = cursor.compressed()?;
            if step == 0 && !points.is_empty() {
                document = self.document(&mut cursor)?;
                continue;
            }
            offset = offset.saturating_add(step);
            let lines = cursor.compressed()?;
            let columns = match lines {
                0 => cursor.compressed()? as i32,
                _ => cursor.compressed_signed()?,
            };
            if lines == 0 && columns == 0 {
                points.push(SequencePoint {
                    offset,
                    document,
                    span: None,
                });
                continue;
            }
            let (line, column) = match previous {
                None => (cursor.compressed()?, cursor.compressed()?),
                Some((line, column)) => (
                    line.wrapping_add_signed(cursor.compressed_signed()?),
                    column.wrapping_add_signed(cursor.compressed_signed()?),
                ),
            };
            previous = Some((line, column));
            points.push(SequencePoint {
                offset,
                document,
                span: Some(SourceSpan {
                    line,
                    column,
                    end_line: line.wrapping_add(lines),
                    end_column: column.wrapping_add_signed(columns),
                }),
            });
        }
        Ok(points)
    }

    fn document(&self, cursor: &mut Cursor<'_>) -> Parse<DocumentRow> {
        let rid = cursor.compressed()?;
        match (1..=self.row_count(Table::Document)).contains(&rid) {
            true => Ok(DocumentRow(rid)),
            false => Err(cursor.fault("a sequence point is in an unknown document")),
        }
    }
}
