// Delegates of many signatures: ref, out, in, ref returns, large structs, many arguments, params, defaults, spans, pointers, generic results.
using System;
using System.Runtime.CompilerServices;

struct Big { public long A, B, C, D, E, F; public long Sum() => A + B + C + D + E + F; public Big Plus(Big o) => new() { A = A + o.A, F = F + o.F }; }
struct Two { public float X; public double Y; }
delegate void Out(out int a, ref string b, in long c); delegate ref int RefRet(int[] a, int i); delegate Big BigFn(Big a, int n, Big b); delegate int SpanFn(ReadOnlySpan<char> s, Span<int> o); unsafe delegate int* PtrFn(int* p, int n);
delegate double Many(byte a, sbyte b, short c, ushort d, int e, uint f, long g, ulong h, float i, double j, char k, bool l, decimal m, string n, Two o, nint p); delegate (int, string, Two) Tup((long, long) a); delegate Span<T> Slice<T>(Span<T> s, int n); delegate ref readonly T Ro<T>(in T x); delegate int P(int a = 5, params string[] r); delegate Big? Opt(Big? b);

class Program
{
    int n = 1; void Set(out int a, ref string b, in long c) { a = n++; b += c; }
    ref int At(int[] a, int i) => ref a[i + n];
    Big Mix(Big a, int k, Big b) { a.A += k; n += (int)b.F; return a.Plus(b); } static Big SMix(Big a, int k, Big b) { b.A = k; return b; }
    static double All(byte a, sbyte b, short c, ushort d, int e, uint f, long g, ulong h, float i, double j, char k, bool l, decimal m, string s, Two o, nint p) => a + b + c + d + e + f + g + (long)h + i + j + k + (l ? 1 : 0) + (double)m + s.Length + o.X + o.Y + p;
    double AllI(byte a, sbyte b, short c, ushort d, int e, uint f, long g, ulong h, float i, double j, char k, bool l, decimal m, string s, Two o, nint p) => n + All(a, b, c, d, e, f, g, h, i, j, k, l, m, s, o, p);
    static ref readonly T Same<T>(in T x) => ref x;
    static unsafe void Main()
    {
        var p = new Program(); Out o = p.Set; o += (out int a, ref string b, in long c) => { a = 100; b = "<" + b + ">"; }; string s = "s"; o(out int v, ref s, 7); Console.WriteLine($"{v} {s} {p.n}");
        int[] arr = { 1, 2, 3 }; RefRet r = p.At; p.n = 1; r(arr, 0) = 20; ref int x = ref r(arr, 1); x++; r = (a, i) => ref a[i]; r(arr, 0) *= -1; Console.WriteLine(string.Join(",", arr));
        Big b1 = new() { A = 1, F = 2 }, b2 = new() { A = 10, F = 20 }; BigFn f = p.Mix; Big res = f(b1, 5, b2); Console.WriteLine($"{res.A} {res.F} {b1.A} {p.n}"); f += SMix; res = f(b1, 6, b2); Console.WriteLine($"{res.Sum()} {b2.A} {p.n}"); f = (a, k, b) => { a = b; a.E = k; return a; }; Console.WriteLine(f(b1, 9, b2).Sum()); Func<Big, Big> bound = b1.Plus; b1.A = 1000; Console.WriteLine(bound(b2).Sum()); Func<long> sum = b2.Sum; Console.WriteLine(sum());
        SpanFn sf = (c, d) => { d[0] = c.Length; return c[^1]; }; Span<int> outp = stackalloc int[1]; Console.WriteLine(sf("span", outp) + outp[0]); PtrFn pf = (q, k) => q + k; int* raw = stackalloc int[3]; raw[2] = 42; Console.WriteLine(*pf(raw, 2)); Slice<char> sl = (q, k) => q[k..]; Console.WriteLine(sl("hello".ToCharArray(), 3).ToString());
        Many m = All; m += p.AllI; Console.WriteLine(m(1, -2, 3, 4, -5, 6, 7, 8, 9.5f, 10.25, 'a', true, 1.5m, "four", new Two { X = 1, Y = 2 }, -3)); Tup t = a => ((int)(a.Item1 - a.Item2), "t", new Two { Y = a.Item2 }); var (i1, i2, i3) = t((5, 3)); Console.WriteLine($"{i1} {i2} {i3.Y}");
        Ro<Big> ro = Same; Console.WriteLine($"{Unsafe.AreSame(ref Unsafe.AsRef(in ro(in b1)), ref b1)} {ro(b1).A}"); P pr = (a, rest) => a + rest.Length; Console.WriteLine($"{pr()} {pr(1, "x", "y")} {pr(2, null ?? new string[4])}"); Opt op = q => q is { } z ? z.Plus(z) : null; Console.WriteLine($"{op(null).HasValue} {op(b2).Value.F}");
        Action<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int> sixteen = (a, b, c, d, e, g, h, i, j, k, l, mm, nn, oo, pp, qq) => Console.WriteLine(a + b * 2 + qq * 3 + pp); sixteen(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16); Func<Func<int>, Func<int>> wrap = k => () => k() + 1; Console.WriteLine(wrap(wrap(wrap(() => 0)))());
        delegate*<int, double, Two> fp = &Fp; Func<int, double, Two> viaD = Fp; Console.WriteLine(fp(1, 2).Y + viaD(3, 4).X);
    }
    static Two Fp(int a, double b) => new() { X = a, Y = b };
}
