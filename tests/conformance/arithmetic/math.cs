// System.Math and MathF.
using System;

class Program
{
    static void Main()
    {
        double[] xs = { 0, 0.5, 1, -1, 2.5, -2.5, 3.5, 10, 100.25, -0.0, 1e-10 };
        foreach (double x in xs)
        {
            Console.WriteLine($"{x}: {Math.Floor(x)} {Math.Ceiling(x)} {Math.Truncate(x)} {Math.Round(x)} {Math.Round(x, MidpointRounding.AwayFromZero)} " +
                $"{Math.Round(x, MidpointRounding.ToZero)} {Math.Round(x, MidpointRounding.ToPositiveInfinity)} {Math.Abs(x)} {Math.Sign(x)} {Math.Sqrt(Math.Abs(x)):F10} {Math.Cbrt(x):F10}");
            Console.WriteLine($"  {Math.Sin(x):F10} {Math.Cos(x):F10} {Math.Tan(x):F8} {Math.Exp(x / 10):F10} {Math.Atan(x):F10} {Math.Atan2(x, 2):F10} {Math.Tanh(x):F10} {Math.Pow(2, x):F6}");
            Console.WriteLine($"  {MathF.Floor((float)x)} {MathF.Sqrt((float)Math.Abs(x)):F5} {MathF.Round((float)x)} {Math.BitIncrement(x):R} {Math.ScaleB(x, 3)} {Math.FusedMultiplyAdd(x, x, -x):F8}");
        }
        Console.WriteLine($"{Math.Log(Math.E)} {Math.Log10(1000)} {Math.Log2(8)} {Math.Log(8, 2)} {Math.Pow(0, 0)} {Math.Pow(-8, 1.0 / 3)} {Math.Sqrt(-1)} {Math.Log(0)} {Math.Log(-1)}");
        Console.WriteLine($"{Math.Clamp(5, 1, 3)} {Math.Clamp(-5.5, -1, 3)} {Math.Max(3u, 4u)} {Math.Min((byte)3, (byte)9)} {Math.ILogB(1000)} {Math.CopySign(3, -0.0)}");
        try { Math.Abs(int.MinValue); } catch (OverflowException e) { Console.WriteLine(e.Message); }
        try { Math.Clamp(1, 3, 2); } catch (ArgumentException e) { Console.WriteLine(e.Message); }
    }
}
