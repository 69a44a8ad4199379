//! Which slots can be taken apart, and into what variables.

use super::{MOST_LEAVES, can_coerce, index_of};
use crate::cfg::Cfg;
use crate::entity::{Arena, Entity, Slot, Value};
use crate::function::*;
use crate::op::Op;
use crate::passes::TypeFacts;
use crate::ty::{Cell, Ty};
use kiln_world::TypeId;
use rustc_hash::FxHashMap;

/// A place inside a slot.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Place {
    pub slot: Slot,
    pub offset: i64,
}

impl Place {
    pub fn moved(self, bytes: i32) -> Place {
        Place {
            slot: self.slot,
            offset: self.offset + i64::from(bytes),
        }
    }
}

/// A slot under examination.
#[derive(Clone, Default)]
struct Shape {
    rejected: bool,
    /// By offset; none overlaps another.
    cells: Vec<(i64, u32, Ty)>,
}

/// Blocks times variables that are tracked at most.
const MOST_STATES: usize = 2_000_000;

pub(super) struct Candidates {
    /// Where each value that addresses a candidate points to.
    places: Vec<Option<Place>>,
    variables: FxHashMap<Place, usize>,
    types: Vec<Ty>,
}

impl Candidates {
    pub fn find(function: &Function, cfg: &Cfg, types: &dyn TypeFacts) -> Candidates {
        let mut finder = Finder {
            function,
            types,
            shapes: vec![Shape::default(); function.slots.len()],
            places: vec![None; function.values.len()],
        };
        finder.run(cfg);
        let Finder {
            shapes, mut places, ..
        } = finder;
        let mut variables = FxHashMap::default();
        let mut tys = Vec::new();
        let mut kept = vec![false; shapes.len()];
        for (index, shape) in shapes.iter().enumerate() {
            let states = (tys.len() + shape.cells.len()) * function.blocks.len();
            if shape.rejected || states > MOST_STATES {
                continue;
            }
            kept[index] = true;
            for &(offset, _, ty) in &shape.cells {
                variables.insert(
                    Place {
                        slot: Slot::new(index),
                        offset,
                    },
                    tys.len(),
                );
                tys.push(ty);
            }
        }
        let mut any = false;
        for place in &mut places {
            if place.is_some_and(|place| !kept[index_of(place.slot)]) {
                *place = None;
            }
            any |= place.is_some();
        }
        if !any {
            tys.clear();
            places.clear();
        }
        Candidates {
            places,
            variables,
            types: tys,
        }
    }

    /// No slot is taken apart.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    pub fn place(&self, value: Value) -> Option<Place> {
        self.places.get(value.index()).copied().flatten()
    }

    /// The variable at a place that some access was found at.
    pub fn variable(&self, place: Place) -> usize {
        self.variables[&place]
    }

    pub fn count(&self) -> usize {
        self.types.len()
    }

    pub fn ty(&self, variable: usize) -> Ty {
        self.types[variable]
    }

    /// The variables that zeroing a value of this type at a place sets.
    pub fn zeroed_by(
        &self,
        function: &Function,
        place: Place,
        ty: TypeId,
        types: &dyn TypeFacts,
    ) -> Vec<usize> {
        let mut list: Vec<usize> = if is_whole(&function.slots, place, ty) {
            let of_slot = self
                .variables
                .iter()
                .filter(|(other, _)| other.slot == place.slot);
            of_slot.map(|(_, variable)| *variable).collect()
        } else {
            let leaves = types.leaves(ty, MOST_LEAVES).unwrap_or_default();
            leaves
                .iter()
                .map(|(offset, _)| self.variable(place.moved(*offset as i32)))
                .collect()
        };
        list.sort_unstable();
        list
    }
}

/// Whether a value of this type at this place is all of its slot.
fn is_whole(slots: &Arena<Slot, SlotData>, place: Place, ty: TypeId) -> bool {
    place.offset == 0 && slots[place.slot].kind == SlotKind::Struct(ty)
}

