//! The control flow of a body before folding: IL blocks and one dispatch node for each protected region,
//! in reverse post-order, with loops and the liveness of variables.

use super::error::Problem;
use super::il::{Access, Code, Opcode};
use super::regions::{Next, RegionKind, Regions};
use smallvec::SmallVec;

/// A basic block of IL.
#[derive(Clone, Debug)]
pub struct IlBlock {
    pub start: u32,
    /// Instruction numbers.
    pub first: usize,
    pub end: usize,
    /// The region that protects it.
    pub region: Option<usize>,
    /// The handler that it is the entry of.
    pub handler: Option<(usize, usize)>,
    pub in_filter: bool,
}

/// A set of variables.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct VarSet(SmallVec<[u64; 1]>);

impl VarSet {
    pub fn new(count: usize) -> VarSet {
        VarSet(smallvec::smallvec![0; count.div_ceil(64).max(1)])
    }
    pub fn all(count: usize) -> VarSet {
        VarSet(smallvec::smallvec![u64::MAX; count.div_ceil(64).max(1)])
    }
    pub fn insert(&mut self, var: usize) {
        self.0[var / 64] |= 1 << (var % 64);
    }
    pub fn contains(&self, var: usize) -> bool {
        self.0
            .get(var / 64)
            .is_some_and(|word| word >> (var % 64) & 1 != 0)
    }
    /// Whether anything was added.
    pub fn union(&mut self, other: &VarSet) -> bool {
        let mut changed = false;
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            changed |= *more & !*word != 0;
            *word |= more;
        }
        changed
    }
    fn subtract(&mut self, other: &VarSet) {
        for (word, less) in self.0.iter_mut().zip(&other.0) {
            *word &= !less;
        }
    }
}

/// What the graph needs to know of variables to find which are live.
pub struct VarMap<'a> {
    pub count: usize,
    /// Number of arguments, `this` included: locals follow them.
    pub args: usize,
    /// Whether a variable is held in SSA values.
    pub is_ssa: &'a dyn Fn(usize) -> bool,
    /// First of the three variables of a region: selector, exception, unwinder's selector.
    pub region_base: usize,
}

#[derive(Debug, Default)]
pub struct Graph {
    pub blocks: Vec<IlBlock>,
    /// Node numbers: blocks, then regions.
    pub succs: Vec<SmallVec<[u32; 4]>>,
    pub preds: Vec<SmallVec<[u32; 4]>>,
    /// Nodes in reverse post-order.
    pub order: Vec<u32>,
    /// Place in `order`; `u32::MAX` for nodes that cannot be reached.
    pub place: Vec<u32>,
    pub live_in: Vec<VarSet>,
    /// For loop headers: variables stored in the loop.
    pub loop_stores: Vec<Option<VarSet>>,
    pub irreducible: bool,
}

impl Graph {
    /// Cuts IL into blocks. Filter code is left out of the flow unless `filter` names where it starts.
    pub fn new(code: &Code, regions: &Regions, entry: u32) -> Result<Graph, Problem> {
        let mut leaders = vec![false; code.instrs.len()];
        let mut lead = |offset: u32| {
            if let Some(index) = code.find(offset) {
                leaders[index] = true;
            }
        };
        lead(0);
        lead(entry);
        for region in &regions.list {
            lead(region.range.start);
            lead(region.range.end);
            for handler in &region.handlers {
                lead(handler.range.start);
                lead(handler.range.end);
                if let super::regions::Test::Filter(start) = handler.test {
                    lead(start);
                }
            }
        }
        for instr in &code.instrs {
            if let super::il::Arg::Target(target) = instr.arg {
                lead(target);
            }
            for target in code.switch_targets(instr.arg) {
                lead(*target);
            }
            if instr.is_branch() || instr.ends_flow() {
                lead(instr.next);
            }
        }
        let mut blocks: Vec<IlBlock> = Vec::new();
        for (index, instr) in code.instrs.iter().enumerate() {
            if !leaders[index] {
                continue;
            }
            if let Some(last) = blocks.last_mut() {
                last.end = index;
            }
            let handler = regions
                .handler_at(instr.at)
                .filter(|&(r, h)| regions.list[r].handlers[h].range.start == instr.at);
            blocks.push(IlBlock {
                start: instr.at,
                first: index,
                end: code.instrs.len(),
                region: regions.protecting(instr.at),
                handler,
                in_filter: regions.filter_at(instr.at).is_some(),
            });
        }
        Ok(Graph {
            blocks,
            ..Graph::default()
        })
    }

