// Conversions from floating point saturate and map NaN to zero.
using System;

class Program
{
    static void Main()
    {
        double[] values =
        {
            0, -0.0, 0.5, -0.5, 1.5, -1.5, 127.9, 128, 255.5, 256, -1, -129, 65535.9, 65536, 2147483647, 2147483648, -2147483648,
            -2147483649, 4294967295, 4294967296, 9.2233720368547748e18, 9.2233720368547758e18, -9.2233720368547758e18, 1.8446744073709552e19,
            1e30, -1e30, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue,
        };
        foreach (double d in values)
        {
            float f = (float)d;
            unchecked
            {
                Console.WriteLine($"{d}: {(int)d} {(uint)d} {(long)d} {(ulong)d} | {(int)f} {(uint)f} {(long)f} {(ulong)f}");
            }
        }
        foreach (double d in new[] { 0.0, 1.9, -1.9, 127.0, 255.0, 3000.7 })
            unchecked { Console.WriteLine($"{d}: {(byte)(int)d} {(sbyte)(int)d} {(short)d} {(ushort)(int)d} {(int)(char)(int)d}"); }
    }
}
