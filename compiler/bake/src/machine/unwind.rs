//! Exceptions in two passes: find the handler (running filters), then leave frames up to it, running
//! cleanups.

use super::{Machine, Role};
use crate::host::{Answer, Host};
use crate::trap::TrapReason;
use crate::value::{Pointer, Val};
use kiln_ir::function::{Clause, Landing, Target, Terminator};

/// An exception on its way to a handler, held up by a cleanup.
pub(super) struct Unwinding {
    exception: Pointer,
    /// The frame whose cleanup runs.
    pub(super) frame: usize,
    handler: Handler,
}

#[derive(Copy, Clone)]
struct Handler {
    frame: usize,
    clause: Clause,
}

impl Machine {
    /// Throws an exception at the top frame's place; gives it back if nobody above `base` catches it.
    pub(super) fn throw(
        &mut self,
        host: &mut dyn Host,
        base: usize,
        exception: Pointer,
    ) -> Answer<Option<Pointer>> {
        self.note_thrown(exception);
        let top = self.frames.len();
        for frame in (base..top).rev() {
            if let Some((_, landing)) = self.landing(frame)
                && let Some(clause) = self.matching(host, frame, &landing, exception)?
            {
                self.unwind(exception, Handler { frame, clause })?;
                return Ok(None);
            }
            match self.frames[frame].role {
                Role::Cctor(ty) => return Err(TrapReason::CctorFailed(ty)),
                Role::Lazy(_) => return Err(TrapReason::GetterFailed),
                Role::Call => {}
            }
        }
        Ok(Some(exception))
    }

    /// Where a frame unwinds to from where it stands.
    fn landing(&self, frame: usize) -> Option<(Target, Landing)> {
        let frame = &self.frames[frame];
        let block = &frame.function.blocks[frame.block];
        let target = match (&block.term, block.insts.get(frame.at)) {
            (Terminator::Try { inst, unwind, .. }, Some(here)) if inst == here => unwind,
            (
                Terminator::Throw {
                    unwind: Some(unwind),
                    ..
                },
                None,
            ) => unwind,
            _ => return None,
        };
        let landing = frame.function.blocks[target.block].landing.clone()?;
        Some((target.clone(), landing))
    }

    fn matching(
        &mut self,
        host: &mut dyn Host,
        frame: usize,
        landing: &Landing,
        exception: Pointer,
    ) -> Answer<Option<Clause>> {
        for &clause in &landing.clauses {
            let matches = match clause {
                Clause::Catch(None) => true,
                Clause::Catch(Some(ty)) => host.is_assignable(self.type_of(host, exception)?, ty),
                Clause::Filter(filter) => {
                    let entered = self.frames[frame].filters.iter().rev();
                    let slot = entered
                        .filter(|(func, _)| *func == filter)
                        .map(|(_, slot)| *slot)
                        .next();
                    let args = [Val::Ptr(exception), Val::Ptr(slot.unwrap_or(Pointer::NULL))];
                    let base = self.frames.len();
                    match self.run_from(host, base, filter, &args) {
                        Ok(results) => results.first().is_some_and(|result| *result != Val::I32(0)),
                        // An exception in a filter means no.
                        Err(super::Stop::Thrown(_)) => {
                            self.drop_frames(base);
                            false
                        }
                        Err(super::Stop::Trap(trap)) => return Err(trap.reason),
                    }
                }
            };
            if matches {
                return Ok(Some(clause));
            }
        }
        Ok(None)
    }

    /// Leaves frames until one has something to run: a cleanup, or the handler.
    fn unwind(&mut self, exception: Pointer, handler: Handler) -> Answer<()> {
        loop {
            let top = self.frames.len() - 1;
            if let Some((target, landing)) = self.landing(top)
                && (top == handler.frame || landing.cleanup)
            {
                let selector = if top == handler.frame {
                    self.unwinding.retain(|unwinding| unwinding.frame < top);
                    self.selector(handler.clause)
                } else {
                    self.unwinding.push(Unwinding {
                        exception,
                        frame: top,
                        handler,
                    });
                    0
                };
                let function = self.frames[top].function.clone();
                self.frame().awaiting = false;
                self.jump(
                    &function,
                    &target,
                    &[Val::Ptr(exception), Val::I32(selector)],
                );
                return Ok(());
            }
            self.drop_top()?;
        }
    }

    fn drop_top(&mut self) -> Answer<()> {
        let Some(frame) = self.frames.pop() else {
            return Err(TrapReason::Unreachable);
        };
        self.memory.pop(frame.stack);
        let depth = self.frames.len();
        self.unwinding.retain(|unwinding| unwinding.frame < depth);
        Ok(())
    }

    /// The number by which `dispatch` knows a clause.
    fn selector(&mut self, clause: Clause) -> i32 {
        let at = self
            .clauses
            .iter()
            .position(|other| *other == clause)
            .unwrap_or_else(|| {
                self.clauses.push(clause);
                self.clauses.len() - 1
            });
        at as i32 + 1
    }

    /// A cleanup of the top frame is done: on to the handler.
    pub(super) fn resume(
        &mut self,
        host: &mut dyn Host,
        base: usize,
        exception: Pointer,
    ) -> Answer<Option<Pointer>> {
        let top = self.frames.len() - 1;
        let held = self
            .unwinding
            .iter()
            .rposition(|unwinding| unwinding.frame == top && unwinding.exception == exception);
        let held = held.map(|at| self.unwinding.remove(at));
        let role = self.frames[top].role;
        self.drop_top()?;
        match held {
            Some(Unwinding {
                exception, handler, ..
            }) => {
                self.unwind(exception, handler)?;
                Ok(None)
            }
            // The handler was thought to be in this frame, but it lets the exception pass.
            None => {
                if let Role::Cctor(ty) = role {
                    return Err(TrapReason::CctorFailed(ty));
                }
                if self.frames.len() <= base {
                    return Ok(Some(exception));
                }
                self.throw(host, base, exception)
            }
        }
    }
}
