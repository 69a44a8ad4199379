//! The interpreter: frames on an explicit stack, run until the first function returns, throws or traps.
//! Deterministic: time is counted in steps, memory in bytes.

mod calls;
mod entries;
mod guard;
mod memory;
mod objects;
mod scalars;
mod unwind;

use crate::heap::{BlockKind, Memory};
use crate::host::{Answer, Host, ObjectModel};
use crate::trap::{Trap, TrapReason};
use crate::value::{Base, Pointer, Val};
use kiln_ir::entity::{Block, Entity, Inst, Slot, Value};
use kiln_ir::function::{Clause, Payload, Source, Target, Terminator};
use kiln_ir::op::PayloadKind;
use kiln_ir::{ExceptionKind, Func, Function, Op};
use kiln_world::{FieldId, TypeId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;
use unwind::Unwinding;

/// How much an execution may use.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Steps: about one an instruction, more for bulk work.
    pub fuel: u64,
    pub memory: u64,
    /// Frames.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            fuel: 20_000_000,
            memory: 64 << 20,
            depth: 4_000,
        }
    }
}

/// How an execution ended, other than by returning.
#[derive(Clone, PartialEq, Debug)]
pub enum Stop {
    /// An exception that nobody caught.
    Thrown(Pointer),
    Trap(Trap),
}

/// Who gets a frame's results.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
enum Role {
    /// The instruction that the caller stands at, or whoever runs the machine.
    Call,
    /// Nobody: it is the static constructor of this type.
    Cctor(TypeId),
    /// As `Call`; what it returns is kept in this field for good.
    Lazy(FieldId),
}

struct Frame {
    function: Arc<Function>,
    values: Vec<Val>,
    block: Block,
    at: usize,
    slots: Vec<Option<Base>>,
    /// What the stack goes back to.
    stack: usize,
    role: Role,
    /// A callee is under way, or has just returned, for the call it stands at.
    awaiting: bool,
    /// Regions with filters that are entered, and the slot each filter sees.
    filters: Vec<(Func, Pointer)>,
}

/// What one instruction led to.
enum Step {
    Next,
    /// A frame was pushed; the instruction is done when it returns.
    Called,
    Raise(ExceptionKind),
}

/// The state of a type's static constructor.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
enum CctorState {
    Running,
    Done,
}

/// An interpreter with its memory. Statics and objects stay from run to run.
pub struct Machine {
    pub memory: Memory,
    pub model: ObjectModel,
    /// Steps left.
    pub fuel: u64,
    depth: usize,
    frames: Vec<Frame>,
    returned: Vec<Val>,
    functions: FxHashMap<Func, Arc<Function>>,
    statics: FxHashMap<FieldId, Base>,
    rva: FxHashMap<FieldId, Base>,
    literals: FxHashMap<Box<[u16]>, Base>,
    type_objects: FxHashMap<TypeId, Base>,
    cctors: FxHashMap<TypeId, CctorState>,
    /// Types whose constructor state was set, oldest first, and open transactions in it.
    cctor_log: Vec<(TypeId, Option<CctorState>)>,
    marks: Vec<usize>,
    /// Clauses by selector - 1.
    clauses: Vec<Clause>,
    unwinding: Vec<Unwinding>,
    /// Constructors and lazy getters that run for the image, outermost first.
    running: Vec<Running>,
    /// Fields of lazy getters that are filled.
    filled: Vec<FieldId>,
    /// Under which number each constructor's work is known.
    owners: FxHashMap<TypeId, u32>,
    last_owner: u32,
    /// Exceptions that were thrown.
    thrown: FxHashSet<u32>,
}

/// Something that runs for the image: its number, and which type's constructor or whose getter it is.
#[derive(Copy, Clone)]
struct Running {
    owner: u32,
    ty: Option<TypeId>,
    lazy: Option<FieldId>,
}

/// What ran for the image, in the order in which it was done.
#[derive(Clone, Default, Debug)]
pub struct Done {
    /// Types whose constructors ran.
    pub types: Vec<TypeId>,
    /// Fields of lazy getters that were filled.
    pub fields: Vec<FieldId>,
}

