// Threads, locks, Monitor, Interlocked, events, volatile, thread pool, parallel loops, timers.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

class Program
{
    static int counter, interlocked;
    static long big;
    static volatile bool stop;
    static readonly object gate = new();

    static void Main()
    {
        var threads = Enumerable.Range(0, 4).Select(i => new Thread(() => { for (int k = 0; k < 5000; k++) { lock (gate) counter++; Interlocked.Increment(ref interlocked); Interlocked.Add(ref big, i); } })).ToList();
        threads.ForEach(t => t.Start()); threads.ForEach(t => t.Join());
        Console.WriteLine($"{counter} {interlocked} {big} {threads[0].IsAlive} {threads[0].ThreadState}");
        var queue = new Queue<int>(); var log = new List<int>();
        var consumer = new Thread(() => { for (int i = 0; i < 5; i++) lock (gate) { while (queue.Count == 0) Monitor.Wait(gate); log.Add(queue.Dequeue()); } }) { Name = "consumer", IsBackground = true };
        consumer.Start();
        for (int i = 0; i < 5; i++) lock (gate) { queue.Enqueue(i); Monitor.Pulse(gate); }
        consumer.Join();
        Console.WriteLine(string.Join(",", log) + " " + consumer.Name);
        int result = 0;
        var parameter = new Thread(o => result = (int)o * 2); parameter.Start(21); parameter.Join();
        using var ready = new ManualResetEventSlim(); using var auto = new AutoResetEvent(false); using var barrier = new Barrier(3); var down = new CountdownEvent(2);
        ThreadPool.QueueUserWorkItem(_ => { ready.Wait(); auto.Set(); });
        Console.Write($"{result} {auto.WaitOne(10)} "); ready.Set(); Console.WriteLine(auto.WaitOne(5000));
        int phases = 0;
        Parallel.Invoke(Phase, Phase, Phase);
        void Phase() { for (int i = 0; i < 3; i++) { barrier.SignalAndWait(); Interlocked.Increment(ref phases); } }
        Console.WriteLine(phases);
        long sum = 0; Parallel.For(0, 1000, i => Interlocked.Add(ref sum, i));
        Console.WriteLine($"{sum} {Enumerable.Range(0, 1000).AsParallel().Where(x => x % 3 == 0).Sum()}");
        var spinner = new Thread(() => { while (!stop) Thread.Yield(); down.Signal(); }); spinner.Start(); stop = true; down.Signal(); Console.WriteLine(down.Wait(5000));
        Console.WriteLine($"{Interlocked.CompareExchange(ref counter, 5, 20000)} {counter} {Interlocked.Exchange(ref counter, 9)} {Interlocked.Or(ref counter, 6)} {counter} {Volatile.Read(ref counter)}");
        Console.WriteLine($"{Monitor.TryEnter(gate)} {Monitor.IsEntered(gate)}"); Monitor.Exit(gate);
        try { Monitor.Exit(gate); } catch (SynchronizationLockException e) { Console.WriteLine(e.GetType().Name); }
        lock (gate) lock (gate) Console.WriteLine("reentrant");
        var rw = new ReaderWriterLockSlim(); rw.EnterReadLock(); Console.Write(rw.IsReadLockHeld + " "); rw.ExitReadLock(); rw.EnterWriteLock(); Console.WriteLine(rw.IsWriteLockHeld); rw.ExitWriteLock();
        Exception seen = null; var thrower = new Thread(() => { try { throw new Exception("in thread"); } catch (Exception e) { seen = e; } }); thrower.Start(); thrower.Join();
        Console.WriteLine(seen.Message);
        int ticks = 0; using (var timer = new Timer(_ => { Interlocked.Increment(ref ticks); auto.Set(); }, null, 1, Timeout.Infinite)) auto.WaitOne(5000);
        Console.WriteLine(ticks);
        var sleeper = new Thread(() => { try { Thread.Sleep(Timeout.Infinite); } catch (ThreadInterruptedException) { Console.WriteLine("interrupted"); } }); sleeper.Start(); sleeper.Interrupt(); sleeper.Join();
        using var mutex = new Mutex(true); mutex.ReleaseMutex(); using var sem = new Semaphore(1, 2); Console.WriteLine($"{sem.WaitOne(0)} {sem.WaitOne(0)} {sem.Release()} {mutex.WaitOne(0)}");
    }
}
