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

#[cfg(test)]
mod tests {
    use super::*;
    use kiln_world::MethodId;

    fn dispatch(rows: &[(u32, &[u32])]) -> (Dispatch, Vec<Selector>) {
        let mut dispatch = Dispatch::default();
        let mut used = Vec::new();
        for (selector, types) in rows {
            let selector = MethodId(*selector);
            used.push(selector);
            let code = Func::Method(selector);
            let targets = types.iter().map(|ty| Target {
                ty: TypeId(*ty),
                code,
            });
            dispatch.targets.insert(selector, targets.collect());
        }
        (dispatch, used)
    }

    #[test]
    fn selectors_of_one_type_get_different_slots() {
        let (dispatch, used) = dispatch(&[(1, &[10, 11]), (2, &[10]), (3, &[11, 10])]);
        let slots = colour(&dispatch, &used);
        let numbers: Vec<u32> = used
            .iter()
            .map(|selector| slots.numbers[selector])
            .collect();
        assert_eq!(numbers, [0, 2, 1]);
    }

    #[test]
    fn selectors_that_never_meet_share_a_slot() {
        let (dispatch, used) = dispatch(&[(1, &[10]), (2, &[11]), (3, &[12])]);
        let slots = colour(&dispatch, &used);
        assert!(used.iter().all(|selector| slots.numbers[selector] == 0));
    }

    #[test]
    fn every_table_holds_the_code_at_its_slot() {
        let (dispatch, used) = dispatch(&[(1, &[10, 11, 12]), (2, &[11, 12]), (3, &[12, 10])]);
        let slots = colour(&dispatch, &used);
        for selector in used {
            for target in &dispatch.targets[&selector] {
                let number = slots.numbers[&selector] as usize;
                assert_eq!(slots.code[&target.ty][number], Some(target.code));
            }
        }
    }

    #[test]
    fn a_selector_without_receivers_still_has_a_number() {
        let (dispatch, used) = dispatch(&[(1, &[])]);
        assert_eq!(colour(&dispatch, &used).numbers[&MethodId(1)], 0);
    }
}
