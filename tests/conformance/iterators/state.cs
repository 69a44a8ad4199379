// State of iterators: parameters copied per enumeration, captured variables, recursion, generic and struct receivers, switch and goto around yields, long chains.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

struct Src { public int N; public IEnumerable<int> Seq() { N += 10; yield return N; N++; yield return N; } public IEnumerable<int> All { get { for (int i = 0; i < N; i++) yield return i; } } }
class Tree<T> : IEnumerable<T> where T : IComparable<T> { T v; Tree<T> l, r; public Tree(T v, params T[] more) { this.v = v; foreach (T x in more) Add(x); } void Add(T x) { if (x.CompareTo(v) < 0) { if (l == null) l = new(x); else l.Add(x); } else if (r == null) r = new(x); else r.Add(x); } public IEnumerator<T> GetEnumerator() { if (l != null) foreach (T x in l) yield return x; yield return v; if (r != null) foreach (T x in r) yield return x; } IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); public IEnumerable<T> this[int skip] { get { foreach (T x in this) if (skip-- <= 0) yield return x; } } }
class Base { protected virtual IEnumerable<int> V() { yield return 1; } public IEnumerable<int> Call() => V(); } class Der : Base { protected override IEnumerable<int> V() { foreach (int x in base.V()) yield return x + 10; yield return 2; } }
class Program
{
    static IEnumerable<int> Count(int n) { while (n > 0) yield return n--; }
    static IEnumerable<string> Sw(int k) { start: switch (k) { case 0: yield return "zero"; break; case 1: yield return "one"; k = 0; goto start; case 2: yield return "two"; goto case 1; default: yield break; } yield return "end"; }
    static IEnumerable<int> Fib() { (long a, long b) = (0, 1); checked { while (true) { yield return (int)a; (a, b) = (b, a + b); } } }
    static IEnumerable<int[]> Perm(int n) { if (n == 0) { yield return new int[0]; yield break; } foreach (int[] p in Perm(n - 1)) for (int i = n - 1; i >= 0; i--) yield return p[..i].Append(n).Concat(p[i..]).ToArray(); }
    static IEnumerable<T> Ref<T>(T[] a) where T : struct { for (int i = 0; i < a.Length; i++) { a[i] = default; yield return a[i]; } }
    static IEnumerable<(int, char)> Pairs(string s) { int i = 0; foreach (char c in s) yield return (i++, c); }
    static IEnumerable<int> Sieve(IEnumerable<int> xs) { using var e = xs.GetEnumerator(); if (!e.MoveNext()) yield break; int p = e.Current; yield return p; IEnumerable<int> Rest() { while (e.MoveNext()) if (e.Current % p != 0) yield return e.Current; } foreach (int x in Sieve(Rest())) yield return x; }
    static IEnumerable<object> Mixed() { yield return 1; yield return "two"; yield return null; yield return new[] { 3 }; yield return 4.5m; } static IEnumerable<Func<int>> Closures() { for (int i = 0; i < 3; i++) { int j = i * i; yield return () => j++ + i; } } IEnumerable<int> Empty() { yield break; }
    static void Main()
    {
        IEnumerable<int> c = Count(3); Console.WriteLine(string.Join(",", c) + " " + string.Join(",", c) + " " + c.Sum()); Src s = new() { N = 1 }; IEnumerable<int> q = s.Seq(); s.N = 100; Console.WriteLine($"{string.Join(",", q)} {string.Join(",", q)} {s.N} {new Src { N = 3 }.All.Count()}"); for (int i = 0; i < 4; i++) Console.Write(string.Join("-", Sw(i)) + " "); Console.WriteLine();
        var t = new Tree<int>(5, 2, 8, 1, 9, 3); Console.WriteLine($"{string.Join(",", t)} {string.Join(",", t[3])} {string.Join("", new Tree<string>("m", "z", "a"))}"); Console.WriteLine(string.Join(",", new Der().Call()) + " " + string.Join(",", Fib().Take(20)) + " " + Fib().TakeWhile(x => x < 1000).Count()); try { Fib().Last(); } catch (OverflowException) { Console.WriteLine("overflow"); }
        Console.WriteLine(string.Join(" ", Perm(3).Select(p => string.Concat(p)))); Console.WriteLine(Ref(new[] { 1.5, 2 }).Sum() + Ref(new[] { DateTime.MaxValue }).Count()); foreach (var (i, ch) in Pairs("ab")) Console.Write($"{i}{ch} "); Console.WriteLine(string.Join(",", Sieve(Enumerable.Range(2, 40)))); Console.WriteLine(string.Join("|", Mixed().Select(x => x?.GetType().Name ?? "null"))); foreach (var f in Closures().ToList()) Console.Write($"{f()} {f()} "); Console.WriteLine(new Program().Empty().Any());
        IEnumerable<int> deep = Enumerable.Range(0, 3); for (int i = 0; i < 50; i++) { IEnumerable<int> prev = deep; int add = i; deep = Add(prev, add); } Console.WriteLine(deep.Sum()); Console.WriteLine(c is IEnumerator<int> && ReferenceEquals(c, ((IEnumerable)c).GetEnumerator()) == false); IEnumerable<int> Add(IEnumerable<int> xs, int n) { foreach (int x in xs) yield return x + n; }
    }
}
