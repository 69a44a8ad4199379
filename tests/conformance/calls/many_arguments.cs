// Long argument lists in integer and floating-point registers and on the stack, small integers at every place.
using System;
using System.Runtime.CompilerServices;

abstract class V { public abstract double Call(sbyte a, byte b, short c, ushort d, char e, bool f, int g, uint h, long i, ulong j, float k, double l, string m, sbyte n, byte o, bool p, float q, double r); }
class W : V { public override double Call(sbyte a, byte b, short c, ushort d, char e, bool f, int g, uint h, long i, ulong j, float k, double l, string m, sbyte n, byte o, bool p, float q, double r) => a + b * 2 + c * 3 + d * 4 + e * 5 + (f ? 6 : 0) + g * 7 + h * 8.0 + i * 9 + j * 10 + k * 11 + l * 12 + m.Length * 13 + n * 14 + o * 15 + (p ? 16 : 0) + q * 17 + r * 18; }

class Program
{
    [MethodImpl(MethodImplOptions.NoInlining)] static int Ints(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l) => ((((((((((a * 3 + b) * 3 + c) * 3 + d) * 3 + e) * 3 + f) * 3 + g) * 3 + h) * 3 + i) * 3 + j) * 3 + k) * 3 + l;
    [MethodImpl(MethodImplOptions.NoInlining)] static double Doubles(double a, double b, double c, double d, double e, double f, double g, double h, double i, double j, float k, float l) => ((((((((((a * 2 + b) * 2 + c) * 2 + d) * 2 + e) * 2 + f) * 2 + g) * 2 + h) * 2 + i) * 2 + j) * 2 + k) * 2 + l;
    [MethodImpl(MethodImplOptions.NoInlining)] static sbyte NarrowS(int x) => (sbyte)x;
    [MethodImpl(MethodImplOptions.NoInlining)] static byte NarrowU(int x) => (byte)x;
    [MethodImpl(MethodImplOptions.NoInlining)] static short NarrowH(int x) => (short)x;
    [MethodImpl(MethodImplOptions.NoInlining)] static char NarrowC(int x) => (char)x;
    [MethodImpl(MethodImplOptions.NoInlining)] static bool Odd(int x) => (x & 1) != 0;
    [MethodImpl(MethodImplOptions.NoInlining)] static string Refs(string a, object b, int[] c, string d, object e, string f, int[] g, string h, string i) => a + b + c.Length + d + e + f + g[0] + h + i;
    [MethodImpl(MethodImplOptions.NoInlining)] static ref int Pick(ref int a, ref int b, ref int c, ref int d, ref int e, ref int f, ref int g, ref int h, int which) { switch (which) { case 0: return ref a; case 6: return ref g; case 7: return ref h; default: return ref d; } }

    static void Main()
    {
        Console.WriteLine($"{Ints(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)} {Doubles(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11.5f, 12.25f)} {new W().Call(-1, 255, -300, 65535, 'z', true, -5, 4000000000, -6, 7, 1.5f, 2.5, "str", -128, 200, true, 0.5f, -0.25)}");
        Console.WriteLine($"{NarrowS(200)} {NarrowU(-1)} {NarrowH(40000)} {(int)NarrowC(65536 + 65)} {Odd(3)} {Odd(4)} {(NarrowS(0x1ff) == -1)} {NarrowU(0x1ff) + 1} {(NarrowH(-1) < 0)}");
        Console.WriteLine(Refs("a", 1, new int[3], "d", 'e', "f", new[] { 7 }, "h", null));
        int a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8; Pick(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, 6) = 70; Pick(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, 7)++; Pick(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, 3) *= 2; Console.WriteLine($"{a} {b} {c} {d} {e} {f} {g} {h}");
        Func<int, int, int, int, int, int, int, int, int, int, int, int, int> fn = Ints; Console.WriteLine(fn(12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1));
    }
}
