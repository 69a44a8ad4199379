// Nanoseconds of a throw with its catch, by what lies between. Prints `NAME NANOSECONDS`.
using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

class Program
{
    static int cleanups, sink;

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Plain(int depth, Exception e)
    {
        if (depth == 0) throw e;
        return Plain(depth - 1, e) + 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Finally(int depth, Exception e)
    {
        if (depth == 0) throw e;
        try { return Finally(depth - 1, e) + 1; } finally { cleanups++; }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Filter(int depth, Exception e)
    {
        if (depth == 0) throw e;
        try { return Filter(depth - 1, e) + 1; } catch (InvalidOperationException) when (cleanups < 0) { return 0; }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Fresh(int depth, Exception e)
    {
        if (depth == 0) throw new InvalidOperationException("fresh");
        return Fresh(depth - 1, e) + 1;
    }

    static void Measure(string name, Func<int, Exception, int> body, int depth)
    {
        const int Rounds = 20_000;
        var exception = new InvalidOperationException("once");
        double best = double.MaxValue;
        for (int batch = 0; batch < 5; batch++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Rounds / 5; i++)
            {
                try { sink += body(depth, exception); } catch (InvalidOperationException) { sink++; }
            }
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / (Rounds / 5));
        }
        Console.WriteLine($"{name} {best:F0}");
    }

    static void Main()
    {
        foreach (int depth in new[] { 1, 10, 50 })
        {
            Measure($"throw,{depth}", Plain, depth - 1);
            Measure($"throw-new,{depth}", Fresh, depth - 1);
            Measure($"throw-finally,{depth}", Finally, depth - 1);
            Measure($"throw-filter,{depth}", Filter, depth - 1);
        }
    }
}
