// Async iterators: cancellation tokens, disposal in the middle, exceptions, composition.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

class Program
{
    static async IAsyncEnumerable<int> Count(int n, [EnumeratorCancellation] CancellationToken token = default) { try { for (int i = 0; i < n; i++) { token.ThrowIfCancellationRequested(); if (i % 2 == 0) await Task.Yield(); yield return i; } } finally { await Task.Yield(); Console.Write($"<end{n}> "); } }
    static async IAsyncEnumerable<T> Where<T>(IAsyncEnumerable<T> xs, Func<T, bool> p) { await foreach (T x in xs) if (p(x)) yield return x; }
    static async IAsyncEnumerable<int> Fails() { yield return 1; await Task.Yield(); throw new InvalidOperationException("stream"); }
    static async Task<int> Sum(IAsyncEnumerable<int> xs) { int s = 0; await foreach (int x in xs.ConfigureAwait(false)) s += x; return s; }

    static async Task Main()
    {
        Console.WriteLine(await Sum(Count(10)));
        await foreach (int x in Where(Count(100), x => x % 3 == 0)) { Console.Write(x + " "); if (x > 8) break; }
        Console.WriteLine();
        try { await foreach (int x in Fails()) Console.Write(x + " "); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
        var cts = new CancellationTokenSource(); try { await foreach (int x in Count(50).WithCancellation(cts.Token)) if (x == 4) cts.Cancel(); } catch (OperationCanceledException) { Console.WriteLine("cancelled"); }
        await using var e2 = Count(3).GetAsyncEnumerator(); while (await e2.MoveNextAsync()) Console.Write(e2.Current); Console.WriteLine();
    }
}
