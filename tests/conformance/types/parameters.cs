// Optional, named, params, out, overload resolution, evaluation order of arguments.
using System;

class Program
{
    static string F(int a, string b = "b", double c = 2.5, params object[] rest) => $"{a} {b} {c} {rest.Length}";
    static string G(int x) => "int"; static string G(long x) => "long"; static string G(object x) => "object"; static string G(params int[] x) => "params"; static string G(double x) => "double";
    static bool TryHalf(int n, out int half) { half = n / 2; return n % 2 == 0; }
    static int Trace(string s, int v) { Console.Write(s + v + " "); return v; }
    static int Three(int a, int b, int c) => a * 100 + b * 10 + c;
    static long Many(byte a, short b, int c, long d, float e, double f, char g, bool h, string i, decimal j, uint k, ulong l) => a + b + c + d + (long)e + (long)f + g + (h ? 1 : 0) + i.Length + (long)j + k + (long)l;

    static void Main()
    {
        Console.WriteLine(F(1) + "|" + F(1, c: 4) + "|" + F(1, "x", 3, null, 5) + "|" + F(c: 1, a: 2) + "|" + F(1, "q", 1, new object[] { 1, 2, 3 }));
        byte b = 1; char ch = 'a';
        Console.WriteLine($"{G(1)} {G(b)} {G(1L)} {G(1u)} {G(1ul)} {G(1f)} {G("s")} {G()} {G(1, 2)} {G(ch)} {G(1m)}");
        Console.WriteLine($"{TryHalf(8, out int h)} {h} {TryHalf(7, out _)}");
        Console.WriteLine(Three(c: Trace("c", 1), a: Trace("a", 2), b: Trace("b", 3)));
        int i = 1;
        Console.WriteLine(Three(i++, i++, i) + " " + i);
        int[] a = { 0, 0, 0 };
        int k = 0;
        a[k++] = a[k] + k++ + (a[k] = 5);
        Console.WriteLine(string.Join(",", a) + k);
        Console.WriteLine(Many(1, 2, 3, 4, 5.5f, 6.6, 'a', true, "four", 7.7m, 8, 9));
    }
}
