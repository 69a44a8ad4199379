// yield: laziness, state, finally blocks on early exit, recursion, infinite sequences, exceptions.
using System;
using System.Collections;
using System.Collections.Generic;

class Program
{
    static IEnumerable<int> Count(int from, int to)
    {
        Console.Write("[start]");
        try { for (int i = from; i <= to; i++) { Console.Write($"[{i}]"); yield return i; } Console.Write("[end]"); }
        finally { Console.Write("[finally]"); }
    }
    static IEnumerable<long> Fibonacci() { (long a, long b) = (0, 1); while (true) { yield return a; (a, b) = (b, a + b); } }
    static IEnumerator<string> Words() { yield return "one"; yield return "two"; yield break; }
    static IEnumerable<T> Nested<T>(params IEnumerable<T>[] parts)
    {
        foreach (var part in parts)
        {
            try { foreach (T x in part) { try { yield return x; } finally { Console.Write("<"); } } }
            finally { Console.Write(">"); }
        }
    }
    static IEnumerable<int> Throws() { yield return 1; throw new InvalidOperationException("in iterator"); }
    static IEnumerable<int> Permute(int n, int acc = 0) { if (n == 0) { yield return acc; yield break; } for (int d = 1; d <= 2; d++) foreach (int x in Permute(n - 1, acc * 10 + d)) yield return x; }
    static IEnumerable Untyped() { yield return 1; yield return "s"; yield return null; }
    class Range : IEnumerable<int> { public int N; public IEnumerator<int> GetEnumerator() { for (int i = 0; i < N; i++) yield return i + this.N; } IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }

    static void Main()
    {
        foreach (int x in Count(1, 3)) Console.Write(x);
        Console.WriteLine();
        foreach (int x in Count(1, 10)) { if (x == 2) break; }
        Console.WriteLine();
        IEnumerable<int> seq = Count(5, 6);
        Console.Write("lazy ");
        foreach (int x in seq) foreach (int y in seq) Console.Write($"({x},{y})");
        Console.WriteLine();
        int n = 0;
        foreach (long f in Fibonacci()) { if (n++ == 50) { Console.WriteLine(f); break; } }
        IEnumerator<string> w = Words();
        Console.WriteLine($"{w.Current ?? "null"} {w.MoveNext()} {w.Current} {w.MoveNext()} {w.Current} {w.MoveNext()} {w.MoveNext()}");
        try { w.Reset(); } catch (NotSupportedException e) { Console.WriteLine(e.GetType().Name); }
        foreach (int x in Nested(new[] { 1, 2 }, new List<int> { 3 }, Count(7, 8))) { Console.Write(x); if (x == 7) break; }
        Console.WriteLine();
        try { foreach (int x in Throws()) Console.Write(x); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
        Console.WriteLine(string.Join(" ", Permute(3)));
        foreach (object o in Untyped()) Console.Write($"{o ?? "null"} ");
        foreach (int x in new Range { N = 3 }) Console.Write(x + " ");
        Console.WriteLine();
        using (var e = Count(1, 3).GetEnumerator()) { e.MoveNext(); }
        using (var e = Count(1, 3).GetEnumerator()) { }
        Console.WriteLine();
    }
}
