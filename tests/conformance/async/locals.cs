// Locals across awaits: structs, spans between awaits, hoisting in loops, captured variables, evaluation order around await, ref before await.
using System;
using System.Linq;
using System.Threading.Tasks;

struct Point { public int X, Y; public async Task<int> Later() { await Task.Yield(); X = 100; return X + Y; } }
class Node { public int[] A = { 1, 2, 3 }; public int F; public async Task<int> Add(int n) { F += await Id(n); return F; } static async Task<int> Id(int n) { await Task.Yield(); return n; } }

class Program
{
    static int order; static int O(int x) { order = order * 10 + x; return x; }
    static async Task<int> Id(int x) { await Task.Yield(); O(x); return x; }
    static async Task<T> Echo<T>(T x) { await Task.Yield(); return x; }
    static async Task<long> Fib(int n) => n < 2 ? n : await Fib(n - 1) + await Fib(n - 2);
    static async Task<int> Many(int a, long b, string c, Point p, decimal d, (int, string) t) { await Task.Yield(); p.X += a; await Task.Yield(); return p.X + p.Y + (int)b + c.Length + (int)d + t.Item1 + t.Item2.Length; }
    static async Task Main()
    {
        Console.WriteLine($"{O(1) + await Id(2) * O(3) + await Id(4)} {order}"); order = 0;
        int[] a = { 0, 0, 0 }; a[O(1)] = await Id(2); a[O(0)] += await Id(5); Console.WriteLine($"{string.Join(",", a)} {order}");
        var n = new Node(); n.A[1] += await Id(10); n.F = 1; Task<int> slow = n.Add(5); n.F = 50; Console.WriteLine($"{n.A[1]} {await slow} {n.F}");
        Point p = new() { X = 1, Y = 2 }; Task<int> later = p.Later(); Console.WriteLine($"{await later} {p.X}"); p.X += await Id(7); Console.WriteLine(p.X);
        Console.WriteLine(await Many(1, 2, "abc", new Point { X = 4, Y = 5 }, 6.9m, (7, "xy")));
        var actions = new Action[3]; for (int i = 0; i < 3; i++) { int j = i; await Task.Yield(); j *= 10; actions[i] = () => Console.Write(j++ + " "); } foreach (Action x in actions) { x(); x(); } Console.WriteLine();
        string s = ""; foreach (string w in new[] { "a", "b" }) { s += await Echo(w); for (int k = 0; k < 2; k++) s += await Echo(k); } Console.WriteLine(s);
        { Span<int> sp = stackalloc int[2]; sp[0] = 3; order = sp[0]; } await Task.Yield(); { Span<int> sp = stackalloc int[1]; Console.WriteLine(sp[0] + order); }
        Console.WriteLine(await Fib(9)); bool b = await Echo(false) && await Echo(Boom()) || await Echo(true); Console.WriteLine(b);
        Console.WriteLine(await Echo<string>(null) ?? await Echo("fallback")); object o = await Echo<object>(5) switch { int i when await Echo(i > 3) => "big " + i, _ => "other" }; Console.WriteLine(o);
        var (q, r) = (await Echo(1), await Echo("two")); Console.WriteLine(q + r); Console.WriteLine($"{await Echo(1):D3} {await Echo("x"),4}");
        Func<int, Task<int>> lambda = async x => { int y = x; await Task.Yield(); return x + (y += p.X); }; Console.WriteLine(await lambda(2) + (await Task.WhenAll(Enumerable.Range(0, 5).Select(lambda))).Sum());
        async Task<int> Local(int d) { if (d == 0) return p.Y; await Task.Yield(); p.Y++; return await Local(d - 1); } Console.WriteLine(await Local(3));
        using var e = Enumerable.Range(0, 3).GetEnumerator(); int total = 0; while (e.MoveNext()) total += await Echo(e.Current); Console.WriteLine(total);
    }
    static bool Boom() => throw new Exception("evaluated");
}
