//! Decoding of one column into its typed value, with every index checked against its target.

use crate::block::BlockRef;
use crate::coded::CodedIndex;
use crate::error::{Fault, Parse};
use crate::heaps::Guid;
use crate::tables::layout::TableLayout;
use crate::tables::schema;
use crate::token::{Row, RowList, Table, Via};

/// One row of a table, not yet decoded.
#[derive(Clone, Copy)]
pub(crate) struct RawRow<'a> {
    pub block: BlockRef<'a>,
    layout: &'a TableLayout,
    bytes: &'a [u8],
    rid: u32,
}

impl<'a> RawRow<'a> {
    #[inline]
    pub fn new(block: BlockRef<'a>, table: Table, rid: u32) -> Parse<Self> {
        let layout = block.table(table);
        Ok(RawRow {
            block,
            layout,
            bytes: layout.row(block.bytes, rid)?,
            rid,
        })
    }

    #[inline]
    pub fn raw(&self, column: usize) -> u32 {
        self.layout.columns[column].read(self.bytes)
    }
}

/// A type that a column can be decoded to.
pub(crate) trait FromColumn<'a>: Sized {
    fn decode(row: &RawRow<'a>, column: usize) -> Parse<Self>;
}

impl<'a> FromColumn<'a> for u16 {
    #[inline]
    fn decode(row: &RawRow<'a>, column: usize) -> Parse<Self> {
        Ok(row.raw(column) as u16)
    }
}

impl<'a> FromColumn<'a> for u32 {
    #[inline]
    fn decode(row: &RawRow<'a>, column: usize) -> Parse<Self> {
        Ok(row.raw(column))
    }
}

impl<'a> FromColumn<'a> for &'a str {
    #[inline]
    fn decode(row: &RawRow<'a>, column: usize) -> Parse<Self> {
        let block = row.block;
        block.block.heaps.string(block.bytes, row.raw(column))
    }
}

impl<'a> FromColumn<'a> for &'a [u8] {
    #[inline]
    fn decode(row: &RawRow<'a>, column: usize) -> Parse<Self> {
        let block = row.block;
        block.block.heaps.blob(block.bytes, row.raw(column))
    }
}

impl<'a> FromColumn<'a> for Option<Guid> {
    fn decode(row: &RawRow<'a>, column: usize) -> Parse<Self> {
        let block = row.block;
        block.block.heaps.guid(block.bytes, row.raw(column))
    }
}

/// A coded index, or none if it is nil.
#[inline]
pub(crate) fn coded<C: CodedIndex>(row: &RawRow<'_>, column: usize) -> Parse<Option<C>> {
    decode_coded(row.block, row.raw(column))
}

/// A coded index from its stored value, or none if it is nil.
#[inline]
pub(crate) fn decode_coded<C: CodedIndex>(block: BlockRef<'_>, value: u32) -> Parse<Option<C>> {
    let tag = value & ((1 << C::TAG_BITS) - 1);
    let rid = value >> C::TAG_BITS;
    if rid == 0 {
        return Ok(None);
    }
    let Some(table) = C::TABLES.get(tag as usize).copied().flatten() else {
        return Err(Fault::metadata("a coded index names no table"));
    };
    if rid > block.count(table) {
        return Err(Fault::metadata(
            "a coded index names a row outside its table",
        ));
    }
    Ok(C::from_row(table, rid))
}

/// A row number, or none if it is nil.
#[inline]
pub(crate) fn row<R: Row>(raw: &RawRow<'_>, column: usize) -> Parse<Option<R>> {
    let rid = raw.raw(column);
    if rid > raw.block.count(R::TABLE) {
        return Err(Fault::metadata("an index names a row outside its table"));
    }
    Ok((rid != 0).then(|| R::from_rid(rid)))
}

#[cold]
pub(crate) fn nil_index() -> Fault {
    Fault::metadata("an index that must name a row is nil")
}

macro_rules! index_columns {
    ($decode:ident: $($name:ident)*) => {$(
        impl<'a> FromColumn<'a> for Option<$name> {
            #[inline]
            fn decode(row: &RawRow<'a>, column: usize) -> Parse<Self> {
                $decode(row, column)
            }
        }
        impl<'a> FromColumn<'a> for $name {
            #[inline]
            fn decode(row: &RawRow<'a>, column: usize) -> Parse<Self> {
                $decode(row, column)?.ok_or_else(nil_index)
            }
        }
    )*};
}

use crate::coded::*;
use crate::token::*;

index_columns!(coded: TypeDefOrRef HasConstant HasCustomAttribute HasFieldMarshal HasDeclSecurity
    MemberRefParent HasSemantics MethodDefOrRef MemberForwarded Implementation CustomAttributeType
    ResolutionScope TypeOrMethodDef HasCustomDebugInformation);
index_columns!(row: TypeDefRow FieldRow MethodRow ParamRow ModuleRefRow AssemblyRefRow
    GenericParamRow DocumentRow ImportScopeRow);

/// A list column: rows from this row's value up to the next row's.
impl<'a, R: Row> FromColumn<'a> for RowList<'a, R> {
    fn decode(raw: &RawRow<'a>, column: usize) -> Parse<Self> {
        let block = raw.block;
        let mut via = Via::Direct;
        let mut rows = block.table(R::TABLE).rows;
        if let Some(pointers) = schema::pointer_table(R::TABLE) {
            let layout = block.table(pointers);
            if layout.rows != 0 {
                let bytes = layout.bytes(block.bytes);
                rows = layout.rows;
                via = match layout.row_size {
                    2 => Via::Narrow(bytes),
                    _ => Via::Wide(bytes),
                };
            }
        }
        let start = raw.raw(column);
        let end = if raw.rid < raw.layout.rows {
            raw.layout.cell(block.bytes, raw.rid + 1, column)?
        } else {
            rows + 1
        };
        // Some compilers write 0 or one past the end for an empty list at the end.
        if start == 0 || start > rows {
            return match start <= rows + 1 {
                true => Ok(RowList::EMPTY),
                false => Err(Fault::metadata("a list starts outside its table")),
            };
        }
        if end > rows + 1 {
            return Err(Fault::metadata("a list ends outside its table"));
        }
        if end < start && end != 0 {
            return Err(Fault::metadata("a list ends before it starts"));
        }
        Ok(RowList::new(start, end, via))
    }
}
