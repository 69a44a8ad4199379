// Threads that native code starts: they run managed code, allocate, take locks, are known as threads,
// and end without the program's knowing.
using System;
using System.Runtime.InteropServices;
using System.Threading;

unsafe class Program
{
    [DllImport("libc")]
    static extern int pthread_create(nint* thread, void* attributes, delegate* unmanaged<nint, nint> start, nint argument);
    [DllImport("libc")]
    static extern int pthread_join(nint thread, nint* result);

    static readonly object gate = new();
    static int ended, pool, background;
    static object[] kept = new object[64];
    [ThreadStatic] static int calls;

    [UnmanagedCallersOnly]
    static nint Run(nint argument)
    {
        var mine = new object[100];
        for (int i = 0; i < 120; i++) mine[i % 100] = new int[i % 30 * 10];
        lock (gate)
        {
            calls++;
            ended += calls;
            kept[argument] = mine;
            if (Thread.CurrentThread.IsBackground) background++;
            if (Thread.CurrentThread.IsThreadPoolThread) pool++;
        }
        return argument + 1;
    }

    static void Main()
    {
        for (int round = 0; round < 8; round++)
        {
            nint* threads = stackalloc nint[8];
            for (int i = 0; i < 8; i++)
                if (pthread_create(&threads[i], null, &Run, round * 8 + i) != 0) Console.WriteLine("not started");
            GC.Collect();
            for (int i = 0; i < 8; i++)
            {
                nint result;
                pthread_join(threads[i], &result);
                if (result != round * 8 + i + 1) Console.WriteLine($"returned {result}");
            }
            GC.Collect();
            var managed = new Thread(() => GC.Collect());
            managed.Start();
            managed.Join();
        }
        int arrays = 0;
        foreach (object o in kept) if (o is object[] { Length: 100 } a && a[99] is int[]) arrays++;
        Console.WriteLine($"{ended} {arrays} {background} {pool}");
    }
}
