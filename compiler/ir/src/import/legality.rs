//! Where control may go around protected regions (ECMA-335 III.1.7.2, I.12.4.2.8), for all code of a body
//! as .NET checks it, reached or not.

use super::error::Problem;
use super::il::{Code, Instr, Opcode};
use kiln_world::{Clause, ClauseKind};
use std::ops::Range;

/// What surrounds an instruction: clause numbers of the innermost handler (its filter's code belongs to
/// it) and of the innermost protected range.
#[derive(Copy, Clone, PartialEq, Eq, Default, Debug)]
struct Surroundings {
    handler: Option<usize>,
    in_filter: bool,
    protected: Option<usize>,
}

struct Rules<'a> {
    code: &'a Code,
    clauses: &'a [Clause],
    around: Vec<Surroundings>,
}

/// Checks every way that control may take. The error comes with the offset of the instruction.
pub fn check(code: &Code, clauses: &[Clause]) -> Result<(), (u32, Problem)> {
    if clauses.is_empty() {
        return Ok(());
    }
    let rules = Rules {
        code,
        clauses,
        around: surroundings(code, clauses),
    };
    for (index, instr) in code.instrs.iter().enumerate() {
        rules
            .check(index, instr)
            .map_err(|what| (instr.at, Problem::invalid(what)))?;
    }
    Ok(())
}

/// A handler with the code of its filter.
fn whole_handler(clause: &Clause) -> Range<u32> {
    match clause.kind {
        ClauseKind::Filter(start) => start..clause.handler.end,
        _ => clause.handler.clone(),
    }
}

fn surroundings(code: &Code, clauses: &[Clause]) -> Vec<Surroundings> {
    let mut around = vec![Surroundings::default(); code.instrs.len()];
    let index = |offset: u32| code.instrs.partition_point(|instr| instr.at < offset);
    // Larger ranges first, so that smaller ones overwrite them; of equal ones the first clause is innermost.
    let mut order: Vec<usize> = (0..clauses.len()).rev().collect();
    order.sort_by_key(|&number| {
        let range = &clauses[number].try_range;
        std::cmp::Reverse(range.end - range.start)
    });
    for &number in &order {
        let range = &clauses[number].try_range;
        for place in &mut around[index(range.start)..index(range.end)] {
            place.protected = Some(number);
        }
    }
    order.sort_by_key(|&number| {
        let range = whole_handler(&clauses[number]);
        std::cmp::Reverse(range.end - range.start)
    });
    for &number in &order {
        let (range, handler) = (whole_handler(&clauses[number]), &clauses[number].handler);
        let covered = index(range.start)..index(range.end);
        for (place, instr) in around[covered.clone()]
            .iter_mut()
            .zip(&code.instrs[covered])
        {
            place.handler = Some(number);
            place.in_filter = instr.at < handler.start;
        }
    }
    around
}

