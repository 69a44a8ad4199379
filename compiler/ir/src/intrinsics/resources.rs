//! Messages of the class library: `SR.GetResourceString(key)` is the text itself.

use super::{Expanded, Site, Table};
use crate::import::{Importer, Item, Outcome};

pub(super) const TABLE: Table = &[
    ("System.SR::GetResourceString", text_of),
    ("System.SR::InternalGetResourceString", text_of),
];

/// A key that is not constant, or has no text, stands for itself.
fn text_of(importer: &mut Importer<'_>, site: &Site) -> Outcome<Expanded> {
    let Item::Text(key) = &site.args[0] else {
        return Ok(Expanded::Item(site.args[0].clone()));
    };
    let assembly = importer.world.method(site.method).def.assembly;
    let name = String::from_utf16_lossy(key);
    Ok(Expanded::Item(
        match importer.world.resource_string(assembly, &name) {
            Some(text) => Item::Text(text.encode_utf16().collect()),
            None => Item::Text(key.clone()),
        },
    ))
}
