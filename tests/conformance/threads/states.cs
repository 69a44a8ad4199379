// Threads as objects: states, names, priorities, identity, wrong starts and joins, stacks of a given size, culture.
using System;
using System.Globalization;
using System.Threading;

class Program
{
    static void Try(string name, Action action)
    {
        try { action(); Console.WriteLine($"{name}: done"); }
        catch (Exception e) { Console.WriteLine($"{name}: {e.GetType().Name}"); }
    }

    static int Deep(int n) { Span<byte> room = stackalloc byte[512]; room[n % 512] = 1; return n == 0 ? 0 : Deep(n - 1) + room[n % 512]; }

    static void Main()
    {
        Thread main = Thread.CurrentThread;
        Console.WriteLine($"{main.Name ?? "none"} {main.IsAlive} {main.IsBackground} {main.IsThreadPoolThread} {main.Priority} {main.ThreadState} {main.ManagedThreadId}");
        using var go = new ManualResetEvent(false);
        var t = new Thread(() => go.WaitOne()) { Name = "worker", IsBackground = true, Priority = ThreadPriority.AboveNormal };
        Console.WriteLine($"{t.Name} {t.IsAlive} {t.IsBackground} {t.Priority} {t.ThreadState} {t.ManagedThreadId != main.ManagedThreadId}");
        Try("join unstarted", () => t.Join());
        t.Start();
        while ((t.ThreadState & ThreadState.WaitSleepJoin) == 0) Thread.Yield();
        Console.WriteLine($"{t.IsAlive} {t.ThreadState} {t.Join(5)} {t.Join(TimeSpan.FromMilliseconds(1))}");
        Try("start twice", () => t.Start());
        t.Name = "renamed";
        t.IsBackground = false;
        Console.WriteLine($"{t.Name} {t.ThreadState}");
        go.Set();
        t.Join();
        Console.WriteLine($"{t.IsAlive} {t.ThreadState} {t.Name} {t.Join(0)}");
        Try("start ended", () => t.Start());
        Try("background ended", () => t.IsBackground = true);
        Try("priority ended", () => Console.Write(t.Priority + " "));
        Try("no code", () => new Thread((ThreadStart)null));
        Try("negative stack", () => new Thread(() => { }, -1));
        Try("no parameter", () => new Thread(() => { }).Start(1));
        Try("join self", () => Thread.CurrentThread.Join(1));

        object given = null;
        var parameter = new Thread(p => given = p);
        parameter.Start("argument"); parameter.Join();
        Console.WriteLine(given);
        parameter = new Thread(p => given = p ?? "nothing");
        parameter.UnsafeStart(); parameter.Join();
        Console.WriteLine(given);

        int depth = 0;
        var deep = new Thread(() => depth = Deep(20000), 64 << 20);
        deep.Start(); deep.Join();
        Console.WriteLine(depth);

        var own = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        own.NumberFormat.NumberDecimalSeparator = ";";
        CultureInfo.CurrentCulture = own;
        string seen = null;
        var culture = new Thread(() => { seen = $"{1.5} {Thread.CurrentThread.CurrentCulture == own} "; Thread.CurrentThread.CurrentCulture = CultureInfo.InvariantCulture; seen += $"{1.5} "; });
        culture.Start(); culture.Join();
        Console.WriteLine(seen + 1.5);

        var ids = new System.Collections.Generic.HashSet<int>();
        for (int i = 0; i < 20; i++) { var x = new Thread(() => { lock (ids) ids.Add(Environment.CurrentManagedThreadId); }); x.Start(); x.Join(); }
        Console.WriteLine($"{ids.Count > 0} {ids.Contains(main.ManagedThreadId)} {Thread.CurrentThread == main} {Environment.CurrentManagedThreadId == main.ManagedThreadId}");

        var slot = Thread.AllocateDataSlot(); Thread.SetData(slot, "main's");
        object other = 1; var data = new Thread(() => other = Thread.GetData(slot)); data.Start(); data.Join();
        Console.WriteLine($"{Thread.GetData(slot)} {other ?? "null"}");
        Thread.Sleep(0); Thread.SpinWait(10); Console.WriteLine(Thread.GetCurrentProcessorId() >= 0);
        Try("negative sleep", () => Thread.Sleep(-5));
        var failed = new Thread(() => { try { throw new InvalidOperationException("inside"); } catch (Exception e) { given = e.Message; } finally { given += " finally"; } });
        failed.Start(); failed.Join();
        Console.WriteLine(given);
    }
}
