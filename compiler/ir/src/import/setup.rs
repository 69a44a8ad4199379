//! Before the walk: decoding, homes of arguments and locals, the slot that filters share, and the body's
//! first block.

use super::core::{Home, Importer, Var};
use super::error::{Outcome, Problem};
use super::flow::NodeData;
use super::graph::{Graph, VarMap};
use super::il::{self, Access, Code, Opcode};
use super::item::{Addr, Item, Place, StructItem};
use super::legality;
use super::regions::{RegionKind, Regions};
use crate::entity::Value;
use crate::func::Func;
use crate::function::*;
use crate::ty::{Cell, Ty};
use kiln_world::{MethodBody, MethodFlags, MethodId, TypeId};
use std::ops::Range;

/// How a body uses a variable.
#[derive(Copy, Clone, Default)]
struct Use {
    used: bool,
    stored: bool,
    address: bool,
    in_filter: bool,
}

/// Where the variables that filters see lie in the shared slot: variable and offset.
struct SharedLayout {
    places: Vec<(usize, u32)>,
    size: u32,
    align: u32,
}

/// Which part of a method is imported.
pub(crate) enum Part {
    Body,
    /// The filter code of this clause.
    Filter(u32),
}

impl Importer<'_> {
    /// Imports the IL of a method, or one of its filters.
    pub fn import_il(&mut self, method: MethodId, part: Part) -> Outcome {
        let Some(body) = self.world.body(method)? else {
            return Err(Problem::invalid("the method has no body"));
        };
        let code = il::decode(body.il).map_err(|found| self.blame(found))?;
        let mut regions = Regions::new(&code, &body.clauses)?;
        legality::check(&code, &body.clauses).map_err(|found| self.blame(found))?;
        let entry = match part {
            Part::Body => 0,
            Part::Filter(clause) => {
                let range = filter_range(&body, clause)?;
                regions = Regions::default();
                regions.add_outermost(RegionKind::FilterGuard, range.clone());
                range.start
            }
        };
        let data = self.world.method(method);
        let synchronized = data.flags.contains(MethodFlags::SYNCHRONIZED);
        if synchronized && matches!(part, Part::Body) {
            regions.add_outermost(RegionKind::Synchronized, 0..code.len);
        }
        let mut graph = Graph::new(&code, &regions, entry)?;
        let params = self.params_with_this(method);
        let locals: Vec<TypeId> = body.locals.iter().map(|local| local.ty).collect();
        let uses = find_uses(&code, &body, &graph, params.len(), locals.len())
            .map_err(|found| self.blame(found))?;

        self.il.args = params.len();
        self.il.region_base = params.len() + locals.len();
        match part {
            Part::Body => {
                let items =
                    self.declare(&params, data.signature().ret, data.signature().has_this)?;
                self.home_args(&params, items, &uses)?;
                self.home_locals(&locals, &uses, &body)?;
                if uses.iter().any(|u| u.in_filter) {
                    self.share_with_filters(method, &uses)?;
                }
            }
            Part::Filter(_) => self.home_in_frame(&params, &locals, &uses)?,
        }
        self.add_region_vars(&regions);
        let entry_node = graph.block_at(entry)?;
        let vars = std::mem::take(&mut self.vars);
        let is_ssa = |var: usize| vars.get(var).is_some_and(|v| v.home == Home::Ssa);
        let map = VarMap {
            count: vars.len(),
            args: params.len(),
            is_ssa: &is_ssa,
            region_base: self.il.region_base,
        };
        graph.analyse(&code, &mut regions, entry_node, &map)?;
        self.vars = vars;
        self.il.nodes = (0..graph.succs.len())
            .map(|_| NodeData::default())
            .collect();
        self.il.code = code;
        self.il.regions = regions;
        self.il.graph = graph;
        // Code that catches something may do so on purpose (`Marshal.ReadInt32`).
        self.trusts_byrefs = body.assembly == self.world.core_library()
            && !body.clauses.iter().any(|clause| {
                matches!(
                    clause.kind,
                    kiln_world::ClauseKind::Catch(_) | kiln_world::ClauseKind::Filter(_)
                )
            });
        self.il.body = Some(body);
        self.method = Some(method);
        if matches!(part, Part::Body) {
            self.prologue_of(method, synchronized)?;
        }
        if let Part::Filter(_) = part {
            let exception = self.f.blocks[self.f.entry].params[0];
            self.push(Item::Val(exception));
        }
        self.jump_to(entry_node)?;
        self.walk()
    }

    fn add_region_vars(&mut self, regions: &Regions) {
        let known = self.world.known();
        for _ in &regions.list {
            for (ty, cell, item) in [
                (known.int32, Cell::I32, Item::i32(0)),
                (known.object, Cell::Ref, Item::Null),
                (known.int32, Cell::I32, Item::i32(0)),
            ] {
                self.vars.push(Var {
                    ty,
                    cell: Some(cell),
                    home: Home::Ssa,
                    exposed: false,
                });
                self.state.vars.push(item);
            }
        }
    }

    fn home_args(&mut self, params: &[TypeId], items: Vec<Item>, uses: &[Use]) -> Outcome {
        for (index, (&ty, item)) in params.iter().zip(items).enumerate() {
            let how = uses[index];
            let cell = self.cell(ty);
            let mut initial = Item::Null;
            let home = match (&item, cell) {
                (_, Some(_)) if !how.address => {
                    initial = item;
                    Home::Ssa
                }
                (_, None) if !how.address && !how.stored => Home::Fixed(item),
                (
                    Item::Struct(StructItem {
                        place: Place::Stable(addr),
                        ..
                    }),
                    _,
                ) => Home::Memory(*addr),
                _ => {
                    let slot = self.slot_for(ty, false)?;
                    let place = self.slot_place(slot);
                    self.store(place, ty, item, Default::default())?;
                    Home::Memory(place)
                }
            };
            self.vars.push(Var {
                ty,
                cell,
                home,
                exposed: how.address,
            });
            self.state.vars.push(initial);
        }
        if let Func::Method(method) = self.f.func
            && self.world.method(method).signature().has_this
            && let Some(Item::Val(this)) = self.state.vars.first()
        {
            let this = *this;
            self.f.values[this].fact.non_null = true;
        }
        Ok(())
    }

    fn home_locals(&mut self, locals: &[TypeId], uses: &[Use], body: &MethodBody) -> Outcome {
        for (index, &ty) in locals.iter().enumerate() {
            let how = uses[self.il.args + index];
            let cell = self.cell(ty);
            let mut initial = Item::Null;
            let home = if !how.used {
                Home::None
            } else if cell.is_some() && !how.address {
                initial = self.default_item(ty);
                Home::Ssa
            } else {
                let zeroed =
                    body.init_locals || self.world.contains_refs(ty) || cell == Some(Cell::Ref);
                let slot = self.slot_for(ty, zeroed)?;
                Home::Memory(self.slot_place(slot))
            };
            self.vars.push(Var {
                ty,
                cell,
                home,
                exposed: how.address,
            });
            self.state.vars.push(initial);
        }
        Ok(())
    }

    /// Moves the variables that filters see into the one shared slot.
    fn share_with_filters(&mut self, _method: MethodId, uses: &[Use]) -> Outcome {
        let types: Vec<TypeId> = self.vars.iter().map(|var| var.ty).collect();
        let SharedLayout {
            places,
            size,
            align,
        } = self.shared_layout(&types, uses)?;
        let slot = self.new_slot(SlotKind::Bytes, size.max(1), align.max(1), true);
        self.f.slots[slot].shared_with_filters = true;
        let base = self.slot_addr(slot, Ty::ByRef);
        for (var, offset) in places {
            let addr = Addr {
                base,
                offset: offset as i32,
                alias: Alias::Slot(slot),
            };
            let ty = self.vars[var].ty;
            let initial = match &self.vars[var].home {
                Home::Ssa => Some(self.state.vars[var].clone()),
                Home::Fixed(item) => Some(item.clone()),
                Home::Memory(from) if var < self.il.args => Some(Item::Struct(StructItem {
                    ty,
                    place: Place::Stable(*from),
                }))
                .filter(|_| self.cell(ty).is_none()),
                _ => None,
            };
            if let Some(item) = initial
                && var < self.il.args
            {
                self.store(addr, ty, item, Default::default())?;
            } else if let Home::Memory(from) = self.vars[var].home
                && var < self.il.args
            {
                let item = self.load(from, ty, Default::default())?;
                self.store(addr, ty, item, Default::default())?;
            }
            self.vars[var].home = Home::Memory(addr);
            self.vars[var].exposed = true;
        }
        self.shared_slot = Some(slot);
        Ok(())
    }

    fn shared_layout(&self, types: &[TypeId], uses: &[Use]) -> Outcome<SharedLayout> {
        let (mut offset, mut most) = (0u32, 8u32);
        let mut places = Vec::new();
        for (var, how) in uses.iter().enumerate() {
            if !how.in_filter {
                continue;
            }
            let (size, align) = match self.cell(types[var]) {
                Some(cell) => (cell.bytes(self.pointer), cell.bytes(self.pointer)),
                None => {
                    let layout = self.world.layout(types[var])?;
                    (layout.size, layout.align.max(1))
                }
            };
            offset = offset.next_multiple_of(align);
            places.push((var, offset));
            offset += size;
            most = most.max(align);
        }
        Ok(SharedLayout {
            places,
            size: offset.next_multiple_of(most),
            align: most,
        })
    }

    /// Homes in a filter function: the method's shared slot, which it gets the address of.
    fn home_in_frame(&mut self, params: &[TypeId], locals: &[TypeId], uses: &[Use]) -> Outcome {
        let entry = self.f.entry;
        let exception = self.f.add_param(entry, Ty::Ref);
        let class = self.world.known().exception;
        self.known_class(exception, class, false, true);
        let frame: Value = self.f.add_param(entry, Ty::Ptr);
        self.f.values[frame].fact.non_null = true;
        self.f.rets.push(Ty::I32);
        self.return_type = self.world.known().int32;
        let types: Vec<TypeId> = params.iter().chain(locals).copied().collect();
        let SharedLayout { places, .. } = self.shared_layout(&types, uses)?;
        for &ty in &types {
            let cell = self.cell(ty);
            self.vars.push(Var {
                ty,
                cell,
                home: Home::None,
                exposed: true,
            });
            self.state.vars.push(Item::Null);
        }
        for (var, offset) in places {
            let addr = Addr {
                base: frame,
                offset: offset as i32,
                alias: Alias::Any,
            };
            self.vars[var].home = Home::Memory(addr);
        }
        Ok(())
    }

    /// What runs before the first instruction: constructor triggers, the monitor of synchronized methods.
    fn prologue_of(&mut self, method: MethodId, synchronized: bool) -> Outcome {
        let data = self.world.method(method);
        let owner = data.owner;
        // An instance method runs on what a constructor has made, but for values and interfaces.
        let triggers = data.is_static()
            || data.is_ctor()
            || self.world.is_value_type(owner)
            || self.world.is_interface(owner);
        if triggers {
            self.trigger_module(owner);
        }
        if !data.is_cctor()
            && triggers
            && let Some(info) = self.world.cctor(owner)
            && !info.before_field_init
        {
            self.trigger(owner);
        }
        if synchronized {
            let item = if data.is_static() {
                Item::Type(owner)
            } else {
                self.state.vars[0].clone()
            };
            let monitor = self.core_type("System.Threading.Monitor")?;
            let enter = self.core_method(monitor, "Enter", 1)?;
            self.call_method(enter, vec![item.clone()])?;
            self.lock = Some(item);
        }
        Ok(())
    }

    pub fn shared_slot_addr(&mut self) -> Outcome<Value> {
        let slot = match self.shared_slot {
            Some(slot) => slot,
            None => {
                let slot = self.new_slot(SlotKind::Bytes, 8, 8, true);
                self.f.slots[slot].shared_with_filters = true;
                self.shared_slot = Some(slot);
                slot
            }
        };
        Ok(self.slot_addr(slot, Ty::Ptr))
    }
}

