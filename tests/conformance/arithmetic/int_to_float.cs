// Conversions to floating point round to nearest even, unsigned ones included.
using System;

class Program
{
    static void Main()
    {
        long[] values = { 0, 1, -1, 16777216, 16777217, 16777219, 9007199254740992, 9007199254740993, 9007199254740995, long.MaxValue, long.MinValue, 0x7fffff4000000001, 0x7fffffc000000000 };
        foreach (long v in values)
        {
            ulong u = (ulong)v;
            Console.WriteLine($"{v}: {(float)v:R} {(double)v:R} {(float)u:R} {(double)u:R} {(float)(int)v:R} {(float)(uint)v:R} {(double)(uint)v:R}");
        }
        Console.WriteLine((float)0.1 + " " + (double)(float)0.1 + " " + (float)1e40 + " " + (float)-1e40 + " " + (float)1e-50);
        Console.WriteLine((float)3.4028235677973366e38 + " " + (float)3.4028234e38);
        Console.WriteLine(BitConverter.DoubleToInt64Bits(0.1).ToString("x") + " " + BitConverter.SingleToInt32Bits(0.1f).ToString("x"));
        Console.WriteLine(BitConverter.DoubleToInt64Bits(-0.0).ToString("x") + " " + (1 / -0.0 < 0));
    }
}
