// Async iterators: yields between awaits, early disposal, cancellation through EnumeratorCancellation, exceptions, await using inside.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

class Res(string name) : IAsyncDisposable { public async ValueTask DisposeAsync() { await Task.Yield(); Console.Write($"disposed-{name} "); } }
class Program
{
    static async IAsyncEnumerable<int> Count(int n, [EnumeratorCancellation] CancellationToken t = default)
    {
        Console.Write("start ");
        await using var r = new Res("count");
        try { for (int i = 0; i < n; i++) { t.ThrowIfCancellationRequested(); if (i % 2 == 1) await Task.Yield(); yield return i; } Console.Write("end "); }
        finally { await Task.Yield(); Console.Write("finally "); }
    }
    static async IAsyncEnumerable<T> Where<T>(IAsyncEnumerable<T> xs, Func<T, Task<bool>> f) { await foreach (T x in xs) if (await f(x)) yield return x; }
    static async IAsyncEnumerable<string> Tree(int d) { if (d == 0) yield break; await foreach (string s in Tree(d - 1)) yield return s + "l"; yield return "n" + d; await foreach (string s in Tree(d - 1)) yield return s + "r"; }
    static async IAsyncEnumerable<int> Failing() { yield return 1; await Task.Yield(); throw new InvalidOperationException("mid"); }
    static async IAsyncEnumerator<int> Bare() { yield return 5; await Task.Yield(); yield return 6; }
    struct Source { public Enumer GetAsyncEnumerator() => new(); public struct Enumer { int i; public int Current => i; public ValueTask<bool> MoveNextAsync() => new(++i < 3); } }

    static async Task Main()
    {
        await foreach (int i in Count(4)) Console.Write(i + " "); Console.WriteLine();
        await foreach (int i in Count(10)) { if (i == 2) break; Console.Write(i + " "); } Console.WriteLine();
        await foreach (int i in Where(Count(7), async x => { await Task.Yield(); return x % 3 == 0; })) Console.Write(i + " "); Console.WriteLine();
        await foreach (string s in Tree(3)) Console.Write(s + " "); Console.WriteLine();
        try { await foreach (int i in Failing()) Console.Write(i + " "); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
        var cts = new CancellationTokenSource();
        try { await foreach (int i in Count(10).WithCancellation(cts.Token)) { Console.Write(i + " "); if (i == 1) cts.Cancel(); } } catch (OperationCanceledException) { Console.WriteLine("cancelled"); }
        await foreach (int i in new Source()) Console.Write(i + " "); Console.WriteLine();
        IAsyncEnumerator<int> bare = Bare(); while (await bare.MoveNextAsync()) Console.Write(bare.Current + " "); Console.WriteLine(await bare.MoveNextAsync()); await bare.DisposeAsync();
        IAsyncEnumerable<int> twice = Count(2); int sum = 0; await foreach (int a in twice) await foreach (int b in twice) sum += a * 10 + b; Console.WriteLine(sum);
        var unstarted = Count(1).GetAsyncEnumerator(); await unstarted.DisposeAsync(); Console.WriteLine(await unstarted.MoveNextAsync());
        await foreach (var (k, v) in Pairs().ConfigureAwait(false)) Console.Write($"{k}={v} "); Console.WriteLine();
    }
    static async IAsyncEnumerable<(string, int)> Pairs() { yield return ("a", await Task.FromResult(1)); yield return ("b", 2); }
}
