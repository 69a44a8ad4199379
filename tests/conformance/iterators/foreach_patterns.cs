// foreach over pattern-based enumerators, structs, extension GetEnumerator, disposal, spans, strings, dictionaries.
using System;
using System.Collections;
using System.Collections.Generic;

struct Countdown
{
    public int From;
    public Enumerator GetEnumerator() => new() { n = From + 1 };
    public struct Enumerator { public int n; public readonly int Current => n; public bool MoveNext() => --n > 0; public void Dispose() => Console.Write("disposed "); }
}
ref struct RefEnumerable { Span<int> data; public RefEnumerable(Span<int> d) => data = d; public RefEnumerable GetEnumerator() { at = -1; return this; } int at; public ref int Current => ref data[at]; public bool MoveNext() => ++at < data.Length; }
static class Ext { public static IEnumerator<int> GetEnumerator(this int n) { for (int i = 0; i < n; i++) yield return i; } }
class Old : IEnumerable { public IEnumerator GetEnumerator() => new E(); class E : IEnumerator, IDisposable { int n; public object Current => n * 1.5; public bool MoveNext() => n++ < 2; public void Reset() { } public void Dispose() => Console.Write("old disposed "); } }

class Program
{
    static void Main()
    {
        foreach (int x in new Countdown { From = 3 }) Console.Write(x + " ");
        int[] data = { 1, 2, 3 };
        foreach (ref int x in new RefEnumerable(data)) x *= 10;
        foreach (int x in data) Console.Write(x + " ");
        foreach (int x in 3) Console.Write(x + " ");
        foreach (double d in new Old()) Console.Write(d + " ");
        Console.WriteLine();
        foreach (char c in "héllo") Console.Write((int)c + " ");
        var map = new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 };
        foreach (var (k, v) in map) Console.Write(k + v + " ");
        foreach (KeyValuePair<string, int> kv in map) Console.Write(kv);
        foreach (var (i, s) in new[] { (1, "x"), (2, "y") }) Console.Write(i + s);
        Console.WriteLine();
        var list = new List<int> { 1, 2, 3 };
        try { foreach (int x in list) list.Add(x); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
        int[] none = null;
        try { foreach (int x in none) { } } catch (NullReferenceException) { Console.WriteLine("null"); }
        foreach (var g in new[,] { { 1, 2 }, { 3, 4 } }) Console.Write(g);
        Console.WriteLine();
    }
}
