// Monitor: timeouts, recursion beyond what a header holds, Wait that gives up all of it, the order of pulses, misuse.
using System;
using System.Collections.Generic;
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
        object gate = new();
        Try("null", () => Monitor.Enter(null));
        Try("exit", () => Monitor.Exit(gate));
        Try("pulse", () => Monitor.Pulse(gate));
        Try("wait", () => Monitor.Wait(gate, 1));
        bool taken = true;
        Try("taken", () => Monitor.Enter(gate, ref taken));
        taken = false;
        Monitor.TryEnter(gate, 0, ref taken);
        Console.WriteLine($"{taken} {Monitor.IsEntered(gate)} {On(() => Monitor.IsEntered(gate))}");
        Console.WriteLine($"{On(() => Monitor.TryEnter(gate))} {On(() => Monitor.TryEnter(gate, 20))} {On(() => Monitor.TryEnter(gate, TimeSpan.FromMilliseconds(5)))}");
        Try("other's", () => { Exception seen = On(() => { try { Monitor.Exit(gate); return null; } catch (Exception e) { return e; } }); throw seen; });
        Try("negative", () => Monitor.TryEnter(gate, -2));
        Monitor.Exit(gate);

        for (int i = 0; i < 300; i++) Monitor.Enter(gate);
        Console.WriteLine($"{Monitor.IsEntered(gate)} {On(() => Monitor.TryEnter(gate))}");
        // Wait gives up all three hundred, and has them again afterwards.
        var pulser = new Thread(() => { lock (gate) Monitor.PulseAll(gate); });
        pulser.Start();
        Console.WriteLine(Monitor.Wait(gate, 10000));
        pulser.Join();
        for (int i = 0; i < 299; i++) Monitor.Exit(gate);
        Console.WriteLine($"{Monitor.IsEntered(gate)} {On(() => Monitor.TryEnter(gate))}");
        Console.WriteLine(Monitor.Wait(gate, 5));
        Monitor.Exit(gate);
        Console.WriteLine($"{Monitor.IsEntered(gate)} {On(() => { bool got = Monitor.TryEnter(gate); Monitor.Exit(gate); return got; })}");

        // First come, first pulsed.
        var order = new List<int>();
        var waiters = new Thread[4];
        int waiting = 0;
        for (int i = 0; i < 4; i++)
        {
            int id = i;
            waiters[i] = new Thread(() => { lock (gate) { waiting++; Monitor.Wait(gate); order.Add(id); } });
            waiters[i].Start();
            while (true) { lock (gate) if (waiting == i + 1) break; Thread.Yield(); }
        }
        for (int i = 0; i < 2; i++) { lock (gate) Monitor.Pulse(gate); waiters[i].Join(); }
        lock (gate) Monitor.PulseAll(gate);
        foreach (Thread t in waiters) t.Join();
        Console.WriteLine($"{order[0]} {order[1]} {order.Count}");

        // Things that are no heap objects of their own: literals, types, boxes.
        lock ("literal") lock (typeof(string)) Console.WriteLine($"{Monitor.IsEntered("literal")} {On(() => Monitor.TryEnter("literal"))} {On(() => Monitor.TryEnter(typeof(string)))}");
        object box = 5;
        lock (box) Console.WriteLine($"{Monitor.IsEntered(box)} {box.GetHashCode()} {Monitor.IsEntered((object)5)}");
        int hash = gate.GetHashCode();
        lock (gate) Console.WriteLine(hash == gate.GetHashCode());

        // Taken and given up in a hurry by four threads.
        long total = 0;
        var busy = new Thread[4];
        for (int i = 0; i < 4; i++) (busy[i] = new Thread(() => { for (int k = 0; k < 3000; k++) lock (gate) { total++; if (k % 500 == 0) Monitor.Wait(gate, 0); } })).Start();
        foreach (Thread t in busy) t.Join();
        Console.WriteLine(total);
        Console.WriteLine(Monitor.LockContentionCount >= 0);
    }
}
