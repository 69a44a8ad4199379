//! Expressions and statements that take a value through something else: generic classes, nullables, tuples,
//! iterators, interfaces with defaults, references that are returned, tables, patterns.

use super::model::{Elem, NUMBERS, Ty};
use super::{Program, Variable};
use crate::code::Code;

/// What the detours use, in class `Lib`.
const MEMBERS: &[&str] = &[
    "public static int[,] grid = new int[4, 5];",
    "public static ref A Pick<A>(ref A a, ref A b, bool first) { if (first) return ref a; return ref b; }",
    "public static A? Maybe<A>(A a, bool there) where A : struct { if (there) return a; return null; }",
    "public static (A, B) Pair<A, B>(A a, B b) { return (a, b); }",
    "public static System.Collections.Generic.IEnumerable<int> Count(int n) { for (int i = 0; i < (n & 7); i++) { if (!Fuel()) yield break; yield return unchecked(i * n); } }",
    "public static int Total(int n) { int sum = 0; foreach (int i in Count(n)) { sum = unchecked(sum * 3 + i); if (sum == 7) break; } return sum; }",
    "public static int Kind(object o) { return o switch { null => 0, int i when i > 3 => 1, int => 2, string { Length: > 2 } s => s.Length, string => 4, IShape shape => shape.Twice(1), long[] or int[] => 5, Array { Length: 0 } => 6, _ => 7 }; }",
    "public static string Cut(string s, int at) { return s.Substring(at & 1); }",
    "public static A Chain<A>(A a, A b, Func<A, A> first) { Func<A, A> all = first; all += x => b; all += first; return all(a); }",
    "public static A Default<A>(ISource<A> source, A a) { return source.Both(a); }",
    "public static A Constrained<A, B>(B source, A a) where B : ISource<A> { return source.Both(source.Next(a)); }",
];

const TYPES: &[&str] = &[
    "class Cell<A> { public A value; public static int made; public Cell(A value) { this.value = value; made++; } public virtual A Get() { return value; } public A Swap(A other) { A old = value; value = other; return old; } }",
    "sealed class Twin<A> : Cell<A> { A second; public Twin(A a, A b) : base(a) { second = b; } public override A Get() { A old = value; value = second; second = old; return old; } }",
    "interface ISource<A> { A Next(A a); A Both(A a) { return Next(Next(a)); } }",
    "struct Turn<A> : ISource<A> { A other; public Turn(A other) { this.other = other; } public A Next(A a) { A old = other; other = a; return old; } }",
    "class Keep<A> : Cell<A>, ISource<A> { public Keep(A a) : base(a) { } public A Next(A a) { value = a; return Get(); } A ISource<A>.Both(A a) { return Swap(a); } }",
];

pub(crate) fn write_types(code: &mut Code) {
    TYPES.iter().for_each(|line| code.line(line));
}

pub(crate) fn write_members(code: &mut Code) {
    MEMBERS.iter().for_each(|line| code.line(line));
}

