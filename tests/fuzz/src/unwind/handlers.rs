//! Protected regions: what is caught, what filters look at, and what throws.

use super::body::{Body, Place};
use crate::exceptions::OWN;
use crate::exceptions::throws::{SYSTEM, new_exception};

/// Statements that throw in PCT of a hundred cases; @ is a variable of type `int`.
const FAULTS: &[&str] = &[
    "@ = @ / (T.Flip(PCT) ? 0 : 3);",
    "@ += (int)((long)@ % (T.Flip(PCT) ? 0L : 7L));",
    "@ += (T.Flip(PCT) ? null : new Node()).value;",
    "@ ^= (T.Flip(PCT) ? null : new Node()).Get();",
    "(T.Flip(PCT) ? null : new Node()).value = @;",
    "Entry.Mix((T.Flip(PCT) ? null : new Holder()).p3.Value());",
    "{ P2 copy = (T.Flip(PCT) ? null : new Holder()).p2; copy.Change(@); Entry.Mix(copy.Value()); }",
    "@ += (new int[4])[T.Flip(PCT) ? 4 : 2];",
    "@ += (T.Flip(PCT) ? null : new int[1])[0];",
    "@ += ((string)(T.Flip(PCT) ? new Node() : (object)\"text\")).Length;",
    "@ += (int)(T.Flip(PCT) ? (object)1L : (object)1);",
    "@ += checked(int.MaxValue - 1 + (T.Flip(PCT) ? 2 : 1));",
    "@ += new int[T.Flip(PCT) ? -1 : 1].Length;",
    "{ object[] list = new string[1]; list[0] = T.Flip(PCT) ? (object)@ : \"s\"; }",
    "@ += (int)decimal.Divide(7, T.Flip(PCT) ? 0 : 2);",
];

impl Body<'_> {
    pub(super) fn fault(&mut self) {
        let percent = *self.rng.pick(&["3", "6", "20"]);
        let variable = self.integer();
        let text = self.rng.pick(FAULTS).replace("PCT", percent);
        self.code.line(text.replace('@', &variable));
    }

    pub(super) fn throw_statement(&mut self) {
        let id = self.id();
        let exception = new_exception(self.rng, id);
        let percent = self.rng.pick(&[4, 8, 25]);
        self.code
            .line(format!("if (T.Flip({percent})) throw {exception};"));
    }

    pub(super) fn try_statement(&mut self, place: &Place) {
        let catches = match self.rng.percent(75) {
            true => self.rng.between(1, 3),
            false => 0,
        };
        let finally = catches == 0 || self.rng.percent(40);
        let mut inner = place.deeper();
        inner.may_yield = place.may_yield && catches == 0;
        self.code.open("try");
        self.scoped(&inner);
        let mut handler = place.deeper();
        handler.may_yield = false;
        handler.in_catch = true;
        for (head, exception) in self.clauses(catches) {
            self.code.close_with(format!("}} {head} {{"));
            self.observe_all();
            if let Some(name) = exception {
                self.code.line(format!("Entry.Mix(T.Name({name}));"));
                self.throw_again(&name);
            }
            self.scoped(&handler);
        }
        if finally {
            let handler = Place {
                in_catch: false,
                may_return: false,
                loops: 0,
                ..handler
            };
            self.code.close_with("} finally {");
            self.observe_some();
            if self.rng.percent(15) {
                self.throw_statement();
            }
            self.scoped(&handler);
        }
        self.code.close();
    }

    /// Throws what was caught, or something made of it.
    fn throw_again(&mut self, name: &str) {
        let line = match self.rng.below(10) {
            0 => "if (T.Flip(50)) throw;".to_string(),
            1 => format!("if (T.Flip(40)) throw {name};"),
            2 => format!("if (T.Flip(50)) ExceptionDispatchInfo.Capture({name}).Throw();"),
            3 => {
                let id = self.id();
                let wrap = new_exception(self.rng, id).replace("\")", &format!("\", {name})"));
                format!("if (T.Flip(40)) throw {wrap};")
            }
            _ => return,
        };
        self.code.line(line);
    }

    /// The heads of catch clauses, in an order that C# accepts, with the names of what they catch.
    fn clauses(&mut self, count: usize) -> Vec<(String, Option<String>)> {
        let types: Vec<&str> = OWN
            .iter()
            .map(|(name, _)| *name)
            .chain(SYSTEM.iter().copied())
            .chain(["Exception"])
            .collect();
        let mut picked: Vec<usize> = (0..count)
            .map(|_| match self.rng.below(4) {
                0 | 1 => types.len() - 1,
                2 => self.rng.below(OWN.len()),
                _ => self.rng.below(types.len()),
            })
            .collect();
        picked.sort_unstable();
        let mut clauses = Vec::new();
        for (index, &at) in picked.iter().enumerate() {
            let name = format!("e{}", self.id());
            let head = format!("catch ({} {name})", types[at]);
            let again = picked[index + 1..].contains(&at);
            let clause = if again || self.rng.percent(45) {
                let condition = self.condition(&name);
                (format!("{head} when ({condition})"), Some(name))
            } else if types[at] == "Exception" && self.rng.percent(20) {
                ("catch".to_string(), None)
            } else {
                (head, Some(name))
            };
            clauses.push(clause);
        }
        clauses
    }

    /// What a filter asks: it looks at variables, changes them, calls, and perhaps throws.
    fn condition(&mut self, exception: &str) -> String {
        let id = self.id();
        let variable = self.integer();
        match self.rng.below(10) {
            0 | 1 => format!("({variable} += 7) % 3 != 0"),
            2 if self.frame.takes_references() => format!("Entry.Filter({id}, ref {variable})"),
            3 if self.frame.takes_references() => {
                format!("Entry.Filter({id}, ref {variable}) && Entry.Mix(T.Name({exception}))")
            }
            4 => format!("T.Flip(30) ? Entry.Fail({id}) : Entry.Mix({variable})"),
            5 | 6 => {
                let (frame, call) = self.call();
                match frame.consume(&call).strip_suffix(';') {
                    Some(mixed) if frame.is_called() => mixed.to_string(),
                    _ => format!("Entry.Mix({variable})"),
                }
            }
            _ => {
                let count = self.rng.between(1, 4);
                let looks: Vec<String> = (0..count)
                    .map(|_| self.rng.pick(&self.scope).mix())
                    .collect();
                looks.join(" | ")
            }
        }
    }
}
