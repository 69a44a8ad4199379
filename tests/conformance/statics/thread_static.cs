// ThreadStatic fields, ThreadLocal, AsyncLocal, static constructors raced by threads.
using System;
using System.Threading;

class Once { public static int Runs; public static readonly int Value = Run(); static Once() { } static int Run() { Thread.Sleep(20); return Interlocked.Increment(ref Runs); } }

class Program
{
    [ThreadStatic] static int number;
    [ThreadStatic] static string text;
    [ThreadStatic] static object[] refs;
    static readonly ThreadLocal<int> local = new(() => 100);
    static readonly AsyncLocal<string> flow = new();

    static void Main()
    {
        number = 1; text = "main"; refs = new object[] { "r" }; local.Value++; flow.Value = "main";
        string[] seen = new string[3];
        var threads = new Thread[3];
        for (int i = 0; i < 3; i++)
        {
            int id = i;
            threads[i] = new Thread(() =>
            {
                string before = $"{number} {text ?? "null"} {refs == null} {local.Value} {flow.Value}";
                number += id * 10; text = "t" + id; local.Value += id; flow.Value = "t" + id;
                GC.Collect();
                seen[id] = $"{before} -> {number} {text} {local.Value} {flow.Value} {Once.Value}";
            });
            threads[i].Start();
        }
        foreach (Thread t in threads) t.Join();
        foreach (string s in seen) Console.WriteLine(s);
        Console.WriteLine($"{number} {text} {refs[0]} {local.Value} {flow.Value} {Once.Runs}");
    }
}
