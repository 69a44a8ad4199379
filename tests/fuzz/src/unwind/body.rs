//! The statements of one method.

use super::calls::{Frame, Mode, Shape};
use super::values::{Type, Variable};
use crate::code::Code;
use crate::rng::Rng;

/// What the place of a statement allows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub depth: usize,
    /// `throw;` is possible.
    pub in_catch: bool,
    /// Leaving by return, break or continue is possible as far as these say.
    pub may_return: bool,
    pub loops: usize,
    pub may_yield: bool,
}

impl Place {
    pub fn deeper(self) -> Place {
        Place {
            depth: self.depth + 1,
            ..self
        }
    }
}

pub(super) struct Body<'a> {
    pub code: &'a mut Code,
    pub rng: &'a mut Rng,
    pub frame: &'a Frame,
    frames: &'a [Frame],
    /// All variables that can be used here; the first is always an `int`.
    pub scope: Vec<Variable>,
    next: usize,
    budget: usize,
}

#[derive(Clone, Copy)]
enum Statement {
    Change,
    Declare,
    Fault,
    Throw,
    Rethrow,
    Try,
    Call,
    Through,
    Loop,
    Leave,
    Using,
    Lock,
    Fixed,
    Yield,
    If,
}

const STATEMENTS: &[(usize, Statement)] = &[
    (12, Statement::Change),
    (5, Statement::Declare),
    (10, Statement::Fault),
    (7, Statement::Throw),
    (7, Statement::Rethrow),
    (26, Statement::Try),
    (30, Statement::Call),
    (4, Statement::Through),
    (5, Statement::Loop),
    (5, Statement::Leave),
    (3, Statement::Using),
    (2, Statement::Lock),
    (2, Statement::Fixed),
    (12, Statement::Yield),
    (4, Statement::If),
];

const MAX_DEPTH: usize = 4;
const BUDGET: usize = 10;

