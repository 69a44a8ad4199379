// Checked and unchecked conversions between all integer types at their borders, as runtime values.
using System;

class Program
{
    static string Try<T>(Func<T> f) { try { return f().ToString(); } catch (OverflowException) { return "ovf"; } }

    static void From(long v)
    {
        Console.WriteLine($"{v}: " + string.Join(" ", Try(() => checked((sbyte)v)), Try(() => checked((byte)v)), Try(() => checked((short)v)), Try(() => checked((ushort)v)),
            Try(() => checked((int)v)), Try(() => checked((uint)v)), Try(() => checked((ulong)v)), Try(() => checked((char)v) + 0), Try(() => checked((nint)v)), Try(() => checked((nuint)v))));
        unchecked { Console.WriteLine($"  {(sbyte)v} {(byte)v} {(short)v} {(ushort)v} {(int)v} {(uint)v} {(ulong)v} {(int)(char)v} {(nint)v} {(nuint)v}"); }
    }
    static void From(ulong v)
    {
        Console.WriteLine($"{v}u: " + string.Join(" ", Try(() => checked((sbyte)v)), Try(() => checked((byte)v)), Try(() => checked((short)v)), Try(() => checked((ushort)v)),
            Try(() => checked((int)v)), Try(() => checked((uint)v)), Try(() => checked((long)v)), Try(() => checked((nint)v)), Try(() => checked((nuint)v))));
    }
    static void From(int v) => Console.WriteLine($"{v}i: " + string.Join(" ", Try(() => checked((sbyte)v)), Try(() => checked((byte)v)), Try(() => checked((short)v)), Try(() => checked((ushort)v)), Try(() => checked((uint)v)), Try(() => checked((ulong)v)), Try(() => checked((nuint)v))));
    static void From(uint v) => Console.WriteLine($"{v}ui: " + string.Join(" ", Try(() => checked((sbyte)v)), Try(() => checked((byte)v)), Try(() => checked((short)v)), Try(() => checked((ushort)v)), Try(() => checked((int)v)), Try(() => checked((nint)v))));
    static void From(double v) => Console.WriteLine($"{v:R}d: " + string.Join(" ", Try(() => checked((sbyte)v)), Try(() => checked((byte)v)), Try(() => checked((short)v)), Try(() => checked((ushort)v)), Try(() => checked((int)v)), Try(() => checked((uint)v)), Try(() => checked((long)v)), Try(() => checked((ulong)v))));

    static void Main()
    {
        foreach (long v in new[] { 0, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, -32769, 65535, 65536, int.MaxValue, int.MaxValue + 1L, int.MinValue - 1L, uint.MaxValue, uint.MaxValue + 1L, long.MaxValue, long.MinValue }) From(v);
        foreach (ulong v in new ulong[] { 0ul, 127, 128, 255, 256, 32768, 65536, int.MaxValue, 0x80000000, uint.MaxValue, 0x100000000, long.MaxValue, 0x8000000000000000, ulong.MaxValue }) From(v);
        foreach (int v in new[] { 0, -1, 128, 256, 65535, int.MinValue, int.MaxValue }) From(v);
        foreach (uint v in new uint[] { 0u, 128, 256, 65536, 0x7fffffff, 0x80000000, uint.MaxValue }) From(v);
        foreach (double v in new[] { 0.0, -0.0, -0.99, -1.0, 127.99, 128, 255.99, 256, 2147483647.99, 2147483648.0, -2147483648.99, -2147483649.0, 4294967295.99, 4294967296.0, 9223372036854774784.0, 9223372036854775808.0, -9223372036854775808.0, 18446744073709549568.0, 18446744073709551616.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity }) From(v);
        checked
        {
            byte b = 255; sbyte s = -128; char c = '\uffff'; short h = short.MaxValue;
            Console.WriteLine(Try(() => ++b) + Try(() => --s) + Try(() => c++) + Try(() => h += 1) + Try(() => (byte)(b - 1)) + Try(() => -(int)s) + Try(() => -int.MinValue.GetHashCode()));
            Console.WriteLine($"{b} {s} {(int)c} {h}");
        }
    }
}
