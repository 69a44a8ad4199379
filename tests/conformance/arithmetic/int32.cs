// 32-bit signed and unsigned arithmetic, wrapping.
using System;

class Program
{
    static readonly int[] Values = { 0, 1, -1, 2, -2, 7, -7, 255, 65536, int.MaxValue, int.MinValue, int.MinValue + 1 };

    static void Main()
    {
        foreach (int a in Values)
        {
            foreach (int b in Values)
            {
                unchecked
                {
                    Console.Write($"{a} {b}: {a + b} {a - b} {a * b} {a & b} {a | b} {a ^ b} {a < b} {a <= b} {a == b}");
                    uint x = (uint)a, y = (uint)b;
                    Console.Write($" u {x + y} {x - y} {x * y} {x < y} {x >= y}");
                    if (b != 0) Console.Write($" {x / y} {x % y}");
                    if (b != 0 && !(a == int.MinValue && b == -1)) Console.Write($" {a / b} {a % b}");
                    Console.WriteLine();
                }
            }
            Console.WriteLine($"{a}: {unchecked(-a)} {~a} {a >> 3} {a << 5} {a >>> 7} {(uint)a >> 9}");
        }
    }
}
