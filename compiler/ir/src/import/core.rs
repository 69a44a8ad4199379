//! The state of one import: the function under construction, where its next instruction goes, the
//! variables and stack of the walk, and its end: unreachable blocks and unused values dropped.

use super::ImportHost;
use super::cache::ImportCache;
use super::error::{ImportError, Outcome, Problem};
use super::flow::{NodeData, State};
use super::graph::Graph;
use super::il::Code;
use super::item::{Addr, Item};
use super::regions::Regions;
use crate::entity::{Block, Entity, Inst, Slot, Value};
use crate::func::Func;
use crate::function::*;
use crate::op::Op;
use crate::ty::{Cell, Ty};
use kiln_world::{MethodBody, MethodId, TypeId, World};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Where a variable is kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Home {
    Ssa,
    /// In memory: a slot of its own, the slot shared with filters, or the caller's copy.
    Memory(Addr),
    /// An argument that never changes and whose address nobody takes.
    Fixed(Item),
    /// A local that no reachable code of this body uses.
    None,
}

/// An argument, a local, or one of the hidden variables of exception handling.
#[derive(Clone, Debug)]
pub(crate) struct Var {
    pub ty: TypeId,
    /// What it holds if it is a scalar.
    pub cell: Option<Cell>,
    pub home: Home,
    /// Its address is taken: any store or call may change it.
    pub exposed: bool,
}

/// The IL that is being walked.
#[derive(Default)]
pub(crate) struct Il {
    pub code: Code,
    pub body: Option<MethodBody>,
    pub regions: Regions,
    pub graph: Graph,
    pub nodes: Vec<NodeData>,
    pub args: usize,
    pub region_base: usize,
}

pub(crate) struct Importer<'h> {
    pub host: &'h dyn ImportHost,
    pub world: &'h World,
    pub cache: &'h ImportCache,
    pub f: Function,
    /// Whose IL this is.
    pub method: Option<MethodId>,
    pub block: Block,
    /// Control reaches `block`'s end.
    pub open: bool,
    /// Instructions go before this one instead of at the end of the block.
    pub insert_at: Option<usize>,
    pub src: Source,
    /// `src` is where the problem lies, though the walk has not begun.
    blamed: bool,
    pub native: Ty,
    pub pointer: u32,
    /// The protected region around the place of the next instruction.
    pub region: Option<usize>,
    pub vars: Vec<Var>,
    pub state: State,
    pub il: Il,
    /// Hidden pointer that the result goes to.
    pub return_pointer: Option<Value>,
    pub return_type: TypeId,
    slot_addrs: FxHashMap<(Slot, Ty), Value>,
    /// Results of calls of managed code that are in the range of a small type.
    pub small_results: FxHashMap<Value, Cell>,
    /// Instructions that belong before everything else.
    prologue: Vec<Inst>,
    /// Object whose monitor a synchronized method holds.
    pub lock: Option<Item>,
    /// The slot that the method's filters see.
    pub shared_slot: Option<Slot>,
    pub prefix: super::walk::Prefix,
    /// Ways into finally handlers that were reached: region and selector.
    pub taken: rustc_hash::FxHashSet<(usize, u32)>,
    /// The next `initobj` was done by the `ldloca` before it.
    pub skip_initobj: bool,
    /// Managed pointers of this body are not tested for null where they are used.
    pub trusts_byrefs: bool,
    /// A problem met where it could not be returned.
    pub late_problem: Option<Problem>,
}

