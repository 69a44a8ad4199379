//! The statements of one method.

use super::throws::{SYSTEM, fault, new_exception};
use super::{OWN, Shape};
use crate::code::Code;
use crate::rng::Rng;

/// What the place of a statement allows.
#[derive(Debug, Clone)]
struct Place {
    depth: usize,
    /// `throw;` is possible.
    in_catch: bool,
    /// Leaving by return, break, continue or goto is possible as far as these say.
    may_return: bool,
    loops: usize,
    labels: Vec<usize>,
    may_yield: bool,
    may_await: bool,
}

pub(crate) struct Body<'a> {
    code: &'a mut Code,
    rng: &'a mut Rng,
    number: usize,
    shape: Shape,
    shapes: &'a [Shape],
    next: usize,
    budget: usize,
}

#[derive(Clone, Copy)]
enum Statement {
    Say,
    Change,
    Fault,
    Throw,
    Rethrow,
    Try,
    Call,
    Loop,
    Leave,
    Goto,
    Using,
    Lock,
    Yield,
    If,
    Await,
}

const STATEMENTS: &[(usize, Statement)] = &[
    (10, Statement::Say),
    (8, Statement::Change),
    (14, Statement::Fault),
    (8, Statement::Throw),
    (8, Statement::Rethrow),
    (30, Statement::Try),
    (18, Statement::Call),
    (6, Statement::Loop),
    (7, Statement::Leave),
    (4, Statement::Goto),
    (4, Statement::Using),
    (2, Statement::Lock),
    (12, Statement::Yield),
    (5, Statement::If),
    (10, Statement::Await),
];

const MAX_DEPTH: usize = 5;
const BUDGET: usize = 24;

