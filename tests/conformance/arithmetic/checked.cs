// checked arithmetic traps on overflow.
using System;

class Program
{
    static void Try(string what, Func<object> f)
    {
        try { Console.WriteLine($"{what} = {f()}"); }
        catch (OverflowException e) { Console.WriteLine($"{what}: {e.Message}"); }
    }

    static void Main()
    {
        int max = int.MaxValue, min = int.MinValue, two = 2, minusOne = -1;
        long lmax = long.MaxValue, lmin = long.MinValue;
        uint umax = uint.MaxValue;
        ulong ulmax = ulong.MaxValue;
        byte b = 255;
        short s = short.MinValue;
        checked
        {
            Try("max+1", () => max + 1);
            Try("max-1", () => max - 1);
            Try("min-1", () => min - 1);
            Try("max*2", () => max * two);
            Try("min*-1", () => min * minusOne);
            Try("46341*46341", () => (max / 46340 + 1) * 46341);
            Try("-min", () => -min);
            Try("lmax+1", () => lmax + 1);
            Try("lmin*-1", () => lmin * minusOne);
            Try("3037000500^2", () => (lmax / 3037000499 + 1) * 3037000500);
            Try("umax+1", () => umax + 1);
            Try("0u-1", () => (umax - umax) - 1);
            Try("umax*umax", () => umax * umax);
            Try("ulmax+1", () => ulmax + 1);
            Try("ulmax*2", () => ulmax * 2);
            Try("ulmax-ulmax", () => ulmax - ulmax);
            Try("b++", () => { byte c = b; c++; return c; });
            Try("s--", () => { short c = s; c--; return c; });
            Try("(byte)256", () => (byte)(b + 1));
            Try("(uint)-1", () => (uint)minusOne);
            Try("(int)umax", () => (int)umax);
            Try("(long)ulmax", () => (long)ulmax);
            Try("(ulong)-1", () => (ulong)minusOne);
            Try("(sbyte)200", () => (sbyte)(b - 55));
            Try("(char)-1", () => (char)minusOne);
            Try("(int)1e10", () => (int)(max * 10.0));
            Try("(int)2147483647.5", () => (int)(max + 0.5));
            Try("(uint)-0.9", () => (uint)(minusOne * 0.9));
            Try("(ulong)NaN", () => (ulong)(double.NaN * max));
            Try("(long)9.3e18", () => (long)(9.3e18 * two / 2));
            Try("(byte)255.9f", () => (byte)(b + 0.9f));
            Try("(decimal)", () => (int)(decimal.MaxValue - b));
            Try("(nint)", () => (nint)lmax + 1);
        }
        unchecked
        {
            Try("unchecked max+1", () => max + 1);
            Try("unchecked (byte)", () => (byte)(b + 1));
        }
    }
}
