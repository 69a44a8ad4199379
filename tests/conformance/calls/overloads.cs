// Overload resolution as csc emits it: numeric widening, params, generics, dynamic type against static type, extension methods, hiding, user conversions.
using System;
using System.Collections.Generic;

class A { public virtual string V(object o) => "A.obj"; public string H() => "A.H"; public string N(int x) => "A.int"; }
class B : A { public override string V(object o) => "B.obj"; public string V(string s) => "B.str"; public new string H() => "B.H"; public string N(double x) => "B.double"; }
class C : B { public new virtual string V(object o) => "C.new"; }
class D : C { public override string V(object o) => "D.over"; public string V(int i) => "D.int"; }
struct Meter { public double V; public static implicit operator Meter(double d) => new() { V = d }; public static implicit operator string(Meter m) => m.V + "m"; }
static class Ext { public static string E(this object o) => "ext obj"; public static string E<T>(this IEnumerable<T> o) => "ext seq " + typeof(T).Name; public static string E(this string s) => "ext str"; public static string H(this A a) => "never"; }

class Program
{
    static string N(int x) => "int"; static string N(long x) => "long"; static string N(double x) => "double"; static string N(object x) => "object"; static string N(decimal x) => "decimal"; static string N(ulong x) => "ulong";
    static string G<T>(T x) => "T=" + typeof(T).Name; static string G<T>(T[] x) => "T[]=" + typeof(T).Name; static string G<T>(List<T> x) => "List=" + typeof(T).Name; static string G(int x) => "plain int"; static string G<T, U>(Dictionary<T, U> d) => typeof(T).Name + typeof(U).Name;
    static string O(object o) => "object"; static string O(string s) => "string"; static string O(int? n) => "int?"; static string O(Delegate d) => "delegate";
    static string P(params object[] o) => "params" + o.Length; static string P(object o) => "one"; static string P(int a, params int[] o) => "ints" + o.Length;
    static string F(Func<int> f) => "func int"; static string F(Func<long> f) => "func long"; static string F(Action a) => "action";
    static string R(ref int x) => "ref"; static string R(int x) => "val";
    static string M(string s) => "str " + s; static string M(A a) => "A";
    static string S(ReadOnlySpan<char> s) => "span"; static string S(IEnumerable<char> s) => "seq";
    static void Main()
    {
        byte b = 1; char c = 'c'; uint u = 1; ulong ul = 1; float f = 1; sbyte sb = 1; nint ni = 1;
        Console.WriteLine($"{N(b)} {N(c)} {N(u)} {N(ul)} {N(f)} {N(sb)} {N(ni)} {N(1)} {N(1u)} {N(3000000000)} {N(10000000000000000000)} {N(1m)} {N("s")} {N(DayOfWeek.Monday)} {N((short)1)}");
        Console.WriteLine($"{G(1)} {G(1L)} {G(new int[1])} {G(new List<string>())} {G<int>(1)} {G(new Dictionary<int, List<char>>())} {G((1, "a"))} {G(new int?(1))} {G(new[] { new[] { 1.0 } })} {G((object)new int[1])} {G<object>(new string[0])}");
        Console.WriteLine($"{O("x")} {O(5)} {O((object)"x")} {O(null as string)} {O(() => 1)} {O(2.0)} {O(default(int?))}"); Console.WriteLine($"{P()} {P(1)} {P(1, 2)} {P("a", 1)} {P(null, null)} {P(new object[] { 1, 2, 3 })} {P((object)new object[0])}");
        Console.WriteLine($"{F(() => 1)} {F(() => 1L)} {F(() => { })} {F(() => throw new Exception())}"); int v = 1; Console.WriteLine(R(ref v) + R(v));
        A a = new B(); B bb = new B(); C cc = new D(); D d = new D(); Console.WriteLine($"{a.V("s")} {bb.V("s")} {bb.V((object)"s")} {((A)cc).V("s")} {cc.V("s")} {cc.V(1)} {d.V(1)} {d.V("x")} {((B)d).V("x")} {((B)d).V(1)} {a.H()} {bb.H()} {((A)bb).H()} {bb.N(1)} {a.N(1)}");
        Meter m = 3.5; Console.WriteLine(M(m) + M(new B())); Console.WriteLine($"{"s".E()} {new int[1].E()} {5.E()} {((object)"s").E()} {new List<char>().E()} {S("lit")} {S(new char[0])}");
        Console.WriteLine($"{Cond(true)} {Cond(false)} {Equals(1, 1L)} {object.Equals(1, 1)} {1.Equals(1L)} {1L.Equals(1)}");
    }
    static string Cond(bool b) => N(b ? 1 : 2L) + N(b ? 'a' : 1) + O(b ? 1 : null);
}