impl<'a> Body<'a> {
    pub fn new(
        code: &'a mut Code,
        rng: &'a mut Rng,
        number: usize,
        shape: Shape,
        shapes: &'a [Shape],
    ) -> Body<'a> {
        Body {
            code,
            rng,
            number,
            shape,
            shapes,
            next: number * 100,
            budget: BUDGET,
        }
    }

    fn id(&mut self) -> usize {
        self.next += 1;
        self.next
    }

    pub fn preamble(&mut self) {
        self.code.line(format!("int x = a + {};", self.number));
        self.code
            .line(format!("T.Say(\"enter {}\", a);", self.number));
        let leave = match self.shape {
            Shape::Iterator => "yield break;",
            Shape::Initializer => "return;",
            _ => "return -1;",
        };
        self.code.line(format!("if (!Entry.Go()) {leave}"));
    }

    pub fn statements(&mut self) {
        let place = Place {
            depth: 0,
            in_catch: false,
            may_return: true,
            loops: 0,
            labels: Vec::new(),
            may_yield: self.shape == Shape::Iterator,
            may_await: self.shape == Shape::Async,
        };
        self.try_statement(&place);
        self.block(&place);
        if self.number == 0 {
            for _ in 1..self.shapes.len() {
                self.call();
                self.try_statement(&place);
            }
        }
        if self.shape == Shape::Iterator {
            self.code.line("yield return x;");
        }
    }

    pub fn end(&mut self) {
        self.code
            .line(format!("T.Say(\"leave {}\", x);", self.number));
        match self.shape {
            Shape::Iterator => self.code.line("yield break;"),
            Shape::Initializer => self.code.line("State = x;"),
            _ => self.code.line("return x;"),
        }
    }

    fn block(&mut self, place: &Place) {
        for _ in 0..self.rng.between(1, 4) {
            self.statement(place);
        }
    }

    fn statement(&mut self, place: &Place) {
        self.budget = self.budget.saturating_sub(1);
        let nests = place.depth < MAX_DEPTH && self.budget > 0;
        let statement = self.rng.weighted(STATEMENTS);
        match statement {
            Statement::Try if nests => self.try_statement(place),
            Statement::Loop if nests => self.loop_statement(place),
            Statement::Using if nests => self.using_statement(place),
            Statement::Goto if nests => self.goto_statement(place),
            Statement::Lock
                if nests && self.shape != Shape::Iterator && self.shape != Shape::Async =>
            {
                self.code.open("lock (typeof(Entry))");
                self.block(&deeper(place));
                self.code.close();
            }
            Statement::If if nests => {
                self.code.open("if (T.Flip(60))");
                self.block(&deeper(place));
                self.code.close();
            }
            Statement::Change => {
                let id = self.id();
                self.code.line(format!("x = x * 3 + {id};"));
            }
            Statement::Fault => {
                let line = fault(self.rng);
                self.code.line(line);
            }
            Statement::Throw => self.throw_statement(),
            Statement::Rethrow if place.in_catch => self.code.line("if (T.Flip(60)) throw;"),
            Statement::Call => self.call(),
            Statement::Leave => self.leave(place),
            Statement::Yield if place.may_yield => self.code.line("yield return x++;"),
            Statement::Await if place.may_await => {
                let line = *self.rng.pick(&[
                    "await Task.Yield();",
                    "x += await Task.FromResult(3);",
                    "await Task.CompletedTask;",
                    "if (T.Flip(40)) await Task.FromException(new E1(\"task\"));",
                ]);
                self.code.line(line);
            }
            Statement::Say => {
                let id = self.id();
                self.code.line(format!("T.Say(\"at {id}\", x);"));
            }
            // What the place does not allow becomes something that it does.
            _ => match self.rng.below(4) {
                0 => self.throw_statement(),
                1 => self.call(),
                _ => {
                    let line = fault(self.rng);
                    self.code.line(line);
                }
            },
        }
    }

    fn throw_statement(&mut self) {
        let id = self.id();
        let exception = new_exception(self.rng, id);
        let percent = self.rng.pick(&[10, 20, 60]);
        self.code
            .line(format!("if (T.Flip({percent})) throw {exception};"));
    }

    fn try_statement(&mut self, place: &Place) {
        let id = self.id();
        let catches = if self.rng.percent(75) {
            self.rng.between(1, 3)
        } else {
            0
        };
        let finally = catches == 0 || self.rng.percent(45);
        let mut inner = deeper(place);
        inner.may_yield = place.may_yield && catches == 0;
        self.code.open("try");
        self.code.line(format!("T.Say(\"try {id}\", x);"));
        self.block(&inner);
        let mut handler = deeper(place);
        handler.may_yield = false;
        handler.in_catch = true;
        for clause in self.clauses(catches) {
            self.code.close_with(format!("}} {clause} {{"));
            self.code.line(format!("T.Say(\"catch {id}\", x);"));
            if self.rng.percent(40)
                && let Some(name) = clause
                    .split([' ', ')'])
                    .nth(2)
                    .filter(|name| name.starts_with('e'))
            {
                self.code
                    .line(format!("T.Say(\"caught\", T.Name({name}));"));
                if self.rng.percent(15) {
                    self.code.line(format!(
                        "if (T.Flip(50)) ExceptionDispatchInfo.Capture({name}).Throw();"
                    ));
                } else if self.rng.percent(40) {
                    let wrap = new_exception(self.rng, id).replace("\")", &format!("\", {name})"));
                    self.code.line(format!("if (T.Flip(40)) throw {wrap};"));
                }
            }
            self.block(&handler);
        }
        if finally {
            let mut handler = deeper(place);
            handler.may_yield = false;
            handler.in_catch = false;
            handler.may_return = false;
            handler.loops = 0;
            handler.labels.clear();
            self.code.close_with("} finally {");
            self.code.line(format!("T.Say(\"finally {id}\", x);"));
            self.block(&handler);
        }
        self.code.close();
    }

    /// The heads of catch clauses, in an order that C# accepts.
    fn clauses(&mut self, count: usize) -> Vec<String> {
        let own = OWN.iter().map(|(name, _)| *name);
        let generic = (self.shape == Shape::Generic).then_some("X");
        let types: Vec<&str> = generic
            .into_iter()
            .chain(own)
            .chain(SYSTEM.iter().copied())
            .chain(["Exception"])
            .collect();
        let mut picked: Vec<usize> = (0..count)
            .map(|_| match self.rng.below(4) {
                0 => types.len() - 1,
                1 | 2 => self.rng.below(OWN.len() + 1),
                _ => self.rng.below(types.len()),
            })
            .collect();
        picked.sort_unstable();
        let mut clauses = Vec::new();
        for (index, &at) in picked.iter().enumerate() {
            let filter = self.rng.percent(35) || picked[index + 1..].contains(&at);
            let number = self.id();
            let mut clause = format!("catch ({} e{number})", types[at]);
            if filter {
                let id = self.id();
                let condition = match self.rng.below(4) {
                    // Async methods and iterators keep their variables in fields, which cannot be passed by reference there.
                    _ if matches!(self.shape, Shape::Iterator | Shape::Async) => {
                        "(x += 7) % 3 != 0".to_string()
                    }
                    0 => "(x += 7) % 3 != 0".to_string(),
                    1 => format!("Entry.Filter({id}, ref x) && T.Name(e{number}) != null"),
                    _ => format!("Entry.Filter({id}, ref x)"),
                };
                clause += &format!(" when ({condition})");
            } else if self.rng.percent(20) && types[at] == "Exception" {
                clause = "catch".into();
            }
            clauses.push(clause);
        }
        clauses
    }

    fn loop_statement(&mut self, place: &Place) {
        let id = self.id();
        let mut inner = deeper(place);
        inner.loops += 1;
        let head = match self.rng.below(3) {
            0 => format!("foreach (int i{id} in new int[] {{ 1, 2, 3 }})"),
            1 => format!("for (int i{id} = 0; i{id} < 3; i{id}++)"),
            _ => format!("for (int i{id} = 0; i{id} < 2; i{id} = i{id} + 1)"),
        };
        self.code.open(head);
        self.code.line(format!("T.Say(\"loop {id}\", i{id});"));
        self.block(&inner);
        self.code.close();
    }

    fn using_statement(&mut self, place: &Place) {
        let id = self.id();
        self.code.open(format!("using (new Guard({id}))"));
        self.block(&deeper(place));
        self.code.close();
    }

    fn goto_statement(&mut self, place: &Place) {
        let id = self.id();
        let mut inner = deeper(place);
        inner.labels.push(id);
        self.code.open("");
        self.try_statement(&inner);
        self.block(&inner);
        self.code.line(format!("T.Say(\"passed {id}\");"));
        self.code.line(format!("L{id}: T.Say(\"label {id}\", x);"));
        self.code.close();
    }

    fn leave(&mut self, place: &Place) {
        let value = match self.shape {
            Shape::Iterator => "yield break",
            Shape::Initializer => "return",
            _ => "return x",
        };
        // `yield break` is not allowed in some places where `return` is.
        let may_return = place.may_return;
        let way = self.rng.below(4);
        if way == 0 && may_return {
            self.code.line(format!("if (T.Flip(30)) {value};"));
        } else if way == 1 && place.loops > 0 {
            self.code.line("if (T.Flip(40)) break;");
        } else if way == 2 && place.loops > 0 {
            self.code.line("if (T.Flip(40)) continue;");
        } else if let Some(label) = self.rng.choose(&place.labels) {
            self.code.line(format!("if (T.Flip(50)) goto L{label};"));
        } else {
            self.code.line("x--;");
        }
    }

    /// Calls a later method.
    fn call(&mut self) {
        let later = self.number + 1..self.shapes.len();
        if later.is_empty() {
            self.code.line("x ^= 21;");
            return;
        }
        let id = self.id();
        let number = self.rng.between(later.start, later.end - 1);
        let line = match self.shapes[number] {
            Shape::Static => format!("x += M{number}.Call(x & 15);"),
            Shape::Generic => {
                let (name, _) = self.rng.pick(OWN);
                let name = if self.rng.percent(25) {
                    "DivideByZeroException"
                } else {
                    name
                };
                format!("x += M{number}.Call<{name}>(x & 15);")
            }
            Shape::Virtual => {
                format!("{{ M{number}Base o{id} = new M{number}(); x += o{id}.Call(x & 15); }}")
            }
            Shape::Interface => {
                format!("{{ I o{id} = new M{number}(); x += o{id}.Call(x & 15); }}")
            }
            Shape::Delegate => {
                format!("{{ Func<int, int> f{id} = new M{number}().Call; x += f{id}(x & 15); }}")
            }
            Shape::Lambda => format!("x += M{number}.Make({id})(x & 15);"),
            Shape::Initializer => format!("x += M{number}.State;"),
            Shape::Async => format!("x += M{number}.Call(x & 15).GetAwaiter().GetResult();"),
            Shape::Iterator => match self.rng.below(3) {
                0 => format!(
                    "foreach (int v{id} in M{number}.Call(x & 15)) {{ x += v{id}; if (T.Flip(30)) break; }}"
                ),
                1 => format!(
                    "foreach (int v{id} in M{number}.Call(x & 15)) {{ T.Say(\"item\", v{id}); if (T.Flip(20)) throw new E0(\"item\"); }}"
                ),
                _ => format!("foreach (int v{id} in M{number}.Call(x & 15)) x += v{id};"),
            },
        };
        self.code.line(line);
    }
}

fn deeper(place: &Place) -> Place {
    Place {
        depth: place.depth + 1,
        ..place.clone()
    }
}
