//! Edges between nodes of the walk: states wait at a node until it is imported, then merge into block
//! parameters where they differ.

use super::core::{Home, Importer};
use super::error::{Outcome, Problem};
use super::graph::VarSet;
use super::item::{Item, Kind, Place, StructItem};
use crate::entity::{Block, Inst, Slot, Value};
use crate::function::*;
use crate::ty::Ty;
use kiln_world::TypeId;
use smallvec::SmallVec;

/// What is known at one place of the walk.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub vars: Vec<Item>,
    pub stack: Vec<Item>,
    /// Values known not to be null.
    pub checked: SmallVec<[Value; 8]>,
    /// Types whose constructors have been triggered.
    pub triggered: SmallVec<[TypeId; 2]>,
}

/// An edge whose target block is not made yet.
pub(crate) struct Pending {
    from: Block,
    /// Number of the edge in `from`'s terminator.
    edge: usize,
    state: State,
}

#[derive(Copy, Clone, PartialEq, Debug)]
enum Param {
    Var(usize),
    Stack(usize),
}

/// How later edges enter a block that exists.
#[derive(Clone)]
pub(crate) struct Entry {
    block: Block,
    params: Vec<Param>,
    /// Entries on the stack.
    depth: usize,
}

#[derive(Default)]
pub(crate) struct NodeData {
    pub pending: Vec<Pending>,
    /// Unwind edges into the landing of a dispatch node.
    pub unwinds: Vec<Pending>,
    entry: Option<Entry>,
    landing: Option<Entry>,
    pub processed: bool,
    /// Slots of structs on the stack at its entry, by depth.
    join_slots: Vec<(usize, Slot, TypeId)>,
}

impl NodeData {
    pub fn is_waiting(&self) -> bool {
        !self.pending.is_empty() || !self.unwinds.is_empty()
    }
}

