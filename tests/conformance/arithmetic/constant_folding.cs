// The same expression on constants, on locals and through calls that are not inlined must agree.
using System;
using System.Runtime.CompilerServices;

class Program
{
    [MethodImpl(MethodImplOptions.NoInlining)] static T Opaque<T>(T value) => value;

    static void Check(string what, object constant, object local, object opaque) =>
        Console.WriteLine($"{what}: {constant} {local} {opaque} {(constant.Equals(local) && local.Equals(opaque) ? "same" : "DIFFERENT")}");

    static void Main()
    {
        int a = 1000003; long b = 0x123456789abcdef; double c = 0.1; float d = 16777217f; uint e = 0xfffffff0; byte f = 251; char g = '\uffff';
        unchecked
        {
            Check("mul", 1000003 * 1000003, a * a, Opaque(a) * Opaque(a));
            Check("div", -1000003 / 7, -a / 7, -Opaque(a) / 7);
            Check("shl", 1000003 << 37, a << 37, Opaque(a) << Opaque(37));
            Check("long", 0x123456789abcdef * 31 >> 5, b * 31 >> 5, Opaque(b) * 31 >> 5);
            Check("dbl", 0.1 * 3 + 0.2, c * 3 + 0.2, Opaque(c) * 3 + Opaque(0.2));
            Check("flt", 16777217f + 1f, d + 1f, Opaque(d) + 1f);
            Check("u2d", (double)0xfffffff0, (double)e, (double)Opaque(e));
            Check("u2f", (float)0xfffffff1, (float)(e + 1), (float)(Opaque(e) + 1));
            Check("b+", (byte)(251 + 10), (byte)(f + 10), (byte)(Opaque(f) + 10));
            Check("c+", (char)('\uffff' + 2), (char)(g + 2), (char)(Opaque(g) + 2));
            Check("i2s", (short)1000003, (short)a, (short)Opaque(a));
            Check("d2i", (int)(0.1 * 1e10), (int)(c * 1e10), (int)(Opaque(c) * 1e10));
            Check("cmp", -1 < 0xfffffff0, -1 < e, -1 < Opaque(e));
            Check("rem", -7.5 % 2, -(c * 75) % 2, -(Opaque(c) * 75) % 2);
        }
    }
}
