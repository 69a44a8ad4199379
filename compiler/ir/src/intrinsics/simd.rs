//! Vector instruction sets: none is offered yet, so every question answers no and the library takes its
//! scalar paths.

use super::{Expand, Expanded, Site};
use crate::import::{Importer, Item, Outcome};

const INSTRUCTION_SETS: &[&str] = &[
    "System.Runtime.Intrinsics.X86.",
    "System.Runtime.Intrinsics.Arm.",
    "System.Runtime.Intrinsics.Wasm.",
];

const VECTORS: &[&str] = &[
    "System.Numerics.Vector::get_IsHardwareAccelerated",
    "System.Runtime.Intrinsics.Vector64::get_IsHardwareAccelerated",
    "System.Runtime.Intrinsics.Vector128::get_IsHardwareAccelerated",
    "System.Runtime.Intrinsics.Vector256::get_IsHardwareAccelerated",
    "System.Runtime.Intrinsics.Vector512::get_IsHardwareAccelerated",
];

pub(super) fn find(name: &str) -> Option<Expand> {
    let asks_support = name.ends_with("::get_IsSupported")
        && INSTRUCTION_SETS.iter().any(|set| name.starts_with(set));
    (asks_support || VECTORS.contains(&name)).then_some(no as Expand)
}

fn no(_: &mut Importer<'_>, _: &Site) -> Outcome<Expanded> {
    Ok(Expanded::Item(Item::bool(false)))
}

/// Whether a method only tells that no vectors are offered.
pub(crate) fn answers_no(name: &str) -> bool {
    find(name).is_some()
}
