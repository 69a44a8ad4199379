//! Statements. Loops are bounded and calls go to later methods only, so that every program ends.

use super::model::{Elem, NUMBERS, Ty};
use super::{Program, Variable};

#[derive(Debug, Clone, Copy)]
enum Statement {
    Declare,
    Assign,
    Compound,
    If,
    For,
    While,
    Foreach,
    Switch,
    Try,
    Print,
    Call,
    RefLocal,
    Lambda,
    Detour,
    Leave,
    Throw,
    Stackalloc,
}

const STATEMENTS: &[(usize, Statement)] = &[
    (18, Statement::Declare),
    (20, Statement::Assign),
    (12, Statement::Compound),
    (10, Statement::If),
    (7, Statement::For),
    (3, Statement::While),
    (4, Statement::Foreach),
    (4, Statement::Switch),
    (7, Statement::Try),
    (8, Statement::Print),
    (7, Statement::Call),
    (3, Statement::RefLocal),
    (3, Statement::Lambda),
    (6, Statement::Detour),
    (3, Statement::Leave),
    (1, Statement::Throw),
    (2, Statement::Stackalloc),
];

const DEPTH: usize = 3;

impl Program<'_> {
    pub(crate) fn block(&mut self, depth: usize, count: usize) {
        let scope = self.variables.len();
        for _ in 0..count {
            self.statement(depth);
        }
        self.variables.truncate(scope);
    }

    fn nested(&mut self, depth: usize) {
        let count = self.rng.between(1, 4);
        self.block(depth + 1, count);
    }

    fn declare(&mut self, ty: Ty) {
        let value = self.expr(ty, DEPTH);
        let name = self.name("l");
        self.code.line(format!("{} {name} = {value};", ty.csharp()));
        self.variables.push(Variable {
            name,
            ty,
            writable: true,
        });
    }

    pub(crate) fn statement(&mut self, depth: usize) {
        self.budget = self.budget.saturating_sub(1);
        let nests = depth < 4 && self.budget > 0;
        match self.rng.weighted(STATEMENTS) {
            Statement::Declare => {
                let ty = self.model.any(self.rng);
                self.declare(ty);
            }
            Statement::Compound => self.compound(),
            Statement::If if nests => {
                let condition = self.expr(Ty::Bool, DEPTH);
                self.code.open(format!("if ({condition})"));
                self.nested(depth);
                if self.rng.percent(50) {
                    self.code.close_with("} else {");
                    self.nested(depth);
                }
                self.code.close();
            }
            Statement::For if nests => {
                let name = self.name("i");
                let limit = self.rng.between(1, 9);
                let head = match self.rng.below(4) {
                    0 => format!("for (int {name} = {limit}; {name} >= 0 && Lib.Fuel(); {name}--)"),
                    1 => format!(
                        "for (int {name} = 0; {name} < {} && Lib.Fuel(); {name} += 2)",
                        limit * 2
                    ),
                    _ => format!("for (int {name} = 0; {name} < {limit} && Lib.Fuel(); {name}++)"),
                };
                self.code.open(head);
                self.variables.push(Variable {
                    name,
                    ty: Ty::I32,
                    writable: false,
                });
                self.loops += 1;
                self.nested(depth);
                self.loops -= 1;
                self.variables.pop();
                self.code.close();
            }
            Statement::While if nests => {
                let condition = self.expr(Ty::Bool, 2);
                self.code.open(format!("while (Lib.Fuel() && {condition})"));
                self.loops += 1;
                self.nested(depth);
                self.loops -= 1;
                self.code.close();
            }
            Statement::Foreach if nests => {
                let elem = self.model.elem(self.rng);
                let from = if self.rng.percent(70) {
                    Ty::Array(elem)
                } else {
                    Ty::Span(elem)
                };
                let list = self.expr(from, 2);
                let name = self.name("e");
                self.code
                    .open(format!("foreach ({} {name} in {list})", elem.ty().csharp()));
                self.code.line("if (!Lib.Fuel()) break;");
                self.variables.push(Variable {
                    name,
                    ty: elem.ty(),
                    writable: false,
                });
                self.loops += 1;
                self.nested(depth);
                self.loops -= 1;
                self.variables.pop();
                self.code.close();
            }
            Statement::Switch if nests => self.switch(depth),
            Statement::Try if nests => self.try_statement(depth),
            Statement::Print => self.print_something(),
            Statement::Call => {
                let later = self.model.methods.len().saturating_sub(self.callable_from);
                if later > 0 {
                    let index = self.callable_from + self.rng.below(later);
                    if let Some(call) = self.call_of(index, 2) {
                        self.code.line(format!("{call};"));
                    }
                }
            }
            Statement::RefLocal => {
                let ty = self.model.storable(self.rng);
                let places = self.writable(ty);
                if let Some(place) = self.rng.choose(&places).cloned() {
                    let name = self.name("r");
                    self.code
                        .line(format!("ref {} {name} = ref {place};", ty.csharp()));
                    self.variables.push(Variable {
                        name,
                        ty,
                        writable: true,
                    });
                }
            }
            Statement::Lambda => self.lambda(),
            Statement::Detour => self.detour_statement(2),
            Statement::Leave => self.leave(),
            Statement::Throw => {
                let condition = self.expr(Ty::Bool, 2);
                let tag = self.rng.below(4);
                self.code
                    .line(format!("if ({condition}) throw new Tagged(\"t{tag}\");"));
            }
            Statement::Stackalloc if self.loops == 0 && self.lambdas == 0 && self.handlers == 0 => {
                let elem = *self.rng.pick(&[Elem::I32, Elem::U8, Elem::I64, Elem::F64]);
                let name = self.name("k");
                let ty = elem.ty().csharp();
                self.code.line(format!(
                    "Span<{ty}> {name} = stackalloc {ty}[{}];",
                    self.rng.between(1, 8)
                ));
                self.code.line(format!("{name}.Clear();"));
                self.variables.push(Variable {
                    name,
                    ty: Ty::Span(elem),
                    writable: false,
                });
            }
            _ => self.assign(),
        }
    }

    fn assign(&mut self) {
        let ty = self.model.storable(self.rng);
        let places = self.writable(ty);
        match self.rng.choose(&places).cloned() {
            Some(place) => {
                let value = self.expr(ty, DEPTH);
                self.code.line(format!("{place} = {value};"));
            }
            None if !self.variables.iter().any(|v| v.ty == ty) => self.declare(ty),
            None => self.print_something(),
        }
    }

    fn compound(&mut self) {
        let ty = *self.rng.pick(NUMBERS);
        let places = self.writable(ty);
        let Some(place) = self.rng.choose(&places).cloned() else {
            return self.declare(ty);
        };
        if self.rng.percent(25) {
            let op = *self.rng.pick(&["++", "--"]);
            let context = *self.rng.pick(&["unchecked", "checked"]);
            self.code.line(format!("{context} {{ {place}{op}; }}"));
            return;
        }
        let op = if ty.is_float() {
            *self.rng.pick(&["+=", "-=", "*="])
        } else {
            *self.rng.pick(&["+=", "-=", "*=", "^=", "|=", "&="])
        };
        let value = self.expr(ty, DEPTH);
        self.code
            .line(format!("unchecked {{ {place} {op} {value}; }}"));
    }

    pub(crate) fn print_something(&mut self) {
        let variables: Vec<(String, Ty)> = self.all_readable();
        let line = match self.rng.choose(&variables).cloned() {
            Some((name, ty)) => print_line(&name, ty),
            None => "T.Say(\"nothing\");".to_string(),
        };
        self.code.line(line);
    }

    fn switch(&mut self, depth: usize) {
        let value = self.expr(Ty::I32, DEPTH);
        let cases = self.rng.between(2, 6);
        self.code.open(format!("switch ({value} & 7)"));
        for case in 0..cases {
            self.code.open(format!("case {case}:"));
            // `break` belongs to the switch, so no loop can be left from here.
            let loops = std::mem::take(&mut self.loops);
            self.nested(depth);
            self.loops = loops;
            self.code.line("break;");
            self.code.close();
        }
        self.code.open("default:");
        let loops = std::mem::take(&mut self.loops);
        self.nested(depth);
        self.loops = loops;
        self.code.line("break;");
        self.code.close();
        self.code.close();
    }

    fn try_statement(&mut self, depth: usize) {
        self.handlers += 1;
        self.code.open("try");
        self.nested(depth);
        let finally = self.rng.percent(35);
        if !finally || self.rng.percent(70) {
            let head = match self.rng.below(6) {
                0 => "} catch (ArithmeticException) {".to_string(),
                1 => "} catch (NullReferenceException) {".to_string(),
                2 => format!(
                    "}} catch (Exception e) when (Lib.Accept(e, {})) {{",
                    self.rng.below(100)
                ),
                _ => "} catch (Exception e) {".to_string(),
            };
            // Each handler's exception has its own name.
            let name = self.name("x");
            self.code.close_with(
                head.replace("Exception e)", &format!("Exception {name})"))
                    .replace("(e,", &format!("({name},")),
            );
            if head.contains("Exception e)") {
                self.code
                    .line(format!("T.Say(\"caught\", T.Name({name}));"));
            }
            self.nested(depth);
        }
        if finally {
            self.code.close_with("} finally {");
            let loops = std::mem::take(&mut self.loops);
            self.finally += 1;
            self.nested(depth);
            self.finally -= 1;
            self.loops = loops;
        }
        self.code.close();
        self.handlers -= 1;
    }

    /// A delegate over variables of the method, called at once and perhaps later.
    fn lambda(&mut self) {
        let result = *self.rng.pick(&[Ty::I32, Ty::I64, Ty::F64]);
        let name = self.name("g");
        let parameter = self.name("p");
        let saved = self.hide_uncapturable();
        self.variables.push(Variable {
            name: parameter.clone(),
            ty: result,
            writable: true,
        });
        let body = self.expr(result, DEPTH);
        self.lambdas -= 1;
        let assign: Vec<String> = self
            .variables
            .iter()
            .filter(|v| v.writable && v.ty == result)
            .map(|v| v.name.clone())
            .collect();
        let target = self.rng.pick(&assign).clone();
        self.variables = saved;
        let ty = result.csharp();
        self.code.line(format!(
            "Func<{ty}, {ty}> {name} = {parameter} => {target} = {body};"
        ));
        let argument = self.expr(result, 1);
        self.code
            .line(format!("T.Say(\"lambda\", {name}({argument}));"));
    }

    /// Begins the body of a nested function: takes away what it cannot capture, and gives all variables for later.
    pub(crate) fn hide_uncapturable(&mut self) -> Vec<Variable> {
        let all = self.variables.clone();
        self.variables.retain(|v| {
            !matches!(v.ty, Ty::Span(_)) && !v.name.starts_with('r') && v.name != self.by_ref
        });
        self.lambdas += 1;
        all
    }

    fn leave(&mut self) {
        let condition = self.expr(Ty::Bool, 2);
        if self.loops > 0 && self.rng.percent(70) {
            let word = *self.rng.pick(&["break", "continue"]);
            self.code.line(format!("if ({condition}) {word};"));
        } else if self.finally == 0 {
            let value = self.expr(self.result, 2);
            self.code.line(format!("if ({condition}) return {value};"));
        }
    }
}

/// A statement that prints a value.
pub(crate) fn print_line(name: &str, ty: Ty) -> String {
    let label = name.replace(['"', '\\'], "'");
    match ty {
        Ty::Char => format!("T.Say(\"{label}\", (int){name});"),
        Ty::Class(_) => format!("T.Say(\"{label}\", Lib.Sum({name}));"),
        Ty::Struct(_) => format!("T.Say(\"{label}\", {name}.Sum());"),
        Ty::Array(_) | Ty::Span(_) => format!("T.Say(\"{label}\", Lib.Sum({name}));"),
        _ => format!("T.Say(\"{label}\", {name});"),
    }
}
