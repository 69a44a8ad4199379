// Min, max, clamp, sign, abs and comparison at signed zeros, NaNs and limits.
using System;

class Program
{
    static string S(double d) => d == 0 && double.IsNegative(d) ? "-0" : d.ToString();
    static void Main()
    {
        double[] xs = { 0.0, -0.0, 1, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon };
        foreach (double a in xs)
        {
            foreach (double b in xs) Console.Write($"{S(Math.Min(a, b))},{S(Math.Max(a, b))},{S(Math.MinMagnitude(a, b))},{S(double.MaxNumber(a, b))},{a.CompareTo(b)},{a.Equals(b)},{S(Math.Min((float)a, (float)b))} ");
            Console.WriteLine();
        }
        foreach (double a in xs) Console.Write($"{S(Math.Abs(a))} {S(-a)} {S(a * 0)} {S(a + -0.0)} {S(0.0 - a)} {S(1 / a)} {S(Math.CopySign(3, a))} {S(Math.Sqrt(a))} {S(Math.Floor(a))} {S(Math.Round(a * 0.5))};");
        Console.WriteLine();
        foreach (Func<object> f in new Func<object>[] { () => Math.Abs(int.MinValue.GetHashCode()), () => Math.Abs(Id(long.MinValue)), () => Math.Abs((sbyte)Id(-128)), () => Math.Sign(double.NaN), () => Math.Clamp(5, Id(7), 3), () => Math.Clamp(5, 6, 9), () => Math.Clamp(double.NaN, 0, 1), () => Math.DivRem((int)Id(-7), 2), () => Math.Sign(-0.0), () => Math.BigMul((int)Id(int.MaxValue), int.MinValue) })
            try { Console.Write(f() + " "); } catch (Exception e) { Console.Write(e.GetType().Name + " "); }
        Console.WriteLine();
        Console.WriteLine($"{Math.Round(0.5)} {Math.Round(1.5)} {Math.Round(2.5)} {Math.Round(-0.5)} {Math.Round(2.5, MidpointRounding.AwayFromZero)} {Math.Round(-2.5, MidpointRounding.ToPositiveInfinity)} {Math.Round(1.005, 2)} {Math.Truncate(-1.9)} {Math.Ceiling(-0.1)} {Math.IEEERemainder(5, 3)} {Math.BitIncrement(1.0)} {Math.ScaleB(1, -1074)} {Math.ILogB(0.3)} {Math.FusedMultiplyAdd(0.1, 10, -1)}");
    }
    static long Id(long x) => x;
}
