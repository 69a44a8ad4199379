//! Protected regions as IR: landings, dispatch to handlers, finally handlers that exist once, filters.

use super::core::Importer;
use super::error::{Outcome, Problem};
use super::il::Instr;
use super::item::Item;
use super::regions::{Next, RegionKind, Test};
use crate::entity::{Block, Value};
use crate::func::Func;
use crate::function::*;
use crate::op::Op;
use crate::ty::Ty;
use std::ops::Range;

impl Importer<'_> {
    /// What unwind edges out of a region look for.
    pub fn landing_of(&self, region: usize) -> Landing {
        let mut landing = Landing::default();
        let mut next = Some(region);
        while let Some(r) = next {
            let region = &self.il.regions.list[r];
            landing.cleanup |= region.is_cleanup() || region.has_filters();
            if matches!(region.kind, RegionKind::Catch | RegionKind::FilterGuard) {
                for handler in &region.handlers {
                    let clause = self.clause_of(handler.test, handler.clause);
                    landing.clauses.push(clause);
                    if clause == Clause::Catch(None) {
                        return landing;
                    }
                }
            }
            next = region.outer;
        }
        landing
    }

    fn clause_of(&self, test: Test, clause: u32) -> Clause {
        match (test, self.method) {
            (Test::Catch(ty), _) if ty == self.world.known().object => Clause::Catch(None),
            (Test::Catch(ty), _) => Clause::Catch(Some(ty)),
            (Test::Filter(_), Some(method)) => Clause::Filter(Func::Filter(method, clause)),
            _ => Clause::Catch(None),
        }
    }

    /// The body of a dispatch node; exception and selector are on the stack.
    pub fn dispatch(&mut self, r: usize) -> Outcome {
        let selector = self.pop()?;
        let exception = self.pop()?;
        let region = self.il.regions.list[r].clone();
        match region.kind {
            RegionKind::Catch => {
                for _ in region
                    .handlers
                    .iter()
                    .filter(|h| matches!(h.test, Test::Filter(_)))
                {
                    self.inst(Op::FilterLeave, [], Payload::None, &[]);
                }
                self.dispatch_catch(r, exception, selector)
            }
            RegionKind::Finally | RegionKind::Fault => {
                let base = self.il.region_base + 3 * r;
                self.state.vars[base] = Item::i32(0);
                self.state.vars[base + 1] = exception;
                self.state.vars[base + 2] = selector;
                self.state.stack.clear();
                let node = self.il.graph.handler_node(&self.il.regions, r, 0)?;
                self.jump_to(node)
            }
            RegionKind::Synchronized => {
                if let Some(lock) = self.lock.clone() {
                    self.exit_monitor(lock)?;
                }
                self.unwind_on(region.outer, exception, selector)
            }
            RegionKind::FilterGuard => {
                let exception = self.value(&exception)?;
                self.inst(Op::CatchBegin, [exception], Payload::None, &[]);
                self.return_item(Some(Item::i32(0)))
            }
        }
    }

    fn dispatch_catch(&mut self, r: usize, exception: Item, selector: Item) -> Outcome {
        let region = self.il.regions.list[r].clone();
        let selector_value = self.value(&selector)?;
        let here = Target::to(self.block);
        let mut cases = Vec::new();
        let mut catches_all = false;
        for handler in &region.handlers {
            let clause = self.clause_of(handler.test, handler.clause);
            cases.push((clause, here.clone()));
            if clause == Clause::Catch(None) {
                catches_all = true;
                break;
            }
        }
        let from = self.block;
        let (count, mut state) = (cases.len(), std::mem::take(&mut self.state));
        // The default goes to a block of its own, which unwinds on.
        let rest = self.f.add_block();
        self.terminate(Terminator::Dispatch {
            selector: selector_value,
            cases,
            default: Target::to(rest),
        });
        for index in 0..count {
            let node = self.il.graph.handler_node(&self.il.regions, r, index)?;
            state.stack = vec![exception.clone()];
            self.block = from;
            self.edge_to(node, index, state.clone())?;
        }
        self.start(rest);
        state.stack.clear();
        self.state = state;
        if catches_all {
            self.unreachable();
            return Ok(());
        }
        self.unwind_on(region.outer, exception, selector)
    }

    /// Continues with the handlers around a region, or leaves the function.
    fn unwind_on(&mut self, outer: Option<usize>, exception: Item, selector: Item) -> Outcome {
        match outer {
            Some(outer) => {
                self.state.stack = vec![exception, selector];
                let node = self.il.graph.dispatch(outer);
                self.terminate(Terminator::Jump(Target::to(self.block)));
                let state = std::mem::take(&mut self.state);
                self.edge_to(node, 0, state)
            }
            None => {
                let exception = self.value(&exception)?;
                let selector = self.value(&selector)?;
                self.terminate(Terminator::Resume {
                    exception,
                    selector,
                });
                Ok(())
            }
        }
    }

    /// The start of a handler.
    pub fn enter_handler(&mut self, r: usize, h: usize) -> Outcome {
        let region = &self.il.regions.list[r];
        if region.kind != RegionKind::Catch {
            self.state.stack.clear();
            return Ok(());
        }
        let test = region.handlers[h].test;
        let item = self.pop()?;
        let exception = self.value(&item)?;
        self.inst(Op::CatchBegin, [exception], Payload::None, &[]);
        let seen = match test {
            Test::Catch(ty) => self.as_class(exception, ty),
            _ => exception,
        };
        let base = self.il.region_base + 3 * r;
        self.state.vars[base] = Item::i32(0);
        self.state.vars[base + 1] = Item::Val(exception);
        self.state.stack = vec![Item::Val(seen)];
        Ok(())
    }

    pub fn throw_instr(&mut self) -> Outcome {
        let item = self.pop()?;
        self.null_check(&item)?;
        let exception = self.value_as(&item, Ty::Ref)?;
        self.raise(exception, false)
    }

    pub fn raise(&mut self, exception: Value, rethrow: bool) -> Outcome {
        self.ensure_open();
        let from = self.block;
        let unwind = self.region.map(|_| Target::to(from));
        self.terminate(Terminator::Throw {
            exception,
            rethrow,
            unwind,
        });
        match self.region {
            Some(region) => self.unwind_edge(from, 0, region),
            None => Ok(()),
        }
    }

    pub fn rethrow(&mut self) -> Outcome {
        let at = self.src.il;
        let Some((r, _)) = self.il.regions.handler_at(at) else {
            return Err(Problem::invalid("rethrow outside of a catch handler"));
        };
        if self.il.regions.list[r].kind != RegionKind::Catch {
            return Err(Problem::invalid("rethrow outside of a catch handler"));
        }
        let item = self.state.vars[self.il.region_base + 3 * r + 1].clone();
        let exception = self.value_as(&item, Ty::Ref)?;
        self.raise(exception, true)
    }

    pub fn leave(&mut self, instr: Instr) -> Outcome {
        self.state.stack.clear();
        let next = self.il.regions.entry_of_leave(instr.at, instr.target());
        self.go_next(instr.at..instr.at + 1, next)
    }

    /// Goes where a `leave` continues: the target, or the next finally handler on the way.
    fn go_next(&mut self, from: Range<u32>, next: Next) -> Outcome {
        let left = self.filters_between(&from, next);
        for _ in 0..left {
            self.inst(Op::FilterLeave, [], Payload::None, &[]);
        }
        if let Next::Finally { region, selector } = next {
            let base = self.il.region_base + 3 * region;
            self.state.vars[base] = Item::i32(selector as i32);
            self.state.vars[base + 1] = Item::Null;
            self.state.vars[base + 2] = Item::i32(0);
            self.taken.insert((region, selector));
        }
        let node = self.il.graph.node_of_next(&self.il.regions, next)?;
        self.jump_to(node)
    }

    /// Number of filters that are left on the way from a range of code to where it continues.
    fn filters_between(&self, from: &Range<u32>, next: Next) -> usize {
        let regions = &self.il.regions.list;
        let stays_in = |range: &Range<u32>| match next {
            Next::Offset(target) => range.contains(&target),
            Next::Finally { region, .. } => {
                let finally = &regions[region].range;
                range.start <= finally.start && finally.end <= range.end
            }
        };
        let left = regions.iter().filter(|region| {
            region.has_filters()
                && region.range.start <= from.start
                && from.end <= region.range.end
                && !stays_in(&region.range)
        });
        left.map(|region| {
            region
                .handlers
                .iter()
                .filter(|h| matches!(h.test, Test::Filter(_)))
                .count()
        })
        .sum()
    }

    pub fn endfinally(&mut self) -> Outcome {
        let Some((r, _)) = self.il.regions.handler_at(self.src.il) else {
            return Err(Problem::invalid("endfinally outside of a handler"));
        };
        let region = self.il.regions.list[r].clone();
        if !matches!(region.kind, RegionKind::Finally | RegionKind::Fault) {
            return Err(Problem::invalid("endfinally in a catch handler"));
        }
        self.state.stack.clear();
        let base = self.il.region_base + 3 * r;
        let [selector, exception, unwinder] =
            [0, 1, 2].map(|number| self.state.vars[base + number].clone());
        if let Some(selector) = selector.int() {
            return match selector {
                0 => self.unwind_on(region.outer, exception, unwinder),
                number => match region.continuations.get(number as usize - 1) {
                    Some(continuation) => self.go_next(region.range.clone(), continuation.next),
                    None => Err(Problem::invalid("a finally handler that continues nowhere")),
                },
            };
        }
        // Only ways that were entered are continued, unless a loop may still add some.
        let handler = self.il.graph.handler_node(&self.il.regions, r, 0)?;
        let all = self.il.graph.loop_stores[handler].is_some();
        let ways: Vec<(u32, Next)> = (1u32..)
            .zip(&region.continuations)
            .filter(|(number, _)| all || self.taken.contains(&(r, *number)))
            .map(|(number, continuation)| (number, continuation.next))
            .collect();
        let value = self.value(&selector)?;
        let state = self.state.clone();
        let mut blocks: Vec<(i64, Block)> = Vec::new();
        for (number, _) in &ways {
            blocks.push((i64::from(*number), self.f.add_block()));
        }
        let unwinding = self.f.add_block();
        let cases = blocks
            .iter()
            .map(|(number, block)| (*number, Target::to(*block)))
            .collect();
        self.terminate(Terminator::Switch {
            value,
            cases,
            default: Target::to(unwinding),
        });
        for ((_, next), (_, block)) in ways.into_iter().zip(blocks) {
            self.start(block);
            self.state = state.clone();
            self.go_next(region.range.clone(), next)?;
        }
        self.start(unwinding);
        self.state = state;
        self.unwind_on(region.outer, exception, unwinder)
    }

    pub fn endfilter(&mut self) -> Outcome {
        if !matches!(self.f.func, Func::Filter(..)) {
            return Err(Problem::invalid("endfilter outside of a filter"));
        }
        let item = self.pop()?;
        self.return_item(Some(item))
    }

    pub fn exit_monitor(&mut self, lock: Item) -> Outcome {
        let monitor = self.core_type("System.Threading.Monitor")?;
        let exit = self.core_method(monitor, "Exit", 1)?;
        self.call_method(exit, vec![lock])?;
        Ok(())
    }

    // Filters.

    /// Regions with filters that begin at a node's block and do not hold the current instruction.
    pub fn filters_entered(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let start = self.il.graph.blocks.get(node).map(|block| block.start);
        let at = self.src.il;
        let fresh = self.f.blocks[self.f.entry].term == Terminator::None;
        (0..self.il.regions.list.len()).rev().filter(move |&r| {
            let region = &self.il.regions.list[r];
            region.has_filters()
                && Some(region.range.start) == start
                && (fresh || !region.range.contains(&at))
        })
    }

    /// Registers the filters of regions that a jump to a node enters.
    pub fn enter_filters(&mut self, node: usize) -> Outcome {
        let entered: Vec<usize> = self.filters_entered(node).collect();
        for r in entered {
            let handlers = self.il.regions.list[r].handlers.clone();
            for handler in handlers.iter().rev() {
                if let (Test::Filter(_), Some(method)) = (handler.test, self.method) {
                    let slot = self.shared_slot_addr()?;
                    let filter = Payload::Func(Func::Filter(method, handler.clause));
                    self.inst(Op::FilterEnter, [slot], filter, &[]);
                }
            }
        }
        Ok(())
    }
}
