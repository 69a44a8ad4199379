// System.Decimal: scale, rounding, conversion and formatting.
using System;

class Program
{
    static void Main()
    {
        decimal a = 1.10m, b = 3m;
        Console.WriteLine($"{a} {a + b} {a * b} {b / a} {a - b} {-a} {b % a} {a * 100} {1m / 3m} {2m / 3m}");
        Console.WriteLine($"{decimal.MaxValue} {decimal.MinValue} {0.0000000000000000000000000001m}");
        Console.WriteLine($"{Math.Round(2.5m)} {Math.Round(3.5m)} {Math.Round(-2.5m)} {Math.Round(2.45m, 1)} {Math.Round(2.5m, MidpointRounding.AwayFromZero)}");
        Console.WriteLine($"{decimal.Floor(-1.5m)} {decimal.Ceiling(-1.5m)} {decimal.Truncate(-1.5m)} {(int)1.99m} {(long)-1.99m} {(double)0.1m} {(decimal)0.1} {(decimal)0.1f}");
        Console.WriteLine($"{1.0m == 1.00m} {1.0m.GetHashCode() == 1.00m.GetHashCode()} {1.0m} {1.00m} {a > b} {a.CompareTo(b)}");
        Console.WriteLine(string.Join(",", decimal.GetBits(-123.456m)));
        try { decimal top = decimal.MaxValue; Console.WriteLine(top + 1); } catch (OverflowException e) { Console.WriteLine(e.Message); }
        try { Console.WriteLine(a / (b - 3)); } catch (DivideByZeroException e) { Console.WriteLine(e.Message); }
        Console.WriteLine($"{1234567.891m:N2} {1234567.891m:C} {0.256m:P1} {1234.5m:E3} {12m:F3} {decimal.Parse("-12.50")}");
        decimal sum = 0;
        for (int i = 0; i < 1000; i++) sum += 0.01m;
        Console.WriteLine(sum);
    }
}
