// Shifts of every integer type by counts at and beyond the width, with >>> and on negative values.
using System;

class Program
{
    static void Main()
    {
        int[] counts = { 0, 1, 7, 8, 15, 16, 31, 32, 33, 63, 64, 65, -1, -31, -32, 255, int.MinValue };
        foreach (int n in counts)
        {
            int i = unchecked((int)0x80000001); uint u = 0x80000001; long l = unchecked((long)0x8000000000000001); ulong v = 0x8000000000000001;
            Console.WriteLine($"{n}: {i << n} {i >> n} {i >>> n} {u << n} {u >> n} {u >>> n} {l << n} {l >> n} {l >>> n} {v << n} {v >> n} {v >>> n}");
            sbyte a = -100; byte b = 200; short s = -30000; ushort t = 60000; char c = '\u8001'; nint p = -5; nuint q = unchecked((nuint)(-5));
            Console.WriteLine($"   {a << n} {a >> n} {a >>> n} {b << n} {b >> n} {b >>> n} {s >> n} {s >>> n} {t >>> n} {c >> n} {p << n} {p >> n} {p >>> n} {q >> n} {q >>> n}");
            Int128 w = -7; UInt128 x = (UInt128)w;
            Console.WriteLine($"   {w << n} {w >> n} {w >>> n} {x >> n} {x >>> n}");
        }
        int? m = -16; int? none = null; Console.WriteLine($"{m >>> 28} {(m >> none).HasValue} {(none >>> 1).HasValue}");
        const int folded = -1 >>> 33; const long longer = -1L >>> 65; Console.WriteLine($"{folded} {longer}");
        Console.WriteLine($"{Shift<int>(-8, 1)} {Shift<sbyte>(-8, 1)} {Shift<long>(-8, 65)} {Shift<byte>(200, 3)} {Shift<short>(-8, 17)} {Shift<ushort>(60000, 18)}");
    }
    static T Shift<T>(T x, int n) where T : System.Numerics.IShiftOperators<T, int, T> => x >>> n;
}
