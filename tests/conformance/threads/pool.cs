// The thread pool, timers and what stands on them.
using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

class Program
{
    static async Task Main()
    {
        ThreadPool.GetMinThreads(out int least, out _); ThreadPool.GetMaxThreads(out int most, out _);
        Console.WriteLine($"{least > 0} {most >= least} {ThreadPool.SetMinThreads(0, 0)} {ThreadPool.SetMaxThreads(0, 0)} {ThreadPool.SetMinThreads(4, 4)}");
        using var done = new CountdownEvent(1000);
        bool pooled = true; long sum = 0;
        for (int i = 0; i < 1000; i++) ThreadPool.QueueUserWorkItem(n => { pooled &= Thread.CurrentThread.IsThreadPoolThread && Thread.CurrentThread.IsBackground; Interlocked.Add(ref sum, n); done.Signal(); }, i, i % 2 == 0);
        Console.WriteLine($"{done.Wait(20000)} {pooled} {sum} {ThreadPool.ThreadCount > 0}");
        while (ThreadPool.CompletedWorkItemCount < 1000) Thread.Yield();

        // Blocked work items do not stop others.
        using var release = new ManualResetEvent(false); using var blocked = new CountdownEvent(6);
        for (int i = 0; i < 6; i++) ThreadPool.QueueUserWorkItem(_ => { blocked.Signal(); release.WaitOne(); });
        Console.WriteLine(blocked.Wait(20000)); release.Set();

        int ticks = 0; using var three = new ManualResetEventSlim();
        var timer = new Timer(s => { if (Interlocked.Increment(ref ticks) == 3) three.Set(); }, "state", 1, 2);
        Console.WriteLine($"{three.Wait(20000)} {timer.Change(Timeout.Infinite, Timeout.Infinite)}");
        using (var gone = new ManualResetEvent(false)) Console.WriteLine($"{timer.Dispose(gone)} {gone.WaitOne(20000)} {ticks >= 3}");
        int after = ticks; await Task.Delay(10); Console.WriteLine(after == ticks);

        using var periodic = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        int periods = 0; while (await periodic.WaitForNextTickAsync()) if (++periods == 3) periodic.Dispose();
        Console.WriteLine(periods);
        using var soon = new CancellationTokenSource(5);
        try { await Task.Delay(Timeout.Infinite, soon.Token); } catch (TaskCanceledException) { Console.WriteLine("cancelled"); }
        try { await Task.Delay(100000).WaitAsync(TimeSpan.FromMilliseconds(5)); } catch (TimeoutException) { Console.WriteLine("timeout"); }
        Console.WriteLine((await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(async () => { await Task.Yield(); return i; })))).Sum());
        var failing = Task.Run(() => { throw new InvalidOperationException("in the pool"); });
        try { await failing; } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
        try { failing.Wait(); } catch (AggregateException e) { Console.WriteLine(e.InnerExceptions.Count); }
        var longOne = Task.Factory.StartNew(() => Thread.CurrentThread.IsThreadPoolThread, TaskCreationOptions.LongRunning);
        Console.WriteLine(await longOne);
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => source.SetResult()).Start();
        await source.Task; Console.WriteLine(Thread.CurrentThread.IsThreadPoolThread);
        var local = new AsyncLocal<int> { Value = 7 };
        Console.WriteLine($"{await Task.Run(() => local.Value++)} {local.Value}");
    }
}
