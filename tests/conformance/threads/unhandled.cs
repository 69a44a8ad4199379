// An exception that leaves a thread's method ends the process, after the thread's own cleanups.
using System;
using System.Threading;

class Program
{
    static void Main()
    {
        AppDomain.CurrentDomain.UnhandledException += (sender, e) =>
            Console.WriteLine($"event {((Exception)e.ExceptionObject).Message} on {Thread.CurrentThread.Name}");
        var thread = new Thread(() =>
        {
            try { throw new Exception("lost"); }
            finally { Console.WriteLine("finally of the thread"); }
        }) { Name = "worker" };
        thread.Start();
        thread.Join();
        Console.WriteLine("not reached");
    }
}
