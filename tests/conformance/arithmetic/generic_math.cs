// Generic arithmetic through static abstract interface members, over all the primitive number types.
using System;
using System.Numerics;

class Program
{
    static T Sum<T>(params T[] xs) where T : INumber<T> { T s = T.Zero; foreach (T x in xs) s += x; return s; }
    static T Power<T>(T b, int e) where T : INumberBase<T> { T r = T.One; for (; e > 0; e--) r *= b; return r; }
    static string Limits<T>() where T : IMinMaxValue<T> => $"{typeof(T).Name} {T.MinValue}..{T.MaxValue}";
    static TTo Convert<TFrom, TTo>(TFrom x) where TFrom : INumberBase<TFrom> where TTo : INumberBase<TTo> => TTo.CreateSaturating(x);
    static string Checked<TFrom, TTo>(TFrom x) where TFrom : INumberBase<TFrom> where TTo : INumberBase<TTo>
    {
        try { return $"{TTo.CreateChecked(x)}/{TTo.CreateTruncating(x)}"; } catch (OverflowException) { return "ovf/" + TTo.CreateTruncating(x); }
    }
    static string Bits<T>(T x) where T : IBinaryInteger<T> => $"{T.PopCount(x)} {T.LeadingZeroCount(x)} {T.TrailingZeroCount(x)} {T.RotateLeft(x, 3)} {T.IsPow2(x)} {x.GetByteCount()}";
    static T Gcd<T>(T a, T b) where T : IBinaryInteger<T> => T.IsZero(b) ? T.Abs(a) : Gcd(b, a % b);
    static string AddChecked<T>(T a, T b) where T : IAdditionOperators<T, T, T> { try { return checked(a + b).ToString(); } catch (OverflowException) { return "ovf"; } }
    static bool Less<T>(T a, T b) where T : IComparisonOperators<T, T, bool> => a < b;
    static T Parse<T>(string s) where T : IParsable<T> => T.Parse(s, null);

    static void Main()
    {
        Console.WriteLine($"{Sum(1, 2, 3)} {Sum<byte>(200, 100)} {Sum(1.5, 2.5)} {Sum(1.1m, 2.2m)} {Sum<nint>(-1, 4)} {Sum<Int128>(1, 2)} {Sum((Half)1.5, (Half)2)} {Sum<char>('a', '\u0001')} {Sum<BigInteger>(long.MaxValue, 1)}");
        Console.WriteLine($"{Power(3, 20)} {Power(3L, 20)} {Power(2.0f, 130)} {Power<sbyte>(2, 7)} {Power(new Complex(0, 1), 3)} {Power<UInt128>(10, 30)}");
        Console.WriteLine(string.Join("; ", Limits<byte>(), Limits<sbyte>(), Limits<short>(), Limits<int>(), Limits<ulong>(), Limits<nint>(), Limits<Int128>(), Limits<decimal>(), Limits<float>(), Limits<double>(), Limits<Half>()));
        Console.WriteLine($"{Convert<int, byte>(300)} {Convert<int, byte>(-1)} {Convert<double, int>(1e20)} {Convert<double, uint>(-5)} {Convert<float, long>(float.NaN)} {Convert<long, float>(long.MaxValue)} {Convert<Int128, ulong>(-1)} {Convert<decimal, int>(1e20m)}");
        Console.WriteLine($"{Checked<int, byte>(256)} {Checked<int, sbyte>(-128)} {Checked<long, int>(1L << 40)} {Checked<double, short>(1e6)} {Checked<ulong, long>(ulong.MaxValue)} {Checked<int, ushort>(-1)} {Checked<char, byte>('\u0141')}");
        Console.WriteLine($"{Bits<byte>(0b1010_0000)} | {Bits<short>(-1)} | {Bits(1 << 20)} | {Bits(0L)} | {Bits<UInt128>(UInt128.MaxValue)} | {Bits<char>('@')}");
        Console.WriteLine($"{Gcd(84, -36)} {Gcd<ulong>(1UL << 40, 1UL << 20)} {Gcd<BigInteger>(BigInteger.Pow(6, 30), BigInteger.Pow(4, 40))}");
        Console.WriteLine($"{AddChecked(int.MaxValue, 1)} {AddChecked<byte>(255, 1)} {AddChecked(1.0, 1)} {AddChecked(long.MinValue, -1)} {AddChecked('a', 'b')} {AddChecked<sbyte>(100, 27)}");
        Console.WriteLine($"{Less(1, 2)} {Less(double.NaN, 1)} {Less<byte>(200, 100)} {Less(-0.0, 0.0)} {Less(1m, 1.0m)}");
        Console.WriteLine($"{Parse<int>("-12")} {Parse<double>("1e3")} {Parse<byte>("255")} {Parse<Guid>("00000000-0000-0000-0000-000000000001")} {Parse<Half>("0.1")}");
    }
}
