// Arrays of rank three and more: order of elements, struct and reference elements, by-ref elements, bounds, Clear and Copy.
using System;

struct P { public int X; public string S; public void Bump() => X++; }

class Program
{
    static void Try(Action a) { try { a(); Console.Write("fine "); } catch (Exception e) { Console.Write(e.GetType().Name + " "); } }
    static int n; static int Next(int x) { n = n * 10 + x; return x; }
    static void Add(ref int x) => x += 100;

    static void Main()
    {
        var a = new int[2, 3, 4]; int v = 0;
        for (int i = 0; i < 2; i++) for (int j = 0; j < 3; j++) for (int k = 0; k < 4; k++) a[i, j, k] = v++;
        foreach (int x in a) Console.Write(x + " ");
        Console.WriteLine($"{a.Rank} {a.Length} {a.GetLength(2)} {a.GetUpperBound(1)}");
        Add(ref a[1, 2, 3]); a[0, 0, 1]++; a[Next(1), Next(2), Next(3)] *= Next(2); Console.WriteLine($"{a[1, 2, 3]} {a[0, 0, 1]} {n}");
        Try(() => a[2, 0, 0]++); Try(() => a[0, 3, 0]++); Try(() => a[0, 0, -1]++); Try(() => a[0, 0, 4] = 1); Console.WriteLine();
        var p = new P[2, 2, 1, 2]; p[1, 1, 0, 1].Bump(); p[1, 1, 0, 1].Bump(); p[1, 1, 0, 1].S = "s"; P copy = p[1, 1, 0, 1]; copy.X = 50; ref P r = ref p[0, 1, 0, 0]; r.X = 3; r.S += "null"; Console.WriteLine($"{p[1, 1, 0, 1].X}{p[1, 1, 0, 1].S} {p[0, 1, 0, 0].X}{p[0, 1, 0, 0].S} {p[0, 0, 0, 0].S == null}");
        object[,,] o = new string[1, 2, 1]; o[0, 1, 0] = "str"; Try(() => o[0, 0, 0] = 5); Console.WriteLine($"{o[0, 1, 0]} {o.GetType()}");
        var zero = new double[3, 0, 5]; Console.WriteLine($"{zero.Length} {zero.GetLength(0)}"); Try(() => zero[0, 0, 0] = 1); Try(() => Console.Write(new int[-v, 1, 1].Length)); Console.WriteLine();
        var m = new long[,,] { { { 1, 2 }, { 3, 4 } }, { { 5, 6 }, { 7, long.MinValue } } }; Console.WriteLine($"{m[1, 1, 1]} {m[1, 0, 1]} {m.GetValue(0, 1, 1)}");
        Array.Clear(m, 2, 3); var t = new long[2, 2, 2]; Array.Copy(m, t, 8); t[0, 0, 0] = -1; foreach (long x in t) Console.Write(x + " "); Console.WriteLine(m[0, 0, 0]);
        Buffer.BlockCopy(m, 0, a, 8, 16); Console.WriteLine($"{a[0, 0, 2]} {a[0, 0, 3]} {a[0, 1, 0]}");
        byte[,] bytes = { { 1, 255 }, { 128, 4 } }; bytes[0, 1]++; bytes[1, 0] <<= 1; Console.WriteLine($"{bytes[0, 1]} {bytes[1, 0]} {Sum(bytes)}");
        Action<int[,]> set = x => x[0, 0] = 9; var f = new int[1, 1]; set(f); Console.WriteLine(f[0, 0]);
    }
    static T Sum<T>(T[,] xs) where T : System.Numerics.INumber<T> { T s = T.Zero; foreach (T x in xs) s += x; return s; }
}
