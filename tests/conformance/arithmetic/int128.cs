// Int128, UInt128, Half and Math.BigMul: wide and narrow numbers of the library.
using System;
using System.Globalization;

class Program
{
    static void Main()
    {
        Int128 a = Int128.Parse("123456789012345678901234567890");
        UInt128 u = UInt128.MaxValue;
        Console.WriteLine($"{a} {a * 7} {a / 12345} {a % 98765} {-a} {a >> 5} {a << 3} {a.CompareTo(a + 1)}");
        Console.WriteLine($"{u} {u / 3} {u >> 64} {u * u} {Int128.MinValue} {(long)a} {(double)a}");
        try { Console.WriteLine(checked(Int128.MaxValue + 1)); } catch (OverflowException) { Console.WriteLine("overflow"); }
        Half h = (Half)1.1;
        Console.WriteLine($"{h} {h + (Half)2} {(double)h} {Half.MaxValue} {Half.Epsilon} {(Half)70000f} {(Half)(-0.0)} {Half.NaN == Half.NaN}");
        Console.WriteLine($"{Math.BigMul(int.MaxValue, int.MinValue)} {Math.BigMul(ulong.MaxValue, ulong.MaxValue, out ulong low)} {low}");
        Console.WriteLine(long.Parse("-9223372036854775808") + " " + ulong.Parse("ffffffffffffffff", NumberStyles.HexNumber));
    }
}