impl<'a> Body<'a> {
    pub fn new(
        code: &'a mut Code,
        rng: &'a mut Rng,
        frame: &'a Frame,
        frames: &'a [Frame],
    ) -> Body<'a> {
        Body {
            code,
            rng,
            frame,
            frames,
            scope: Vec::new(),
            next: frame.number * 100,
            budget: BUDGET,
        }
    }

    pub fn id(&mut self) -> usize {
        self.next += 1;
        self.next
    }

    /// Writes the whole method.
    pub fn write(&mut self) {
        for (index, (mode, of)) in self.frame.parameters.iter().enumerate() {
            if *mode == Mode::Out {
                let value = of.fresh(self.rng);
                self.code.line(format!("p{index} = {value};"));
            }
        }
        self.code.line(format!(
            "if (!Entry.Enter({}, d)) {}",
            self.frame.number,
            self.leave_by("default")
        ));
        self.variables();
        let place = Place {
            depth: 0,
            in_catch: false,
            may_return: true,
            loops: 0,
            may_yield: self.frame.shape == Shape::Iterator,
        };
        self.try_statement(&place);
        self.block(&place);
        self.try_statement(&place);
        self.call_statement();
        self.observe_all();
        let result = self.value(self.frame.result);
        let line = match self.frame.shape {
            Shape::Iterator => format!("yield return {result};"),
            Shape::Initializer => format!("State = {result};"),
            _ => format!("return {result};"),
        };
        self.code.line(line);
    }

    /// Declares what lives through the whole method.
    fn variables(&mut self) {
        self.declare(Type::Int);
        for (index, (mode, of)) in self.frame.parameters.iter().enumerate() {
            self.scope.push(Variable {
                name: format!("p{index}"),
                of: *of,
                assignable: *mode != Mode::In && *of != Type::Parameter,
            });
        }
        if self.frame.has_state() {
            self.scope.push(Variable {
                name: "state".into(),
                of: Type::Long,
                assignable: true,
            });
        }
        let count = match self.rng.below(3) {
            0 => self.rng.between(10, 16),
            _ => self.rng.between(2, 8),
        };
        for _ in 0..count {
            let of = Type::any(self.rng);
            self.declare(of);
        }
        if !self.frame.takes_references() {
            return;
        }
        if self.rng.percent(30) {
            self.declare(Type::Buffer);
        }
        if self.rng.percent(30) {
            let (a, b) = (self.integer(), self.integer());
            let name = format!("r{}", self.id());
            self.code.line(format!(
                "ref int {name} = ref T.Flip(50) ? ref {a} : ref {b};"
            ));
            self.scope.push(Variable {
                name,
                of: Type::Int,
                assignable: true,
            });
        }
    }

    fn declare(&mut self, of: Type) {
        let name = format!("v{}", self.id());
        let value = self.value(of);
        self.code.line(format!("{} {name} = {value};", of.name()));
        self.scope.push(Variable {
            name,
            of,
            assignable: of != Type::Buffer,
        });
    }

    /// An expression of a type.
    fn value(&mut self, of: Type) -> String {
        let same: Vec<&Variable> = self.scope.iter().filter(|v| v.of == of).collect();
        match self.rng.choose(&same) {
            Some(variable) if of != Type::Buffer && self.rng.percent(50) => variable.name.clone(),
            _ => of.fresh(self.rng),
        }
    }

    /// The name of a variable of type `int` that can be assigned.
    pub fn integer(&mut self) -> String {
        let integers: Vec<&Variable> = self
            .scope
            .iter()
            .filter(|v| v.of == Type::Int && v.assignable)
            .collect();
        self.rng.pick(&integers).name.clone()
    }

    /// Adds everything that is alive to the checksum.
    pub fn observe_all(&mut self) {
        for variable in &self.scope {
            self.code.line(format!("{};", variable.mix()));
        }
        let id = self.id();
        self.code.line(format!("Entry.Note({id});"));
    }

    pub fn observe_some(&mut self) {
        for variable in &self.scope {
            if self.rng.percent(40) {
                self.code.line(format!("{};", variable.mix()));
            }
        }
        let id = self.id();
        self.code.line(format!("Entry.Note({id});"));
    }

    /// A block whose variables end with it.
    pub fn scoped(&mut self, place: &Place) {
        let outside = self.scope.len();
        self.block(place);
        self.scope.truncate(outside);
    }

    fn block(&mut self, place: &Place) {
        for _ in 0..self.rng.between(1, 4) {
            self.statement(place);
        }
    }

    fn statement(&mut self, place: &Place) {
        self.budget = self.budget.saturating_sub(1);
        let nests = place.depth < MAX_DEPTH && self.budget > 0;
        match self.rng.weighted(STATEMENTS) {
            Statement::Try if nests => self.try_statement(place),
            Statement::Loop if nests => self.loop_statement(place),
            Statement::Using if nests => {
                let id = self.id();
                self.nested(&format!("using (new Guard({id}))"), place);
            }
            Statement::Lock if nests && self.frame.shape != Shape::Iterator => {
                self.nested("lock (Entry.Gate)", place);
            }
            Statement::If if nests => self.nested("if (T.Flip(60))", place),
            Statement::Fixed if nests && self.frame.takes_references() => {
                let name = format!("f{}", self.id());
                let list = self.value(Type::Array);
                self.code.open(format!("fixed (int* {name} = {list})"));
                self.scoped(&place.deeper());
                self.code.line(format!("Entry.Mix({name}[0]);"));
                self.code.close();
            }
            Statement::Declare => {
                let of = Type::any(self.rng);
                self.declare(of);
            }
            Statement::Fault => self.fault(),
            Statement::Throw => self.throw_statement(),
            Statement::Rethrow if place.in_catch => self.code.line("if (T.Flip(50)) throw;"),
            Statement::Call => self.call_statement(),
            Statement::Through => self.through(),
            Statement::Leave => self.leave(place),
            Statement::Yield if place.may_yield => {
                let value = self.value(self.frame.result);
                self.code.line(format!("yield return {value};"));
            }
            _ => self.change(),
        }
    }

    fn nested(&mut self, head: &str, place: &Place) {
        self.code.open(head);
        self.scoped(&place.deeper());
        self.code.close();
    }

    fn loop_statement(&mut self, place: &Place) {
        let name = format!("i{}", self.id());
        let mut inner = place.deeper();
        inner.loops += 1;
        self.code
            .open(format!("for (int {name} = 0; {name} < 3; {name}++)"));
        self.scoped(&inner);
        self.code.line(format!("Entry.Mix({name});"));
        self.code.close();
    }

    fn change(&mut self) {
        let variables: Vec<&Variable> = self
            .scope
            .iter()
            .filter(|v| v.assignable || v.of == Type::Buffer)
            .collect();
        if let Some(variable) = self.rng.choose(&variables) {
            let line = variable.change(self.rng);
            self.code.line(line);
        }
    }

    /// An expression that calls some method.
    pub fn call(&mut self) -> (&'a Frame, String) {
        let frames = self.frames;
        let frame = self.rng.pick(frames);
        // What an iterator keeps lies in fields that cannot be passed by reference everywhere.
        let scope: &[Variable] = match self.frame.shape {
            Shape::Iterator => &[],
            _ => &self.scope,
        };
        (frame, frame.call(self.rng, scope, "d - 1"))
    }

    fn call_statement(&mut self) {
        let (frame, call) = self.call();
        let places: Vec<&Variable> = self
            .scope
            .iter()
            .filter(|v| v.of == frame.result && v.assignable)
            .collect();
        let line = match self.rng.choose(&places) {
            Some(place) if frame.is_called() => {
                let name = &place.name;
                match frame.result {
                    // What was read before the call lives across it.
                    Type::Int | Type::Long if self.rng.percent(60) => {
                        format!("{name} = {name} * 5 + {call};")
                    }
                    Type::Double if self.rng.percent(60) => {
                        format!("{name} = {name} * 0.5 + {call};")
                    }
                    _ => format!("{name} = {call};"),
                }
            }
            _ => frame.consume(&call),
        };
        self.code.line(line);
    }

    /// Calls through a lambda and generic code.
    fn through(&mut self) {
        let frames = self.frames;
        let frame = self.rng.pick(frames);
        let call = frame.call(self.rng, &[], "less");
        let line = match frame.shape {
            Shape::Iterator => frame.consume(&call.replace("less", "d - 1")),
            _ => format!(
                "{{ int less = d - 1; {} }}",
                frame.consume(&format!("Entry.Through(() => {call})"))
            ),
        };
        self.code.line(line);
    }

    fn leave(&mut self, place: &Place) {
        let way = self.rng.below(3);
        if way == 0 && place.may_return {
            let value = self.value(self.frame.result);
            let line = self.leave_by(&value);
            self.code.line(format!("if (T.Flip(25)) {line}"));
        } else if way == 1 && place.loops > 0 {
            self.code.line("if (T.Flip(40)) break;");
        } else if way == 2 && place.loops > 0 {
            self.code.line("if (T.Flip(40)) continue;");
        } else {
            self.change();
        }
    }

    fn leave_by(&self, value: &str) -> String {
        match self.frame.shape {
            Shape::Iterator => "yield break;".into(),
            Shape::Initializer => "return;".into(),
            _ => format!("return {value};"),
        }
    }
}
