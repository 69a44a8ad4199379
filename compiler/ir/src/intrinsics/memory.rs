//! Bulk memory: the library's own loops become memmove and memset.

use super::unsafe_ops::address;
use super::{Expanded, Site, Table};
use crate::function::Payload;
use crate::import::{Importer, Outcome};
use crate::op::Op;
use crate::ty::Ty;

pub(super) const TABLE: Table = &[
    ("System.SpanHelpers::Memmove", memmove),
    ("System.SpanHelpers::ClearWithoutReferences", clear),
];

fn memmove(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    importer.clobber(None)?;
    let to = address(importer, &site.args[0])?;
    let from = address(importer, &site.args[1])?;
    let (to, from) = (importer.addr_value(to), importer.addr_value(from));
    let native = importer.native;
    let count = importer.value_as(&site.args[2], native)?;
    importer.inst(Op::MoveBytes, [to, from, count], Payload::None, &[]);
    Ok(Expanded::Void)
}

fn clear(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    importer.clobber(None)?;
    let to = address(importer, &site.args[0])?;
    let to = importer.addr_value(to);
    let zero = importer.iconst(Ty::I32, 0);
    let native = importer.native;
    let count = importer.value_as(&site.args[1], native)?;
    importer.inst(Op::FillBytes, [to, zero, count], Payload::None, &[]);
    Ok(Expanded::Void)
}