/// How running something for the image ended.
#[derive(Debug)]
pub enum Baked {
    Done(Done),
    /// The types whose constructors were under way, outermost first, and why the last one stopped.
    Refused {
        running: Vec<TypeId>,
        trap: Trap,
    },
}

impl Machine {
    pub fn new(model: ObjectModel, limits: Limits) -> Machine {
        Machine {
            memory: Memory::new(
                model.pointer_bytes,
                model.little_endian,
                model.header,
                limits.memory,
            ),
            model,
            fuel: limits.fuel,
            depth: limits.depth,
            frames: Vec::new(),
            returned: Vec::new(),
            functions: FxHashMap::default(),
            statics: FxHashMap::default(),
            rva: FxHashMap::default(),
            literals: FxHashMap::default(),
            type_objects: FxHashMap::default(),
            cctors: FxHashMap::default(),
            cctor_log: Vec::new(),
            marks: Vec::new(),
            clauses: Vec::new(),
            unwinding: Vec::new(),
            running: Vec::new(),
            filled: Vec::new(),
            owners: FxHashMap::default(),
            last_owner: 0,
            thrown: FxHashSet::default(),
        }
    }

    /// Runs a function to its end.
    pub fn run(&mut self, host: &mut dyn Host, func: Func, args: &[Val]) -> Result<Vec<Val>, Stop> {
        let base = self.frames.len();
        let result = self.run_from(host, base, func, args);
        if result.is_err() {
            self.drop_frames(base);
        }
        result
    }

    fn run_from(
        &mut self,
        host: &mut dyn Host,
        base: usize,
        func: Func,
        args: &[Val],
    ) -> Result<Vec<Val>, Stop> {
        if let Err(reason) = self.push(host, func, args, Role::Call) {
            return Err(Stop::Trap(Trap {
                reason,
                func: Some(func),
                src: Source::default(),
            }));
        }
        while self.frames.len() > base {
            match self.step(host, base) {
                Ok(None) => {}
                Ok(Some(exception)) => return Err(Stop::Thrown(exception)),
                Err(reason) => return Err(Stop::Trap(self.trap(reason))),
            }
        }
        Ok(std::mem::take(&mut self.returned))
    }

    fn trap(&self, reason: TrapReason) -> Trap {
        let Some(frame) = self.frames.last() else {
            return Trap {
                reason,
                func: None,
                src: Source::default(),
            };
        };
        let block = &frame.function.blocks[frame.block];
        let src = match block.insts.get(frame.at) {
            Some(inst) => frame.function.insts[*inst].src,
            None => block.term_src,
        };
        Trap {
            reason,
            func: Some(frame.function.func),
            src,
        }
    }

    fn drop_frames(&mut self, base: usize) {
        if let Some(frame) = self.frames.get(base) {
            self.memory.pop(frame.stack);
        }
        self.frames.truncate(base);
        self.unwinding.retain(|unwinding| unwinding.frame < base);
        self.returned.clear();
    }

    /// The body of a function, asked of the host once.
    fn body(&mut self, host: &mut dyn Host, func: Func) -> Answer<Arc<Function>> {
        if let Some(function) = self.functions.get(&func) {
            return Ok(function.clone());
        }
        let function = host.function(func)?;
        self.functions.insert(func, function.clone());
        Ok(function)
    }

    fn push(&mut self, host: &mut dyn Host, func: Func, args: &[Val], role: Role) -> Answer<()> {
        if self.frames.len() >= self.depth {
            return Err(TrapReason::TooDeep);
        }
        let function = self.body(host, func)?;
        if function.params().len() != args.len() {
            return Err(TrapReason::Undefined("a call: the number of arguments"));
        }
        let mut values = vec![Val::I32(0); function.values.len()];
        for (param, arg) in function.params().iter().zip(args) {
            values[param.index()] = *arg;
        }
        let frame = Frame {
            block: function.entry,
            at: 0,
            slots: vec![None; function.slots.len()],
            stack: self.memory.stack_depth(),
            values,
            function,
            role,
            awaiting: false,
            filters: Vec::new(),
        };
        self.frames.push(frame);
        Ok(())
    }

