using System;
using System.Runtime.CompilerServices;

// A filter throws the very exception that is looking for its handler: that of a static constructor, which is kept and
// thrown whenever the class is touched. The stack trace is then a shorter one than before the filter ran.
static class Failing
{
    public static int State = 0;
    static Failing() { throw new InvalidOperationException("constructor"); }
}

static class Program
{
    static readonly int[][] kept = new int[200][];

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Touch() { return Failing.State; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Deep(int depth)
    {
        try { return depth == 0 ? Touch() : Deep(depth - 1) + 1; }
        catch (TypeInitializationException) when (depth == 0) { throw; }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static bool Again(Exception outer, int round)
    {
        try { Touch(); }
        catch (TypeInitializationException inner)
        {
            var numbers = new int[24];
            for (int i = 0; i < numbers.Length; i++) numbers[i] = round;
            kept[round % kept.Length] = numbers;
            return !ReferenceEquals(inner, outer);
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Filtered(int round)
    {
        try { return Deep(round % 40); }
        catch (Exception e) when (Again(e, round)) { return -1; }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Round(int round)
    {
        try { return Filtered(round); }
        catch (TypeInitializationException e) { return e.InnerException.Message.Length; }
    }

    static void Main()
    {
        long sum = 0;
        for (int round = 0; round < 2000; round++)
            sum += Round(round);
        GC.Collect();
        foreach (int[] numbers in kept)
            foreach (int number in numbers) sum += number;
        Console.WriteLine(sum);
    }
}
