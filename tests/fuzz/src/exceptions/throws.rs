//! Statements that throw, some of them depending on chance at run time.

use super::OWN;
use crate::rng::Rng;

/// Statements that throw in PCT of a hundred cases.
const FAULTS: &[&str] = &[
    "T.Say(\"div\", a / (T.Flip(PCT) ? 0 : 3));",
    "T.Say(\"rem\", (long)a % (T.Flip(PCT) ? 0L : 7L));",
    "T.Say(\"field\", (T.Flip(PCT) ? null : new Node()).value);",
    "T.Say(\"virtual\", (T.Flip(PCT) ? null : new Node()).Get());",
    "T.Say(\"element\", (new int[4])[T.Flip(PCT) ? 4 : 2]);",
    "T.Say(\"null array\", (T.Flip(PCT) ? null : new int[1])[0]);",
    "T.Say(\"cast\", (string)(T.Flip(PCT) ? new Node() : (object)\"text\"));",
    "T.Say(\"unbox\", (int)(T.Flip(PCT) ? (object)1L : (object)1));",
    "T.Say(\"unbox null\", (int)(T.Flip(PCT) ? null : (object)2));",
    "T.Say(\"checked\", checked(int.MaxValue - 1 + (T.Flip(PCT) ? 2 : 1)));",
    "T.Say(\"narrow\", (int)checked((byte)(T.Flip(PCT) ? 256 : 255)));",
    "T.Say(\"length\", new int[T.Flip(PCT) ? -1 : 1].Length);",
    "{ object[] s = new string[1]; s[0] = T.Flip(PCT) ? (object)a : \"s\"; T.Say(\"stored\"); }",
    "{ Func<int> f = T.Flip(PCT) ? null : (() => 4); T.Say(\"delegate\", f()); }",
    "{ int? n = T.Flip(PCT) ? (int?)null : 5; T.Say(\"nullable\", n.Value); }",
    "{ int[] v = { 1, 2, 3 }; int i = T.Flip(PCT) ? 3 : 0; v[i]++; T.Say(\"increment\", v[i]); }",
    "T.Say(\"smallest\", int.MinValue / (T.Flip(PCT) ? -1 : 2));",
    "T.Say(\"grid\", (new int[2, 3])[1, T.Flip(PCT) ? 3 : 2]);",
    "T.Say(\"character\", (int)\"abc\"[T.Flip(PCT) ? 3 : 1]);",
    "T.Say(\"span\", Entry.Spanned(T.Flip(PCT) ? 5 : 2));",
    "T.Say(\"reference\", Entry.Reference(T.Flip(PCT)));",
    "T.Say(\"deep\", Entry.Deep(T.Flip(PCT) ? 4 : 14));",
    "{ Action d = () => T.Say(\"one\"); d += () => { if (T.Flip(PCT)) throw new E1(\"many\"); }; d += () => T.Say(\"three\"); d(); }",
    "{ Node n = T.Flip(PCT) ? null : new Node(); n.value = x; T.Say(\"set\", n.value); }",
];

/// What a handler may catch besides the program's own, each before what it derives from.
pub(crate) const SYSTEM: &[&str] = &[
    "DivideByZeroException",
    "OverflowException",
    "NullReferenceException",
    "IndexOutOfRangeException",
    "InvalidCastException",
    "ArrayTypeMismatchException",
    "InvalidOperationException",
    "TypeInitializationException",
    "ArithmeticException",
    "SystemException",
];

/// A statement that the runtime may make throw.
pub(crate) fn fault(rng: &mut Rng) -> String {
    let percent = rng.pick(&["5", "10", "30"]);
    rng.pick(FAULTS).replace("PCT", percent)
}

/// An expression for a new exception.
pub(crate) fn new_exception(rng: &mut Rng, id: usize) -> String {
    let (name, _) = rng.pick(OWN);
    format!("new {name}(\"{name}#{id}\")")
}
