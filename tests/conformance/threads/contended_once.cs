// Locks that are contended for the first time: in whatever state the owner is, nobody else enters
// and every waiter gets its turn.
using System;
using System.Threading;

class Program
{
    const int Objects = 3000, Workers = 4;
    static readonly object[] all = new object[Objects];
    static readonly int[] entered = new int[Objects];

    // One fresh lock after the other, all threads at it.
    static void Contend(Func<int, int> depth)
    {
        Array.Clear(entered);
        for (int i = 0; i < Objects; i++) all[i] = new object();
        var threads = new Thread[Workers];
        using var barrier = new Barrier(Workers);
        for (int t = 0; t < Workers; t++)
        {
            (threads[t] = new Thread(() =>
            {
                for (int i = 0; i < Objects; i++)
                {
                    if (i % 100 == 0) barrier.SignalAndWait();
                    Enter(i, depth(i));
                }
            })).Start();
        }
        foreach (Thread t in threads) t.Join();
        int wrong = 0;
        foreach (int n in entered) if (n != Workers) wrong++;
        Console.WriteLine($"wrong {wrong}");
    }

    static void Enter(int i, int depth)
    {
        lock (all[i])
        {
            if (depth > 0) { Enter(i, depth - 1); return; }
            int n = entered[i];
            if (i % 5 == 0) Thread.Yield();
            else if (i % 7 == 0) Thread.SpinWait(1000);
            entered[i] = n + 1;
        }
    }

    static void Main()
    {
        Contend(i => 0);
        Contend(i => i % 3);
        Contend(i => i % 50 == 0 ? 100 : 0);

        // The owner keeps the lock for long: waiters sleep.
        var gate = new object();
        int order = 0;
        var waiters = new Thread[3];
        lock (gate)
        {
            for (int i = 0; i < waiters.Length; i++) (waiters[i] = new Thread(() => { lock (gate) order++; })).Start();
            Thread.Sleep(30);
            lock (gate) Console.WriteLine($"order {order}");
        }
        foreach (Thread t in waiters) t.Join();
        Console.WriteLine($"order {order}");

        // The owner waits while others are at the lock.
        gate = new object();
        bool ready = false;
        Thread pulser;
        lock (gate)
        {
            (pulser = new Thread(() => { lock (gate) { ready = true; Monitor.Pulse(gate); } })).Start();
            Thread.Sleep(20);
            lock (gate) while (!ready) Monitor.Wait(gate);
            Console.WriteLine("pulsed");
        }
        pulser.Join();

        // Who waits gives up, is interrupted, or the owner enters deeply.
        gate = new object();
        lock (gate)
        {
            bool got = true;
            var impatient = new Thread(() => got = Monitor.TryEnter(gate, 5));
            impatient.Start();
            impatient.Join();
            Console.WriteLine($"got {got}");
            string how = "";
            var interrupted = new Thread(() => { try { lock (gate) how = "entered"; } catch (ThreadInterruptedException) { how = "interrupted"; } });
            interrupted.Start();
            Thread.Sleep(10);
            interrupted.Interrupt();
            interrupted.Join();
            Console.WriteLine(how);
            Deep(gate, 300);
        }
        // After all that it is free.
        bool free = false;
        var last = new Thread(() => { free = Monitor.TryEnter(gate, 1000); if (free) Monitor.Exit(gate); });
        last.Start();
        last.Join();
        Console.WriteLine($"free {free}");
        try { Monitor.Exit(gate); } catch (SynchronizationLockException e) { Console.WriteLine(e.GetType().Name); }
    }

    static void Deep(object gate, int n)
    {
        if (n == 0) { Console.WriteLine(Monitor.IsEntered(gate)); return; }
        lock (gate) Deep(gate, n - 1);
    }
}
