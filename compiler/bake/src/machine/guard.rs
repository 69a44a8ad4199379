//! Static constructors that run for the image, each as a transaction, and what they may see of the world: their own
//! statics and objects, and what others made only where it can no longer change. So the program cannot tell
//! when they ran.

use super::{Baked, CctorState, Done, Machine, Role, Running, Stop};
use crate::heap::{Block, BlockKind};
use crate::host::{Answer, CctorAction, Host};
use crate::reach;
use crate::trap::{Place, Trap, TrapReason};
use crate::value::{Base, Pointer, Val};
use kiln_ir::Func;
use kiln_ir::function::Source;
use kiln_ir::ty::Cell;
use kiln_world::{FieldId, TypeId};
use rustc_hash::FxHashSet;

/// What belongs to nobody: statics without a constructor.
const NOBODY: u32 = 0;

impl Machine {
    /// Runs the static constructor of a type as a transaction: all of its effects, or none.
    pub fn bake(&mut self, host: &mut dyn Host, ty: TypeId, cctor: Func) -> Baked {
        if self.cctors.contains_key(&ty) {
            return Baked::Done(Done::default());
        }
        self.transact(host, cctor, Role::Cctor(ty))
    }

    /// The same for a getter that keeps what it makes in a field.
    pub fn bake_lazy(&mut self, host: &mut dyn Host, field: FieldId, getter: Func) -> Baked {
        if self.filled.contains(&field) {
            return Baked::Done(Done::default());
        }
        self.transact(host, getter, Role::Lazy(field))
    }

    fn transact(&mut self, host: &mut dyn Host, func: Func, role: Role) -> Baked {
        self.begin();
        let (log, filled) = (self.cctor_log.len(), self.filled.len());
        self.running.clear();
        if let Role::Cctor(ty) = role {
            self.set_cctor(ty, CctorState::Running);
        }
        self.enter(role);
        let end = match self.run(host, func, &[]) {
            Ok(results) => self
                .complete(role, &results)
                .and_then(|()| self.finish(log, filled)),
            Err(Stop::Thrown(_)) => Err(Trap {
                reason: match role {
                    Role::Cctor(ty) => TrapReason::CctorFailed(ty),
                    _ => TrapReason::GetterFailed,
                },
                func: Some(func),
                src: Source::default(),
            }),
            Err(Stop::Trap(trap)) => Err(trap),
        };
        let running = std::mem::take(&mut self.running);
        self.memory.owner = NOBODY;
        match end {
            Ok(done) => {
                self.commit();
                Baked::Done(done)
            }
            Err(trap) => {
                self.rollback();
                self.filled.truncate(filled);
                let running = running
                    .into_iter()
                    .filter_map(|running| running.ty)
                    .collect();
                Baked::Refused { running, trap }
            }
        }
    }

    /// The outermost one has returned.
    fn complete(&mut self, role: Role, results: &[Val]) -> Result<(), Trap> {
        match role {
            Role::Cctor(ty) => {
                self.set_cctor(ty, CctorState::Done);
                self.leave_running();
                Ok(())
            }
            Role::Lazy(field) => self.leave_lazy(field, results).map_err(unplaced),
            Role::Call => Ok(()),
        }
    }

    /// What was done, if what it leaves behind can lie in the image.
    fn finish(&mut self, log: usize, filled: usize) -> Result<Done, Trap> {
        let types: Vec<TypeId> = self.cctor_log[log..]
            .iter()
            .filter(|(_, old)| *old == Some(CctorState::Running))
            .map(|(ty, _)| *ty)
            .collect();
        let fields = self.filled[filled..].to_vec();
        let owners: FxHashSet<u32> = types
            .iter()
            .filter_map(|ty| self.owners.get(ty).copied())
            .collect();
        let mut own: Vec<Base> = self
            .touched_statics()
            .filter(|(field, base)| {
                let is_new = |block: &Block| owners.contains(&block.owner);
                fields.contains(field) || self.memory.block(*base).is_ok_and(is_new)
            })
            .map(|(_, base)| base)
            .collect();
        own.sort();
        let mut seen = FxHashSet::default();
        for base in own {
            reach::walk(self, base, &mut seen, &mut |_| {}).map_err(unplaced)?;
        }
        Ok(Done { types, fields })
    }

    /// Constructors run for the image, so their effects are watched.
    fn is_guarded(&self) -> bool {
        !self.running.is_empty()
    }

    fn enter(&mut self, role: Role) {
        self.last_owner += 1;
        let owner = self.last_owner;
        let (ty, lazy) = match role {
            Role::Cctor(ty) => (Some(ty), None),
            Role::Lazy(field) => (None, Some(field)),
            Role::Call => return,
        };
        if let Some(ty) = ty {
            self.owners.insert(ty, owner);
        }
        self.running.push(Running { owner, ty, lazy });
        self.memory.owner = owner;
    }

    /// A constructor that was triggered by another: watched if that one is.
    pub(super) fn enter_inner_cctor(&mut self, ty: TypeId) {
        if self.is_guarded() {
            self.enter(Role::Cctor(ty));
        }
    }

