// Comparisons with NaN, and equality as Equals and as ==.
using System;

class Program
{
    static string Compare(double a, double b) =>
        $"{a} {b}: < {a < b} <= {a <= b} > {a > b} >= {a >= b} == {a == b} != {a != b} not< {!(a < b)} not>= {!(a >= b)} " +
        $"Equals {a.Equals(b)} CompareTo {a.CompareTo(b)}";

    static string Branch(float a, float b)
    {
        string s = "";
        if (a < b) s += "lt "; else s += "nlt ";
        if (a <= b) s += "le "; else s += "nle ";
        if (a > b) s += "gt "; else s += "ngt ";
        if (a >= b) s += "ge "; else s += "nge ";
        if (a == b) s += "eq "; else s += "neq ";
        if (!(a < b)) s += "!lt "; if (!(a > b)) s += "!gt ";
        while (a < b) { s += "loop"; break; }
        return s;
    }

    static void Main()
    {
        double[] values = { 0.0, -0.0, 1.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity };
        foreach (double a in values)
            foreach (double b in values)
            {
                Console.WriteLine(Compare(a, b));
                Console.WriteLine(Branch((float)a, (float)b));
            }
        Console.WriteLine($"{Math.Max(1, double.NaN)} {Math.Min(double.NaN, 1)} {Math.Max(-0.0, 0.0)} {Math.Min(0.0, -0.0)} {Math.Sign(-0.0)}");
        Console.WriteLine($"{double.IsNaN(double.NaN)} {double.IsInfinity(1 / 0.0)} {double.IsNegative(-0.0)} {double.IsFinite(double.MaxValue)}");
        Array.Sort(values);
        Console.WriteLine(string.Join(" ", values));
    }
}
