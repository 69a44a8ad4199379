// Division and remainder: rounding toward zero, division by zero, the one quotient that overflows.
using System;

class Program
{
    static int Div(int a, int b) => a / b;
    static int Rem(int a, int b) => a % b;
    static long Div(long a, long b) => a / b;
    static long Rem(long a, long b) => a % b;
    static uint Div(uint a, uint b) => a / b;
    static ulong Rem(ulong a, ulong b) => a % b;

    static void Try<T>(string what, Func<T> f)
    {
        try { Console.WriteLine($"{what} = {f()}"); }
        catch (Exception e) { Console.WriteLine($"{what}: {e.GetType().Name}: {e.Message}"); }
    }

    static void Main()
    {
        int[] values = { 7, -7, 2, -2, 100, -100, 1, -1 };
        foreach (int a in values)
            foreach (int b in values)
                Console.WriteLine($"{a}/{b}: {Div(a, b)} {Rem(a, b)} {Div((long)a, b)} {Rem((long)a, b)}");
        Try("1/0", () => Div(1, 0));
        Try("1%0", () => Rem(1, 0));
        Try("1L/0", () => Div(1L, 0L));
        Try("1L%0", () => Rem(1L, 0L));
        Try("1u/0", () => Div(1u, 0u));
        Try("1ul%0", () => Rem(1ul, 0ul));
        Try("int.MinValue/-1", () => Div(int.MinValue, -1));
        Try("int.MinValue%-1", () => Rem(int.MinValue, -1));
        Try("long.MinValue/-1", () => Div(long.MinValue, -1));
        Try("long.MinValue%-1", () => Rem(long.MinValue, -1));
        int zero = values[0] - 7;
        Try("decimal", () => 1m / zero);
        double inf = 1.0 / zero;
        Console.WriteLine($"{inf} {-1.0 / zero} {0.0 / zero}");
        Console.WriteLine(Math.DivRem(17, -5) + " " + Math.DivRem(-17L, 5L));
        for (int d = 1; d <= 12; d++) Console.Write($"{1000003 / d} {1000003 % d} {-1000003 / d} {-1000003 % d};");
        Console.WriteLine();
    }
}
