// await using: order of disposal, exceptions in body and in disposal, null resources, pattern-based structs.
using System;
using System.Threading.Tasks;

class R(string n, bool fail = false) : IAsyncDisposable, IDisposable
{
    public void Dispose() => Console.Write($"sync-{n} ");
    public async ValueTask DisposeAsync() { Console.Write($"begin-{n} "); await Task.Yield(); Console.Write($"end-{n} "); if (fail) throw new Exception("dispose " + n); }
}
struct Pattern { public string N; public ValueTask DisposeAsync() { Console.Write($"pattern-{N} "); N = "changed"; return default; } }
ref struct Local { public string N; public Task DisposeAsync() { Console.Write($"ref-{N} "); return Task.CompletedTask; } }
class Explicit : IAsyncDisposable { ValueTask IAsyncDisposable.DisposeAsync() { Console.Write("explicit "); return ValueTask.CompletedTask; } }

class Program
{
    static async Task Try(Func<Task> f) { try { await f(); Console.WriteLine("fine"); } catch (Exception e) { Console.WriteLine("caught " + e.Message); } }
    static async Task<int> Early(bool b) { await using var a = new R("a"); if (b) return Say(1); await using var c = new R("c"); return Say(2); }
    static int Say(int x) { Console.Write($"return{x} "); return x; }
    static async Task Main()
    {
        await Try(async () => { await using (new R("x")) await using (new R("y")) Console.Write("body "); });
        await Try(async () => { await using var r = new R("z"); throw new Exception("body"); });
        await Try(async () => { await using var r = new R("f", true); Console.Write("body "); });
        await Try(async () => { await using var o = new R("outer"); await using var r = new R("g", true); throw new Exception("lost"); });
        await Try(async () => { await using R none = null; Console.Write("null "); });
        await Try(async () => { await using (new Explicit().ConfigureAwait(false)) Console.Write("configured "); });
        await Try(async () => { Pattern p = new() { N = "p" }; await using (p) { Console.Write("in "); } Console.Write(p.N + " "); });
        await Try(async () => { using var s = new R("s"); await using var t = new R("t"); await Task.Yield(); });
        Console.WriteLine(await Early(true)); Console.WriteLine(await Early(false));
        for (int i = 0; i < 3; i++) { await using var r = new R("loop" + i); if (i == 0) continue; if (i == 1) break; }
        Console.WriteLine();
        await Gen<Pattern2>(); Console.WriteLine();
    }
    struct Pattern2 : IAsyncDisposable { public ValueTask DisposeAsync() { Console.Write("struct "); return default; } }
    static async Task Gen<T>() where T : IAsyncDisposable, new() { await using T t = new(); Console.Write(typeof(T).Name + " "); }
}
