//! What is known of memory, and what instructions may overwrite: the alias rules that passes share.

use super::gvn::is_whole;
use crate::cfg::Cfg;
use crate::entity::{Block, Entity, Inst, Value};
use crate::function::*;
use crate::op::{Effect, Op};
use crate::ty::{Cell, Ty};
use smallvec::SmallVec;

/// An access of memory: where and as what.
#[derive(Copy, Clone, PartialEq, Debug)]
pub(super) struct Access {
    base: Value,
    offset: i32,
    cell: Cell,
    alias: Alias,
    invariant: bool,
}

impl Access {
    pub fn new(base: Value, info: &MemoryInfo) -> Access {
        let MemoryInfo {
            cell,
            offset,
            alias,
            invariant,
            ..
        } = *info;
        Access {
            base,
            offset,
            cell,
            alias,
            invariant,
        }
    }

    /// Whether a value stored here is read back as it is.
    pub fn holds_whole(&self, ty: Ty) -> bool {
        is_whole(self.cell, ty)
    }

    fn is_same_place(&self, other: &Access) -> bool {
        self.base == other.base && self.offset == other.offset && self.cell == other.cell
    }

    fn may_overlap(&self, other: &Access) -> bool {
        if !classes_overlap(self.alias, other.alias) {
            return false;
        }
        if self.base != other.base {
            return true;
        }
        // Pointers are at most 8 bytes on every target.
        let end = |access: &Access| i64::from(access.offset) + i64::from(access.cell.bytes(8));
        i64::from(self.offset) < end(other) && i64::from(other.offset) < end(self)
    }
}

pub(super) fn classes_overlap(a: Alias, b: Alias) -> bool {
    a == b || a == Alias::Any || b == Alias::Any
}

/// Cells whose content is known as a value. Small: the oldest is forgotten first.
#[derive(Clone, Default, Debug)]
pub(super) struct Known {
    entries: Vec<(Access, Value)>,
}

const MOST_KNOWN: usize = 48;

impl Known {
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn find(&self, access: &Access) -> Option<Value> {
        let found = self
            .entries
            .iter()
            .rev()
            .find(|(known, _)| known.is_same_place(access));
        found.map(|(_, value)| *value)
    }

    pub fn insert(&mut self, access: Access, value: Value) {
        if self.entries.len() == MOST_KNOWN {
            self.entries.remove(0);
        }
        self.entries.push((access, value));
    }

    /// Something was stored there.
    pub fn clobber_access(&mut self, access: &Access) {
        self.entries.retain(|(known, _)| {
            known.invariant && !known.is_same_place(access) || !known.may_overlap(access)
        });
    }

    /// Forgets what may have been overwritten.
    pub fn retain(&mut self, function: &Function, clobbers: &Clobbers) {
        if !clobbers.is_empty() {
            self.entries
                .retain(|(known, _)| known.invariant || !clobbers.may_touch(function, known));
        }
    }

    pub fn without(&self, function: &Function, clobbers: &Clobbers) -> Known {
        let mut known = self.clone();
        known.retain(function, clobbers);
        known
    }
}

/// What a piece of code may overwrite.
#[derive(Clone, Default, Debug)]
pub(super) struct Clobbers {
    all: bool,
    classes: SmallVec<[Alias; 4]>,
}

/// Blocks between a merge and its dominator that are looked at before giving up.
const MOST_BETWEEN: usize = 64;

impl Clobbers {
    pub fn is_empty(&self) -> bool {
        !self.all && self.classes.is_empty()
    }

    /// What code of which nothing is known may overwrite.
    pub fn everything() -> Clobbers {
        Clobbers {
            all: true,
            ..Clobbers::default()
        }
    }

    fn may_touch(&self, _function: &Function, access: &Access) -> bool {
        self.all
            || self
                .classes
                .iter()
                .any(|class| classes_overlap(*class, access.alias))
    }

    pub fn of_blocks(function: &Function) -> Vec<Clobbers> {
        let of_block = |data: &BlockData| {
            let mut clobbers = Clobbers {
                all: data.landing.is_some(),
                ..Clobbers::default()
            };
            // On the way to a handler filters run, of this function and of its callers.
            for &inst in &data.insts {
                clobbers.add(function, inst);
            }
            clobbers
        };
        function.blocks.values().map(of_block).collect()
    }

    /// What runs on the paths from the end of `above` to the start of `block`, which it dominates.
    pub fn between(cfg: &Cfg, blocks: &[Clobbers], above: Block, block: Block) -> Clobbers {
        let mut total = Clobbers::default();
        let mut seen: SmallVec<[Block; 16]> = SmallVec::new();
        let mut work: SmallVec<[Block; 16]> = cfg.preds(block).into();
        while let Some(next) = work.pop() {
            if next == above || seen.contains(&next) {
                continue;
            }
            seen.push(next);
            if seen.len() > MOST_BETWEEN {
                total.all = true;
            }
            total.merge(&blocks[next.index()]);
            if total.all {
                break;
            }
            work.extend_from_slice(cfg.preds(next));
        }
        total
    }

    fn merge(&mut self, other: &Clobbers) {
        self.all |= other.all;
        for class in &other.classes {
            self.add_class(*class);
        }
    }

    fn add_class(&mut self, class: Alias) {
        if class == Alias::Any {
            self.all = true;
        } else if !self.classes.contains(&class) {
            self.classes.push(class);
        }
    }

    /// Adds what one instruction may overwrite, or must be seen to: volatile reads order memory too.
    pub fn add(&mut self, function: &Function, inst: Inst) {
        let data = &function.insts[inst];
        match (&data.payload, data.op) {
            (Payload::Memory(info), Op::Load) if !info.volatile => {}
            (Payload::Memory(info), _) if !info.volatile => self.add_class(info.alias),
            // The barrier-free part of an object's birth touches nothing known.
            (_, Op::Copy | Op::Zero) => match slot_of(function, data.args[0]) {
                Some(slot) => self.add_class(Alias::Slot(slot)),
                None => self.all = true,
            },
            (_, Op::CatchBegin | Op::FilterLeave | Op::Localloc) => {}
            _ => {
                if function
                    .effect(inst)
                    .intersects(Effect::WRITES | Effect::CALLS)
                {
                    self.all = true;
                }
            }
        }
    }
}

/// The slot that an address points into, when that is plain to see.
pub(super) fn slot_of(function: &Function, mut address: Value) -> Option<crate::Slot> {
    loop {
        let data = &function.insts[function.def_inst(address)?];
        match (data.op, &data.payload) {
            (Op::SlotAddr, Payload::Slot(slot)) => return Some(*slot),
            (Op::Offset, _) => address = data.args[0],
            _ => return None,
        }
    }
}
