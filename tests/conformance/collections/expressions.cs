// Collection expressions and spreads for arrays, spans, lists, interfaces and custom builders.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

[CollectionBuilder(typeof(BagBuilder), nameof(BagBuilder.Create))]
class Bag<T> : IEnumerable<T> { public T[] Items; public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)Items).GetEnumerator(); IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }
static class BagBuilder { public static Bag<T> Create<T>(ReadOnlySpan<T> items) { var r = items.ToArray(); Array.Reverse(r); return new Bag<T> { Items = r }; } }
class Adder : IEnumerable { public int Sum; public void Add(int x) => Sum += x; public void Add(int x, int y) => Sum += x * y; IEnumerator IEnumerable.GetEnumerator() => null; }

class Program
{
    static string S<T>(IEnumerable<T> xs) => string.Join(",", xs);
    static int Length(ReadOnlySpan<int> s) => s.Length;
    static IEnumerable<int> Seq() { yield return 7; yield return 8; }

    static void Main()
    {
        int[] a = [1, 2, 3]; List<int> l = [.. a, 4, .. Seq()]; Span<int> s = [.. l, .. a]; IReadOnlyList<string> r = ["x", "y"]; IEnumerable<int> e = []; HashSet<int> h = [1, 1, 2]; int[][] j = [[1], [], [2, 3]];
        Bag<int> bag = [1, 2, .. l];
        Console.WriteLine($"{S(a)} {S(l)} {s.Length} {S(r)} {S(e)} {h.Count} {j[2][1]} {S(bag)} {Length([5, 6])} {Length([])}");
        ICollection<int> c = [1, 2]; c.Add(3);
        Console.WriteLine($"{c.Count} {new Adder { 1, { 2, 3 } }.Sum} {S((List<object>)[1, "a", null])} {S(new List<int>([.. a[1..]]) { 9 })}");
        ReadOnlySpan<char> chars = ['a', .. "bc"];
        Console.WriteLine(chars.ToString());
        foreach (int x in (int[])[10, 20]) Console.Write(x + " ");
        Console.WriteLine();
    }
}
