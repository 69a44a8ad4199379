// 64-bit signed and unsigned arithmetic, wrapping.
using System;

class Program
{
    static readonly long[] Values = { 0, 1, -1, 3, -3, 1L << 31, 1L << 32, -(1L << 32), 0x123456789abcdef, long.MaxValue, long.MinValue };

    static void Main()
    {
        foreach (long a in Values)
        {
            foreach (long b in Values)
            {
                unchecked
                {
                    Console.Write($"{a} {b}: {a + b} {a - b} {a * b} {a & b} {a | b} {a ^ b} {a < b} {a > b}");
                    ulong x = (ulong)a, y = (ulong)b;
                    Console.Write($" u {x * y} {x < y}");
                    if (b != 0) Console.Write($" {x / y} {x % y}");
                    if (b != 0 && !(a == long.MinValue && b == -1)) Console.Write($" {a / b} {a % b}");
                    Console.WriteLine();
                }
            }
            Console.WriteLine($"{a}: {unchecked(-a)} {~a} {a >> 33} {a << 35} {a >>> 40} {(int)a} {(short)a} {(byte)a}");
        }
    }
}
