// Array initialisers of every element type: from data in the image, with runtime parts, implicit types, and partial effects when one throws.
using System;

enum Tiny : byte { A = 1, B = 200 }
class Program
{
    static int count; static int Next() => ++count;
    static int Fail() => throw new InvalidOperationException();
    static int[] kept;
    static string J<T>(T[] a) => $"{typeof(T).Name}[{string.Join(",", a)}]";
    static void Main()
    {
        Console.WriteLine(J(new bool[] { true, false, true, true, false }) + J(new byte[] { 0, 128, 255, 1, 2, 3, 4, 5, 6 }) + J(new sbyte[] { -128, 127, 0, -1, 5 }) + J(new char[] { 'a', '\u20ac', '\0', '\uffff', 'z' }.AsSpan().ToArray()).Replace("\0", "0").Replace("\uffff", "F"));
        Console.WriteLine(J(new short[] { -32768, 32767, 1, 2, 3 }) + J(new ushort[] { 65535, 0, 1, 2 }) + J(new uint[] { uint.MaxValue, 0, 7, 8 }) + J(new long[] { long.MinValue, -1, long.MaxValue }) + J(new ulong[] { ulong.MaxValue, 1, 2 }));
        Console.WriteLine(J(new float[] { 1.5f, -0f, float.NaN, float.MaxValue }) + J(new double[] { Math.PI, double.NegativeInfinity, -0.0, 4.9e-324 }) + J(new decimal[] { 1.10m, -2, decimal.MaxValue }) + J(new Tiny[] { Tiny.A, Tiny.B, (Tiny)77, 0 }));
        int[] same = { 7, 7, 7, 7 }, again = { 7, 7, 7, 7 }; same[0] = 1; Console.WriteLine($"{again[0]} {J(new[] { 1, 2L, 'c' })} {J(new[] { "a", null, "c" })} {J(new[] { 1, (int?)null })} {J(new object[] { 1, "s", 2.5, null })}");
        Console.WriteLine(J(new[] { Next(), Next(), 10, Next() }) + J(new int[3] { 1, Next(), 3 }) + J(new[] { (1, "x"), (2, "y") }) + new[] { new { A = 1 }, new { A = 2 } }[1]);
        int[] before = kept = new[] { 1 }; try { kept = new[] { Next(), Fail(), Next() }; } catch (InvalidOperationException) { } Console.WriteLine($"{ReferenceEquals(before, kept)} {count}");
        int[,] m = { { 1, 2, 3 }, { 4, 5, 6 } }; double[,,] d = { { { 1.5 } }, { { 2.5 } } }; string[,] s = { { "a", "b" } }; Console.WriteLine($"{m[1, 2]} {d[1, 0, 0]} {s[0, 1]} {m.Length}");
        ReadOnlySpan<int> data = new[] { 10, 20, 30, 40 }; ReadOnlySpan<byte> bytes = new byte[] { 9, 8 }; ReadOnlySpan<Tiny> tiny = new[] { Tiny.B }; ReadOnlySpan<char> chars = ['x', 'y']; ReadOnlySpan<double> ds = [1.25, -2]; Console.WriteLine($"{data[3]} {bytes[1]} {tiny[0]} {chars.ToString()} {ds[1]} {data.Length}");
        for (int i = 0; i < 2; i++) { int[] fresh = { 1, 2, 3 }; fresh[0] += i; Console.Write(J(fresh)); } Console.WriteLine();
        int[][] j = { new[] { 1 }, new int[] { }, new int[2] }; Console.WriteLine($"{j[2].Length} {j[1].Length}"); nint[] np = { 1, -2 }; Int128[] big = { Int128.MaxValue }; Guid[] g = { Guid.Empty }; Console.WriteLine(J(np) + J(big) + J(g));
    }
}