struct Finder<'a> {
    function: &'a Function,
    types: &'a dyn TypeFacts,
    shapes: Vec<Shape>,
    places: Vec<Option<Place>>,
}

impl Finder<'_> {
    fn run(&mut self, cfg: &Cfg) {
        for (slot, data) in self.function.slots.iter() {
            self.shapes[index_of(slot)].rejected = data.shared_with_filters;
        }
        let function = self.function;
        for &block in cfg.rpo() {
            let data = &function.blocks[block];
            for &inst in &data.insts {
                self.inst(&function.insts[inst]);
            }
            data.term.for_each_value(|value| self.reject(value));
        }
    }

    fn reject(&mut self, value: Value) {
        if let Some(place) = self.places[value.index()] {
            self.shapes[index_of(place.slot)].rejected = true;
        }
    }

    fn inst(&mut self, data: &InstData) {
        match (data.op, &data.payload) {
            (Op::SlotAddr, Payload::Slot(slot)) => {
                self.places[data.results[0].index()] = Some(Place {
                    slot: *slot,
                    offset: 0,
                });
            }
            (Op::Offset, Payload::Int(bytes)) => {
                if let Some(Place { slot, offset }) = self.places[data.args[0].index()] {
                    let offset = offset.wrapping_add(*bytes);
                    self.places[data.results[0].index()] = Some(Place { slot, offset });
                }
            }
            (Op::Load, Payload::Memory(info)) if !info.volatile => self.access(data.args[0], info),
            (Op::Store | Op::StoreRefAt, Payload::Memory(info)) if !info.volatile => {
                self.access(data.args[0], info);
                self.reject(data.args[1]);
            }
            (Op::Zero, Payload::Type(ty)) => {
                if let Some(place) = self.places[data.args[0].index()]
                    && !is_whole(&self.function.slots, place, *ty)
                {
                    self.leaves(place, *ty);
                }
            }
            (Op::Copy, Payload::Type(ty)) => {
                for arg in &data.args {
                    if let Some(place) = self.places[arg.index()] {
                        self.leaves(place, *ty);
                    }
                }
            }
            _ => data.args.iter().for_each(|arg| self.reject(*arg)),
        }
    }

    fn access(&mut self, base: Value, info: &MemoryInfo) {
        if let Some(place) = self.places[base.index()] {
            self.cell(place.moved(info.offset), info.cell);
        }
    }

    fn leaves(&mut self, place: Place, ty: TypeId) {
        match self.types.leaves(ty, MOST_LEAVES) {
            Some(leaves) => {
                for (offset, cell) in leaves {
                    self.cell(place.moved(offset as i32), cell);
                }
            }
            None => self.shapes[index_of(place.slot)].rejected = true,
        }
    }

    /// Notes an access; the slot is out if it cuts across another.
    fn cell(&mut self, place: Place, cell: Cell) {
        let size = cell.bytes(self.types.pointer_bytes());
        let room = i64::from(self.function.slots[place.slot].size);
        let shape = &mut self.shapes[index_of(place.slot)];
        let (start, end) = (place.offset, place.offset + i64::from(size));
        if start < 0 || end > room {
            shape.rejected = true;
            return;
        }
        let at = shape
            .cells
            .partition_point(|(offset, _, _)| *offset < start);
        if let Some(&(offset, bytes, ty)) = shape.cells.get(at) {
            if offset == start && bytes == size && can_coerce(ty, cell.ty()) {
                return;
            }
            if offset < end {
                shape.rejected = true;
                return;
            }
        }
        if at > 0 {
            let (offset, bytes, _) = shape.cells[at - 1];
            if offset + i64::from(bytes) > start {
                shape.rejected = true;
                return;
            }
        }
        shape.cells.insert(at, (start, size, cell.ty()));
    }
}
