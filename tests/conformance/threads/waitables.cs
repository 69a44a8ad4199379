// Events, semaphores and mutexes: ownership, abandonment, waits for one, any and all, limits, disposal.
using System;
using System.Threading;

class Program
{
    static void Try(string name, Action action)
    {
        try { action(); Console.WriteLine($"{name}: done"); }
        catch (Exception e) { Console.WriteLine($"{name}: {e.GetType().Name}"); }
    }

    static T On<T>(Func<T> body) { T result = default; var t = new Thread(() => result = body()); t.Start(); t.Join(); return result; }

    static void Main()
    {
        using var auto = new AutoResetEvent(true); using var manual = new ManualResetEvent(false);
        Console.WriteLine($"{auto.WaitOne(0)} {auto.WaitOne(0)} {auto.Set()} {auto.Set()} {auto.WaitOne(0)} {auto.WaitOne(1)}");
        Console.WriteLine($"{manual.WaitOne(1)} {manual.Set()} {manual.WaitOne(0)} {manual.WaitOne()} {manual.Reset()} {manual.WaitOne(0)}");

        using var semaphore = new Semaphore(1, 3);
        Console.WriteLine($"{semaphore.WaitOne(0)} {semaphore.WaitOne(0)} {semaphore.Release(2)} {semaphore.Release()}");
        Try("too many", () => semaphore.Release());
        Try("no count", () => semaphore.Release(0));
        Try("bad limits", () => new Semaphore(4, 3));

        using var mutex = new Mutex(true);
        Console.WriteLine($"{mutex.WaitOne(0)} {On(() => mutex.WaitOne(0))}");
        mutex.ReleaseMutex(); Console.WriteLine(On(() => mutex.WaitOne(5))); mutex.ReleaseMutex();
        Try("not owned", () => mutex.ReleaseMutex());
        On(() => mutex.WaitOne());
        Try("abandoned", () => mutex.WaitOne());
        mutex.ReleaseMutex();
        On(() => mutex.WaitOne());
        try { WaitHandle.WaitAny(new WaitHandle[] { manual, mutex }); } catch (AbandonedMutexException e) { Console.WriteLine($"{e.MutexIndex} {e.Mutex == mutex}"); }
        mutex.ReleaseMutex();

        var handles = new WaitHandle[] { auto, manual, semaphore };
        Console.WriteLine(WaitHandle.WaitAny(handles, 0));
        semaphore.WaitOne(); semaphore.WaitOne();
        Console.WriteLine($"{WaitHandle.WaitAny(handles, 5) == WaitHandle.WaitTimeout} {WaitHandle.WaitAll(handles, 5)}");
        manual.Set(); auto.Set();
        Console.WriteLine($"{WaitHandle.WaitAny(handles)} {WaitHandle.WaitAny(handles)} {WaitHandle.WaitAll(handles, 1)}");
        auto.Set();
        Console.WriteLine($"{WaitHandle.WaitAll(handles, 1)} {auto.WaitOne(0)}");
        auto.Set(); semaphore.Release();
        Console.WriteLine($"{WaitHandle.WaitAll(handles, 1000)} {auto.WaitOne(0)} {semaphore.WaitOne(0)}");
        Try("twice", () => WaitHandle.WaitAll(new WaitHandle[] { auto, auto }, 0));
        Try("none", () => WaitHandle.WaitAny(Array.Empty<WaitHandle>()));
        Try("null", () => WaitHandle.WaitAny(new WaitHandle[] { auto, null }));
        var many = new WaitHandle[65]; for (int i = 0; i < 65; i++) many[i] = new ManualResetEvent(true);
        Try("65", () => WaitHandle.WaitAll(many));
        Try("negative", () => auto.WaitOne(-2));
        Try("disposed", () => { var e = new ManualResetEvent(true); e.Dispose(); e.WaitOne(); });

        // All at once, when the last is set by another thread.
        using var first = new ManualResetEvent(false); using var second = new AutoResetEvent(false);
        var setter = new Thread(() => { first.Set(); Thread.Sleep(5); second.Set(); });
        setter.Start();
        Console.WriteLine($"{WaitHandle.WaitAll(new WaitHandle[] { first, second }, 10000)} {second.WaitOne(0)}");
        setter.Join();
        using var ping = new AutoResetEvent(false); using var pong = new AutoResetEvent(false);
        int rounds = 0;
        var partner = new Thread(() => { for (int i = 0; i < 200; i++) { ping.WaitOne(); rounds++; pong.Set(); } });
        partner.Start();
        for (int i = 0; i < 200; i++) WaitHandle.SignalAndWait(ping, pong);
        partner.Join();
        Console.WriteLine(rounds);

        // One waiter a Set for automatic events, all for manual ones.
        int released = 0; var gate = new ManualResetEvent(false); var threads = new Thread[4];
        for (int i = 0; i < 4; i++) (threads[i] = new Thread(() => { gate.WaitOne(); second.WaitOne(); Interlocked.Increment(ref released); })).Start();
        gate.Set(); second.Set();
        while (Volatile.Read(ref released) != 1) Thread.Yield();
        Thread.Sleep(5);
        Console.Write(released + " ");
        for (int i = 0; i < 3; i++) { second.Set(); while (Volatile.Read(ref released) != i + 2) Thread.Yield(); }
        foreach (Thread t in threads) t.Join();
        Console.WriteLine(released);

        using var slim = new SemaphoreSlim(2, 2); slim.Wait(); Console.WriteLine($"{slim.CurrentCount} {slim.Wait(0)} {slim.Wait(1)} {slim.Release(2)} {slim.AvailableWaitHandle.WaitOne(0)}");
        Try("slim full", () => slim.Release());
        using var named = new EventWaitHandle(false, EventResetMode.ManualReset); Console.WriteLine($"{named.Set()} {named.WaitOne(0)} {named.SafeWaitHandle.IsInvalid}");
        Console.WriteLine(ThreadPool.RegisterWaitForSingleObject(auto, (state, timedOut) => { released = timedOut ? -1 : -2; gate.Set(); }, null, 10000, true) != null);
        gate.Reset(); auto.Set(); gate.WaitOne(10000); Console.WriteLine(released);
    }
}
