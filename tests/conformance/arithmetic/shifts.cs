// Shift counts are masked in C#.
using System;

class Program
{
    static int Left(int x, int n) => x << n;
    static int Right(int x, int n) => x >> n;
    static int Logical(int x, int n) => x >>> n;
    static long Left(long x, int n) => x << n;
    static long Right(long x, int n) => x >> n;
    static long Logical(long x, int n) => x >>> n;

    static void Main()
    {
        int[] counts = { 0, 1, 31, 32, 33, 63, 64, 65, -1, -31, int.MinValue };
        foreach (int n in counts)
        {
            Console.WriteLine($"{n}: {Left(0x12345678, n)} {Right(-0x12345678, n)} {Logical(-0x12345678, n)} " +
                $"{Left(0x123456789abcdefL, n)} {Right(-0x123456789abcdefL, n)} {Logical(-0x123456789abcdefL, n)}");
        }
        uint u = 0x80000001;
        Console.WriteLine($"{u >> 1} {u << 1} {u >> 33} {(int)u >> 1}");
        nint native = -16;
        Console.WriteLine($"{native >> 2} {native << 3} {native >>> 60}");
    }
}