    pub fn block_at(&self, offset: u32) -> Result<usize, Problem> {
        self.blocks
            .binary_search_by_key(&offset, |block| block.start)
            .map_err(|_| Problem::BadTarget(offset))
    }

    /// The node of a region's dispatch.
    pub fn dispatch(&self, region: usize) -> usize {
        self.blocks.len() + region
    }

    pub fn node_of_next(&self, regions: &Regions, next: Next) -> Result<usize, Problem> {
        match next {
            Next::Offset(offset) => self.block_at(offset),
            Next::Finally { region, .. } => self.handler_node(regions, region, 0),
        }
    }

    pub fn handler_node(
        &self,
        regions: &Regions,
        region: usize,
        handler: usize,
    ) -> Result<usize, Problem> {
        self.block_at(regions.list[region].handlers[handler].range.start)
    }

    /// Works out edges, order, loops and liveness from an entry block.
    pub fn analyse(
        &mut self,
        code: &Code,
        regions: &mut Regions,
        entry: usize,
        vars: &VarMap<'_>,
    ) -> Result<(), Problem> {
        regions.record_leaves(code);
        let nodes = self.blocks.len() + regions.list.len();
        self.succs = vec![SmallVec::new(); nodes];
        for b in 0..self.blocks.len() {
            self.succs[b] = self.block_succs(code, regions, b)?;
        }
        for (r, region) in regions.list.iter().enumerate() {
            let mut succs = SmallVec::new();
            if !matches!(
                region.kind,
                RegionKind::Synchronized | RegionKind::FilterGuard
            ) {
                for h in 0..region.handlers.len() {
                    succs.push(self.handler_node(regions, r, h)? as u32);
                }
            }
            if !matches!(region.kind, RegionKind::Finally | RegionKind::Fault) {
                succs.extend(region.outer.map(|outer| self.dispatch(outer) as u32));
            }
            self.succs[self.blocks.len() + r] = succs;
        }
        self.sort(entry);
        self.liveness(code, regions, vars);
        Ok(())
    }

    fn block_succs(
        &self,
        code: &Code,
        regions: &mut Regions,
        b: usize,
    ) -> Result<SmallVec<[u32; 4]>, Problem> {
        let block = &self.blocks[b];
        let mut succs: SmallVec<[u32; 4]> = SmallVec::new();
        let last = code.instrs[block.end - 1];
        match last.op {
            Opcode::Leave | Opcode::LeaveS => {
                let next = regions.entry_of_leave(last.at, last.target());
                succs.push(self.node_of_next(regions, next)? as u32);
            }
            Opcode::Endfinally => {
                if let Some((r, _)) = regions.handler_at(last.at) {
                    for index in 0..regions.list[r].continuations.len() {
                        let next = regions.list[r].continuations[index].next;
                        succs.push(self.node_of_next(regions, next)? as u32);
                    }
                    succs.extend(
                        regions.list[r]
                            .outer
                            .map(|outer| self.dispatch(outer) as u32),
                    );
                }
            }
            _ => {
                if let super::il::Arg::Target(target) = last.arg {
                    succs.push(self.block_at(target)? as u32);
                }
                for target in code.switch_targets(last.arg) {
                    succs.push(self.block_at(*target)? as u32);
                }
                if !last.ends_flow() && b + 1 < self.blocks.len() {
                    succs.push(b as u32 + 1);
                }
            }
        }
        succs.extend(block.region.map(|region| self.dispatch(region) as u32));
        succs.sort_unstable();
        succs.dedup();
        Ok(succs)
    }

    fn sort(&mut self, entry: usize) {
        let nodes = self.succs.len();
        let mut state = vec![0u8; nodes];
        let mut post: Vec<u32> = Vec::with_capacity(nodes);
        let mut stack: Vec<(u32, usize)> = vec![(entry as u32, 0)];
        state[entry] = 1;
        while let Some((node, index)) = stack.pop() {
            if let Some(&next) = self.succs[node as usize].get(index) {
                stack.push((node, index + 1));
                if state[next as usize] == 0 {
                    state[next as usize] = 1;
                    stack.push((next, 0));
                }
            } else {
                post.push(node);
            }
        }
        post.reverse();
        self.place = vec![u32::MAX; nodes];
        for (place, node) in post.iter().enumerate() {
            self.place[*node as usize] = place as u32;
        }
        self.preds = vec![SmallVec::new(); nodes];
        for &node in &post {
            for index in 0..self.succs[node as usize].len() {
                let next = self.succs[node as usize][index];
                self.preds[next as usize].push(node);
            }
        }
        self.order = post;
    }

