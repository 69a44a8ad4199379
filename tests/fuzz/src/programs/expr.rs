//! Expressions of a wanted type, fully in parentheses, so that the reducer can replace any of them.

use super::Program;
use super::model::{Call, Elem, INTEGERS, NUMBERS, Ty};

impl Program<'_> {
    /// An expression of this type; `depth` limits how it nests.
    pub(crate) fn expr(&mut self, ty: Ty, depth: usize) -> String {
        if depth == 0 || self.rng.percent(18) {
            return self.leaf(ty);
        }
        if self.rng.percent(7) {
            let condition = self.expr(Ty::Bool, depth - 1);
            if !matches!(ty, Ty::Span(_)) {
                let (a, b) = (self.expr(ty, depth - 1), self.expr(ty, depth - 1));
                return format!("({condition} ? {a} : {b})");
            }
        }
        if self.rng.percent(14)
            && let Some(call) = self.call(ty, depth - 1)
        {
            return call;
        }
        if self.rng.percent(8) && !matches!(ty, Ty::Span(_)) {
            return self.detour(ty, depth - 1);
        }
        match ty {
            Ty::Bool => self.boolean(depth),
            _ if ty.is_integer() => self.integer(ty, depth),
            _ if ty.is_float() => self.float(ty, depth),
            Ty::Str => self.text(depth),
            Ty::Class(index) => self.object(index, depth),
            Ty::Struct(index) => {
                let values: Vec<String> = self
                    .model
                    .struct_fields(index)
                    .iter()
                    .map(|(_, ty)| self.expr(*ty, depth / 2))
                    .collect();
                format!("(new V{index}({}))", values.join(", "))
            }
            Ty::Array(elem) => self.array(elem, depth),
            Ty::Span(elem) => {
                let array = self.expr(Ty::Array(elem), depth - 1);
                match self.rng.below(4) {
                    3 if depth > 1 => self.slice(elem, depth - 2),
                    0 => format!("Lib.Part({array}, {})", self.expr(Ty::I32, depth - 1)),
                    _ => format!("(new Span<{}>({array}))", elem.ty().csharp()),
                }
            }
            _ => self.leaf(ty),
        }
    }

    /// A variable or a constant.
    pub(crate) fn leaf(&mut self, ty: Ty) -> String {
        let fitting: Vec<String> = self.readable(ty);
        if self.rng.percent(75)
            && let Some(name) = self.rng.choose(&fitting)
        {
            return name.clone();
        }
        if self.rng.percent(20)
            && let Some(element) = self.element(ty, 0)
        {
            return element;
        }
        self.constant(ty)
    }

    fn constant(&mut self, ty: Ty) -> String {
        let name = ty.csharp();
        match ty {
            Ty::Bool => self.rng.pick(&["true", "false"]).to_string(),
            Ty::Str => self
                .rng
                .pick(&["\"\"", "\"a\"", "\"kiln\"", "\"\\u00e9t\\u00e9\"", "\"x\""])
                .to_string(),
            Ty::F32 => format!(
                "({}f)",
                self.rng
                    .pick(&["0", "1.5", "-2", "1e10", "0.1", "3.25e-5", "16777216", "-0"])
            ),
            Ty::F64 => format!(
                "({}d)",
                self.rng.pick(&[
                    "0",
                    "1.5",
                    "-2",
                    "1e100",
                    "0.1",
                    "3.25e-5",
                    "1e18",
                    "-0",
                    "4294967296"
                ])
            ),
            Ty::I32 | Ty::I64 if self.rng.percent(60) => format!(
                "({}{})",
                self.rng.between(0, 20) as i64 - 5,
                if ty == Ty::I64 { "L" } else { "" }
            ),
            Ty::I32 => format!(
                "({})",
                self.rng.pick(&[
                    "int.MaxValue",
                    "int.MinValue",
                    "65535",
                    "-32769",
                    "0x55555555",
                    "1000003"
                ])
            ),
            Ty::I64 => format!(
                "({})",
                self.rng.pick(&[
                    "long.MaxValue",
                    "long.MinValue",
                    "0xffffffffL",
                    "-0x80000000L",
                    "0x123456789abcdefL"
                ])
            ),
            Ty::U32 => format!(
                "({}u)",
                self.rng.pick(&[
                    "0",
                    "1",
                    "7",
                    "0x80000000",
                    "0xffffffff",
                    "31",
                    "2654435761"
                ])
            ),
            Ty::U64 => format!(
                "({}ul)",
                self.rng.pick(&[
                    "0",
                    "1",
                    "3",
                    "0x8000000000000000",
                    "0xffffffffffffffff",
                    "0x9e3779b97f4a7c15"
                ])
            ),
            Ty::I8 | Ty::U8 | Ty::I16 | Ty::U16 | Ty::Char => {
                format!("(({name}){})", self.rng.below(128))
            }
            Ty::Class(index) => match self.rng.below(4) {
                0 => format!("(({name})null)"),
                _ => format!("(new C{}())", self.subclass(index)),
            },
            Ty::Struct(_) => format!("default({name})"),
            Ty::Array(elem) => format!("(new {}[{}])", elem.ty().csharp(), self.rng.between(1, 6)),
            Ty::Span(elem) => format!("Span<{}>.Empty", elem.ty().csharp()),
        }
    }

    fn subclass(&mut self, base: usize) -> usize {
        let all: Vec<usize> = (0..self.model.classes.len())
            .filter(|&class| self.model.derives(class, base))
            .collect();
        *self.rng.pick(&all)
    }

    fn boolean(&mut self, depth: usize) -> String {
        let depth = depth - 1;
        match self.rng.below(10) {
            0 => format!("(!{})", self.expr(Ty::Bool, depth)),
            1 | 2 => {
                let op = *self.rng.pick(&["&&", "||", "&", "|", "^", "==", "!="]);
                format!(
                    "({} {op} {})",
                    self.expr(Ty::Bool, depth),
                    self.expr(Ty::Bool, depth)
                )
            }
            3 => {
                let class = self.rng.below(self.model.classes.len());
                let other = self.rng.below(self.model.classes.len());
                format!(
                    "((object){} is C{other})",
                    self.expr(Ty::Class(class), depth)
                )
            }
            4 => {
                let class = Ty::Class(self.rng.below(self.model.classes.len()));
                format!(
                    "((object){} == (object){})",
                    self.expr(class, depth),
                    self.expr(class, depth)
                )
            }
            5 => format!(
                "({} == {})",
                self.expr(Ty::Str, depth),
                self.expr(Ty::Str, depth)
            ),
            _ => {
                let ty = *self.rng.pick(NUMBERS);
                let op = *self.rng.pick(&["<", "<=", ">", ">=", "==", "!="]);
                format!("({} {op} {})", self.expr(ty, depth), self.expr(ty, depth))
            }
        }
    }

    fn integer(&mut self, ty: Ty, depth: usize) -> String {
        let depth = depth - 1;
        let name = ty.csharp();
        let context = *self
            .rng
            .pick(&["unchecked", "unchecked", "unchecked", "checked"]);
        match self.rng.below(16) {
            0..=5 => {
                let op = *self
                    .rng
                    .pick(&["+", "-", "*", "+", "-", "&", "|", "^", "/", "%"]);
                let (a, b) = (self.expr(ty, depth), self.expr(ty, depth));
                // Division by what is mostly not zero, so that it is not always an exception.
                // The C# compiler refuses constants that overflow or divide by zero.
                let hidden = |value: String, hide: bool| {
                    if hide {
                        format!("Lib.Id<{name}>({value})")
                    } else {
                        value
                    }
                };
                let divides = matches!(op, "/" | "%");
                let a = hidden(a, context == "checked");
                let b = hidden(b, divides);
                let b = if divides && self.rng.percent(80) {
                    format!("({b} | 1)")
                } else {
                    b
                };
                format!("{context}(({name})({a} {op} {b}))")
            }
            6 | 7 => {
                let op = *self.rng.pick(&["<<", ">>", ">>>"]);
                format!(
                    "unchecked(({name})({} {op} {}))",
                    self.expr(ty, depth),
                    self.expr(Ty::I32, depth)
                )
            }
            8 => {
                let op = if matches!(ty, Ty::I32 | Ty::I64) {
                    *self.rng.pick(&["-", "~"])
                } else {
                    "~"
                };
                format!(
                    "{context}(({name})({op}Lib.Id<{name}>({})))",
                    self.expr(ty, depth)
                )
            }
            9 | 10 => {
                let from = *self.rng.pick(NUMBERS);
                let context = if from.is_float() {
                    "unchecked"
                } else {
                    context
                };
                format!(
                    "{context}(({name})Lib.Id<{}>({}))",
                    from.csharp(),
                    self.expr(from, depth)
                )
            }
            11 => match self.element(ty, depth) {
                Some(element) => element,
                None => self.leaf(ty),
            },
            15 if ty == Ty::I32 => self.measure(depth),
            12 if ty == Ty::I32 => match self.rng.below(5) {
                0 => format!("{}.Length", self.expr(Ty::Str, depth)),
                1 => {
                    let elem = self.model.elem(self.rng);
                    format!("{}.Length", self.expr(Ty::Array(elem), depth))
                }
                2 => {
                    let class = self.rng.below(self.model.classes.len());
                    format!(
                        "{}.Virtual({})",
                        self.expr(Ty::Class(class), depth),
                        self.expr(Ty::I32, depth)
                    )
                }
                3 => {
                    let class = self.rng.below(self.model.classes.len());
                    format!(
                        "Lib.Measure({}, {})",
                        self.expr(Ty::Class(class), depth),
                        self.expr(Ty::I32, depth)
                    )
                }
                _ => {
                    let index = self.rng.below(self.model.structs.len());
                    format!(
                        "((IShape){}).Shape({})",
                        self.expr(Ty::Struct(index), depth),
                        self.expr(Ty::I32, depth)
                    )
                }
            },
            13 => {
                // The type argument decides which instance it is.
                let method = *self.rng.pick(&["Lib.First", "Lib.Second", "Lib.Through"]);
                format!(
                    "{method}<{name}>({}, {})",
                    self.expr(ty, depth),
                    self.expr(ty, depth)
                )
            }
            14 if matches!(ty, Ty::I32 | Ty::I64) => {
                let other = *self.rng.pick(INTEGERS);
                format!(
                    "unchecked(({name})Lib.Boxed<{}>({}))",
                    other.csharp(),
                    self.expr(other, depth)
                )
            }
            _ => {
                let (a, b) = (self.expr(ty, depth), self.expr(ty, depth));
                let op = *self.rng.pick(&["Math.Max", "Math.Min"]);
                if ty == Ty::Char {
                    a
                } else {
                    format!("{op}({a}, {b})")
                }
            }
        }
    }

    fn float(&mut self, ty: Ty, depth: usize) -> String {
        let depth = depth - 1;
        let name = ty.csharp();
        match self.rng.below(10) {
            0..=5 => {
                let op = *self.rng.pick(&["+", "-", "*", "/", "%"]);
                format!("({} {op} {})", self.expr(ty, depth), self.expr(ty, depth))
            }
            6 => format!("(-{})", self.expr(ty, depth)),
            7 => {
                let from = *self.rng.pick(NUMBERS);
                format!("(({name}){})", self.expr(from, depth))
            }
            8 => {
                let class = if ty == Ty::F32 { "MathF" } else { "Math" };
                let function = *self
                    .rng
                    .pick(&["Abs", "Floor", "Ceiling", "Truncate", "Sqrt"]);
                format!("{class}.{function}({})", self.expr(ty, depth))
            }
            _ => match self.element(ty, depth) {
                Some(element) => element,
                None => self.leaf(ty),
            },
        }
    }

    fn text(&mut self, depth: usize) -> String {
        let depth = depth - 1;
        match self.rng.below(4) {
            3 => format!(
                "Lib.Cut({}, {})",
                self.expr(Ty::Str, depth),
                self.expr(Ty::I32, depth)
            ),
            0 => format!(
                "Lib.Join({}, {})",
                self.expr(Ty::Str, depth),
                self.expr(Ty::Str, depth)
            ),
            1 => format!("T.Decimal({})", self.expr(Ty::I64, depth)),
            _ => self.leaf(Ty::Str),
        }
    }

    fn object(&mut self, class: usize, depth: usize) -> String {
        match self.rng.below(4) {
            0 => {
                let from = self.rng.below(self.model.classes.len());
                format!(
                    "((object){} as C{class})",
                    self.expr(Ty::Class(from), depth - 1)
                )
            }
            1 if self.rng.percent(40) => {
                let from = self.rng.below(self.model.classes.len());
                format!(
                    "((C{class})(object){})",
                    self.expr(Ty::Class(from), depth - 1)
                )
            }
            2 => {
                let sub = self.subclass(class);
                format!("(new C{sub}({}))", self.expr(Ty::I32, depth - 1))
            }
            _ => self.leaf(Ty::Class(class)),
        }
    }

    fn array(&mut self, elem: Elem, depth: usize) -> String {
        match self.rng.below(3) {
            0 => {
                let count = self.rng.between(1, 4);
                let values: Vec<String> = (0..count)
                    .map(|_| self.expr(elem.ty(), depth / 2))
                    .collect();
                format!("(new {}[] {{ {} }})", elem.ty().csharp(), values.join(", "))
            }
            _ => self.leaf(Ty::Array(elem)),
        }
    }

    /// An element or field of some variable.
    fn element(&mut self, ty: Ty, depth: usize) -> Option<String> {
        let mut found = Vec::new();
        for (name, owner) in self.all_readable() {
            match owner {
                Ty::Array(elem) | Ty::Span(elem) if elem.ty() == ty => found.push(name + "[I]"),
                Ty::Struct(index) => {
                    let fields = self.model.struct_fields(index);
                    found.extend(
                        fields
                            .into_iter()
                            .filter(|(_, t)| *t == ty)
                            .map(|(f, _)| format!("{name}.{f}")),
                    );
                }
                Ty::Class(index) => {
                    let fields = self.model.class_fields(index);
                    found.extend(
                        fields
                            .into_iter()
                            .filter(|(_, t)| *t == ty)
                            .map(|(f, _)| format!("{name}.{f}")),
                    );
                }
                _ => {}
            }
        }
        let place = self.rng.choose(&found)?.clone();
        let index = self.index(depth);
        Some(place.replace("[I]", &format!("[{index}]")))
    }

    /// An index that mostly is within bounds.
    pub(crate) fn index(&mut self, depth: usize) -> String {
        if self.rng.percent(60) {
            return self.rng.below(3).to_string();
        }
        let value = self.expr(Ty::I32, depth.saturating_sub(1));
        if self.rng.percent(70) {
            format!("({value} & 3)")
        } else {
            value
        }
    }

    /// A call of a method with this result, if there is one that may be called from here.
    fn call(&mut self, ty: Ty, depth: usize) -> Option<String> {
        let found: Vec<usize> = (self.callable_from..self.model.methods.len())
            .filter(|&i| self.model.methods[i].result == ty)
            .collect();
        let index = *self.rng.choose(&found)?;
        self.call_of(index, depth)
    }

    /// A call of this method.
    pub(crate) fn call_of(&mut self, index: usize, depth: usize) -> Option<String> {
        let model = self.model;
        let method = &model.methods[index];
        let mut values: Vec<String> = method
            .params
            .iter()
            .map(|ty| self.expr(*ty, depth))
            .collect();
        if let Some(ty) = method.by_ref {
            let places: Vec<String> = self.writable(ty);
            values.push(format!("ref {}", self.rng.choose(&places)?));
        }
        let name = &method.name;
        Some(match method.call {
            Call::Static => format!("{name}({})", values.join(", ")),
            Call::Generic => {
                let extra = self.expr(Ty::I32, depth);
                let argument = *self.rng.pick(&["int", "long", "string", "byte"]);
                values.push(extra);
                format!("{name}<{argument}>({})", values.join(", "))
            }
            Call::Delegate => format!("d{name}({})", values.join(", ")),
        })
    }
}
