//! The types of a program and what all of its methods use.

use super::model::{Model, Ty};
use crate::code::Code;
use crate::rng::Rng;

/// Steps that loops and calls may take in one call from outside.
const FUEL: usize = 400;

pub(crate) fn write(code: &mut Code, rng: &mut Rng, model: &Model) {
    code.line("interface IShape { int Shape(int a); int Twice(int a) { return Shape(a) + Shape(a + 1); } }");
    for index in 0..model.structs.len() {
        structure(code, rng, model, index);
    }
    for index in 0..model.classes.len() {
        class(code, rng, model, index);
    }
    library(code, model);
}

/// An expression for the number that stands for a value.
fn number(name: &str, ty: Ty) -> String {
    match ty {
        Ty::Bool => format!("({name} ? 1 : 2)"),
        Ty::F32 => format!("(long)BitConverter.SingleToInt32Bits({name} == {name} ? {name} : 0)"),
        Ty::F64 => format!("BitConverter.DoubleToInt64Bits({name} == {name} ? {name} : 0)"),
        Ty::Str => format!("({name} == null ? 3 : {name}.Length)"),
        Ty::Struct(_) => format!("{name}.Sum()"),
        Ty::Class(_) => format!("({name} == null ? 5 : {name}.Tag)"),
        Ty::Array(_) | Ty::Span(_) => format!("({name} == null ? 7 : {name}.Length)"),
        _ => format!("unchecked((long){name})"),
    }
}

fn sum(fields: &[(String, Ty)]) -> String {
    let terms: Vec<String> = fields.iter().map(|(name, ty)| number(name, *ty)).collect();
    let start = "17L".to_string();
    terms
        .into_iter()
        .fold(start, |sum, term| format!("({sum} * 31 + {term})"))
}

fn structure(code: &mut Code, rng: &mut Rng, model: &Model, index: usize) {
    let fields = model.structs[index].fields.iter().enumerate();
    let fields: Vec<(String, Ty)> = fields.map(|(i, ty)| (format!("f{i}"), *ty)).collect();
    code.open(format!("struct V{index} : IShape"));
    for (name, ty) in &fields {
        code.line(format!("public {} {name};", ty.csharp()));
    }
    let parameters: Vec<String> = fields
        .iter()
        .map(|(name, ty)| format!("{} {name}", ty.csharp()))
        .collect();
    let copies: Vec<String> = fields
        .iter()
        .map(|(name, _)| format!("this.{name} = {name};"))
        .collect();
    code.line(format!(
        "public V{index}({}) {{ {} }}",
        parameters.join(", "),
        copies.join(" ")
    ));
    code.line(format!(
        "public long Sum() {{ return unchecked({}); }}",
        sum(&fields)
    ));
    let first = fields.iter().find(|(_, ty)| ty.is_number());
    let change = first.map_or(String::new(), |(name, ty)| {
        format!("{name} = unchecked(({0})({name} + ({0})a));", ty.csharp())
    });
    code.line(format!("public void Bump(int a) {{ {change} }}"));
    let factor = rng.between(2, 9);
    code.line(format!(
        "public int Shape(int a) {{ return unchecked(a * {factor} + (int)Sum()); }}"
    ));
    code.close();
}

