// Collection expressions: spreads of everything, target types, evaluation order, nesting, spans, user-defined builders and initialisers.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;

[CollectionBuilder(typeof(BagBuilder), nameof(BagBuilder.Make))]
class Bag<T> : IEnumerable<T> { public T[] Items; public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)Items).GetEnumerator(); IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }
static class BagBuilder { public static Bag<T> Make<T>(ReadOnlySpan<T> xs) { Console.Write($"make{xs.Length} "); return new Bag<T> { Items = xs.ToArray() }; } }
class Adder : IEnumerable<int> { public List<string> Log = new(); public void Add(int x) => Log.Add("+" + x); public IEnumerator<int> GetEnumerator() => Log.Select(s => int.Parse(s)).GetEnumerator(); IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }

class Program
{
    static int I(int x) { Console.Write($"<{x}> "); return x; }
    static IEnumerable<int> Gen(int n) { Console.Write("gen "); try { for (int i = 0; i < n; i++) yield return i; } finally { Console.Write("end "); } }
    static string J<T>(IEnumerable<T> xs) => "[" + string.Join(",", xs) + "]";
    static int Sum(params int[] xs) => xs.Sum(); static string Which(int[] a) => "array"; static string Which(Span<int> s) => "span"; static string Which(List<string> s) => "strings"; static int Len(ReadOnlySpan<int> s) => s.Length; static string Gn<T>(T[] xs) => typeof(T).Name;
    static void Main()
    {
        int[] a = [1, 2, 3], e = []; List<int> l = [0, .. a, 4, .. e, .. a[1..]]; Span<int> s = [.. l, I(9)]; ImmutableArray<int> im = [.. s, .. a]; HashSet<int> h = [.. im]; IEnumerable<int> en = [.. a, 5]; IReadOnlyList<string> r = ["a", null, "b"]; ICollection<int> c = [.. en]; c.Add(6);
        Console.WriteLine($"{J(l)} {J(s.ToArray())} {J(im)} {J(h.Order())} {J(en)} {r.Count} {J(c)} {en is int[]} {c.GetType().Name} {ReferenceEquals(e, (int[])[])}");
        int[] ordered = [I(1), .. Gen(2), I(2), .. Gen(I(1)), I(3)]; Console.WriteLine(J(ordered));
        Bag<int> b = [1, .. Gen(3), 7]; Bag<string> none = []; Console.WriteLine(J(b) + J(none)); Adder ad = [1, .. a, I(2)]; Console.WriteLine(J(ad.Log));
        int[][] j = [[1], [], [.. a, .. a]]; List<List<char>> lc = [['a'], [.. "text"]]; Console.WriteLine($"{j.Length} {j[2].Length} {J(lc[1])}"); Dictionary<string, int[]> d = new() { ["k"] = [1, 2] }; Console.WriteLine(d["k"].Length);
        ReadOnlySpan<int> k = [10, 20, 30]; ReadOnlySpan<string> rs = ["x", I(3) + ""]; Console.WriteLine($"{k[2]} {rs[1]} {Sum([1, 2, .. k])} {Which([1])} {Which(["s"])} {Len([])} {Len([1, .. k, .. k])} {Gn([1, 2L])} {Gn(["s", null])}");
        foreach (int x in (int[])[3, .. Gen(2)]) Console.Write(x + " "); foreach (var q in (ReadOnlySpan<(int, char)>)[(1, 'a'), (2, 'b')]) Console.Write(q + " "); Console.WriteLine();
        object[] o = [1, "s", 2.5, .. new object[] { null }]; int?[] n = [1, null, .. a]; IEnumerable<object> cov = [.. r, 1]; long[] w = [1, 'c', .. a]; Console.WriteLine($"{o.Length} {n.Count(x => x == null)} {J(cov)} {J(w)}");
        bool f = a.Length > 2; int[] cond = [.. f ? a : [], .. (f ? null : a) ?? [42]]; Console.WriteLine(J(cond)); var lazy = () => (int[])[.. cond, cond.Length]; cond = [5]; Console.WriteLine(J(lazy()));
        try { int[] bad = [I(1), .. (int[])null, I(2)]; } catch (NullReferenceException) { Console.WriteLine("null spread"); } string str = new([.. "abc".Reverse()]); Console.WriteLine(str); Span<Int128> big = [Int128.One, .. (Int128[])[2]]; Console.WriteLine(big[1]);
        Queue<int> src = new([1, 2]); List<int> drained = [.. src, src.Dequeue(), .. src]; Console.WriteLine(J(drained)); IList<int> il = []; il.Add(3); Console.WriteLine(il.Count); IReadOnlyCollection<int> ro = [1]; try { ((IList<int>)ro).Add(2); } catch (NotSupportedException) { Console.WriteLine("read only"); }
    }
}
