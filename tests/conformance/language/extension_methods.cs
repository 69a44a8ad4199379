// Extension methods on interfaces, structs by ref, generics, null receivers, enums, delegates; precedence of instance methods.
using System;
using System.Collections.Generic;

static class Ext
{
    public static bool IsNull(this object o) => o == null;
    public static void Grow(this ref Point p, int by) { p.X += by; }
    public static double Norm(in this Point p) => Math.Sqrt(p.X * p.X + p.Y * p.Y);
    public static IEnumerable<(T, T)> Pairs<T>(this IEnumerable<T> xs) { using var e = xs.GetEnumerator(); if (!e.MoveNext()) yield break; T last = e.Current; while (e.MoveNext()) { yield return (last, e.Current); last = e.Current; } }
    public static string Twice(this string s) => s + s;
    public static T Tap<T>(this T x, Action<T> f) { f(x); return x; }
    public static bool Has(this DayOfWeek d, params DayOfWeek[] s) => Array.IndexOf(s, d) >= 0;
    public static Func<A, C> Then<A, B, C>(this Func<A, B> f, Func<B, C> g) => x => g(f(x));
    public static string Name(this Thing t) => "extension";
    public static string Other(this Thing t) => "other " + t.Name();
    public static void Add(this List<int> l, string s) => l.Add(s.Length);
    public static void Deconstruct(this DateTime d, out int y, out int m) { y = d.Year; m = d.Month; }
}
struct Point { public int X, Y; }
class Thing { public string Name() => "instance"; }

class Program
{
    static void Main()
    {
        string none = null; Point p = new() { X = 3, Y = 4 };
        Console.Write($"{none.IsNull()} {p.Norm()} "); p.Grow(5); Console.WriteLine(p.X);
        foreach (var (a, b) in new[] { 1, 2, 3 }.Pairs()) Console.Write($"{a}-{b} ");
        Console.WriteLine($"{"ab".Twice().Tap(s => Console.Write(s + "! ")).Length} {DayOfWeek.Friday.Has(DayOfWeek.Monday, DayOfWeek.Friday)} {new Thing().Name()} {new Thing().Other()}");
        Func<int, int> inc = x => x + 1; Console.WriteLine(inc.Then(x => x * 2).Then(x => $"<{x}>")(4));
        Console.WriteLine(string.Join(",", new List<int> { 1, "four", 2 })); var (y, m) = new DateTime(2024, 5, 6); Console.WriteLine($"{y} {m} {5.Tap(x => { })}");
    }
}
