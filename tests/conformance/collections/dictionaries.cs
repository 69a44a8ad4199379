// Dictionary and HashSet: custom comparers, collisions, removal while iterating, value-type keys, alternate lookup.
using System;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;

readonly struct Key : IEquatable<Key> { public readonly int A, B; public Key(int a, int b) { A = a; B = b; } public bool Equals(Key o) => A == o.A && B == o.B; public override int GetHashCode() => A % 3; public override bool Equals(object o) => o is Key k && Equals(k); }
enum Kind { X, Y, Z }
class ByLength : IEqualityComparer<string> { public bool Equals(string a, string b) => a.Length == b.Length; public int GetHashCode(string s) => s.Length; }

class Program
{
    static string S<T>(IEnumerable<T> xs) => string.Join(",", xs);

    static void Main()
    {
        var d = new Dictionary<Key, int>();
        for (int i = 0; i < 100; i++) d[new Key(i, i * 2)] = i;
        for (int i = 0; i < 100; i += 3) d.Remove(new Key(i, i * 2));
        Console.WriteLine($"{d.Count} {d.ContainsKey(new Key(1, 2))} {d.TryGetValue(new Key(3, 6), out int v)} {v} {d[new Key(50, 100)]} {d.Values.Sum()} {d.TryAdd(new Key(1, 2), 5)}");
        var e = new Dictionary<Kind, string> { [Kind.Y] = "y", [Kind.X] = "x" };
        Console.WriteLine($"{S(e)} {e.GetValueOrDefault(Kind.Z, "none")}");
        var ci = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["Abc"] = 1 }; ci["aBC"]++;
        var bl = new Dictionary<string, int>(new ByLength()) { ["one"] = 1 }; bl["two"] = 2;
        Console.WriteLine($"{ci["ABC"]} {ci.Count} {bl.Count} {bl["xxx"]}");
        ref int slot = ref CollectionsMarshal.GetValueRefOrAddDefault(ci, "new", out bool existed);
        slot += 41;
        Console.WriteLine($"{existed} {ci["NEW"]}");
        try { d.Add(new Key(1, 2), 0); } catch (ArgumentException x) { Console.WriteLine(x.GetType().Name); }
        try { foreach (var k in e.Keys) e[Kind.Z] = "z"; } catch (InvalidOperationException x) { Console.WriteLine(x.Message); }
        try { new Dictionary<string, int>()[null] = 1; } catch (ArgumentNullException x) { Console.WriteLine(x.ParamName); }
        foreach (var k in e) e.Remove(k.Key);
        Console.WriteLine(e.Count);
        var a = new HashSet<int>(Enumerable.Range(0, 10)); var b = new HashSet<int> { 5, 10, 15 };
        Console.WriteLine($"{a.Overlaps(b)} {a.IsSupersetOf(new[] { 1, 2 })} {a.Add(5)} {S(a.Intersect(b))}");
        a.SymmetricExceptWith(b); Console.WriteLine(S(a.Order()));
        var words = "the cat the dog the end a cat".Split(' ');
        var counts = new Dictionary<string, int>(); foreach (string w in words) { counts.TryGetValue(w, out int c); counts[w] = c + 1; }
        Console.WriteLine(S(counts.OrderByDescending(k => k.Value).ThenBy(k => k.Key, StringComparer.Ordinal)));
        var doubles = new Dictionary<double, string> { [0.0] = "zero", [double.NaN] = "nan" };
        Console.WriteLine($"{doubles[-0.0]} {doubles[double.NaN]} {new Dictionary<object, int> { [1] = 1, ["1"] = 2, [1L] = 3 }.Count} {new Dictionary<(int, string), int> { [(1, "a")] = 7 }[(1, "a")]}");
        var im = ImmutableDictionary<string, int>.Empty.Add("a", 1); var im2 = im.SetItem("a", 2).Add("b", 3);
        var il = ImmutableList.Create(1, 2, 3).Insert(1, 9); ImmutableArray<int> ia = [1, 2, 3];
        Console.WriteLine($"{im["a"]} {im2["a"]} {im2.Count} {S(il)} {S(ia.Add(4))} {new[] { "x", "y" }.ToFrozenSet().Contains("y")}");
        var cd = new ConcurrentDictionary<string, int>(); cd.AddOrUpdate("k", 1, (k, o) => o + 1); cd.AddOrUpdate("k", 1, (k, o) => o + 1);
        Console.WriteLine($"{cd["k"]} {cd.GetOrAdd("n", k => k.Length)} {S(new ConcurrentQueue<int>(new[] { 1, 2 }))}");
    }
}
