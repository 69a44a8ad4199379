// Standard and custom numeric formats, alignment, composite formats, IFormattable.
using System;
using System.Globalization;

class Money : IFormattable { public string ToString(string f, IFormatProvider p) => $"<{f ?? "null"}>"; }

class Program
{
    static void Main()
    {
        int i = 12345; long l = -9876543210; double d = 1234.5678; float f = 0.1f; decimal m = 99.995m;
        Console.WriteLine($"{i:D8} {i:X} {i:x8} {i:N0} {i:E2} {i:F2} {i:G3} {i:C} {i:P0} {i:B} {i,8}| {i,-8}| {l:N} {l:X}");
        Console.WriteLine($"{d:F0} {d:F2} {d:N1} {d:E} {d:e3} {d:G2} {d:G} {d:R} {d:P} {d:0.00} {d:#,##0.###} {d:00000.0} {-d:#;(#);zero} {0.0:#;(#);zero} {d:0.0e+0} {d:'lit'0\\0}");
        Console.WriteLine($"{f} {f:R} {(double)f} {m:F2} {m:C2} {m:0.#} {1e21} {1e-7} {123456789012345680.0} {0.1 + 0.2} {1e15} {1e16} {-0.0} {100.0} {double.MaxValue} {float.MaxValue} {double.NaN} {double.NegativeInfinity}");
        Console.WriteLine(string.Format("{0} {1,5} {2,-5}| {{0}} {0:x} {3}", 255, "ab", "cd", null));
        Console.WriteLine($"{new Money()} {new Money():abc} {new DateTime(2024, 2, 29, 13, 5, 9):yyyy-MM-dd HH:mm:ss} {new DateTime(2024, 2, 29):D} {new TimeSpan(1, 2, 3, 4, 5)} {new TimeSpan(0, 5, 0):hh\\:mm} {Guid.Empty:B}");
        Console.WriteLine($"{true} {'c'} {(object)null}| {new object()} {new int[0]} {DayOfWeek.Friday} {1..3} {^2} {typeof(string)} {(1, 'x')}");
        Console.WriteLine(i.ToString("D7", CultureInfo.InvariantCulture) + " " + d.ToString(new NumberFormatInfo { NumberDecimalSeparator = "," }) + " " + byte.MaxValue.ToString("x2") + " " + sbyte.MinValue.ToString("X") + " " + ulong.MaxValue + " " + long.MinValue);
        try { Console.WriteLine(i.ToString("Q")); } catch (FormatException e) { Console.WriteLine(e.Message); }
        try { Console.WriteLine(string.Format("{0} {1}", 1)); } catch (FormatException e) { Console.WriteLine(e.Message); }
        double[] ds = { 1, 0.5, 123.456, 1.0 / 3, 2.0 / 3, 1e10, 1.5e-5, 4.35, 0.1 + 0.7, 5e-324, 1.7976931348623157e308, 9007199254740993, 299792458.1, 6.02214076e23 };
        foreach (double x in ds) Console.Write($"{x} {(float)x} {x:F3} {x:E4}; ");
        Console.WriteLine();
    }
}
