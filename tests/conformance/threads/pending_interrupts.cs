// Which operations a pending interruption ends at once, and which do not look at it.
using System;
using System.Threading;

class Program
{
    static void Try(string name, Action action)
    {
        Thread.CurrentThread.Interrupt();
        try { action(); Console.Write($"{name} returned"); }
        catch (ThreadInterruptedException) { Console.Write($"{name} thrown"); }
        try { Thread.Sleep(1); Console.WriteLine(); }
        catch (ThreadInterruptedException) { Console.WriteLine(", still pending"); }
    }

    static void Main()
    {
        using var never = new ManualResetEvent(false);
        using var set = new ManualResetEvent(true);
        object gate = new();
        var ended = new Thread(() => { });
        ended.Start();
        ended.Join();
        Try("sleep 0", () => Thread.Sleep(0));
        Try("event 0", () => never.WaitOne(0));
        Try("set event", () => set.WaitOne());
        Try("set event 0", () => set.WaitOne(0));
        Try("any", () => WaitHandle.WaitAny(new WaitHandle[] { set, never }));
        Try("try enter", () => { if (Monitor.TryEnter(gate, 0)) Monitor.Exit(gate); });
        Try("enter", () => { lock (gate) { } });
        Try("pulse", () => { lock (gate) Monitor.Pulse(gate); });
        Try("wait 0", () => { lock (gate) Monitor.Wait(gate, 0); });
        Try("join ended", () => ended.Join());
        Try("join ended 0", () => ended.Join(0));
        Try("yield", () => Thread.Yield());
        Try("slim", () => new SemaphoreSlim(1).Wait());
        lock (gate)
        {
            var other = new Thread(() =>
            {
                Try("try enter held", () => Monitor.TryEnter(gate, 0));
                Try("try enter held 1", () => Monitor.TryEnter(gate, 1));
            });
            other.Start();
            other.Join();
        }
    }
}