    /// The role of a call: getters that make what they give when first asked do so on their own account.
    pub(super) fn enter_lazy(&mut self, host: &mut dyn Host, func: Func) -> Role {
        if !self.is_guarded() {
            return Role::Call;
        }
        match host.lazy_field(func) {
            Some(field) if !self.filled.contains(&field) => {
                self.enter(Role::Lazy(field));
                Role::Lazy(field)
            }
            _ => Role::Call,
        }
    }

    pub(super) fn leave_running(&mut self) {
        self.running.pop();
        self.memory.owner = self.running.last().map_or(NOBODY, |running| running.owner);
    }

    /// A getter has returned: that must be what it keeps.
    pub(super) fn leave_lazy(&mut self, field: FieldId, results: &[Val]) -> Answer<()> {
        self.leave_running();
        let kept = match self.static_base(field) {
            Some(base) => self.memory.load(Pointer::to(base), Cell::Ref)?,
            None => Val::NULL,
        };
        let kept = kept.as_pointer().filter(|kept| !kept.is_null());
        let given = results.first().and_then(|result| result.as_pointer());
        if results.len() != 1 || kept.is_none() || kept != given {
            return Err(TrapReason::GetterFailed);
        }
        self.filled.push(field);
        Ok(())
    }

    /// Whether a field belongs to the getter that runs.
    fn is_lazy_now(&self, field: FieldId) -> bool {
        self.running
            .last()
            .is_some_and(|running| running.lazy == Some(field))
    }

    /// Whose work a static field is.
    pub(super) fn static_owner(&self, host: &mut dyn Host, field: FieldId) -> Answer<u32> {
        if !self.is_guarded() {
            return Ok(NOBODY);
        }
        let Some(ty) = host.static_owner(field) else {
            return Ok(NOBODY);
        };
        if let Some(owner) = self.owners.get(&ty)
            && self.cctors.contains_key(&ty)
        {
            return Ok(*owner);
        }
        match host.cctor(ty)? {
            CctorAction::Nothing => Ok(NOBODY),
            CctorAction::Run(_) => Err(TrapReason::NeedsCctor(ty)),
        }
    }

    /// May the constructor that runs read here?
    pub(super) fn may_read(&self, host: &dyn Host, at: Pointer, bytes: u32) -> Answer<()> {
        if !self.is_guarded() {
            return Ok(());
        }
        let Base::Heap(index) = at.base else {
            return Ok(());
        };
        let Some(block) = self.memory.heap_block(index) else {
            return Ok(());
        };
        if block.owner == self.memory.owner {
            return Ok(());
        }
        match block.kind {
            BlockKind::Static(field) => {
                if self.is_lazy_now(field) || self.filled.contains(&field) {
                    return Ok(());
                }
                let begun = |running: &&Running| running.owner == block.owner;
                if let Some(ty) = self
                    .running
                    .iter()
                    .find(begun)
                    .and_then(|running| running.ty)
                {
                    return Err(TrapReason::Cycle(ty));
                }
                if host.is_constant_static(field) {
                    return Ok(());
                }
                Err(TrapReason::ReadsShared(Place::Static(field)))
            }
            BlockKind::Object(ty) if !host.is_constant_at(ty, at.offset, bytes) => {
                Err(TrapReason::ReadsShared(Place::Object(ty)))
            }
            _ => Ok(()),
        }
    }

    /// May the constructor that runs write here?
    pub(super) fn may_write(&self, at: Pointer) -> Answer<()> {
        if !self.is_guarded() {
            return Ok(());
        }
        let Base::Heap(index) = at.base else {
            return Ok(());
        };
        match self.memory.heap_block(index) {
            Some(block) if block.owner != self.memory.owner && block.writable => match block.kind {
                BlockKind::Static(field) if self.is_lazy_now(field) => Ok(()),
                BlockKind::Static(field) => Err(TrapReason::WritesShared(Place::Static(field))),
                BlockKind::Object(ty) => Err(TrapReason::WritesShared(Place::Object(ty))),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    pub(super) fn store(&mut self, at: Pointer, cell: Cell, value: Val) -> Answer<()> {
        self.may_write(at)?;
        self.memory.store(at, cell, value)
    }

    pub(super) fn may_make(&self, host: &dyn Host, ty: TypeId) -> Answer<()> {
        if self.is_guarded() && host.has_finalizer(ty) {
            return Err(TrapReason::Finalizer(ty));
        }
        Ok(())
    }

    pub(super) fn note_thrown(&mut self, exception: Pointer) {
        if let Base::Heap(index) = exception.base {
            self.thrown.insert(index);
        }
    }

    /// Whether an object was thrown as an exception, and so holds where.
    pub fn was_thrown(&self, index: u32) -> bool {
        self.thrown.contains(&index)
    }
}

fn unplaced(reason: TrapReason) -> Trap {
    Trap {
        reason,
        func: None,
        src: Source::default(),
    }
}