impl Importer<'_> {
    /// The current block's terminator has an edge, number `edge`, to a node, with the current state.
    pub fn edge_to(&mut self, node: usize, edge: usize, state: State) -> Outcome {
        let from = self.block;
        self.edge_from(from, node, edge, state)
    }

    fn edge_from(&mut self, from: Block, node: usize, edge: usize, state: State) -> Outcome {
        let pending = Pending { from, edge, state };
        if !self.il.nodes[node].processed {
            self.il.nodes[node].pending.push(pending);
            return Ok(());
        }
        let Some(entry) = self.il.nodes[node].entry.clone() else {
            return Err(Problem::unsupported(
                "a jump into the middle of a loop that was imported as straight code",
            ));
        };
        self.connect(&entry, pending)
    }

    /// Fills in target and arguments of an edge into a block that exists.
    fn connect(&mut self, entry: &Entry, pending: Pending) -> Outcome {
        let types: SmallVec<[Ty; 4]> = {
            let params = &self.f.blocks[entry.block].params;
            let skip = params.len() - entry.params.len();
            params[skip..]
                .iter()
                .map(|value| self.f.ty(*value))
                .collect()
        };
        let depth = pending.state.stack.len();
        if depth != entry.depth {
            return Err(Problem::Merge(format!(
                "{} entries against {depth}",
                entry.depth
            )));
        }
        let args = self.edge_args(&entry.params, &types, &pending)?;
        set_edge(&mut self.f, pending.from, pending.edge, entry.block, args);
        Ok(())
    }

    /// Materialises what block parameters need at the end of the edge's source block.
    fn edge_args(
        &mut self,
        params: &[Param],
        types: &[Ty],
        pending: &Pending,
    ) -> Outcome<SmallVec<[Value; 4]>> {
        if params.is_empty() {
            return Ok(SmallVec::new());
        }
        let (block, open, at) = (self.block, self.open, self.insert_at);
        let data = &self.f.blocks[pending.from];
        let end = data.insts.len() - usize::from(matches!(data.term, Terminator::Try { .. }));
        self.block = pending.from;
        self.insert_at = Some(end);
        let mut args = SmallVec::new();
        for (param, ty) in params.iter().zip(types) {
            let item = match *param {
                Param::Var(var) => pending.state.vars.get(var).cloned().unwrap_or(Item::Null),
                Param::Stack(index) => pending.state.stack[index].clone(),
            };
            args.push(self.value_as(&item, *ty)?);
        }
        self.block = block;
        self.open = open;
        self.insert_at = at;
        Ok(args)
    }

    /// The landing of the current region: records an unwind edge from a block.
    pub fn unwind_edge(&mut self, from: Block, edge: usize, region: usize) -> Outcome {
        let node = self.il.graph.dispatch(region);
        let state = State {
            vars: self.state.vars.clone(),
            ..State::default()
        };
        let pending = Pending { from, edge, state };
        if !self.il.nodes[node].processed {
            self.il.nodes[node].unwinds.push(pending);
            return Ok(());
        }
        let Some(entry) = self.il.nodes[node].landing.clone() else {
            return self.late_landing(node, region, pending);
        };
        self.connect(&entry, pending)
    }

    /// An unwind edge into a dispatch that so far was entered by jumps only.
    fn late_landing(&mut self, node: usize, region: usize, pending: Pending) -> Outcome {
        let Some(entry) = self.il.nodes[node].entry.clone() else {
            return Err(Problem::unsupported(
                "a jump into a protected region that was imported already",
            ));
        };
        let landing = self.landing_of(region);
        let (block, exception, selector) = self.f.add_landing(landing);
        let types: Vec<Ty> = self.f.blocks[entry.block]
            .params
            .iter()
            .map(|value| self.f.ty(*value))
            .collect();
        let mut params = Vec::new();
        let mut args: SmallVec<[Value; 4]> = SmallVec::new();
        for (param, ty) in entry.params.iter().zip(types) {
            match param {
                Param::Stack(0) => args.push(exception),
                Param::Stack(_) => args.push(selector),
                Param::Var(_) => {
                    args.push(self.f.add_param(block, ty));
                    params.push(*param);
                }
            }
        }
        self.f.blocks[block].term = Terminator::Jump(Target {
            block: entry.block,
            args,
        });
        let landing = Entry {
            block,
            params,
            depth: 0,
        };
        self.il.nodes[node].landing = Some(landing.clone());
        self.connect(&landing, pending)
    }

    /// Ends the block at an instruction that may throw inside a region.
    pub fn end_with_try(&mut self, inst: Inst) {
        let Some(region) = self.region else { return };
        let next = self.f.add_block();
        let from = self.block;
        self.terminate(Terminator::Try {
            inst,
            normal: Target::to(next),
            unwind: Target::to(next),
        });
        // The unwind edge is recorded even if it cannot be connected: that is reported when it is merged.
        if let Err(problem) = self.unwind_edge(from, 1, region) {
            self.late_problem = Some(problem);
        }
        self.start(next);
    }

    // Entering nodes.

    /// Starts importing a block node: merges what waits there. False if nothing does.
    pub fn enter(&mut self, node: usize) -> Outcome<bool> {
        self.il.nodes[node].processed = true;
        let pending = std::mem::take(&mut self.il.nodes[node].pending);
        if pending.is_empty() {
            return Ok(false);
        }
        let (state, entry) = self.merge(node, pending, None)?;
        self.il.nodes[node].entry = entry;
        self.state = state;
        Ok(true)
    }

    /// Starts importing a dispatch node: the stack then holds exception and selector.
    pub fn enter_dispatch(&mut self, node: usize, region: usize) -> Outcome<bool> {
        self.il.nodes[node].processed = true;
        let unwinds = std::mem::take(&mut self.il.nodes[node].unwinds);
        let mut pending = std::mem::take(&mut self.il.nodes[node].pending);
        if unwinds.is_empty() && pending.is_empty() {
            return Ok(false);
        }
        if !unwinds.is_empty() {
            let landing = self.landing_of(region);
            let (block, exception, selector) = self.f.add_landing(landing);
            let class = self.world.known().exception;
            self.known_class(exception, class, false, true);
            let (mut state, entry) = self.merge(node, unwinds, Some(block))?;
            self.il.nodes[node].landing = entry;
            state.stack = vec![Item::Val(exception), Item::Val(selector)];
            if pending.is_empty() && self.loop_stores(node).is_none() {
                self.state = state;
                return Ok(true);
            }
            self.terminate(Terminator::Jump(Target::to(block)));
            pending.push(Pending {
                from: block,
                edge: 0,
                state,
            });
        }
        let (state, entry) = self.merge(node, pending, None)?;
        self.il.nodes[node].entry = entry;
        self.state = state;
        Ok(true)
    }

    fn loop_stores(&self, node: usize) -> Option<VarSet> {
        self.il.graph.loop_stores.get(node).cloned().flatten()
    }

    /// Merges waiting edges into one state; control is then open at its start.
    fn merge(
        &mut self,
        node: usize,
        mut edges: Vec<Pending>,
        landing: Option<Block>,
    ) -> Outcome<(State, Option<Entry>)> {
        let stores = self.loop_stores(node);
        if stores.is_none() && edges.len() == 1 {
            let Some(only) = edges.pop() else {
                return Err(Problem::StackUnderflow);
            };
            if let Some(block) = landing {
                set_edge(&mut self.f, only.from, only.edge, block, SmallVec::new());
                self.start(block);
            } else if matches!(self.f.blocks[only.from].term, Terminator::Jump(_)) {
                self.f.blocks[only.from].term = Terminator::None;
                self.start(only.from);
            } else {
                let block = self.f.add_block();
                set_edge(&mut self.f, only.from, only.edge, block, SmallVec::new());
                self.start(block);
            }
            return Ok((only.state, None));
        }
        let block = landing.unwrap_or_else(|| self.f.add_block());
        let mut state = self.merged_state(&edges, &stores, node)?;
        let params = self.merge_params(&edges, &stores, node);
        let mut types: SmallVec<[Ty; 4]> = SmallVec::new();
        for param in &params {
            types.push(self.param_type(*param, &edges)?);
        }
        for (param, ty) in params.iter().zip(&types) {
            let value = self.f.add_param(block, *ty);
            self.f.values[value].fact = self.joined_fact(*param, &edges, stores.is_some());
            match *param {
                Param::Var(var) => state.vars[var] = Item::Val(value),
                Param::Stack(index) => state.stack[index] = Item::Val(value),
            }
        }
        for edge in &edges {
            let args = self.edge_args(&params, &types, edge)?;
            set_edge(&mut self.f, edge.from, edge.edge, block, args);
        }
        self.start(block);
        let depth = state.stack.len();
        let entry = Entry {
            block,
            params,
            depth,
        };
        Ok((state, Some(entry)))
    }

    fn merged_state(
        &self,
        edges: &[Pending],
        stores: &Option<VarSet>,
        node: usize,
    ) -> Outcome<State> {
        let first = &edges[0].state;
        let depth = first.stack.len();
        if let Some(other) = edges.iter().find(|edge| edge.state.stack.len() != depth) {
            return Err(Problem::Merge(format!(
                "{depth} entries against {}",
                other.state.stack.len()
            )));
        }
        let mut state = first.clone();
        let live = &self.il.graph.live_in[node];
        for (var, item) in state.vars.iter_mut().enumerate() {
            if !live.contains(var) {
                *item = Item::Null;
            }
        }
        let rest = &edges[1..];
        state
            .checked
            .retain(|value| rest.iter().all(|edge| edge.state.checked.contains(value)));
        state
            .triggered
            .retain(|ty| rest.iter().all(|edge| edge.state.triggered.contains(ty)));
        let _ = stores;
        Ok(state)
    }

    /// What becomes a block parameter: what differs between edges, and what a loop changes.
    fn merge_params(&self, edges: &[Pending], stores: &Option<VarSet>, node: usize) -> Vec<Param> {
        let live = &self.il.graph.live_in[node];
        let first = &edges[0].state;
        let mut params = Vec::new();
        for var in 0..first.vars.len() {
            if self.vars[var].home != Home::Ssa || !live.contains(var) {
                continue;
            }
            let changed = stores.as_ref().is_some_and(|stores| stores.contains(var));
            if changed
                || edges
                    .iter()
                    .any(|edge| edge.state.vars.get(var) != first.vars.get(var))
            {
                params.push(Param::Var(var));
            }
        }
        for index in 0..first.stack.len() {
            let is_struct = matches!(self.kind(&first.stack[index]), Kind::Struct(_));
            let changed = stores.is_some();
            if !is_struct
                && (changed
                    || edges
                        .iter()
                        .any(|edge| edge.state.stack[index] != first.stack[index]))
            {
                params.push(Param::Stack(index));
            }
        }
        params
    }

    fn param_type(&self, param: Param, edges: &[Pending]) -> Outcome<Ty> {
        let index = match param {
            Param::Var(var) => {
                return self.vars[var]
                    .cell
                    .map(|cell| cell.ty())
                    .ok_or_else(|| Problem::invalid("a struct variable is not in memory"));
            }
            Param::Stack(index) => index,
        };
        let mut ty: Option<Ty> = None;
        for edge in edges {
            let item = &edge.state.stack[index];
            let Kind::Scalar(next) = self.kind(item) else {
                return Err(Problem::Merge(self.describe(item)));
            };
            let unknown = matches!(item, Item::Null);
            ty = Some(match ty {
                None => next,
                Some(ty) if ty == next || unknown && ty.is_address() => ty,
                Some(ty) => {
                    join(ty, next).ok_or_else(|| Problem::Merge(format!("{ty} against {next}")))?
                }
            });
        }
        ty.ok_or(Problem::StackUnderflow)
    }

    fn joined_fact(&self, param: Param, edges: &[Pending], is_loop: bool) -> RefFact {
        let declared = match param {
            Param::Var(var) if self.vars[var].cell == Some(crate::ty::Cell::Ref) => {
                Some(self.vars[var].ty)
            }
            _ => None,
        };
        if is_loop {
            return RefFact {
                class: declared,
                exact: false,
                non_null: false,
            };
        }
        let facts = edges.iter().map(|edge| {
            let item = match param {
                Param::Var(var) => edge.state.vars.get(var),
                Param::Stack(index) => edge.state.stack.get(index),
            };
            item.map_or(RefFact::default(), |item| self.item_fact(item))
        });
        let joined = facts.reduce(|a, b| RefFact {
            class: if a.class == b.class { a.class } else { None },
            exact: a.exact && b.exact && a.class == b.class,
            non_null: a.non_null && b.non_null,
        });
        let mut fact = joined.unwrap_or_default();
        fact.class = fact.class.or(declared);
        fact
    }

    /// What is known of the object an item stands for.
    pub fn item_fact(&self, item: &Item) -> RefFact {
        let known = self.world.known();
        let exact = |class| RefFact {
            class: Some(class),
            exact: true,
            non_null: true,
        };
        match item {
            Item::Val(value) => {
                let mut fact = self.f.fact(*value);
                fact.non_null |= self.state.checked.contains(value);
                fact
            }
            Item::Type(_) => exact(known.runtime_type),
            Item::Text(_) => exact(known.string),
            Item::Boxed(boxed) => match self.world.is_nullable(boxed.ty) {
                Some(inner) => RefFact {
                    non_null: false,
                    ..exact(inner)
                },
                None => exact(boxed.ty),
            },
            Item::Addr(addr) => RefFact {
                non_null: addr.offset != 0 || self.f.fact(addr.base).non_null,
                ..RefFact::default()
            },
            _ => RefFact::default(),
        }
    }

    // Leaving blocks.

    /// Ends the block with a jump to a node.
    pub fn jump_to(&mut self, node: usize) -> Outcome {
        self.spill_for(node)?;
        self.enter_filters(node)?;
        self.terminate(Terminator::Jump(Target::to(self.block)));
        let state = std::mem::take(&mut self.state);
        self.edge_to(node, 0, state)
    }

    /// Makes a target for one edge of a terminator still to be set: either the node itself, or a block
    /// that does what has to be done on this edge only.
    pub fn needs_own_block(&self, node: usize) -> bool {
        self.filters_entered(node).next().is_some()
    }

    /// Structs on the stack where several edges join lie in slots that belong to the join.
    pub fn spill_for(&mut self, node: usize) -> Outcome {
        let joins = self
            .il
            .graph
            .preds
            .get(node)
            .is_some_and(|preds| preds.len() > 1);
        if !joins || self.state.stack.is_empty() {
            return Ok(());
        }
        for depth in 0..self.state.stack.len() {
            let item = self.state.stack[depth].clone();
            match self.kind(&item) {
                Kind::Struct(ty) => {
                    let slot = match self.il.nodes[node]
                        .join_slots
                        .iter()
                        .find(|(d, _, t)| *d == depth && *t == ty)
                    {
                        Some((_, slot, _)) => *slot,
                        None => {
                            let slot = self.slot_for(ty, false)?;
                            self.il.nodes[node].join_slots.push((depth, slot, ty));
                            slot
                        }
                    };
                    let place = self.slot_place(slot);
                    self.clobber_slot(depth, place)?;
                    self.store(place, ty, item, Default::default())?;
                    self.state.stack[depth] = Item::Struct(StructItem {
                        ty,
                        place: Place::Stable(place),
                    });
                }
                Kind::Scalar(_) => {
                    let settled =
                        matches!(item, Item::Boxed(_) | Item::Code(_) | Item::VirtualCode(..));
                    if settled {
                        self.state.stack[depth] = Item::Val(self.value(&item)?);
                    }
                }
            }
        }
        Ok(())
    }

    /// Another entry may still be read from the join slot that is about to be written.
    fn clobber_slot(&mut self, depth: usize, slot: super::item::Addr) -> Outcome {
        for index in 0..self.state.stack.len() {
            if index != depth
                && let Item::Struct(StructItem {
                    ty,
                    place: Place::Stable(addr),
                }) = &self.state.stack[index]
                && addr.base == slot.base
            {
                let (ty, item) = (*ty, self.state.stack[index].clone());
                let copy = self.struct_copy(&item)?;
                self.state.stack[index] = Item::Struct(StructItem {
                    ty,
                    place: Place::Stable(copy),
                });
            }
        }
        Ok(())
    }
}

/// The common type of two stack entries.
fn join(a: Ty, b: Ty) -> Option<Ty> {
    let has = |ty: Ty| a == ty || b == ty;
    Some(match () {
        () if a == b => a,
        () if a.is_float() && b.is_float() => Ty::F64,
        () if a.is_float() || b.is_float() => return None,
        () if has(Ty::Ref) => return None,
        () if has(Ty::ByRef) => Ty::ByRef,
        () if has(Ty::I64) => Ty::I64,
        () if has(Ty::Ptr) => Ty::Ptr,
        () => return None,
    })
}

/// Points edge number `edge` of a block's terminator at a block.
fn set_edge(f: &mut Function, from: Block, edge: usize, to: Block, args: SmallVec<[Value; 4]>) {
    let mut number = 0;
    let mut args = Some(args);
    f.blocks[from].term.for_each_edge_mut(|target, _| {
        if number == edge
            && let Some(args) = args.take()
        {
            *target = Target { block: to, args };
        }
        number += 1;
    });
}
