// Environment.Exit in a nested call: no finally block runs, ProcessExit does.
using System;

class Program
{
    static int Main()
    {
        AppDomain.CurrentDomain.ProcessExit += (s, e) => Console.WriteLine("process exit " + Environment.ExitCode);
        try { Leave(); }
        finally { Console.WriteLine("must not be printed"); }
        return 1;
    }

    static void Leave() { Console.WriteLine("leaving"); Environment.Exit(37); }
}
