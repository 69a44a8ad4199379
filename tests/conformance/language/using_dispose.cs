// using statements and declarations, order of disposal, null resources, disposal on exceptions, IAsyncDisposable, pattern-based dispose.
using System;
using System.Threading.Tasks;

class R : IDisposable { readonly string n; public R(string n) { this.n = n; Console.Write($"+{n} "); if (n == "bad") throw new Exception("ctor"); } public void Dispose() { Console.Write($"-{n} "); if (n == "thrower") throw new Exception("dispose"); } }
struct S : IDisposable { public int N; public void Dispose() => Console.Write($"-s{N} "); }
ref struct Pattern { public int N; public void Dispose() => Console.Write($"-p{N} "); }
class Async : IAsyncDisposable { public async ValueTask DisposeAsync() { await Task.Yield(); Console.Write("-async "); } }

class Program
{
    static int Early(bool b) { using var a = new R("a"); if (b) return 1; using var c = new R("c"); return 2; }

    static void Local() { using (var p = new Pattern { N = 5 }) Console.WriteLine("pattern"); }

    static async Task Main()
    {
        using (var x = new R("x")) using (var y = new R("y")) Console.Write("body ");
        Console.WriteLine();
        Console.WriteLine(Early(true)); Console.WriteLine(Early(false));
        using (R none = null) Console.WriteLine("null ok");
        using (var s = new S { N = 4 }) Console.Write("struct "); Local();
        try { using var a = new R("a1"); using var b = new R("bad"); } catch (Exception e) { Console.WriteLine(e.Message); }
        try { using var t = new R("thrower"); throw new Exception("body"); } catch (Exception e) { Console.WriteLine(e.Message); }
        for (int i = 0; i < 2; i++) { using var l = new R("l" + i); if (i == 0) continue; }
        await using (var a = new Async()) Console.Write("in ");
        Console.WriteLine();
        object gate = new(); lock (gate) { try { lock (gate) throw new Exception("locked"); } catch (Exception e) { Console.WriteLine(e.Message + System.Threading.Monitor.IsEntered(gate)); } } Console.WriteLine(System.Threading.Monitor.IsEntered(gate));
    }
}
