// % on floating point keeps the dividend's sign.
using System;

class Program
{
    static void Main()
    {
        double[] values = { 5.5, -5.5, 2, -2, 0.1, 1e17, double.PositiveInfinity, double.NaN, 0.0, -0.0, 3 };
        foreach (double a in values)
            foreach (double b in values)
                Console.WriteLine($"{a} % {b} = {a % b} {(float)a % (float)b} {Math.IEEERemainder(a, b)}");
    }
}
