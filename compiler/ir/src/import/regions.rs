//! Protected regions of a body: which handlers guard which instructions, and the way of each `leave`
//! through the finally handlers around it.

use super::error::Problem;
use super::il::{Code, Opcode};
use kiln_world::{Clause, ClauseKind, TypeId};
use std::ops::Range;

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum RegionKind {
    Catch,
    Finally,
    Fault,
    /// Around the body of a synchronized method: leaves the monitor, then unwinds on.
    Synchronized,
    /// Around a filter: an exception means false.
    FilterGuard,
}

/// One handler of a catch region.
#[derive(Clone, Debug)]
pub struct Handler {
    /// Number of the clause in the method's table.
    pub clause: u32,
    pub range: Range<u32>,
    pub test: Test,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Test {
    Catch(TypeId),
    /// Where the filter's code starts.
    Filter(u32),
    Always,
}

/// Where control goes after a finally handler.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Continuation {
    pub next: Next,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Next {
    /// The instruction at this offset.
    Offset(u32),
    /// Another finally handler, entered with this selector.
    Finally { region: usize, selector: u32 },
}

/// Instructions guarded by the same handlers.
#[derive(Clone, Debug)]
pub struct Region {
    pub kind: RegionKind,
    pub range: Range<u32>,
    pub handlers: Vec<Handler>,
    /// The next region around this one's protected range.
    pub outer: Option<usize>,
    /// Selector `n` of a finally continues at `continuations[n - 1]`; 0 unwinds on.
    pub continuations: Vec<Continuation>,
}

impl Region {
    pub fn has_filters(&self) -> bool {
        self.handlers
            .iter()
            .any(|h| matches!(h.test, Test::Filter(_)))
    }

    /// Handlers run as cleanup, not by the kind of exception.
    pub fn is_cleanup(&self) -> bool {
        matches!(
            self.kind,
            RegionKind::Finally | RegionKind::Fault | RegionKind::Synchronized
        )
    }
}

#[derive(Clone, Debug, Default)]
pub struct Regions {
    /// Inner ones before the ones around them.
    pub list: Vec<Region>,
}

fn contains(outer: &Range<u32>, inner: &Range<u32>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

impl Regions {
    pub fn new(code: &Code, clauses: &[Clause]) -> Result<Regions, Problem> {
        let mut list: Vec<Region> = Vec::new();
        for (number, clause) in clauses.iter().enumerate() {
            check_range(code, &clause.try_range, "protected")?;
            check_range(code, &clause.handler, "handler")?;
            let (kind, test) = match clause.kind {
                ClauseKind::Catch(ty) => (RegionKind::Catch, Test::Catch(ty)),
                ClauseKind::Filter(start) => {
                    check_range(code, &(start..clause.handler.start), "filter")?;
                    (RegionKind::Catch, Test::Filter(start))
                }
                ClauseKind::Finally => (RegionKind::Finally, Test::Always),
                ClauseKind::Fault => (RegionKind::Fault, Test::Always),
            };
            let handler = Handler {
                clause: number as u32,
                range: clause.handler.clone(),
                test,
            };
            // Clauses of handlers lie between those of the try statement that the handlers belong to.
            let around = list
                .iter_mut()
                .rev()
                .find(|region| contains(&region.range, &clause.try_range));
            if let Some(region) = around
                && kind == RegionKind::Catch
                && region.kind == kind
                && region.range == clause.try_range
            {
                region.handlers.push(handler);
                continue;
            }
            list.push(Region {
                kind,
                range: clause.try_range.clone(),
                handlers: vec![handler],
                outer: None,
                continuations: Vec::new(),
            });
        }
        let mut regions = Regions { list };
        regions.link();
        Ok(regions)
    }

    /// Adds a region around the whole body.
    pub fn add_outermost(&mut self, kind: RegionKind, range: Range<u32>) {
        let end = range.end;
        let handler = Handler {
            clause: u32::MAX,
            range: end..end,
            test: Test::Always,
        };
        self.list.push(Region {
            kind,
            range,
            handlers: vec![handler],
            outer: None,
            continuations: Vec::new(),
        });
        self.link();
    }

    fn link(&mut self) {
        for inner in 0..self.list.len() {
            let range = self.list[inner].range.clone();
            self.list[inner].outer = (inner + 1..self.list.len())
                .find(|&outer| contains(&self.list[outer].range, &range));
        }
    }

    /// The innermost region that protects an offset.
    pub fn protecting(&self, offset: u32) -> Option<usize> {
        self.list
            .iter()
            .position(|region| region.range.contains(&offset))
    }

    /// The innermost handler that an offset lies in: region and handler number.
    pub fn handler_at(&self, offset: u32) -> Option<(usize, usize)> {
        let mut best: Option<(usize, usize, u32)> = None;
        for (r, region) in self.list.iter().enumerate() {
            for (h, handler) in region.handlers.iter().enumerate() {
                let size = handler.range.end - handler.range.start;
                if handler.range.contains(&offset) && best.is_none_or(|(_, _, least)| size < least)
                {
                    best = Some((r, h, size));
                }
            }
        }
        best.map(|(r, h, _)| (r, h))
    }

    /// The filter whose code an offset lies in: clause number.
    pub fn filter_at(&self, offset: u32) -> Option<u32> {
        self.list
            .iter()
            .flat_map(|region| &region.handlers)
            .find_map(|handler| match handler.test {
                Test::Filter(start) if (start..handler.range.start).contains(&offset) => {
                    Some(handler.clause)
                }
                _ => None,
            })
    }

    /// The finally regions that a `leave` runs through, innermost first.
    pub fn leave_path(&self, from: u32, to: u32) -> Vec<usize> {
        (0..self.list.len())
            .filter(|&r| {
                let region = &self.list[r];
                region.kind == RegionKind::Finally
                    && region.range.contains(&from)
                    && !region.range.contains(&to)
            })
            .collect()
    }

    /// Records every `leave`, so that finally handlers know where they may continue.
    pub fn record_leaves(&mut self, code: &Code) {
        if !self
            .list
            .iter()
            .any(|region| region.kind == RegionKind::Finally)
        {
            return;
        }
        for instr in &code.instrs {
            if matches!(instr.op, Opcode::Leave | Opcode::LeaveS) {
                self.entry_of_leave(instr.at, instr.target());
            }
        }
    }

    /// What a `leave` enters first.
    pub fn entry_of_leave(&mut self, from: u32, to: u32) -> Next {
        let mut next = Next::Offset(to);
        for region in self.leave_path(from, to).into_iter().rev() {
            let list = &mut self.list[region].continuations;
            let known = list
                .iter()
                .position(|continuation| continuation.next == next);
            let index = known.unwrap_or_else(|| {
                list.push(Continuation { next });
                list.len() - 1
            });
            next = Next::Finally {
                region,
                selector: index as u32 + 1,
            };
        }
        next
    }
}

fn check_range(code: &Code, range: &Range<u32>, what: &str) -> Result<(), Problem> {
    let ends_well = range.end == code.len || code.find(range.end).is_some();
    if range.start >= range.end || code.find(range.start).is_none() || !ends_well {
        return Err(Problem::invalid(format!(
            "the {what} region IL_{:04x} to IL_{:04x} does not lie on instructions",
            range.start, range.end
        )));
    }
    Ok(())
}
