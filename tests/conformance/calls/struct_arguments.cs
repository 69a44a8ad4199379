// Structs of every shape as arguments and results: directly, virtually, through interfaces, delegates, generics and pointers.
using System;
using System.Runtime.CompilerServices;

struct E { }
struct B1 { public byte A; }
struct B3 { public byte A, B, C; }
struct I2 { public int A, B; }
struct L1 { public long A; }
struct Mix { public int A; public double B; }
struct F2 { public float A, B; }
struct F4 { public float A, B, C, D; }
struct L3 { public long A, B, C; }
struct R2 { public string S; public object O; }
struct Nest { public I2 P; public R2 Q; public byte T; }
struct L6 { public long A, B, C, D, E, F; }
struct G<T> { public T V; public int N; }

interface ICall { T Same<T>(T x); L3 Three(L3 x, int k); Nest Nested(in Nest n); }
class Plain : ICall
{
    public virtual T Same<T>(T x) => x;
    public virtual L3 Three(L3 x, int k) { x.A += k; x.C *= 2; return x; }
    public virtual Nest Nested(in Nest n) { Nest c = n; c.T++; c.P.B = -c.P.B; return c; }
}
class Derived : Plain { public override L3 Three(L3 x, int k) => base.Three(base.Three(x, k), k + 1); }

unsafe class Program
{
    [MethodImpl(MethodImplOptions.NoInlining)] static E Empty(E e, int x) { Console.Write(x + " "); return e; }
    [MethodImpl(MethodImplOptions.NoInlining)] static B1 Byte(B1 b) { b.A += 200; return b; }
    [MethodImpl(MethodImplOptions.NoInlining)] static B3 Bytes(B3 b, byte k) { b.B += k; (b.A, b.C) = (b.C, b.A); return b; }
    [MethodImpl(MethodImplOptions.NoInlining)] static I2 Ints(I2 a, I2 b) => new() { A = a.A * b.A, B = a.B - b.B };
    [MethodImpl(MethodImplOptions.NoInlining)] static Mix Mixed(Mix m, float f, Mix n) => new() { A = m.A + n.A, B = m.B * f + n.B };
    [MethodImpl(MethodImplOptions.NoInlining)] static F2 Floats(F2 a, F4 b) => new() { A = a.A + b.C, B = a.B * b.D };
    [MethodImpl(MethodImplOptions.NoInlining)] static F4 Four(F4 a) => new() { A = a.D, B = a.C, C = a.B, D = a.A };
    [MethodImpl(MethodImplOptions.NoInlining)] static R2 Refs(R2 r, string s) { r.S += s; r.O = r.S.Length; return r; }
    [MethodImpl(MethodImplOptions.NoInlining)] static L6 Six(L6 x, long k, L6 y) => new() { A = x.A + y.F * k, B = x.B + y.E, C = x.C + y.D, D = x.D + y.C, E = x.E + y.B, F = x.F + y.A };
    [MethodImpl(MethodImplOptions.NoInlining)] static G<T> Gen<T>(G<T> g, T v) { g.V = v; g.N++; return g; }
    [MethodImpl(MethodImplOptions.NoInlining)] static long Lots(int a, L3 b, byte c, I2 d, double e, string f, Mix g, long h, L6 i, float j, B3 k, short l, R2 m) => a + b.C + c + d.B + (long)e + f.Length + (long)g.B + h + i.F + (long)j + k.C + l + m.S.Length;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Outs(out I2 a, ref L3 b, out string s) { a = new() { A = 4, B = 5 }; b.B = 99; s = "out"; }
    static int Recurse(L6 x, int depth) => depth == 0 ? (int)x.F : Recurse(new L6 { A = x.F, F = x.A + depth }, depth - 1);

    static void Main()
    {
        Empty(default, 7);
        Console.WriteLine($"{Byte(new() { A = 100 }).A} {Bytes(new() { A = 1, B = 250, C = 3 }, 10).C} {Bytes(new() { B = 250 }, 10).B}");
        I2 i = Ints(new() { A = 3, B = 4 }, new() { A = -5, B = 6 }); Mix m = Mixed(new() { A = 1, B = 2.5 }, 3f, new() { A = 2, B = 0.25 }); F2 f = Floats(new() { A = 1, B = 2 }, new() { C = 3, D = 4 }); F4 q = Four(new() { A = 1, B = 2, C = 3, D = 4 });
        Console.WriteLine($"{i.A} {i.B} {m.A} {m.B} {f.A} {f.B} {q.A}{q.B}{q.C}{q.D}");
        R2 r = Refs(new() { S = "ab" }, "cd"); L6 s = Six(new() { A = 1, F = 6 }, 10, new() { A = 7, B = 8, F = 9 }); Console.WriteLine($"{r.S} {r.O} {s.A} {s.E} {s.F} {Gen(new G<string> { N = 4 }, "v").V} {Gen(new G<L3>(), new L3 { B = 6 }).V.B} {Gen(new G<byte>(), (byte)200).N}");
        Console.WriteLine(Lots(1, new() { C = 2 }, 3, new() { B = 4 }, 5.9, "sixsix", new() { B = 7.7 }, 8, new() { F = 9 }, 10.1f, new() { C = 11 }, 12, new() { S = "thirteen-" }));
        foreach (ICall c in new ICall[] { new Plain(), new Derived() })
        {
            L3 t = c.Three(new() { A = 1, B = 2, C = 3 }, 10); Nest n = c.Nested(new Nest { P = { A = 1, B = 2 }, Q = { S = "q" }, T = 255 });
            Console.WriteLine($"{t.A} {t.B} {t.C} {n.P.B} {n.Q.S} {n.T} {c.Same(new I2 { B = 3 }).B} {c.Same(new L6 { E = 8 }).E} {c.Same((1, 2.5f, "x"))} {c.Same<byte>(9)} {c.Same(1.5f)} {c.Same(new E())}");
            Func<L3, int, L3> d = c.Three; Func<L6, L6> g = c.Same; Console.WriteLine($"{d(new() { A = 5 }, 1).A} {g(new() { D = 4 }).D}");
        }
        delegate*<L6, long, L6, L6> p = &Six; delegate*<R2, string, R2> pr = &Refs; delegate*<B1, B1> pb = &Byte; Console.WriteLine($"{p(default, 2, new() { F = 3 }).A} {pr(default, "z").O} {pb(default).A}");
        L3 l = default; Outs(out i, ref l, out string o); Console.WriteLine($"{i.B} {l.B} {o} {Recurse(default, 100)}");
    }
}
