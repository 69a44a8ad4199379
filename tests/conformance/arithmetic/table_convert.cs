// Every conversion between numeric types over boundary values, unchecked and checked.
using System;

class Program
{
    static string Try(Func<object> f) { try { return f().ToString(); } catch (OverflowException) { return "!"; } }

    static void Main()
    {
        long[] ls = { 0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, -32768, -32769, 65535, 65536, int.MaxValue, int.MaxValue + 1L, int.MinValue, int.MinValue - 1L, uint.MaxValue, uint.MaxValue + 1L, long.MaxValue, long.MinValue, 0x123456789abcdef };
        double[] ds = { 0, -0.0, 0.99, -0.99, 1.5, -1.5, 127.99, 128, -128.99, -129, 255.99, 256, 32767.9, 32768, -32768.9, -32769, 65535.9, 65536, 2147483647.9, 2147483648, -2147483648.9, -2147483649, 4294967295.9, 4294967296, 9223372036854774784.0, 9223372036854775808.0, -9223372036854775808.0, -9223372036854777856.0, 18446744073709549568.0, 18446744073709551616.0, 1e40, double.NaN, double.PositiveInfinity, double.NegativeInfinity };
        foreach (long l in ls)
        {
            int i = unchecked((int)l); uint u = unchecked((uint)l); ulong ul = unchecked((ulong)l); short s = unchecked((short)l); byte b = unchecked((byte)l);
            unchecked { Console.WriteLine($"{l}: {(sbyte)l} {(byte)l} {(short)l} {(ushort)l} {(int)l} {(uint)l} {(ulong)l} {(nint)l} {(int)(char)l} {(float)l:R} {(double)l:R} {(double)ul:R} {(float)ul:R} {(decimal)l} | {(long)i} {(ulong)i} {(long)u} {(float)i:R} {(double)u:R} {(float)u:R} {(uint)s} {(ulong)s} {(sbyte)b} {(short)(ushort)s} {(Half)l}"); }
            checked { Console.WriteLine($"  {Try(() => (sbyte)l)} {Try(() => (byte)l)} {Try(() => (short)l)} {Try(() => (ushort)l)} {Try(() => (int)l)} {Try(() => (uint)l)} {Try(() => (ulong)l)} {Try(() => (int)(char)l)} | {Try(() => (sbyte)ul)} {Try(() => (byte)ul)} {Try(() => (short)ul)} {Try(() => (ushort)ul)} {Try(() => (int)ul)} {Try(() => (uint)ul)} {Try(() => (long)ul)} | {Try(() => (sbyte)i)} {Try(() => (byte)i)} {Try(() => (uint)i)} {Try(() => (ulong)i)} {Try(() => (int)u)} {Try(() => (sbyte)u)} {Try(() => (nint)ul)} {Try(() => (nuint)l)} {Try(() => (byte)s)} {Try(() => -i)} {Try(() => -l)}"); }
        }
        foreach (double d in ds)
        {
            float f = (float)d;
            unchecked { Console.WriteLine($"{d:R}: {(int)d} {(uint)d} {(long)d} {(ulong)d} {f:R} {(int)f} {(uint)f} {(long)f} {(ulong)f} {(nint)d} {(Half)d}"); }
            checked { Console.WriteLine($"  {Try(() => (sbyte)d)} {Try(() => (byte)d)} {Try(() => (short)d)} {Try(() => (ushort)d)} {Try(() => (int)d)} {Try(() => (uint)d)} {Try(() => (long)d)} {Try(() => (ulong)d)} {Try(() => (int)(char)d)} | {Try(() => (sbyte)f)} {Try(() => (byte)f)} {Try(() => (int)f)} {Try(() => (uint)f)} {Try(() => (long)f)} {Try(() => (ulong)f)} {Try(() => (decimal)d)} {Try(() => (nint)d)}"); }
        }
    }
}