fn class(code: &mut Code, rng: &mut Rng, model: &Model, index: usize) {
    let record = &model.classes[index];
    let base = record
        .base
        .map_or("IShape".to_string(), |base| format!("C{base}"));
    let fields = record.fields.iter().enumerate();
    let fields: Vec<(String, Ty)> = fields
        .map(|(i, ty)| (format!("c{index}_{i}"), *ty))
        .collect();
    code.open(format!("class C{index} : {base}"));
    for (name, ty) in &fields {
        code.line(format!("public {} {name};", ty.csharp()));
    }
    let word = if record.base.is_some() {
        "override"
    } else {
        "virtual"
    };
    let first = fields.iter().find(|(_, ty)| ty.is_number());
    let set = first.map_or(String::new(), |(name, ty)| {
        format!("{name} = unchecked(({})seed);", ty.csharp())
    });
    code.line(format!("public C{index}() {{ }}"));
    let chain = if record.base.is_some() {
        " : base(seed + 1)"
    } else {
        ""
    };
    code.line(format!("public C{index}(int seed){chain} {{ {set} }}"));
    code.line(format!(
        "public {word} long Tag {{ get {{ return {}; }} }}",
        100 + index
    ));
    let inherited = if record.base.is_some() {
        "base.Sum()"
    } else {
        "1L"
    };
    code.line(format!(
        "public {word} long Sum() {{ return unchecked({inherited} * 7 + {}); }}",
        sum(&fields)
    ));
    let (add, factor) = (rng.between(0, 50), rng.between(1, 9));
    if record.base.is_none() || rng.percent(70) {
        let inner = if record.base.is_some() && rng.percent(40) {
            "base.Virtual(a)"
        } else {
            "a"
        };
        code.line(format!(
            "public {word} int Virtual(int a) {{ return unchecked({inner} * {factor} + {add}); }}"
        ));
    }
    if record.base.is_none() || rng.percent(50) {
        code.line(format!(
            "public {word} int Shape(int a) {{ return unchecked(a ^ {add} + (int)Tag); }}"
        ));
    }
    code.close();
}

fn library(code: &mut Code, model: &Model) {
    code.open("static class Lib");
    code.line("static int fuel;");
    code.line(format!("public static void Refuel() {{ fuel = {FUEL}; }}"));
    code.line("public static bool Fuel() { return --fuel > 0; }");
    code.line("public static bool Accept(Exception e, int id) { T.Say(\"filter \" + T.Decimal(id), T.Name(e)); return id < 60; }");
    code.line("public static A Id<A>(A a) { return a; }");
    code.line("public static A First<A>(A a, A b) { return a; }");
    code.line("public static A Second<A>(A a, A b) { A[] list = { a, b }; return list[1]; }");
    code.line("public static A Through<A>(A a, A b) { Func<A> f = () => b; b = a; return f(); }");
    code.line("public static long Boxed<A>(A a) { object o = a; return o is int i ? i : o is long l ? l : o is byte y ? y + 1 : o is uint u ? u : o is char c ? c : 9; }");
    code.line("public static int Measure<A>(A a, int b) where A : IShape { return a.Shape(b); }");
    code.line("public static string Join(string a, string b) { string s = a + b; return s.Length > 40 ? \"long\" : s; }");
    code.line("public static Span<A> Part<A>(A[] a, int at) { return new Span<A>(a, at & 1, a.Length - (at & 1)); }");
    super::detours::write_members(code);
    for index in 0..model.classes.len() {
        if model.classes[index].base.is_none() {
            code.line(format!(
                "public static long Sum(C{index} o) {{ return o == null ? 0 : o.Sum(); }}"
            ));
        }
    }
    for (ty, value) in [
        ("int", "(long)v"),
        ("byte", "(long)v"),
        ("long", "v"),
        ("double", "(v == v ? BitConverter.DoubleToInt64Bits(v) : 3)"),
    ] {
        sum_of_list(code, ty, value);
    }
    for index in 0..model.structs.len() {
        sum_of_list(code, &format!("V{index}"), "v.Sum()");
    }
    for index in 0..model.classes.len() {
        sum_of_list(code, &format!("C{index}"), "Sum(v)");
    }
    code.close();
}

fn sum_of_list(code: &mut Code, ty: &str, value: &str) {
    let step =
        format!("long s = 1; foreach ({ty} v in list) s = unchecked(s * 31 + {value}); return s;");
    code.line(format!(
        "public static long Sum({ty}[] list) {{ if (list == null) return 0; {step} }}"
    ));
    code.line(format!(
        "public static long Sum(Span<{ty}> list) {{ {step} }}"
    ));
}