fn filter_range(body: &MethodBody, clause: u32) -> Outcome<Range<u32>> {
    match body.clauses.get(clause as usize) {
        Some(kiln_world::Clause {
            kind: kiln_world::ClauseKind::Filter(start),
            handler,
            ..
        }) => Ok(*start..handler.start),
        _ => Err(Problem::invalid(format!("clause {clause} is no filter"))),
    }
}

fn find_uses(
    code: &Code,
    body: &MethodBody,
    graph: &Graph,
    args: usize,
    locals: usize,
) -> Result<Vec<Use>, (u32, Problem)> {
    let mut uses = vec![Use::default(); args + locals];
    let filters = filter_ranges(body);
    for (index, instr) in code.instrs.iter().enumerate() {
        let Some((is_arg, number)) = instr.variable() else {
            continue;
        };
        let limit = if is_arg { args } else { locals };
        if number as usize >= limit {
            let what = if is_arg { "argument" } else { "local" };
            let problem = Problem::invalid(format!("there is no {what} {number}, only {limit}"));
            return Err((instr.at, problem));
        }
        let var = if is_arg {
            number as usize
        } else {
            args + number as usize
        };
        let how = &mut uses[var];
        how.used = true;
        match instr.access() {
            Access::Store => how.stored = true,
            Access::Address => {
                // `ldloca; initobj` is a store.
                let next = code.instrs.get(index + 1);
                let stores = next.is_some_and(|next| {
                    next.op == Opcode::Initobj && graph.block_at(next.at).is_err()
                });
                how.stored |= stores;
                how.address |= !stores;
            }
            _ => {}
        }
        how.in_filter |= filters.iter().any(|range| range.contains(&instr.at));
    }
    Ok(uses)
}

fn filter_ranges(body: &MethodBody) -> Vec<Range<u32>> {
    let filters = body.clauses.iter().filter_map(|clause| match clause.kind {
        kiln_world::ClauseKind::Filter(start) => Some(start..clause.handler.start),
        _ => None,
    });
    filters.collect()
}
