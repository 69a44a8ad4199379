// C# 14: extension members, field keyword, null-conditional assignment, partial constructors and events, user-defined compound assignment, unbound nameof, implicit spans.
using System;
using System.Collections.Generic;
using System.Linq;

static class Ext
{
    extension<T>(IEnumerable<T> xs) { public bool IsEmpty => !xs.Any(); public IEnumerable<T> Every(int n) => xs.Where((x, i) => i % n == 0); }
    extension(string) { public static string Repeat(string s, int n) => string.Concat(Enumerable.Repeat(s, n)); public static string operator *(string s, int n) => Repeat(s, n); }
    extension(ref int x) { public void Double() => x *= 2; }
}
class Props { public string Name { get => field ?? "unset"; set => field = value?.Trim(); } public int Level { get; set => field = Math.Max(0, value); } = 1; public Props Child; public int[] Data; public event Action Fired; public void Fire() => Fired?.Invoke(); }
partial class Part { public partial Part(int x); public int X; public partial event Action E; }
partial class Part { public partial Part(int x) { X = x * 3; } public partial event Action E { add { Console.Write("add "); } remove { Console.Write("remove "); } } }
class Acc { public int N; public void operator +=(int x) => N += x; public void operator ++() => N += 100; public void operator -=(string s) => N -= s.Length; }
struct SAcc { public int N; public void operator *=(int x) => N *= x; public static SAcc operator +(SAcc a, int b) => new() { N = a.N + b }; }

class Program
{
    static int Len(ReadOnlySpan<char> s) => s.Length;

    static void Main()
    {
        int[] a = { 1, 2, 3, 4, 5 }; int v = 21; v.Double();
        Console.WriteLine($"{a.IsEmpty} {new int[0].IsEmpty} {string.Join(",", a.Every(2))} {string.Repeat("ab", 3)} {"x" * 4} {v}");
        Props p = new() { Name = "  n ", Level = -5 }, none = null; none?.Name = Throw(); p?.Child = new Props(); p.Child?.Level += 4; p?.Data = new int[3]; p.Data?[1] = 7; p.Fired += () => Console.Write("fired "); p.Fire();
        Console.WriteLine($"{p.Name} {p.Level} {p.Child.Level} {p.Child.Name} {p.Data[1]} {none is null}");
        var part = new Part(5); part.E += () => { }; part.E -= null; Console.WriteLine(part.X);
        Acc acc = new(), same = acc; acc += 5; acc++; acc -= "four"; SAcc s = new() { N = 3 }; s *= 5; s += 1; Console.WriteLine($"{acc.N} {ReferenceEquals(acc, same)} {s.N} {nameof(List<>)} {Len("text")} {a.AsSpan().Length} {MemoryExtensions.IndexOf(a, 3)}");
        Func<string, int> parse = (s) => s.Length; TryParse<int> tp = (text, out result) => int.TryParse(text, out result); Console.WriteLine(tp("42", out int r) + " " + r + parse("abc"));
    }
    delegate bool TryParse<T>(string text, out T result);
    static string Throw() => throw new Exception("must not be evaluated");
}