    pub fn is_header(&self, node: usize) -> bool {
        self.preds[node]
            .iter()
            .any(|pred| self.place[*pred as usize] >= self.place[node])
    }

    /// Fills `live_in` and `loop_stores`.
    fn liveness(&mut self, code: &Code, regions: &Regions, vars: &VarMap<'_>) {
        let nodes = self.succs.len();
        let mut uses = vec![VarSet::new(vars.count); nodes];
        let mut defs = vec![VarSet::new(vars.count); nodes];
        for (b, block) in self.blocks.iter().enumerate() {
            if self.place[b] != u32::MAX {
                scan(code, regions, block, vars, &mut uses[b], &mut defs[b]);
            }
        }
        for (r, region) in regions.list.iter().enumerate() {
            if matches!(region.kind, RegionKind::Finally | RegionKind::Fault) {
                for number in 0..3 {
                    defs[self.blocks.len() + r].insert(vars.region_base + 3 * r + number);
                }
            }
        }
        let mut live = uses.clone();
        let mut changed = true;
        while changed {
            changed = false;
            for &node in self.order.iter().rev() {
                let node = node as usize;
                let mut out = VarSet::new(vars.count);
                for &next in &self.succs[node] {
                    out.union(&live[next as usize]);
                }
                // Handlers see the variables at any point of the block.
                let dispatch = self
                    .blocks
                    .get(node)
                    .and_then(|block| block.region)
                    .map(|r| self.dispatch(r));
                out.subtract(&defs[node]);
                if let Some(dispatch) = dispatch {
                    let at_handler = live[dispatch].clone();
                    out.union(&at_handler);
                }
                changed |= live[node].union(&out);
            }
        }
        self.live_in = live;
        self.loop_stores = vec![None; nodes];
        for index in 0..self.order.len() {
            let header = self.order[index] as usize;
            if self.is_header(header) {
                self.loop_stores[header] = Some(self.stores_of_loop(header, &defs, vars.count));
            }
        }
        if self.irreducible {
            for stores in self.loop_stores.iter_mut() {
                *stores = Some(VarSet::all(vars.count));
            }
        }
    }

    fn stores_of_loop(&mut self, header: usize, defs: &[VarSet], count: usize) -> VarSet {
        let mut stores = defs[header].clone();
        let mut seen = vec![false; self.succs.len()];
        seen[header] = true;
        let mut work: Vec<u32> = self.preds[header]
            .iter()
            .copied()
            .filter(|pred| self.place[*pred as usize] >= self.place[header])
            .collect();
        while let Some(node) = work.pop() {
            let node = node as usize;
            if std::mem::replace(&mut seen[node], true) {
                continue;
            }
            stores.union(&defs[node]);
            if self.place[node] == 0 {
                // The loop can be entered beside its header.
                self.irreducible = true;
                return VarSet::all(count);
            }
            work.extend_from_slice(&self.preds[node]);
        }
        stores
    }
}

fn scan(
    code: &Code,
    regions: &Regions,
    block: &IlBlock,
    vars: &VarMap<'_>,
    uses: &mut VarSet,
    defs: &mut VarSet,
) {
    let base = |r: usize| vars.region_base + 3 * r;
    if let Some((r, _)) = block.handler
        && regions.list[r].kind == RegionKind::Catch
    {
        defs.insert(base(r) + 1);
    }
    for instr in &code.instrs[block.first..block.end] {
        if let Some((is_arg, number)) = instr.variable() {
            let var = if is_arg {
                number as usize
            } else {
                vars.args + number as usize
            };
            if var >= vars.region_base || !(vars.is_ssa)(var) {
                continue;
            }
            match instr.access() {
                Access::Load if !defs.contains(var) => uses.insert(var),
                // The address of an SSA variable is only taken to initialise it.
                Access::Store | Access::Address => defs.insert(var),
                _ => {}
            }
        }
        match instr.op {
            Opcode::Endfinally => {
                if let Some((r, _)) = regions.handler_at(instr.at) {
                    for number in 0..3 {
                        uses.insert(base(r) + number);
                    }
                }
            }
            Opcode::Rethrow => {
                if let Some((r, _)) = regions.handler_at(instr.at)
                    && !defs.contains(base(r) + 1)
                {
                    uses.insert(base(r) + 1);
                }
            }
            _ => {}
        }
    }
    let last = &code.instrs[block.end - 1];
    if matches!(last.op, Opcode::Leave | Opcode::LeaveS) {
        for r in regions.leave_path(last.at, last.target()) {
            for number in 0..3 {
                defs.insert(base(r) + number);
            }
        }
    }
}
