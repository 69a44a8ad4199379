// Exceptions through delegates, iterators, static constructors, interface calls, generic and recursive code.
using System;
using System.Collections.Generic;

interface IRun { void Run(int x); }
class Thrower : IRun { public void Run(int x) { if (x > 2) throw new Exception("run " + x); Console.Write(x + " "); } }
struct StructThrower : IRun, IDisposable { public string Name; public void Run(int x) => throw new Exception(Name); public void Dispose() => Console.Write($"dispose({Name}) "); }
class Bad { public static int X = Fail(); static int Fail() => throw new InvalidOperationException("cctor"); public static void Touch() { } }

class Program
{
    static IEnumerable<int> Numbers() { try { for (int i = 0; ; i++) { if (i == 3) throw new Exception("iter"); yield return i; } } finally { Console.Write("iter-finally "); } }
    static void Generic<T>(T t, int n) where T : IRun { try { t.Run(n); } finally { Console.Write(typeof(T).Name + " "); } }
    static long Sum(int n) { try { return n == 0 ? throw new Exception("bottom") : n + Sum(n - 1); } finally { count++; } }
    static int count;

    static void Try(Action a) { try { a(); } catch (Exception e) { Console.WriteLine($"=> {e.GetType().Name} {e.Message}{(e.InnerException == null ? "" : " / " + e.InnerException.Message)}"); } }

    static void Main()
    {
        Try(() => { foreach (int i in Numbers()) Console.Write(i + " "); });
        Try(() => Generic(new Thrower(), 5));
        Try(() => Generic<IRun>(new Thrower(), 1));
        Console.WriteLine();
        Try(() => Generic(new StructThrower { Name = "st" }, 5));
        Try(() => { using var a = new StructThrower { Name = "a" }; using var b = new StructThrower { Name = "b" }; a.Run(0); });
        Try(() => { Action x = () => Console.Write("one "); x += () => throw new Exception("two"); x += () => Console.Write("three "); x(); });
        Try(() => Bad.Touch());
        Try(() => Console.WriteLine(Bad.X));
        Try(() => Sum(100));
        Console.WriteLine(count);
        Try(() => new List<int> { 3, 1, 2 }.Sort((a, b) => throw new Exception("compare")));
        Try(() => new List<int> { 3, 1 }.ForEach(x => { if (x == 1) throw new Exception("foreach"); }));
        Try(() => Array.ConvertAll(new[] { 1, 0 }, x => 10 / x));
        Try(() => string.Format("{0} {1}", 1));
        Try(() => new Lazy<int>(() => throw new Exception("lazy")).Value.ToString());
    }
}