impl Rules<'_> {
    fn check(&self, index: usize, instr: &Instr) -> Result<(), &'static str> {
        let here = self.around[index];
        let leaves = matches!(instr.op, Opcode::Leave | Opcode::LeaveS);
        if matches!(instr.op, Opcode::Ret | Opcode::Jmp)
            && (here.handler.is_some() || here.protected.is_some())
        {
            return Err("control returns from within a protected region or handler");
        }
        if instr.op == Opcode::Endfilter && !here.in_filter {
            return Err("endfilter outside of a filter");
        }
        if let super::il::Arg::Target(target) = instr.arg {
            self.way(index, target, leaves)?;
        }
        for target in self.code.switch_targets(instr.arg) {
            self.way(index, *target, false)?;
        }
        if !instr.ends_flow() && instr.next < self.code.len {
            self.way(index, instr.next, false)?;
        }
        Ok(())
    }

    /// One way from an instruction to an offset.
    fn way(&self, from: usize, to: u32, leaves: bool) -> Result<(), &'static str> {
        let Some(index) = self.code.find(to) else {
            return Ok(());
        };
        let (here, there) = (self.around[from], self.around[index]);
        if here == there {
            return Ok(());
        }
        let at = self.code.instrs[from].at;
        self.handlers(here, there, at, leaves)?;
        if leaves && self.retries(at, to) {
            return Ok(());
        }
        self.protected(here, there, at, to, leaves)
    }

    fn handlers(
        &self,
        here: Surroundings,
        there: Surroundings,
        at: u32,
        leaves: bool,
    ) -> Result<(), &'static str> {
        let Some(source) = here.handler else {
            return if there.handler.is_some() {
                Err("control enters a handler")
            } else {
                Ok(())
            };
        };
        if here.handler == there.handler {
            return if here.in_filter != there.in_filter {
                Err("control flows between a filter and its handler")
            } else {
                Ok(())
            };
        }
        let inside = there
            .handler
            .is_none_or(|outer| whole_handler(&self.clauses[outer]).contains(&at));
        if !leaves {
            return Err(if inside {
                "control leaves a handler without leave"
            } else {
                "control enters a handler"
            });
        }
        if !inside {
            return Err("control enters a handler");
        }
        if here.in_filter {
            return Err("leave within a filter");
        }
        match self.clauses[source].kind {
            ClauseKind::Finally | ClauseKind::Fault => {
                Err("leave within a finally or fault handler")
            }
            _ => Ok(()),
        }
    }

    /// A catch handler may go back into the region that it protects, wherever it likes.
    fn retries(&self, at: u32, to: u32) -> bool {
        self.clauses.iter().any(|clause| {
            matches!(clause.kind, ClauseKind::Catch(_) | ClauseKind::Filter(_))
                && clause.handler.contains(&at)
                && clause.try_range.contains(&to)
        })
    }

    fn protected(
        &self,
        here: Surroundings,
        there: Surroundings,
        at: u32,
        to: u32,
        leaves: bool,
    ) -> Result<(), &'static str> {
        let range = |clause: Option<usize>| match clause {
            Some(number) => self.clauses[number].try_range.clone(),
            None => 0..self.code.len,
        };
        let (source, target) = (range(here.protected), range(there.protected));
        if source == target {
            return Ok(());
        }
        let starts = self
            .clauses
            .iter()
            .any(|clause| clause.try_range.start == to);
        if target.contains(&at) && target.start <= source.start && source.end <= target.end {
            return if leaves {
                Ok(())
            } else {
                Err("control leaves a protected region without leave")
            };
        }
        let enters = source.contains(&to) && source.start <= target.start;
        if starts && (enters || leaves) {
            return Ok(());
        }
        Err(if enters || leaves {
            "control enters the middle of a protected region"
        } else {
            "control leaves a protected region without leave"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::import::il::decode;
    use kiln_world::{Clause, ClauseKind};
    use std::ops::Range;

    fn problem(il: &[u8], kind: ClauseKind, try_range: Range<u32>, handler: Range<u32>) -> String {
        let code = decode(il).expect("valid");
        let clause = Clause {
            try_range,
            handler,
            kind,
        };
        match check(&code, &[clause]) {
            Ok(()) => "fine".into(),
            Err((at, problem)) => format!("{at}: {problem}"),
        }
    }

    /// `nop; leave 6; endfinally` with what `change` makes of it; `ret` at the end.
    fn with(change: &[(usize, u8)]) -> String {
        let mut il = [0x00, 0x00, 0xDE, 0x01, 0xDC, 0x00, 0x2A];
        for (at, byte) in change {
            il[*at] = *byte;
        }
        problem(&il, ClauseKind::Finally, 0..4, 4..5)
    }

    #[test]
    fn ways_around_a_finally_handler() {
        assert_eq!(with(&[]), "fine");
        assert_eq!(
            with(&[(2, 0x2B)]),
            "2: control leaves a protected region without leave"
        );
        assert_eq!(with(&[(3, 0x00)]), "2: control enters a handler");
        assert_eq!(
            with(&[(1, 0x2A)]),
            "1: control returns from within a protected region or handler"
        );
        assert_eq!(
            with(&[(4, 0x00)]),
            "4: control leaves a handler without leave"
        );
    }
}
