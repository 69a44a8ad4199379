//! Sroa: slots that are only loaded, stored, copied and zeroed become scalars, one SSA variable a cell.
//! A slot whose address goes anywhere else, or whose accesses overlap unevenly, stays.

mod cells;
mod ssa;

use super::TypeFacts;
use crate::build::Cursor;
use crate::cfg::Cfg;
use crate::edit::Renames;
use crate::entity::{Block, Entity, Inst, Slot, Value};
use crate::function::*;
use crate::op::Op;
use crate::passes::memory::slot_of;
use crate::passes::simplify::blocks::clear_unreachable;
use crate::ty::{Cell, Ty};
use cells::{Candidates, Place};
use ssa::Ssa;

/// Leaves of a struct that a copy is taken apart into at most.
const MOST_LEAVES: usize = 8;

pub fn split_slots(function: &mut Function, types: &dyn TypeFacts) {
    if function.slots.is_empty() {
        return;
    }
    let cfg = clear_unreachable(function);
    let candidates = Candidates::find(function, &cfg, types);
    if candidates.is_empty() {
        return;
    }
    let mut splitter = Splitter {
        ssa: Ssa::new(function, &cfg, &candidates),
        candidates,
        types,
        renames: Renames::default(),
    };
    for &block in cfg.rpo() {
        splitter.block(function, &cfg, block);
    }
    splitter.ssa.finish(function, &cfg);
    splitter.renames.apply(function);
}

struct Splitter<'a> {
    candidates: Candidates,
    ssa: Ssa,
    types: &'a dyn TypeFacts,
    renames: Renames,
}

impl Splitter<'_> {
    fn place(&self, value: Value) -> Option<Place> {
        self.candidates.place(value)
    }

    fn block(&mut self, function: &mut Function, cfg: &Cfg, block: Block) {
        let insts = std::mem::take(&mut function.blocks[block].insts);
        for inst in insts {
            if !self.inst(function, cfg, block, inst) {
                function.blocks[block].insts.push(inst);
            }
        }
    }

    /// Rewrites one instruction; `true` if it is gone.
    fn inst(&mut self, function: &mut Function, cfg: &Cfg, block: Block, inst: Inst) -> bool {
        let data = &function.insts[inst];
        let (op, src, first) = (data.op, data.src, data.args.first().copied());
        let place = first.and_then(|value| self.place(value));
        match (op, data.payload.clone()) {
            (Op::SlotAddr | Op::Offset, _) => self.place(data.results[0]).is_some(),
            (Op::Load, Payload::Memory(info)) => {
                let Some(place) = place else { return false };
                let result = data.results[0];
                let ty = function.ty(result);
                let variable = self.candidates.variable(place.moved(info.offset));
                let value = self.ssa.read(function, cfg, block, variable);
                let value = coerce(function, block, src, value, ty);
                let value = extend(function, block, src, value, info.cell);
                self.renames.insert(result, value);
                true
            }
            (Op::Store | Op::StoreRefAt, Payload::Memory(info)) => {
                let Some(place) = place else { return false };
                let value = self.renames.resolve(data.args[1]);
                let variable = self.candidates.variable(place.moved(info.offset));
                self.write(function, block, src, variable, value);
                true
            }
            (Op::Zero, Payload::Type(ty)) => {
                let Some(place) = place else { return false };
                for variable in self.candidates.zeroed_by(function, place, ty, self.types) {
                    let zero = self.ssa.zero(function, variable);
                    self.ssa.write(block, variable, zero);
                }
                true
            }
            (Op::Copy, Payload::Type(ty)) => {
                let (to, from) = (data.args[0], data.args[1]);
                if self.place(to).is_none() && self.place(from).is_none() {
                    return false;
                }
                self.copy(function, cfg, block, src, ty, to, from);
                true
            }
            _ => false,
        }
    }

    fn write(
        &mut self,
        f: &mut Function,
        block: Block,
        src: Source,
        variable: usize,
        value: Value,
    ) {
        let value = coerce(f, block, src, value, self.candidates.ty(variable));
        self.ssa.write(block, variable, value);
    }

    fn copy(
        &mut self,
        function: &mut Function,
        cfg: &Cfg,
        block: Block,
        src: Source,
        ty: kiln_world::TypeId,
        to: Value,
        from: Value,
    ) {
        let Some(leaves) = self.types.leaves(ty, MOST_LEAVES) else {
            return;
        };
        let (to_place, from_place) = (self.place(to), self.place(from));
        let access = |slot: Option<Slot>, offset: u32, cell: Cell| {
            MemoryInfo::new(cell, offset as i32, slot.map_or(Alias::Any, Alias::Slot))
        };
        let mut values = Vec::with_capacity(leaves.len());
        for &(offset, cell) in &leaves {
            values.push(match from_place {
                Some(place) => {
                    let variable = self.candidates.variable(place.moved(offset as i32));
                    let value = self.ssa.read(function, cfg, block, variable);
                    coerce(function, block, src, value, cell.ty())
                }
                None => {
                    let info = access(slot_of(function, from), offset, cell);
                    Cursor::at_end(function, block, src).load(from, info)
                }
            });
        }
        for (&(offset, cell), value) in leaves.iter().zip(values) {
            match to_place {
                Some(place) => {
                    let variable = self.candidates.variable(place.moved(offset as i32));
                    self.write(function, block, src, variable, value);
                }
                None => {
                    let slot = slot_of(function, to);
                    let info = access(slot, offset, cell);
                    let mut cursor = Cursor::at_end(function, block, src);
                    if cell == Cell::Ref && slot.is_none() {
                        cursor.store_ref_at(to, info, value);
                    } else {
                        cursor.store(to, info, value);
                    }
                }
            }
        }
    }
}

/// The same bits as another type of the same size.
fn coerce(function: &mut Function, block: Block, src: Source, value: Value, to: Ty) -> Value {
    let from = function.ty(value);
    if from == to {
        return value;
    }
    let conv = match to {
        Ty::Ref => Conv::AsRef,
        Ty::ByRef => Conv::AsByRef,
        Ty::Ptr => Conv::AsPtr,
        _ if from.is_address() => Conv::AsInt,
        _ => Conv::Bits,
    };
    Cursor::at_end(function, block, src).convert(conv, value, to)
}

/// What a load of a narrow cell makes of the stored value.
fn extend(function: &mut Function, block: Block, src: Source, value: Value, cell: Cell) -> Value {
    let conv = match cell {
        Cell::I8 => Conv::Sext8,
        Cell::U8 => Conv::Zext8,
        Cell::I16 => Conv::Sext16,
        Cell::U16 => Conv::Zext16,
        _ => return value,
    };
    Cursor::at_end(function, block, src).convert(conv, value, Ty::I32)
}

/// Whether the bits of one type can be read as the other without going through memory.
fn can_coerce(from: Ty, to: Ty) -> bool {
    let bits = |ty: Ty| matches!(ty, Ty::F32 | Ty::F64);
    from == to || !(bits(from) && to.is_address() || bits(to) && from.is_address())
}

fn index_of(slot: Slot) -> usize {
    slot.index()
}