    fn burn(&mut self, steps: u64) -> Answer<()> {
        match self.fuel.checked_sub(steps) {
            Some(fuel) => {
                self.fuel = fuel;
                Ok(())
            }
            None => Err(TrapReason::OutOfFuel),
        }
    }

    fn frame(&mut self) -> &mut Frame {
        let top = self.frames.len() - 1;
        &mut self.frames[top]
    }

    fn get(&self, value: Value) -> Val {
        self.frames[self.frames.len() - 1].values[value.index()]
    }

    fn set(&mut self, value: Value, content: Val) {
        self.frame().values[value.index()] = content;
    }

    fn pointer(&self, value: Value) -> Answer<Pointer> {
        self.get(value)
            .as_pointer()
            .ok_or(TrapReason::Undefined("an address"))
    }

    fn int(&self, value: Value) -> Answer<i64> {
        self.get(value).as_int().ok_or(TrapReason::AddressObserved)
    }

    /// Does one instruction or terminator; gives an exception that leaves the run.
    fn step(&mut self, host: &mut dyn Host, base: usize) -> Answer<Option<Pointer>> {
        self.burn(1)?;
        let frame = &self.frames[self.frames.len() - 1];
        let function = frame.function.clone();
        let block = &function.blocks[frame.block];
        let step = match block.insts.get(frame.at) {
            Some(&inst) => self.inst(host, &function, inst)?,
            None => return self.terminator(host, base, &function, &block.term),
        };
        match step {
            Step::Next => {
                self.frame().at += 1;
                Ok(None)
            }
            Step::Called => Ok(None),
            Step::Raise(kind) => self.raise(host, base, kind),
        }
    }

    fn terminator(
        &mut self,
        host: &mut dyn Host,
        base: usize,
        function: &Function,
        term: &Terminator,
    ) -> Answer<Option<Pointer>> {
        match term {
            Terminator::None | Terminator::Unreachable => return Err(TrapReason::Unreachable),
            Terminator::Jump(target) | Terminator::Try { normal: target, .. } => {
                self.jump(function, target, &[]);
            }
            Terminator::Branch { cond, then, other } => {
                let target = if self.truth(*cond) { then } else { other };
                self.jump(function, target, &[]);
            }
            Terminator::Switch {
                value,
                cases,
                default,
            } => {
                let number = self.int(*value)?;
                let case = cases.iter().find(|(case, _)| *case == number);
                self.jump(function, case.map_or(default, |(_, target)| target), &[]);
            }
            Terminator::Return(values) => {
                let values: Vec<Val> = values.iter().map(|value| self.get(*value)).collect();
                self.leave(values)?;
            }
            Terminator::Throw { exception, .. } => {
                let exception = self.pointer(*exception)?;
                if exception.is_null() {
                    return self.raise(host, base, ExceptionKind::NullReference);
                }
                return self.throw(host, base, exception);
            }
            Terminator::Dispatch {
                selector,
                cases,
                default,
            } => {
                let selector = self.int(*selector)?;
                let chosen = usize::try_from(selector - 1)
                    .ok()
                    .and_then(|at| self.clauses.get(at));
                let case = cases.iter().find(|(clause, _)| Some(clause) == chosen);
                self.jump(function, case.map_or(default, |(_, target)| target), &[]);
            }
            Terminator::Resume { exception, .. } => {
                let exception = self.pointer(*exception)?;
                return self.resume(host, base, exception);
            }
        }
        Ok(None)
    }

    fn truth(&self, value: Value) -> bool {
        match self.get(value) {
            Val::Ptr(pointer) => !pointer.is_null(),
            other => other.as_int() != Some(0),
        }
    }

