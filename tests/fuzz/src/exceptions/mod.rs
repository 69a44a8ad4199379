//! Programs of protected regions nested in every way, in methods that call each other by every kind of call. What
//! throws, and whether a filter accepts, is drawn at run time, so that each round takes another way.

mod body;
pub(crate) mod throws;

use crate::code::Code;
use crate::rng::Rng;
use body::Body;

/// How a method is made and called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Static,
    /// A catch clause may name its type parameter.
    Generic,
    Virtual,
    Interface,
    Delegate,
    Lambda,
    Iterator,
    /// A static constructor, run when its class is first touched.
    Initializer,
    Async,
}

const SHAPES: &[(usize, Shape)] = &[
    (30, Shape::Static),
    (10, Shape::Generic),
    (10, Shape::Virtual),
    (10, Shape::Interface),
    (10, Shape::Delegate),
    (10, Shape::Lambda),
    (14, Shape::Iterator),
    (10, Shape::Initializer),
];

/// The program's own exceptions, each before what it derives from.
pub(crate) const OWN: &[(&str, &str)] = &[
    ("E3", "E1"),
    ("E1", "E0"),
    ("E2", "E0"),
    ("E0", "Tagged"),
    ("E4", "Tagged"),
];

/// One in so many seeds has async methods.
const ASYNC: u64 = 8;
const ROUNDS: usize = 25;
/// Calls in a round; each call after these returns at once.
const CALLS: usize = 40;

pub fn generate(seed: u64) -> String {
    let mut rng = Rng::new(seed, "exceptions");
    let count = rng.between(3, 7);
    let mut shapes = vec![Shape::Static];
    for _ in 1..count {
        let shape = rng.weighted(SHAPES);
        let is_async = seed % ASYNC == ASYNC - 1 && rng.percent(40);
        shapes.push(if is_async { Shape::Async } else { shape });
    }
    let mut code = Code::new();
    code.open(format!("namespace S{seed}"));
    for name in [
        "Fuzz",
        "System",
        "System.Collections.Generic",
        "System.Runtime.ExceptionServices",
        "System.Threading.Tasks",
    ] {
        code.line(format!("using {name};"));
    }
    declare_own(&mut code);
    code.line("interface I { int Call(int a); }");
    code.line("class Node { public int value; public virtual int Get() { return value; } }");
    code.open("class Guard : IDisposable");
    code.line("readonly int id;");
    code.line("public Guard(int id) { this.id = id; T.Say(\"guard\", id); }");
    code.open("public void Dispose()");
    code.line("T.Say(\"dispose\", id);");
    code.line("if (T.Flip(15)) throw new E4(\"dispose\");");
    code.close();
    code.close();
    for (number, shape) in shapes.iter().enumerate() {
        method(&mut code, &mut rng, number, *shape, &shapes);
    }
    entry(&mut code);
    code.close();
    code.finish()
}

/// The classes of the program's own exceptions.
pub(crate) fn declare_own(code: &mut Code) {
    for (name, base) in OWN {
        code.line(format!(
            "class {name} : {base} {{ public {name}() : this(\"{name}\") {{ }} public {name}(string tag) : base(tag) {{ }} \
             public {name}(string tag, Exception inner) : base(tag, inner) {{ }} }}"
        ));
    }
}

fn entry(code: &mut Code) {
    code.open("static class Entry");
    code.line("static int calls;");
    code.line(format!(
        "public static bool Go() {{ return ++calls <= {CALLS}; }}"
    ));
    code.open("public static bool Filter(int id, ref int x)");
    code.line("T.Say(\"filter \" + T.Decimal(id), x);");
    code.line("x += 100;");
    // A filter may have protected regions of its own.
    code.line("try { if (T.Flip(10)) throw new E3(\"inside\"); }");
    code.line("catch (E1 e) when (T.Name(e) == \"inside\" && T.Flip(70)) { x++; }");
    code.line("finally { T.Say(\"filtered\", x); }");
    code.line("if (T.Flip(10)) throw new E2(\"filter\");");
    code.line("return T.Flip(55);");
    code.close();
    code.line("public static int Spanned(int at) { Span<int> list = new int[3]; list[0] = at; return list[at]; }");
    code.line("public static int Reference(bool wrong) { object[] list = wrong ? new string[1] : new object[1]; ref object first = ref list[0]; first = \"z\"; return 1; }");
    // Unwinds several frames of the same code: to a handler, or out of all of them.
    code.open("public static int Deep(int depth)");
    code.line("try { if (depth % 10 == 1) throw new E3(\"deep\"); return depth % 10 == 0 ? depth : Deep(depth - 1) + 1; }");
    code.line("catch (E3) when (depth == 13) { return 13; }");
    code.line("finally { T.Say(\"unwind\", depth); }");
    code.close();
    code.open("public static void Run()");
    code.open(format!("for (int round = 0; round < {ROUNDS}; round++)"));
    code.line("T.Reseed((ulong)round);");
    code.line("calls = 0;");
    code.line("T.Say(\"round\", round);");
    code.line("try { T.Say(\"result\", M0.Call(round)); }");
    code.line("catch (Exception e) { T.Say(\"out\", T.Name(e)); for (e = e.InnerException; e != null; e = e.InnerException) T.Say(\"inner\", T.Name(e)); }");
    code.close();
    code.close();
    code.close();
}

/// Class `M{number}` around one body.
fn method(code: &mut Code, rng: &mut Rng, number: usize, shape: Shape, shapes: &[Shape]) {
    let class = format!("M{number}");
    match shape {
        Shape::Static => {
            code.open(format!("static class {class}"));
            code.open("public static int Call(int a)");
        }
        Shape::Generic => {
            code.open(format!("static class {class}"));
            code.open("public static int Call<X>(int a) where X : Exception, new()");
        }
        Shape::Virtual => {
            code.line(format!(
                "abstract class {class}Base {{ public abstract int Call(int a); }}"
            ));
            code.open(format!("sealed class {class} : {class}Base"));
            code.open("public override int Call(int a)");
        }
        Shape::Interface => {
            code.open(format!("struct {class} : I"));
            code.open("public int Call(int a)");
        }
        Shape::Delegate => {
            code.open(format!("class {class}"));
            code.open("public int Call(int a)");
        }
        Shape::Lambda => {
            code.open(format!("static class {class}"));
            code.open("public static Func<int, int> Make(int captured)");
            code.line("int shared = captured;");
            code.open("return a =>");
            code.line("shared++;");
        }
        Shape::Iterator => {
            code.open(format!("static class {class}"));
            code.open("public static IEnumerable<int> Call(int a)");
        }
        Shape::Initializer => {
            code.open(format!("static class {class}"));
            code.line("public static int State = 1;");
            code.open(format!("static {class}()"));
            code.line("int a = 5;");
        }
        Shape::Async => {
            code.open(format!("static class {class}"));
            code.open("public static async Task<int> Call(int a)");
        }
    }
    let mut body = Body::new(code, rng, number, shape, shapes);
    body.preamble();
    body.statements();
    body.end();
    match shape {
        Shape::Lambda => {
            code.close_with("};");
            code.close();
        }
        _ => code.close(),
    }
    code.close();
}
