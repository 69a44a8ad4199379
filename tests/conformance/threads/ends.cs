// The end of a process with live threads: foreground threads are waited for, background ones are not, whatever they do.
using System;
using System.Threading;

class Program
{
    static readonly object gate = new();
    static object churn;

    static int Main()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.WriteLine("process exit");
        using var started = new CountdownEvent(4);
        void Background(Action body) => new Thread(() => { started.Signal(); body(); }) { IsBackground = true }.Start();
        Background(() => { lock (gate) Thread.Sleep(Timeout.Infinite); });
        Background(() => { while (true) churn = new byte[100]; });
        Background(() => { while (true) Thread.Yield(); });
        Background(() => { try { Thread.Sleep(Timeout.Infinite); } finally { Console.WriteLine("not run"); } });
        started.Wait();
        var ending = new ManualResetEvent(false);
        new Thread(() => { ending.WaitOne(); Thread.Sleep(30); Console.WriteLine("foreground ends"); }).Start();
        var timer = new Timer(_ => { }, null, 1, 1);
        ThreadPool.QueueUserWorkItem(_ => Thread.Sleep(Timeout.Infinite));
        Console.WriteLine("main ends");
        GC.KeepAlive(timer);
        ending.Set();
        return 3;
    }
}