    /// Goes to a block of the top frame; `first` are its first parameters.
    fn jump(&mut self, function: &Function, target: &Target, first: &[Val]) {
        let mut args: Vec<Val> = first.to_vec();
        args.extend(target.args.iter().map(|arg| self.get(*arg)));
        let frame = self.frame();
        for (param, arg) in function.blocks[target.block].params.iter().zip(args) {
            frame.values[param.index()] = arg;
        }
        frame.block = target.block;
        frame.at = 0;
    }

    /// Returns from the top frame.
    fn leave(&mut self, values: Vec<Val>) -> Answer<()> {
        let Some(frame) = self.frames.pop() else {
            return Err(TrapReason::Unreachable);
        };
        self.memory.pop(frame.stack);
        if let Role::Lazy(field) = frame.role {
            self.leave_lazy(field, &values)?;
        }
        if let Role::Cctor(ty) = frame.role {
            self.set_cctor(ty, CctorState::Done);
            self.leave_running();
            self.frame().at += 1;
            return Ok(());
        }
        self.returned = values;
        Ok(())
    }

    fn set_cctor(&mut self, ty: TypeId, state: CctorState) {
        let old = self.cctors.insert(ty, state);
        self.cctor_log.push((ty, old));
    }

    fn inst(&mut self, host: &mut dyn Host, function: &Function, inst: Inst) -> Answer<Step> {
        let data = &function.insts[inst];
        match data.op {
            Op::Call => self.call(host, function, inst),
            Op::Load
            | Op::Store
            | Op::StoreRef
            | Op::StoreRefAt
            | Op::Copy
            | Op::Zero
            | Op::CopyBytes
            | Op::MoveBytes
            | Op::FillBytes
            | Op::AtomicRmw
            | Op::AtomicCas
            | Op::Fence
            | Op::Localloc
            | Op::PtrAdd
            | Op::Offset
            | Op::ElemAddr
            | Op::PtrDiff
            | Op::SlotAddr
            | Op::StaticAddr
            | Op::RvaAddr => self.memory_op(host, function, inst),
            _ if data.op.info().payload == PayloadKind::Type => {
                self.object_op(host, function, inst)
            }
            Op::StringLit
            | Op::FuncAddr
            | Op::VirtualAddr
            | Op::Null
            | Op::LenCheck
            | Op::ArrayLen
            | Op::StringLen
            | Op::LoadType
            | Op::StoreCheck
            | Op::NullCheck
            | Op::KeepAlive
            | Op::CatchBegin
            | Op::FilterEnter
            | Op::FilterLeave
            | Op::DebugBreak => self.object_op(host, function, inst),
            _ => self.scalar_op(function, inst),
        }
    }

    /// The memory of a slot of the top frame, made when first asked for.
    fn slot(&mut self, slot: Slot) -> Answer<Pointer> {
        let frame = &self.frames[self.frames.len() - 1];
        if let Some(base) = frame.slots[slot.index()] {
            return Ok(Pointer::to(base));
        }
        let size = frame.function.slots[slot].size;
        let base = self.memory.push(u64::from(size))?;
        self.frame().slots[slot.index()] = Some(base);
        Ok(Pointer::to(base))
    }

    // Things with an address of their own.

    /// The memory of a static field.
    pub fn static_field(&mut self, host: &mut dyn Host, field: FieldId) -> Answer<Pointer> {
        if let Some(base) = self.statics.get(&field) {
            return Ok(Pointer::to(*base));
        }
        let data = host.static_data(field)?;
        let owner = self.static_owner(host, field)?;
        let base = self.memory.constant(BlockKind::Static(field), data.bytes)?;
        self.memory.set_owner(base, owner);
        self.memory.set_writable(base, data.writable);
        self.statics.insert(field, base);
        Ok(Pointer::to(base))
    }

    /// The memory of a static field, if something touched it.
    pub fn static_base(&self, field: FieldId) -> Option<Base> {
        self.statics.get(&field).copied()
    }

