// ?., ?[], ??, ??= and !: short circuits, evaluation once, on nullables, generics, delegates, events and chains with side effects.
using System;
using System.Collections.Generic;

class Node { public Node Next; public int V = 3; public int? M; public string S; public Node Get(int x) { Console.Write($"get{x} "); return Next; } public int this[int i] { get { Console.Write($"[{i}] "); return V + i; } } public void Act() => Console.Write("act "); public int[] Arr; public Action<int> F; public DateTime D; }
class Program
{
    static int n; static Node Make(Node x) { n++; return x; } static int I(int x) { Console.Write($"<{x}> "); return x; } static string Str(string s) { n += 100; return s; }
    static int? Opt<T>(T x) where T : class, IComparable => x?.CompareTo(x); static string Any<T>(T x) => x?.ToString() ?? "null"; static T Or<T>(T a, T b) where T : class => a ?? b; static void Fill<T>(ref T x, Func<T> f) => x ??= f();
    static void Main()
    {
        Node a = new() { Next = new() { S = "s" } }, none = null; Console.WriteLine($"{a?.V} {none?.V == null} {(none?.V).HasValue} {none?.V + 1} {a?.Next?.S?.Length} {a.Next.Next?.S.Length.ToString().Length} {none?[I(9)]} {a?[I(1)]}"); Console.WriteLine($"{Make(none)?.Get(I(1))?.Get(I(2))} {Make(a)?.Get(I(3))?.Get(I(4))?.V} {n}"); none?.Act(); a?.Act(); none?.F(I(1)); a.F?.Invoke(I(2)); a.F = x => Console.Write("f" + x); a.F?.Invoke(I(3)); Console.WriteLine(); n = 0;
        string s = Str(null) ?? Str(null) ?? Str("third") ?? Str("fourth"); Console.WriteLine($"{s} {n}"); s ??= Str("no"); string t = null; t ??= Str("yes"); Console.WriteLine($"{s} {t} {n}"); int? m = null; int k = m ?? I(5); m ??= I(6); m ??= I(7); long? l = m ?? 8L; object o = m ?? (object)"x"; Console.WriteLine($"{k} {m} {l} {o} {none?.M ?? -1} {a.M ?? a.Next?.M ?? 42} {(a.M ??= 4) + 1} {a.M}");
        int?[] arr = { null, 1 }; int i = 0; arr[i++] ??= I(10); arr[i++] ??= I(11); Console.WriteLine($"{arr[0]} {arr[1]} {i}"); var d = new Dictionary<string, List<int>>(); (d.TryGetValue("k", out var list) ? list : d["k"] = new()).Add(1); Console.WriteLine($"{d.GetValueOrDefault("k")?.Count} {d.GetValueOrDefault("z")?.Count ?? -1} {a?.Arr?[5]} {a.Arr?.Length ?? 0}"); Console.WriteLine($"{Opt("a")} {Opt<string>(null).HasValue} {Any(5)} {Any<string>(null)} {Any<int?>(null)} {Or(null, "b")} {none?.D.Year ?? 1} {a?.D.Year}"); string f = null; Fill(ref f, () => "filled"); Fill(ref f, () => throw new Exception()); int z = 0; Fill(ref z, () => 9); int? q = null; Fill(ref q, () => 8); Console.WriteLine($"{f} {z} {q}");
        try { _ = none?.Next.V ?? throw new InvalidOperationException("thrown"); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); } try { _ = (none?.Next).V; } catch (NullReferenceException) { Console.WriteLine("parenthesised"); } Action act = null; act?.Invoke(); act += a.Act; act?.Invoke(); bool? b = null; Console.WriteLine($"{b ?? true} {b == true} {b != false} {b & false} {b | true} {!b} {(b is null ? 1 : 2)} {a! is { } x && x.V! == 3}"); IEnumerable<int> seq = null; foreach (int y in seq ?? new[] { 1, 2 }) Console.Write(y); Console.WriteLine((a?.Next)?.S![0] + (none is null or { V: 5 } ? "n" : "m")); using (null as IDisposable) Console.WriteLine(string.Concat(none?.S, null, a.Next?.S ?? "e"));
    }
}
