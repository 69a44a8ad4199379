// Calls whose arguments lie on the stack, left by exceptions: the handler finds the stack as it was before the call.
using System;
using System.Runtime.CompilerServices;

struct Wide { public long A, B, C, D; public double E; public object F; }

class Program
{
    static int depth;

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Many(int a, int b, int c, int d, int e, int f, int g, int h, int i, string j)
    {
        if ((a + j.Length) % 3 != 0) throw new ArgumentException(j);
        return a + b + c + d + e + f + g + h + i;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long Mixed(Wide wide, double x, long a, long b, long c, long d, long e, long f, ref int counter)
    {
        counter++;
        if (counter % 2 == 0) throw new InvalidOperationException("mixed " + wide.A);
        return wide.B + (long)x + a + b + c + d + e + f;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Catching(int start, string text)
    {
        int sum = start, counter = start;
        try { sum += Many(start, 1, 2, 3, 4, 5, 6, 7, sum, text); }
        catch (ArgumentException e) { sum += e.Message.Length * 100; }
        try
        {
            try { sum += (int)Mixed(new Wide { A = sum, B = 2 }, 1.5, 1, 2, 3, 4, 5, 6, ref counter); }
            finally { sum += Many(3, sum, 2, 3, 4, 5, 6, 7, 8, ""); depth++; }
        }
        catch (InvalidOperationException e) when (e.Message.Length > 3) { sum ^= e.Message.Length; }
        return sum + counter;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Pushing(int start, string text)
    {
        int sum = start;
        try { return Many(start, 1, 2, 3, 4, 5, sum + 6, sum + 7, 8, text); }
        catch (ArgumentException e) { sum += e.Message.Length; }
        return sum;
    }

    static void Main()
    {
        for (int i = 0; i < 5; i++) Console.WriteLine(Pushing(i, "pushed"));
        int total = 0;
        for (int i = 0; i < 12; i++)
        {
            int one = Catching(i, new string('t', i));
            total = unchecked(total * 31 + one);
            Console.WriteLine(i + " " + one);
        }
        Console.WriteLine(total + " " + depth);
    }
}