impl<'h> Importer<'h> {
    pub fn new(host: &'h dyn ImportHost, func: Func) -> Importer<'h> {
        let world = host.world();
        let method = match func {
            Func::Method(method) | Func::NullThis(method) | Func::Filter(method, _) => Some(method),
            _ => None,
        };
        let f = Function::new(func, crate::synth::name(world, func));
        let pointer = world.target().pointer_bytes;
        let block = f.entry;
        Importer {
            host,
            world,
            cache: host.cache(),
            f,
            method,
            block,
            open: true,
            insert_at: None,
            src: Source::default(),
            blamed: false,
            native: if pointer == 8 { Ty::I64 } else { Ty::I32 },
            pointer,
            region: None,
            vars: Vec::new(),
            state: State::default(),
            il: Il::default(),
            return_pointer: None,
            return_type: world.known().void,
            slot_addrs: FxHashMap::default(),
            small_results: FxHashMap::default(),
            prologue: Vec::new(),
            lock: None,
            shared_slot: None,
            prefix: Default::default(),
            taken: Default::default(),
            skip_initobj: false,
            trusts_byrefs: true,
            late_problem: None,
        }
    }

    /// Forgets what was written so far.
    pub fn restart(&mut self) {
        let (flags, method) = (self.f.flags, self.method);
        *self = Importer::new(self.host, self.f.func);
        self.f.flags = flags;
        self.method = method;
    }

    pub fn error(&self, problem: Problem) -> ImportError {
        let assembly = match self.f.func {
            Func::Method(m)
            | Func::NullThis(m)
            | Func::Swapped(m)
            | Func::Unbox(m)
            | Func::NativeEntry(m)
            | Func::Filter(m, _) => self
                .world
                .assembly_name(self.world.method(m).def.assembly)
                .to_string(),
            _ => String::new(),
        };
        let il = (self.blamed || !self.il.code.instrs.is_empty()).then_some(self.src.il);
        ImportError {
            assembly,
            method: self.f.name.clone(),
            il,
            problem,
        }
    }

    /// A problem of the instruction at an offset, met before the walk.
    pub fn blame(&mut self, (at, problem): (u32, Problem)) -> Problem {
        self.blamed = true;
        self.src.il = at;
        problem
    }

    // Writing instructions.

    /// Writes an instruction. Inside a protected region one that may throw ends its block.
    pub fn inst(
        &mut self,
        op: Op,
        args: impl IntoIterator<Item = Value>,
        payload: Payload,
        results: &[Ty],
    ) -> Inst {
        let inst = self.f.make_inst(op, args, payload, results, self.src);
        let at = self
            .insert_at
            .unwrap_or(self.f.blocks[self.block].insts.len());
        self.f.insert_inst(self.block, at, inst);
        if let Some(at) = &mut self.insert_at {
            *at += 1;
        } else if self.region.is_some() && op.may_throw() && self.f.may_throw(inst) {
            self.end_with_try(inst);
        }
        inst
    }

    pub fn val(
        &mut self,
        op: Op,
        args: impl IntoIterator<Item = Value>,
        payload: Payload,
        result: Ty,
    ) -> Value {
        let inst = self.inst(op, args, payload, &[result]);
        self.f.insts[inst].results[0]
    }

    pub fn terminate(&mut self, term: Terminator) {
        let src = self.src;
        let block = &mut self.f.blocks[self.block];
        block.term = term;
        block.term_src = src;
        self.open = false;
    }

    /// Continues in a block.
    pub fn start(&mut self, block: Block) {
        self.block = block;
        self.open = true;
    }

    /// Continues in a block of no predecessors if control cannot come here.
    pub fn ensure_open(&mut self) {
        if !self.open {
            let block = self.f.add_block();
            self.start(block);
        }
    }

    pub fn unreachable(&mut self) {
        self.terminate(Terminator::Unreachable);
    }

    // Slots.

    pub fn new_slot(&mut self, kind: SlotKind, size: u32, align: u32, zeroed: bool) -> Slot {
        self.f.add_slot(SlotData {
            kind,
            size,
            align,
            zeroed,
            shared_with_filters: false,
        })
    }

    /// A slot for a value of a type.
    pub fn slot_for(&mut self, ty: TypeId, zeroed: bool) -> Outcome<Slot> {
        if let Some(cell) = self.cell(ty) {
            let bytes = cell.bytes(self.pointer);
            return Ok(self.new_slot(SlotKind::Cell(cell), bytes, bytes, zeroed));
        }
        let layout = self.world.layout(ty)?;
        Ok(self.new_slot(
            SlotKind::Struct(ty),
            layout.size.max(1),
            layout.align.max(1),
            zeroed,
        ))
    }

    /// The address of a slot, computed once before everything else.
    pub fn slot_addr(&mut self, slot: Slot, ty: Ty) -> Value {
        if let Some(value) = self.slot_addrs.get(&(slot, ty)) {
            return *value;
        }
        let inst = self.f.make_inst(
            Op::SlotAddr,
            [],
            Payload::Slot(slot),
            &[ty],
            Source::default(),
        );
        self.prologue.push(inst);
        let value = self.f.insts[inst].results[0];
        self.f.values[value].fact.non_null = true;
        self.slot_addrs.insert((slot, ty), value);
        value
    }

    pub fn slot_place(&mut self, slot: Slot) -> Addr {
        Addr {
            base: self.slot_addr(slot, Ty::ByRef),
            offset: 0,
            alias: Alias::Slot(slot),
        }
    }

    /// A fresh temporary for a struct.
    pub fn temp(&mut self, ty: TypeId) -> Outcome<Addr> {
        let slot = self.slot_for(ty, false)?;
        Ok(self.slot_place(slot))
    }

    // Types.

    /// What a variable or field of this type holds, if it is a scalar.
    pub fn cell(&self, ty: TypeId) -> Option<Cell> {
        use kiln_world::{Class, PrimKind};
        Some(match self.world.class(ty) {
            Class::Prim(kind) => match kind {
                PrimKind::Boolean | PrimKind::U8 => Cell::U8,
                PrimKind::I8 => Cell::I8,
                PrimKind::Char | PrimKind::U16 => Cell::U16,
                PrimKind::I16 => Cell::I16,
                PrimKind::I32 | PrimKind::U32 => Cell::I32,
                PrimKind::I64 | PrimKind::U64 => Cell::I64,
                PrimKind::F32 => Cell::F32,
                PrimKind::F64 => Cell::F64,
                PrimKind::INative | PrimKind::UNative => Cell::from(self.native),
            },
            Class::Ref => Cell::Ref,
            Class::ByRef => Cell::ByRef,
            Class::Ptr => Cell::Ptr,
            Class::Void | Class::Struct | Class::Var => return None,
        })
    }

    pub fn is_void(&self, ty: TypeId) -> bool {
        ty == self.world.known().void
    }

    pub fn size_of(&self, ty: TypeId) -> Outcome<u32> {
        match self.cell(ty) {
            Some(cell) => Ok(cell.bytes(self.pointer)),
            None => Ok(self.world.layout(ty)?.size),
        }
    }

    /// Offset of the first element in an array's object.
    pub fn array_data(&self) -> u32 {
        if self.pointer == 8 { 16 } else { 12 }
    }

    /// Offset of the data in a boxed value's object.
    pub const OBJECT_DATA: u32 = 8;

    pub fn core_type(&self, name: &str) -> Outcome<TypeId> {
        self.world
            .type_by_name(name)
            .ok_or_else(|| Problem::invalid(format!("the core library has no type {name}")))
    }

    pub fn core_method(&self, ty: TypeId, name: &str, params: usize) -> Outcome<MethodId> {
        self.world
            .method_by_name(ty, name, Some(params))
            .ok_or_else(|| {
                let owner = self.world.display_type(ty);
                Problem::invalid(format!(
                    "{owner} has no method {name} with {params} parameters"
                ))
            })
    }

    pub fn core_field(&self, ty: TypeId, name: &str) -> Outcome<kiln_world::FieldId> {
        self.world.field_by_name(ty, name).ok_or_else(|| {
            Problem::invalid(format!(
                "{} has no field {name}",
                self.world.display_type(ty)
            ))
        })
    }

    // The end.

    /// Puts the prologue in place, drops what cannot be reached or is not used, and renumbers blocks.
    pub fn finish(mut self) -> Function {
        let entry = self.f.entry;
        let prologue = std::mem::take(&mut self.prologue);
        self.f.blocks[entry].insts.splice(0..0, prologue);
        drop_unreachable(&mut self.f);
        drop_unused(&mut self.f);
        self.f
    }
}

fn drop_unreachable(f: &mut Function) {
    let mut post: Vec<Block> = Vec::new();
    let mut seen = vec![false; f.blocks.len()];
    let mut stack: Vec<(Block, SmallVec<[Block; 4]>)> = Vec::new();
    seen[f.entry.index()] = true;
    stack.push((f.entry, f.blocks[f.entry].term.successors()));
    while let Some((block, succs)) = stack.last_mut() {
        match succs.pop() {
            Some(next) => {
                if !std::mem::replace(&mut seen[next.index()], true) {
                    let more = f.blocks[next].term.successors();
                    stack.push((next, more));
                }
            }
            None => {
                post.push(*block);
                stack.pop();
            }
        }
    }
    post.reverse();
    let mut renamed = vec![Block(u32::MAX); f.blocks.len()];
    for (index, block) in post.iter().enumerate() {
        renamed[block.index()] = Block(index as u32);
    }
    let mut blocks = crate::entity::Arena::new();
    for old in post {
        let mut data = std::mem::take(&mut f.blocks[old]);
        let new = renamed[old.index()];
        data.term
            .for_each_edge_mut(|target, _| target.block = renamed[target.block.index()]);
        for param in &data.params {
            f.values[*param].def = ValueDef::Param(new);
        }
        blocks.push(data);
    }
    f.blocks = blocks;
    f.entry = Block(0);
}

/// Drops pure instructions and plain loads whose results nobody uses.
fn drop_unused(f: &mut Function) {
    let mut uses = vec![0u32; f.values.len()];
    let mut count = |value: Value| uses[value.index()] += 1;
    for block in f.blocks.values() {
        for inst in &block.insts {
            f.insts[*inst].args.iter().copied().for_each(&mut count);
        }
        block.term.for_each_value(&mut count);
    }
    for index in (0..f.blocks.len()).rev() {
        let block = Block(index as u32);
        let insts = std::mem::take(&mut f.blocks[block].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for inst in insts.into_iter().rev() {
            let data = &f.insts[inst];
            let removable = data.op.is_pure() || data.op == Op::Load && !is_volatile(data);
            if removable && data.results.iter().all(|value| uses[value.index()] == 0) {
                for arg in &data.args {
                    uses[arg.index()] -= 1;
                }
            } else {
                kept.push(inst);
            }
        }
        kept.reverse();
        f.blocks[block].insts = kept;
    }
}

fn is_volatile(data: &InstData) -> bool {
    matches!(data.payload, Payload::Memory(info) if info.volatile)
}
