// An unhandled exception: text on standard error, exit by SIGABRT.
using System;

class Program
{
    static void Main()
    {
        Console.WriteLine("before");
        try { Deep(3); }
        finally { Console.WriteLine("finally is not promised, but flushes nothing"); }
    }

    static void Deep(int n)
    {
        if (n == 0) throw new InvalidOperationException("nobody catches this", new ArgumentException("inner"));
        Deep(n - 1);
    }
}
