// Cancellation: tokens, registrations and their order, linked sources, OperationCanceledException through awaits, Task states.
using System;
using System.Threading;
using System.Threading.Tasks;

class Program
{
    static async Task<int> Work(CancellationToken t, int steps)
    {
        int done = 0;
        try { for (; done < steps; done++) { t.ThrowIfCancellationRequested(); await Task.Yield(); } return done; }
        finally { Console.Write($"[finally {done >= 0}] "); }
    }
    static async Task<string> Observe(Task t)
    {
        try { await t; return $"ran {t.Status}"; }
        catch (OperationCanceledException e) { return $"cancelled {t.Status} {t.IsCanceled} {t.IsFaulted} {t.Exception == null} {e.GetType().Name}"; }
        catch (Exception e) { return $"faulted {t.Status} {e.Message}"; }
    }
    static async Task Main()
    {
        var cts = new CancellationTokenSource();
        Console.WriteLine(await Work(cts.Token, 3));
        cts.Token.Register(() => Console.Write("first ")); var second = cts.Token.Register(o => Console.Write(o + " "), "second"); var third = cts.Token.Register(() => Console.Write("third "));
        third.Dispose(); using var linked = CancellationTokenSource.CreateLinkedTokenSource(cts.Token, CancellationToken.None); linked.Token.Register(() => Console.Write("linked "));
        cts.Cancel(); Console.WriteLine($"{cts.IsCancellationRequested} {linked.IsCancellationRequested}"); cts.Token.Register(() => Console.WriteLine("at once"));
        Console.WriteLine(await Observe(Work(cts.Token, 3)));
        Console.WriteLine(await Observe(Task.FromCanceled(cts.Token)));
        Console.WriteLine(await Observe(Task.FromException(new OperationCanceledException("made"))));
        Console.WriteLine(await Observe(Task.Run(() => { throw new OperationCanceledException(cts.Token); }, cts.Token)));
        Console.WriteLine(await Observe(Task.Run(() => throw new InvalidOperationException("bad"))));
        Console.WriteLine(await Observe(Task.Delay(10000, cts.Token)));
        var soon = new CancellationTokenSource(); Task delayed = Task.Delay(Timeout.Infinite, soon.Token); soon.CancelAfter(1); Console.WriteLine(await Observe(delayed));
        var never = new TaskCompletionSource(); using var stop = new CancellationTokenSource(); Task wait = never.Task.WaitAsync(stop.Token); stop.Cancel(); Console.WriteLine(await Observe(wait) + never.Task.Status);
        var tcs = new TaskCompletionSource<int>(); tcs.SetCanceled(); Console.WriteLine(await Observe(tcs.Task) + tcs.TrySetResult(1));
        try { cts.Token.ThrowIfCancellationRequested(); } catch (OperationCanceledException e) { Console.WriteLine(e.CancellationToken == cts.Token); }
        try { Task.FromCanceled<int>(cts.Token).Result.ToString(); } catch (AggregateException e) { Console.WriteLine(e.InnerException.GetType().Name); }
        var bad = new CancellationTokenSource(); bad.Token.Register(() => throw new Exception("one")); bad.Token.Register(() => throw new Exception("two"));
        try { bad.Cancel(); } catch (AggregateException e) { Console.WriteLine(e.InnerExceptions.Count + e.InnerExceptions[0].Message); }
        Console.WriteLine($"{default(CancellationToken).CanBeCanceled} {new CancellationToken(true).IsCancellationRequested}");
        cts.Dispose(); try { cts.Cancel(); cts.Token.ToString(); } catch (ObjectDisposedException) { Console.WriteLine("disposed"); }
    }
}
