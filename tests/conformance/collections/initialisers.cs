// Object and collection initialisers: order, nested members, indexers, Add overloads and extension Add, with exceptions half way.
using System;
using System.Collections;
using System.Collections.Generic;

class Inner { public int X { get; set; } public List<int> L { get; } = new(); public Inner Deep { get; set; } public int this[string k] { set => Console.Write($"[{k}]={value} "); } public int[] Arr = new int[3]; }
class Outer { public Outer() => Console.Write("ctor "); int a; public int A { get => a; set { Console.Write($"A={value} "); a = value; } } public int B { set => Console.Write($"B={value} "); } public Inner In { get; } = new() { Deep = new() }; public Dictionary<string, List<int>> D { get; } = new(); public event Action E; public S St; }
struct S { public int P, Q; public S(int p) => P = p; }
class Multi : IEnumerable { public string Log = ""; public void Add(int a) => Log += a + ";"; public void Add(int a, string b) => Log += $"({a},{b});"; public void Add(params double[] d) => Log += d.Length + "d;"; public void Add<T>(List<T> l) => Log += typeof(T).Name + l.Count + ";"; public IEnumerator GetEnumerator() => throw new NotSupportedException(); }
static class Ext { public static void Add(this Multi m, DateTime d) => m.Log += d.Year + ";"; public static void Add(this Queue<int> q, int x) => q.Enqueue(x); }
class Req { public required int R { get; init; } public int I { get; init; } = 7; public readonly int F = 3; }

class Program
{
    static int I(int x) { Console.Write(x + " "); return x; }
    static Outer kept;
    static void Main()
    {
        var o = new Outer { A = I(1), B = I(2), In = { X = I(3), L = { I(4), I(5) }, ["k"] = I(6), Deep = { X = 8, L = { 9 } }, Arr = { [0] = 4, [2] = 5 } }, D = { ["p"] = new() { 1 }, ["q"] = new() { 2, 3 } }, St = { P = 1, Q = 2 } }; Console.WriteLine();
        Console.WriteLine($"{o.A} {o.In.X} {o.In.L.Count} {o.In.Deep.X} {o.In.Deep.L[0]} {o.In.Arr[2]} {o.D["q"][1]} {o.St.P}{o.St.Q}");
        var s = new S(5) { Q = I(6) }; S t = s with { P = 9 }; S[] ss = { new() { P = 1 }, new(2) }; Console.WriteLine($"{s.P}{s.Q} {t.P}{t.Q} {ss[0].P}{ss[1].P}");
        var m = new Multi { 1, { 2, "two" }, { 1.5, 2.5, 3.5 }, new List<char> { 'a' }, new DateTime(2020, 1, 1), 2.0 }; Console.WriteLine(m.Log); Console.WriteLine(new Queue<int> { 3, 4 }.Count);
        var d = new Dictionary<int, string> { { 1, "a" }, { 2, "b" } }; var e = new Dictionary<int, string> { [1] = "a", [1] = "z" }; Console.WriteLine($"{d[2]} {e[1]} {e.Count}"); try { _ = new Dictionary<int, int> { { 1, 1 }, { 1, 2 } }; } catch (ArgumentException) { Console.WriteLine("duplicate"); }
        try { kept = new Outer { A = 5, B = int.Parse("x") }; } catch (FormatException) { Console.WriteLine(kept == null); } kept = new Outer { A = 1 }; try { kept = new Outer { A = 2, In = { Deep = { Deep = { X = 1 } } } }; } catch (NullReferenceException) { Console.WriteLine(kept.A); }
        Req r = new() { R = 1 }; Console.WriteLine($"{r.R}{r.I}{r.F} {new Req { R = 2, I = 9 }.I}"); var anon = new { r.R, Name = "n", Sub = new { X = 1 } }; Console.WriteLine(anon + " " + (anon with { Name = "w" }));
        int i = 0; var l = new List<int> { i++, i++, i }; var nested = new List<int[]> { new[] { i++ }, new[] { i } }; Console.WriteLine(string.Join(",", l) + nested[1][0]); T Make<T>() where T : Inner, new() => new T { X = 11, L = { 1 } }; Console.WriteLine(Make<Inner>().X);
        List<Action> acts = new() { () => Console.Write("x"), Main2, delegate { Console.WriteLine("z"); } }; acts.ForEach(a => a());
    }
    static void Main2() => Console.Write("y");
}