    /// Static fields that were touched.
    pub fn touched_statics(&self) -> impl Iterator<Item = (FieldId, Base)> + '_ {
        self.statics.iter().map(|(field, base)| (*field, *base))
    }

    fn rva_field(&mut self, host: &mut dyn Host, field: FieldId) -> Answer<Pointer> {
        if let Some(base) = self.rva.get(&field) {
            return Ok(Pointer::to(*base));
        }
        let base = self
            .memory
            .constant(BlockKind::Rva(field), host.rva_data(field)?)?;
        self.rva.insert(field, base);
        Ok(Pointer::to(base))
    }

    /// The object of a string literal.
    pub fn literal(&mut self, text: &[u16]) -> Answer<Pointer> {
        if let Some(base) = self.literals.get(text) {
            return Ok(Pointer::to(*base));
        }
        let bytes = self.string_bytes(text);
        let base = self.memory.constant(BlockKind::Literal, bytes)?;
        self.literals.insert(text.into(), base);
        Ok(Pointer::to(base))
    }

    /// A string object's bytes: header, length, characters, NUL.
    fn string_bytes(&self, text: &[u16]) -> Vec<u8> {
        let chars = self.model.string_chars as usize;
        let mut bytes = vec![0; chars + (text.len() + 1) * 2];
        let at = self.model.string_length as usize;
        let length = text.len() as u32;
        let little = self.model.little_endian;
        let encoded = if little {
            length.to_le_bytes()
        } else {
            length.to_be_bytes()
        };
        bytes[at..at + 4].copy_from_slice(&encoded);
        for (index, unit) in text.iter().enumerate() {
            let encoded = if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            };
            bytes[chars + index * 2..chars + index * 2 + 2].copy_from_slice(&encoded);
        }
        bytes
    }

    /// The RuntimeType object of a type.
    pub fn type_object(&mut self, ty: TypeId) -> Answer<Pointer> {
        if let Some(base) = self.type_objects.get(&ty) {
            return Ok(Pointer::to(*base));
        }
        let base = self
            .memory
            .constant(BlockKind::TypeObject(ty), Vec::new())?;
        self.type_objects.insert(ty, base);
        Ok(Pointer::to(base))
    }

    /// The exact type of an object.
    pub fn type_of(&self, host: &dyn Host, object: Pointer) -> Answer<TypeId> {
        match self.memory.block(object.base)?.kind {
            BlockKind::Object(ty) if object.offset == 0 => Ok(ty),
            BlockKind::Literal if object.offset == 0 => host.string_type(),
            BlockKind::TypeObject(_) if object.offset == 0 => host.runtime_type(),
            _ => Err(TrapReason::BadAccess),
        }
    }

    // Transactions.

    /// From here on everything can be undone.
    pub fn begin(&mut self) {
        self.memory.begin();
        self.marks.push(self.cctor_log.len());
    }

    pub fn commit(&mut self) {
        self.memory.commit();
        self.marks.pop();
        if self.marks.is_empty() {
            self.cctor_log.clear();
        }
    }

    /// Undoes everything since the last `begin`: memory, statics, static constructors that ran.
    pub fn rollback(&mut self) {
        self.memory.rollback();
        let blocks = self.memory.heap_len();
        let stays = |base: &Base| !matches!(base, Base::Heap(index) if *index >= blocks);
        self.statics.retain(|_, base| stays(base));
        self.rva.retain(|_, base| stays(base));
        self.literals.retain(|_, base| stays(base));
        self.type_objects.retain(|_, base| stays(base));
        self.thrown.retain(|index| *index < blocks);
        let mark = self.marks.pop().unwrap_or(0);
        for (ty, old) in self.cctor_log.drain(mark..).rev() {
            match old {
                Some(state) => self.cctors.insert(ty, state),
                None => self.cctors.remove(&ty),
            };
        }
    }

    /// Whether the effects of a type's static constructor are there.
    pub fn is_baked(&self, ty: TypeId) -> bool {
        self.cctors.get(&ty) == Some(&CctorState::Done)
    }
}

fn payload_type(payload: &Payload) -> Answer<TypeId> {
    match payload {
        Payload::Type(ty) => Ok(*ty),
        _ => Err(TrapReason::Undefined("an instruction's payload")),
    }
}
