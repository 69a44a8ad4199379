// async methods: synchronous and real suspension, results, exceptions, loops, try/finally around awaits.
using System;
using System.Linq;
using System.Collections.Generic;
using System.Threading.Tasks;

class Program
{
    static async Task<int> Add(int a, int b) { await Task.Yield(); return a + b; }
    static async Task Fail(string m) { await Task.Delay(1); throw new InvalidOperationException(m); }
    static async ValueTask<string> Value(bool wait) { if (wait) await Task.Yield(); return wait ? "waited" : "direct"; }
    static async Task<long> Loop(int n) { long s = 0; for (int i = 0; i < n; i++) { if (i % 7 == 0) await Task.Yield(); s += await Add(i, 1); } return s; }
    static async Task<string> Finally(bool bad)
    {
        string log = "";
        try { log += "try "; await Task.Yield(); if (bad) await Fail("bad"); log += "ok "; }
        catch (InvalidOperationException e) when (e.Message == "bad") { await Task.Yield(); log += "catch "; }
        finally { await Task.Yield(); log += "finally"; }
        return log;
    }
    static async Task<int> Recursive(int n) => n == 0 ? 0 : 1 + await Recursive(n - 1);
    static async Task<T> Generic<T>(T x) { await Task.Yield(); return x; }
    struct Disposer : IAsyncDisposable { public async ValueTask DisposeAsync() { await Task.Yield(); Console.WriteLine("disposed"); } }
    static async IAsyncEnumerable<int> Stream(int n) { try { for (int i = 0; i < n; i++) { await Task.Yield(); yield return i * i; } } finally { Console.Write("stream-end "); } }

    static async Task<int> Main(string[] args)
    {
        Console.WriteLine($"{await Add(2, 3)} {await Value(false)} {await Value(true)} {await Loop(100)} {await Finally(false)} | {await Finally(true)}");
        try { await Fail("boom"); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
        Console.WriteLine($"{await Recursive(200)} {await Generic("g")} {await Generic((1, 2.5))}");
        await using (new Disposer()) { Console.WriteLine("inside"); }
        await foreach (int x in Stream(5)) { Console.Write(x + " "); if (x == 9) break; }
        Console.WriteLine();
        int[] results = await Task.WhenAll(Add(1, 1), Add(2, 2), Task.FromResult(9));
        Console.WriteLine(string.Join(",", results));
        Task all = Task.WhenAll(Fail("one"), Fail("two"));
        try { await all; } catch (Exception e)
        {
            // They are in the order in which the tasks failed.
            var failures = all.Exception.InnerExceptions;
            Console.WriteLine($"{string.Join(",", failures.Select(f => f.Message).Order())} {e == failures[0]} {all.Status}");
        }
        Func<Task<int>> lambda = async () => { await Task.Yield(); return 77; };
        Console.WriteLine(await lambda());
        Task<int> t = Task.Run(() => 5);
        Console.WriteLine(await t.ContinueWith(p => p.Result * 2));
        return 5;
    }
}
