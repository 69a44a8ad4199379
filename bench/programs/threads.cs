// Nanoseconds of the primitives of threads. Prints `NAME NANOSECONDS`.
using System;
using System.Diagnostics;
using System.Threading;

class Program
{
    static readonly object gate = new(), other = new();
    static readonly Lock newLock = new();
    static long counter;
    static int turn;

    static void Measure(string name, int rounds, Action<int> body)
    {
        double best = double.MaxValue;
        for (int batch = 0; batch < 5; batch++)
        {
            long start = Stopwatch.GetTimestamp();
            body(rounds);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / rounds);
        }
        Console.WriteLine($"{name} {best:F1}");
    }

    static void Parallel(int threads, Action body)
    {
        var all = new Thread[threads];
        for (int i = 0; i < threads; i++) (all[i] = new Thread(() => body())).Start();
        foreach (Thread t in all) t.Join();
    }

    static void PingPong(int rounds, int me)
    {
        for (int i = 0; i < rounds; i++)
        {
            lock (gate)
            {
                while (turn != me) Monitor.Wait(gate);
                turn = 1 - me;
                Monitor.Pulse(gate);
            }
        }
    }

    static void Main()
    {
        Measure("monitor", 2_000_000, n => { for (int i = 0; i < n; i++) lock (gate) counter++; });
        Measure("lock-class", 2_000_000, n => { for (int i = 0; i < n; i++) lock (newLock) counter++; });
        Measure("interlocked-add", 2_000_000, n => { for (int i = 0; i < n; i++) Interlocked.Add(ref counter, i); });
        Measure("interlocked-cas", 2_000_000, n => { for (int i = 0; i < n; i++) Interlocked.CompareExchange(ref counter, i, i - 1); });
        Measure("contended-2", 400_000, n => Parallel(2, () => { for (int i = 0; i < n / 2; i++) lock (gate) counter++; }));
        Measure("contended-4", 400_000, n => Parallel(4, () => { for (int i = 0; i < n / 4; i++) lock (gate) counter++; }));
        // Once there has been a second thread.
        Measure("monitor-shared", 2_000_000, n => { for (int i = 0; i < n; i++) lock (other) counter++; });
        Measure("wait-pulse", 10_000, n => { turn = 0; var t = new Thread(() => PingPong(n, 1)); t.Start(); PingPong(n, 0); t.Join(); });
        Measure("thread-start", 300, n => { for (int i = 0; i < n; i++) { var t = new Thread(() => counter++); t.Start(); t.Join(); } });
        Measure("pool-dispatch", 20_000, n =>
        {
            using var done = new CountdownEvent(n);
            for (int i = 0; i < n; i++) ThreadPool.UnsafeQueueUserWorkItem(static d => ((CountdownEvent)d).Signal(), done, false);
            done.Wait();
        });
    }
}
