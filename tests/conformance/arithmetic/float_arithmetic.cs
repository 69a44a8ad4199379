// Single and double precision keep their own precision in every operation.
using System;

class Program
{
    static float Sum(float[] values) { float s = 0; foreach (float v in values) s += v; return s; }
    static double Sum(double[] values) { double s = 0; foreach (double v in values) s += v; return s; }

    static void Main()
    {
        float[] floats = new float[1000];
        double[] doubles = new double[1000];
        for (int i = 0; i < 1000; i++) { floats[i] = 0.1f * i; doubles[i] = 0.1 * i; }
        Console.WriteLine($"{Sum(floats)} {Sum(doubles)}");
        float third = 1f / 3, x = 16777216f;
        Console.WriteLine($"{third} {third * 3} {x + 1} {x + 1 + 1} {x + 2} {(x + 1f) - x}");
        Console.WriteLine($"{0.1 + 0.2} {0.1f + 0.2f} {1e308 * 10} {-1e308 * 10} {5e-324 / 2} {1.0 / 3}");
        Console.WriteLine($"{float.MaxValue} {float.Epsilon} {double.MaxValue} {double.Epsilon} {float.MaxValue * 2} {Math.PI} {MathF.PI}");
        double y = 1;
        for (int i = 0; i < 60; i++) y /= 3;
        Console.WriteLine(y);
        y = 1;
        for (int i = 1; i <= 170; i++) y *= i;
        Console.WriteLine(y);
        Console.WriteLine(y * 171);
    }
}
