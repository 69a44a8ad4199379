// Local functions: captures by struct closures, recursion, generics, static ones, iterators, shadowing, use before declaration, as delegates.
using System;
using System.Collections.Generic;
using System.Linq;

class Program
{
    int field = 10;
    int Instance(int n) { return Twice(n) + field; int Twice(int k) { field++; n += k; return n * 2; } }
    static int Fact(int n) { return F(n); static int F(int k) => k <= 1 ? 1 : k * F(k - 1); }
    static bool Even(int n) { bool E(int k) => k == 0 || O(k - 1); bool O(int k) => k != 0 && E(k - 1); return E(n); }
    static IEnumerable<int> Lazy(int n) { if (n < 0) throw new ArgumentException("eager"); return Iter(); IEnumerable<int> Iter() { for (int i = 0; i < n; i++) yield return i * n; n = 100; } }
    static string Gen<T>(T x) { string Show<U>(U y) where U : IEnumerable<T> => $"{typeof(T).Name}/{typeof(U).Name}:{string.Join(",", y)}:{x}"; return Show(new List<T> { x, x }) + " " + Show(new[] { x }); }
    static void Order() { int x = 1; Inc(); Inc(); { int y = 5; void Add() => x += y; Add(); y = 50; Add(); } Console.WriteLine(x); void Inc() { x *= 3; } }
    static int Nested(int a) { int L1(int b) { int L2(int c) { int L3(int d) { a += d; return a + b + c + d; } return L3(c + 1) + b; } return L2(b + 1) + a; } return L1(a + 1); }
    static ref int RefLocal(int[] xs) { return ref At(1); ref int At(int i) => ref xs[i]; }
    static void Params(ref int r, out int o, in int i) { Set(ref r, out o, in i); static void Set(ref int a, out int b, in int c) { a += c; b = a; } }
    static Func<int> Escapes() { int n = 0; int Next() => ++n; Func<int> f = Next; f(); Next(); return f; }
    static Action[] Loop() { var xs = new Action[3]; for (int i = 0; i < 3; i++) { int k = i; void Say() => Console.Write($"{k++}/{i} "); xs[i] = Say; Say(); } return xs; }
    static unsafe int Ptr(int n) { delegate*<int, int> p = &Sq; return p(n); static int Sq(int x) => x * x; }
    static int Default(int n) { return L() + L(n); int L(int d = 7, params int[] more) => d + more.Length; }
    static void Main()
    {
        var p = new Program(); Console.WriteLine($"{p.Instance(3)} {p.field} {Fact(6)} {Even(10)} {Even(7)}");
        IEnumerable<int> lazy = Lazy(3); Console.WriteLine(string.Join(",", lazy)); Console.WriteLine(lazy.Count()); try { Lazy(-1); } catch (ArgumentException e) { Console.WriteLine(e.Message); }
        Console.WriteLine(Gen(4) + " " + Gen("s")); Order(); Console.WriteLine(Nested(1)); int[] a = { 1, 2 }; RefLocal(a) = 9; Console.WriteLine(a[1]);
        int r = 1; Params(ref r, out int o, 5); Console.WriteLine($"{r} {o}"); Func<int> f = Escapes(); Console.WriteLine($"{f()} {f()} {Escapes()()}"); foreach (Action x in Loop()) x(); Console.WriteLine();
        Console.WriteLine($"{Ptr(12)} {Default(1)}"); int total = 0; void Visit(int d) { if (d == 0) { total++; return; } for (int i = 0; i < 3; i++) Visit(d - 1); } Visit(4); Console.WriteLine(total);
        int Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2); Console.WriteLine(string.Join(" ", Enumerable.Range(0, 10).Select(Fib))); Console.WriteLine(Shadow(1)); static int Shadow(int x) { int f(int x) => x + 1; return f(x + 1); }
    }
}