impl Program<'_> {
    /// A value of this type, which is no span, by a detour.
    pub(crate) fn detour(&mut self, ty: Ty, depth: usize) -> String {
        let name = ty.csharp();
        let is_value = ty.is_number() || matches!(ty, Ty::Bool | Ty::Struct(_));
        let (a, b) = (self.expr(ty, depth), self.expr(ty, depth / 2));
        match self.rng.below(11) {
            0 => format!("(new Cell<{name}>({a})).Get()"),
            1 => format!("(new Twin<{name}>({a}, {b})).Get()"),
            2 => format!("(new Keep<{name}>({a})).Swap({b})"),
            3 if is_value => {
                let there = self.expr(Ty::Bool, depth);
                format!("(Lib.Maybe<{name}>({a}, {there}) ?? {b})")
            }
            4 if is_value => {
                let there = self.expr(Ty::Bool, depth);
                let end = *self
                    .rng
                    .pick(&["GetValueOrDefault()", "GetValueOrDefault()", "Value"]);
                format!("Lib.Maybe<{name}>({a}, {there}).{end}")
            }
            5 => {
                let other = *self.rng.pick(NUMBERS);
                let other = self.expr(other, depth / 2);
                match self.rng.percent(50) {
                    true => format!("Lib.Pair({a}, {other}).Item1"),
                    false => format!("Lib.Pair({other}, {a}).Item2"),
                }
            }
            6 => format!("Lib.Default<{name}>(new Turn<{name}>({a}), {b})"),
            7 => format!("Lib.Default<{name}>(new Keep<{name}>({a}), {b})"),
            8 => format!("Lib.Constrained<{name}, Turn<{name}>>(new Turn<{name}>({a}), {b})"),
            9 => format!("Lib.Chain<{name}>({a}, {b}, x => x)"),
            _ => format!("((object){a} is {name} y{} ? y{0} : {b})", self.fresh()),
        }
    }

    fn fresh(&mut self) -> usize {
        self.names += 1;
        self.names
    }

    /// An `int` by way of a table, an iterator, a pattern or an interface.
    pub(crate) fn measure(&mut self, depth: usize) -> String {
        match self.rng.below(6) {
            0 => {
                let (i, j) = (self.index(depth), self.index(depth));
                format!("Lib.grid[{i}, {j}]")
            }
            1 => format!("Lib.Total({})", self.expr(Ty::I32, depth)),
            2 => {
                let class = self.rng.below(self.model.classes.len());
                let object = self.expr(Ty::Class(class), depth);
                format!("((IShape){object}).Twice({})", self.expr(Ty::I32, depth))
            }
            3 => {
                let ty = self.model.storable(self.rng);
                format!("Lib.Kind({})", self.expr(ty, depth))
            }
            4 => format!("Cell<{}>.made", self.rng.pick(NUMBERS).csharp()),
            _ => {
                let text = self.expr(Ty::Str, depth);
                format!("(int){text}[{}]", self.index(depth))
            }
        }
    }

    /// A part of a span, sometimes beyond its end.
    pub(crate) fn slice(&mut self, elem: Elem, depth: usize) -> String {
        let span = self.expr(Ty::Span(elem), depth);
        let at = self.index(depth);
        match self.rng.percent(50) {
            true => format!("{span}.Slice({at})"),
            false => format!("{span}.Slice({at} & 1, {})", self.index(depth)),
        }
    }

    /// A statement that changes variables by a detour.
    pub(crate) fn detour_statement(&mut self, depth: usize) {
        let ty = self.model.storable(self.rng);
        let places = self.writable(ty);
        let two = (
            self.rng.choose(&places).cloned(),
            self.rng.choose(&places).cloned(),
        );
        match (self.rng.below(6), two) {
            (0, (Some(a), Some(b))) => {
                let value = self.expr(ty, depth);
                self.code.line(format!("({a}, {b}) = ({b}, {value});"));
            }
            (1, (Some(a), Some(b))) => {
                let first = self.expr(Ty::Bool, depth);
                let (name, value) = (ty.csharp(), self.expr(ty, depth));
                self.code.line(format!(
                    "Lib.Pick<{name}>(ref {a}, ref {b}, {first}) = {value};"
                ));
            }
            (2, _) => {
                let (i, j) = (self.index(depth), self.index(depth));
                let value = self.expr(Ty::I32, depth);
                let op = *self.rng.pick(&["=", "+=", "^="]);
                self.code
                    .line(format!("unchecked {{ Lib.grid[{i}, {j}] {op} {value}; }}"));
            }
            (3, _) => {
                let index = self.rng.below(self.model.structs.len());
                let places = self.writable(Ty::Struct(index));
                match self.rng.choose(&places).cloned() {
                    Some(place) => {
                        let value = self.expr(Ty::I32, depth);
                        self.code.line(format!("{place}.Bump({value});"));
                    }
                    None => self.print_something(),
                }
            }
            (4, _) => {
                let name = self.name("h");
                let value = self.expr(ty, depth);
                self.code
                    .line(format!("var {name} = new Cell<{}>({value});", ty.csharp()));
                self.variables.push(Variable {
                    name: format!("{name}.value"),
                    ty,
                    writable: true,
                });
            }
            _ => {
                let name = self.name("f");
                let variables = self.hide_uncapturable();
                let body = self.expr(Ty::I32, depth);
                self.lambdas -= 1;
                self.variables = variables;
                let argument = self.expr(Ty::I32, 1);
                self.code.line(format!(
                    "{{ int {name}(int a) => unchecked(a + {body}); T.Say(\"{name}\", {name}({argument})); }}"
                ));
            }
        }
    }
}
