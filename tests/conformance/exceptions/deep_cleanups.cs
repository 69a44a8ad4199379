using System;
using System.Runtime.CompilerServices;

// Cleanups that run within each other, each for an exception of its own: however many there are, all exceptions go on
// to the handlers that were found for them, and no filter is asked twice.
static class Program
{
    static int asked, taken, cleaned;

    [MethodImpl(MethodImplOptions.NoInlining)]
    static bool Ask(int depth)
    {
        asked++;
        return depth % 3 != 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Clean(int depth)
    {
        try { throw new InvalidOperationException("clean " + depth); }
        finally
        {
            if (depth > 0) Handle(depth - 1);
            cleaned++;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Handle(int depth)
    {
        try
        {
            try { Clean(depth); }
            catch (InvalidOperationException) when (Ask(depth)) { taken++; }
        }
        catch (InvalidOperationException e) { taken += e.Message.Length; }
    }

    static void Main()
    {
        foreach (int depth in new[] { 0, 5, 15, 16, 17, 40, 150 })
        {
            asked = taken = cleaned = 0;
            Handle(depth);
            Console.WriteLine($"{depth}: asked {asked}, taken {taken}, cleaned {cleaned}");
        }
    }
}
