// Thread.Interrupt: ends every kind of blocking, is remembered until a thread blocks, and leaves locks as .NET does.
using System;
using System.Threading;

class Program
{
    static readonly object gate = new();

    static void Run(string name, Action block)
    {
        using var ready = new ManualResetEventSlim();
        string outcome = null;
        var thread = new Thread(() =>
        {
            ready.Set();
            try { block(); outcome = "returned"; }
            catch (ThreadInterruptedException e) { outcome = e.Message; }
        });
        thread.Start();
        ready.Wait();
        while ((thread.ThreadState & ThreadState.WaitSleepJoin) == 0 && thread.IsAlive) Thread.Yield();
        thread.Interrupt();
        thread.Join();
        Console.WriteLine($"{name}: {outcome}");
    }

    static void Main()
    {
        using var never = new ManualResetEvent(false);
        using var other = new AutoResetEvent(false);
        Run("sleep", () => Thread.Sleep(Timeout.Infinite));
        Run("event", () => never.WaitOne());
        Run("any", () => WaitHandle.WaitAny(new WaitHandle[] { never, other }));
        Run("all", () => WaitHandle.WaitAll(new WaitHandle[] { never, other }));
        using var slim = new SemaphoreSlim(0);
        Run("slim", () => slim.Wait());
        Run("wait", () => { lock (gate) { try { Monitor.Wait(gate); } finally { if (!Monitor.IsEntered(gate)) Console.WriteLine("lost the lock"); } } });
        lock (gate) Run("enter", () => { lock (gate) { } });
        var forever = new Thread(() => never.WaitOne()) { IsBackground = true };
        forever.Start();
        Run("join", () => forever.Join());
        Run("queue", () => { using var queue = new System.Collections.Concurrent.BlockingCollection<int>(); queue.Take(); });

        // Remembered.
        Thread.CurrentThread.Interrupt();
        long spin = 0; for (int i = 0; i < 1000; i++) spin += i;
        lock (gate) spin++;
        try { Thread.Sleep(0); Console.WriteLine($"slept {spin}"); } catch (ThreadInterruptedException) { Console.WriteLine($"interrupted {spin}"); }
        Thread.Sleep(1);
        Thread.CurrentThread.Interrupt();
        try { never.WaitOne(1); } catch (ThreadInterruptedException) { Console.WriteLine("event"); }
        Thread.CurrentThread.Interrupt();
        lock (gate) try { Monitor.Wait(gate, 1); } catch (ThreadInterruptedException) { Console.WriteLine($"wait {Monitor.IsEntered(gate)}"); }

        // Before the start, and after the end.
        string outcome = null;
        var early = new Thread(() => { try { Thread.Sleep(1); outcome = "slept"; } catch (ThreadInterruptedException) { outcome = "interrupted"; } });
        early.Interrupt();
        early.Start();
        early.Join();
        Console.WriteLine(outcome);
        early.Interrupt();
        never.Set();
        forever.Join();
    }
}
