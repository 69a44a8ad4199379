//! Static constructors that run for the image, each as a transaction, and what they may see of the world: their own
//! statics and objects, and what others made only where it can no longer change. So the program cannot tell
//! when they ran.

use super::{Baked, CctorState, Machine, Stop};
use crate::heap::BlockKind;
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
            return Baked::Done(Vec::new());
        }
        self.begin();
        let mark = self.cctor_log.len();
        self.set_cctor(ty, CctorState::Running);
        self.running.clear();
        self.enter_cctor(ty);
        let end = match self.run(host, cctor, &[]) {
            Ok(_) => {
                self.set_cctor(ty, CctorState::Done);
                self.leave_cctor();
                self.finish(mark)
            }
            Err(Stop::Thrown(_)) => Err(Trap {
                reason: TrapReason::CctorFailed(ty),
                func: Some(cctor),
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
                let running = match running.is_empty() {
                    true => vec![ty],
                    false => running.into_iter().map(|(ty, _)| ty).collect(),
                };
                Baked::Refused { running, trap }
            }
        }
    }

    /// The types that were initialised, if what their statics hold can lie in the image.
    fn finish(&mut self, mark: usize) -> Result<Vec<TypeId>, Trap> {
        let log = &self.cctor_log[mark..];
        let types: Vec<TypeId> = log
            .iter()
            .filter(|(_, old)| *old == Some(CctorState::Running))
            .map(|(ty, _)| *ty)
            .collect();
        let owners: Vec<u32> = types
            .iter()
            .filter_map(|ty| self.owners.get(ty).copied())
            .collect();
        let mut fields: Vec<(FieldId, Base)> = self.touched_statics().collect();
        fields.sort();
        let mut seen = FxHashSet::default();
        for (_, base) in fields {
            let own = self
                .memory
                .block(base)
                .is_ok_and(|block| owners.contains(&block.owner));
            if own && let Err(reason) = reach::walk(self, base, &mut seen, &mut |_| {}) {
                return Err(Trap {
                    reason,
                    func: None,
                    src: Source::default(),
                });
            }
        }
        Ok(types)
    }

    /// Constructors run for the image, so their effects are watched.
    fn is_guarded(&self) -> bool {
        !self.running.is_empty()
    }

    pub(super) fn enter_cctor(&mut self, ty: TypeId) {
        self.last_owner += 1;
        self.owners.insert(ty, self.last_owner);
        self.running.push((ty, self.last_owner));
        self.memory.owner = self.last_owner;
    }

    /// A constructor that was triggered by another: watched if that one is.
    pub(super) fn enter_inner_cctor(&mut self, ty: TypeId) {
        if self.is_guarded() {
            self.enter_cctor(ty);
        }
    }

    pub(super) fn leave_cctor(&mut self) {
        self.running.pop();
        self.memory.owner = self.running.last().map_or(NOBODY, |(_, owner)| *owner);
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
                let begun = |(_, owner): &&(TypeId, u32)| *owner == block.owner;
                if let Some((ty, _)) = self.running.iter().find(begun) {
                    return Err(TrapReason::Cycle(*ty));
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
