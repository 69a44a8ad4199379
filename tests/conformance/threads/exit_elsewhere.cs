// Environment.Exit on another thread while the main thread waits: no finally, but the event, and its exit code.
using System;
using System.Threading;

class Program
{
    static int Main()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.WriteLine($"exit {Environment.ExitCode}");
        new Thread(() =>
        {
            try { Console.WriteLine("leaving"); Environment.Exit(5); }
            finally { Console.WriteLine("not run"); }
        }).Start();
        try { Thread.Sleep(Timeout.Infinite); }
        finally { Console.WriteLine("not run either"); }
        return 1;
    }
}
