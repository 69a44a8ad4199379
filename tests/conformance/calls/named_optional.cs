// Named and optional arguments: evaluation order, defaults of all types, params arrays, caller information, overrides with other defaults.
using System;
using System.Runtime.CompilerServices;
using System.Threading;

class Base { public virtual string M(int a = 1, string b = "base") => $"B{a}{b}"; }
class Derived : Base { public override string M(int x = 2, string y = "derived") => $"D{x}{y}"; }
interface IFace { string M(int a = 3, string b = "iface"); }
class Impl : Derived, IFace { }

class Program
{
    static int I(int x) { Console.Write(x + " "); return x; }
    static string F(int a, int b = 20, int c = 30) => $"{a},{b},{c}";
    static string Types(bool b = true, char c = 'q', double d = -0.0, decimal m = 1.50m, string s = null, DayOfWeek w = DayOfWeek.Friday, int? n = 5, long? none = null, Guid g = default, CancellationToken t = default, object o = null, float f = float.NaN, DateTime dt = default) => $"{b} {c} {1 / d} {m} {s ?? "null"} {w} {n} {none.HasValue} {g == Guid.Empty} {t.CanBeCanceled} {o == null} {f} {dt.Ticks}";
    static string P(string first, params int[] rest) => $"{first}:{(rest == null ? "null" : rest.Length + "=" + string.Join("+", rest))}";
    static string PO(params object[] xs) => xs == null ? "null" : xs.Length + "" + xs.GetType().Name;
    static string Who([CallerMemberName] string m = "", [CallerLineNumber] int l = 0, [CallerArgumentExpression(nameof(x))] string e = "", int x = 0) => $"{m} {l > 0} {e}";
    static string Expr(object v, [CallerArgumentExpression("v")] string e = null) => e;
    static string Prop => Who();
    static string Pick(int x, int y = 0) => "two"; static string Pick(int x) => "one"; static string Pick(long x, params int[] y) => "params";
    static void Refs(ref int a, out int b, in int c = 9) { a += c; b = a * 2; }
    static string R(ref readonly int z, int y = 1) => $"{z}{y}";
    Program(int a = 1, int b = 2) { Console.Write($"ctor{a}{b} "); }

    static void Main()
    {
        Console.WriteLine(F(c: I(3), a: I(1), b: I(2))); Console.WriteLine(F(I(1), c: I(5))); Console.WriteLine(F(b: I(7), a: I(6)));
        Console.WriteLine(Types()); Console.WriteLine(Types(s: "x", n: null, w: 0));
        Console.WriteLine($"{P("a")} {P("b", 1)} {P("c", 1, 2)} {P("d", null)} {P("e", new[] { 9 })} {P(rest: 4, first: "f")} {P(rest: new[] { I(1), I(2) }, first: "g" + I(3))}");
        Console.WriteLine($"{PO()} {PO(null)} {PO(null, null)} {PO(1, "a")} {PO(new object[] { 1, 2, 3 })} {PO(new string[] { "a", "b" })} {PO(new int[] { 1 })} {PO((object)new object[] { 1 })}");
        Base b = new Derived(); Console.WriteLine($"{b.M()} {new Derived().M()} {((IFace)new Impl()).M()} {new Impl().M(y: "")}".Replace("  ", " "));
        Console.WriteLine($"{Who()} {Prop} {Expr(1 + 2)} {Expr(b  is   Derived)} {Who(x: I(4))} {((Func<string>)(() => Who()))()}");
        Console.WriteLine(Pick(1) + Pick(1L) + Pick(1, 2) + Pick(1L, 2)); int q = 1; Refs(ref q, out int w); Refs(b: out w, a: ref q, c: 1); Console.WriteLine($"{q} {w} {R(in q)} {R(y: 2, z: ref q)}");
        new Program(b: I(8)); Func<int, int> twice = (int x) => x; var lam = (int x, int y = 10) => x + y; var par = (params int[] xs) => xs.Length; Console.WriteLine($"{lam(1)} {lam(1, 2)} {par(1, 2, 3)} {par()}");
        Console.WriteLine(new Obs().M());
    }
    class Obs { [Obsolete] public string M([Optional2] int x = 5) => x + ""; }
    class Optional2Attribute : Attribute { }
}
