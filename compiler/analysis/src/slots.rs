//! Selector colouring: gives each called virtual or interface method one slot number that is free on
//! every constructed type that implements it, so that an interface call costs what a virtual call costs.

use crate::dispatch::{Dispatch, Selector, Target};
use kiln_ir::Func;
use kiln_world::TypeId;
use rustc_hash::FxHashMap;

#[derive(Debug, Default)]
pub struct Slots {
    pub numbers: FxHashMap<Selector, u32>,
    /// Code by slot of each constructed type.
    pub code: FxHashMap<TypeId, Vec<Option<Func>>>,
}

/// Colours the selectors in `used`, most widely implemented first.
pub fn colour(dispatch: &Dispatch, used: &[Selector]) -> Slots {
    let mut order: Vec<(usize, Selector)> = used.iter().copied().enumerate().collect();
    let targets = |selector: Selector| -> &[Target] {
        dispatch.targets.get(&selector).map_or(&[], Vec::as_slice)
    };
    order.sort_by_key(|(position, selector)| {
        (std::cmp::Reverse(targets(*selector).len()), *position)
    });
    let mut slots = Slots::default();
    for (_, selector) in order {
        let targets = targets(selector);
        let number = first_free(&slots, targets);
        slots.numbers.insert(selector, number);
        for target in targets {
            let table = slots.code.entry(target.ty).or_default();
            if table.len() <= number as usize {
                table.resize(number as usize + 1, None);
            }
            table[number as usize] = Some(target.code);
        }
    }
    slots
}

fn first_free(slots: &Slots, targets: &[Target]) -> u32 {
    let mut taken = Vec::new();
    for target in targets {
        let Some(table) = slots.code.get(&target.ty) else {
            continue;
        };
        if taken.len() < table.len() {
            taken.resize(table.len(), false);
        }
        for (flag, code) in taken.iter_mut().zip(table) {
            *flag |= code.is_some();
        }
    }
    taken.iter().position(|flag| !flag).unwrap_or(taken.len()) as u32
}
