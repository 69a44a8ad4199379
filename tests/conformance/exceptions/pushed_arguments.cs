// Found by kiln-fuzz (programs, seed 23): calls that push arguments, left by exceptions.
namespace S23 {
    using Fuzz;
    using System;
    class Cell<A> { public A value; public static int made; public Cell(A value) { this.value = value; made++; } public virtual A Get() { return value; } public A Swap(A other) { A old = value; value = other; return old; } }
    sealed class Twin<A> : Cell<A> { A second; public Twin(A a, A b) : base(a) { second = b; } public override A Get() { A old = value; value = second; second = old; return old; } }
    interface ISource<A> { A Next(A a); A Both(A a) { return Next(Next(a)); } }
    struct Turn<A> : ISource<A> { A other; public Turn(A other) { this.other = other; } public A Next(A a) { A old = other; other = a; return old; } }
    class Keep<A> : Cell<A>, ISource<A> { public Keep(A a) : base(a) { } public A Next(A a) { value = a; return Get(); } A ISource<A>.Both(A a) { return Swap(a); } }
    interface IShape { int Shape(int a); int Twice(int a) { return Shape(a) + Shape(a + 1); } }
    struct V0 : IShape {
        public bool f0;
        public int f1;
        public double f2;
        public long f3;
        public V0(bool f0, int f1, double f2, long f3) { this.f0 = f0; this.f1 = f1; this.f2 = f2; this.f3 = f3; }
        public long Sum() { return unchecked(((((17L * 31 + (f0 ? 1 : 2)) * 31 + unchecked((long)f1)) * 31 + BitConverter.DoubleToInt64Bits(f2 == f2 ? f2 : 0)) * 31 + unchecked((long)f3))); }
        public void Bump(int a) { f1 = unchecked((int)(f1 + (int)a)); }
        public int Shape(int a) { return unchecked(a * 2 + (int)Sum()); }
    }
    struct V1 : IShape {
        public int f0;
        public double f1;
        public V1(int f0, double f1) { this.f0 = f0; this.f1 = f1; }
        public long Sum() { return unchecked(((17L * 31 + unchecked((long)f0)) * 31 + BitConverter.DoubleToInt64Bits(f1 == f1 ? f1 : 0))); }
        public void Bump(int a) { f0 = unchecked((int)(f0 + (int)a)); }
        public int Shape(int a) { return unchecked(a * 2 + (int)Sum()); }
    }
    struct V2 : IShape {
        public ulong f0;
        public byte[] f1;
        public uint f2;
        public int f3;
        public ulong f4;
        public V2(ulong f0, byte[] f1, uint f2, int f3, ulong f4) { this.f0 = f0; this.f1 = f1; this.f2 = f2; this.f3 = f3; this.f4 = f4; }
        public long Sum() { return unchecked((((((17L * 31 + unchecked((long)f0)) * 31 + (f1 == null ? 7 : f1.Length)) * 31 + unchecked((long)f2)) * 31 + unchecked((long)f3)) * 31 + unchecked((long)f4))); }
        public void Bump(int a) { f0 = unchecked((ulong)(f0 + (ulong)a)); }
        public int Shape(int a) { return unchecked(a * 6 + (int)Sum()); }
    }
    class C0 : IShape {
        public uint c0_0;
        public char c0_1;
        public byte c0_2;
        public ushort c0_3;
        public C0() { }
        public C0(int seed) { c0_0 = unchecked((uint)seed); }
        public virtual long Tag { get { return 100; } }
        public virtual long Sum() { return unchecked(1L * 7 + ((((17L * 31 + unchecked((long)c0_0)) * 31 + unchecked((long)c0_1)) * 31 + unchecked((long)c0_2)) * 31 + unchecked((long)c0_3))); }
        public virtual int Virtual(int a) { return unchecked(a * 4 + 44); }
        public virtual int Shape(int a) { return unchecked(a ^ 44 + (int)Tag); }
    }
    class C1 : C0 {
        public int c1_0;
        public uint c1_1;
        public C1() { }
        public C1(int seed) : base(seed + 1) { c1_0 = unchecked((int)seed); }
        public override long Tag { get { return 101; } }
        public override long Sum() { return unchecked(base.Sum() * 7 + ((17L * 31 + unchecked((long)c1_0)) * 31 + unchecked((long)c1_1))); }
        public override int Virtual(int a) { return unchecked(base.Virtual(a) * 2 + 48); }
        public override int Shape(int a) { return unchecked(a ^ 48 + (int)Tag); }
    }
    static class Lib {
        static int fuel;
        public static void Refuel() { fuel = 400; }
        public static bool Fuel() { return --fuel > 0; }
        public static bool Accept(Exception e, int id) { T.Say("filter " + T.Decimal(id), T.Name(e)); return id < 60; }
        public static A Id<A>(A a) { return a; }
        public static A First<A>(A a, A b) { return a; }
        public static A Second<A>(A a, A b) { A[] list = { a, b }; return list[1]; }
        public static A Through<A>(A a, A b) { Func<A> f = () => b; b = a; return f(); }
        public static long Boxed<A>(A a) { object o = a; return o is int i ? i : o is long l ? l : o is byte y ? y + 1 : o is uint u ? u : o is char c ? c : 9; }
        public static int Measure<A>(A a, int b) where A : IShape { return a.Shape(b); }
        public static string Join(string a, string b) { string s = a + b; return s.Length > 40 ? "long" : s; }
        public static Span<A> Part<A>(A[] a, int at) { return new Span<A>(a, at & 1, a.Length - (at & 1)); }
        public static int[,] grid = new int[4, 5];
        public static ref A Pick<A>(ref A a, ref A b, bool first) { if (first) return ref a; return ref b; }
        public static A? Maybe<A>(A a, bool there) where A : struct { if (there) return a; return null; }
        public static (A, B) Pair<A, B>(A a, B b) { return (a, b); }
        public static System.Collections.Generic.IEnumerable<int> Count(int n) { for (int i = 0; i < (n & 7); i++) { if (!Fuel()) yield break; yield return unchecked(i * n); } }
        public static int Total(int n) { int sum = 0; foreach (int i in Count(n)) { sum = unchecked(sum * 3 + i); if (sum == 7) break; } return sum; }
        public static int Kind(object o) { return o switch { null => 0, int i when i > 3 => 1, int => 2, string { Length: > 2 } s => s.Length, string => 4, IShape shape => shape.Twice(1), long[] or int[] => 5, Array { Length: 0 } => 6, _ => 7 }; }
        public static string Cut(string s, int at) { return s.Substring(at & 1); }
        public static A Chain<A>(A a, A b, Func<A, A> first) { Func<A, A> all = first; all += x => b; all += first; return all(a); }
        public static A Default<A>(ISource<A> source, A a) { return source.Both(a); }
        public static A Constrained<A, B>(B source, A a) where B : ISource<A> { return source.Both(source.Next(a)); }
        public static long Sum(C0 o) { return o == null ? 0 : o.Sum(); }
        public static long Sum(int[] list) { if (list == null) return 0; long s = 1; foreach (int v in list) s = unchecked(s * 31 + (long)v); return s; }
        public static long Sum(Span<int> list) { long s = 1; foreach (int v in list) s = unchecked(s * 31 + (long)v); return s; }
        public static long Sum(byte[] list) { if (list == null) return 0; long s = 1; foreach (byte v in list) s = unchecked(s * 31 + (long)v); return s; }
        public static long Sum(Span<byte> list) { long s = 1; foreach (byte v in list) s = unchecked(s * 31 + (long)v); return s; }
        public static long Sum(long[] list) { if (list == null) return 0; long s = 1; foreach (long v in list) s = unchecked(s * 31 + v); return s; }
        public static long Sum(Span<long> list) { long s = 1; foreach (long v in list) s = unchecked(s * 31 + v); return s; }
        public static long Sum(double[] list) { if (list == null) return 0; long s = 1; foreach (double v in list) s = unchecked(s * 31 + (v == v ? BitConverter.DoubleToInt64Bits(v) : 3)); return s; }
        public static long Sum(Span<double> list) { long s = 1; foreach (double v in list) s = unchecked(s * 31 + (v == v ? BitConverter.DoubleToInt64Bits(v) : 3)); return s; }
        public static long Sum(V0[] list) { if (list == null) return 0; long s = 1; foreach (V0 v in list) s = unchecked(s * 31 + v.Sum()); return s; }
        public static long Sum(Span<V0> list) { long s = 1; foreach (V0 v in list) s = unchecked(s * 31 + v.Sum()); return s; }
        public static long Sum(V1[] list) { if (list == null) return 0; long s = 1; foreach (V1 v in list) s = unchecked(s * 31 + v.Sum()); return s; }
        public static long Sum(Span<V1> list) { long s = 1; foreach (V1 v in list) s = unchecked(s * 31 + v.Sum()); return s; }
        public static long Sum(V2[] list) { if (list == null) return 0; long s = 1; foreach (V2 v in list) s = unchecked(s * 31 + v.Sum()); return s; }
        public static long Sum(Span<V2> list) { long s = 1; foreach (V2 v in list) s = unchecked(s * 31 + v.Sum()); return s; }
        public static long Sum(C0[] list) { if (list == null) return 0; long s = 1; foreach (C0 v in list) s = unchecked(s * 31 + Sum(v)); return s; }
        public static long Sum(Span<C0> list) { long s = 1; foreach (C0 v in list) s = unchecked(s * 31 + Sum(v)); return s; }
        public static long Sum(C1[] list) { if (list == null) return 0; long s = 1; foreach (C1 v in list) s = unchecked(s * 31 + Sum(v)); return s; }
        public static long Sum(Span<C1> list) { long s = 1; foreach (C1 v in list) s = unchecked(s * 31 + Sum(v)); return s; }
    }
    static class Entry {
        public static bool s0 = default(bool);
        public static C1 s1 = new C1();
        public static C0 s2 = new C0();
        static long M0<G>(short a0, string a1, sbyte a2, int z) {
            G[] own = new G[2];
            z += own.Length + (typeof(G) == typeof(int) ? 1 : 2);
            if (!Lib.Fuel()) return default(long);
            ulong l1 = M1(unchecked((short)(~Lib.Id<short>(unchecked((short)(a0 >>> z))))), ref s1.c0_2);
            foreach (long e2 in Lib.Part((new long[] { (4L) }), (new Keep<int>(z)).Swap((5)))) {
                if (!Lib.Fuel()) break;
                if (((object)((C0)null) is C0)) {
                    for (int i3 = 0; i3 < 1 && Lib.Fuel(); i3++) {
                        try {
                            M1(checked((short)(Lib.Id<short>(((short)65)) | checked((short)Lib.Id<short>(((short)13))))), ref s2.c0_2);
                        } catch (NullReferenceException) {
                        z = unchecked((int)(-Lib.Id<int>(Lib.grid[1, 1])));
                        double l5 = (((1.5d) - ((1e18d) % (-2d))) % (1e18d));
                    }
                    if ((checked((sbyte)(Lib.Id<sbyte>(unchecked((sbyte)(~Lib.Id<sbyte>(a2)))) - unchecked((sbyte)(a2 + ((sbyte)38))))) >= ((sbyte)73))) {
                        T.Say("a0", a0);
                    } else {
                    Span<byte> l6 = Lib.Part((new byte[5]), ((false ^ s0) ? unchecked((int)(i3 >>> z)) : (new V2[3]).Length));
                    T.Say("a1", a1);
                    int[] l7 = (new int[] { unchecked((int)(z % (Lib.Id<int>(z) | 1))) });
                    M2((new C0()), ((s0 ? false : s0) ? (new V0(false, i3, (0d), e2)) : default(V0)), l6, unchecked((short)(unchecked((short)Lib.Id<long>(e2)) << z)), i3);
                }
                s1 = (new C1((new byte[3]).Length));
            }
            if (false) {
                M1((new Keep<short>(unchecked((short)(((short)72) << z)))).Swap(a0), ref s2.c0_2);
                z = M2(s2, ((a2 == a2) ? default(V0) : default(V0)), Span<byte>.Empty.Slice(z & 1, (z & 3)), unchecked((short)Lib.Id<double>(((1.5d) / (1e18d)))), Lib.Second<int>((false ? (-32769) : (-5)), unchecked((int)(z >>> z))));
                s1.c0_1 = unchecked((char)Lib.Id<char>((new Twin<char>(((char)78), ((char)70))).Get()));
            }
        }
    }
    if ((T.Decimal((0xffffffffL)) == a1)) throw new Tagged("t0");
    foreach (V0 e8 in (new V0[1])) {
        if (!Lib.Fuel()) break;
        int[] l9 = (new int[5]);
        sbyte l10 = checked((sbyte)(~Lib.Id<sbyte>(checked((sbyte)Lib.Id<int>(z)))));
        for (int i11 = 0; i11 < 8 && Lib.Fuel(); i11 += 2) {
            ref char r12 = ref s1.c0_1;
        }
        for (int i13 = 9; i13 >= 0 && Lib.Fuel(); i13--) {
            ref byte r14 = ref s1.c0_2;
        }
    }
    s1.c0_1 = Lib.Second<char>(Lib.Maybe<char>(unchecked((char)(~Lib.Id<char>(((char)91)))), ((0.1d) == (0.1d))).Value, ((char)71));
    foreach (int e15 in (new int[] { unchecked((int)(-Lib.Id<int>(z))), unchecked((int)Lib.Id<sbyte>(((sbyte)61))), checked((int)Lib.Id<sbyte>(a2)), unchecked((int)(z * z)) })) {
        if (!Lib.Fuel()) break;
        s2.c0_2 = ((byte)94);
        bool l16 = (((object)s1 is C1) ^ (((-2L) == (-0x80000000L)) | (!s0)));
        unchecked { z *= checked((int)(Lib.Id<int>(checked((int)(Lib.Id<int>(unchecked((int)(z << (3)))) / (Lib.Id<int>(unchecked((int)(z | z))) | 1)))) - Lib.grid[(4), z])); }
        s1 = (new C1(unchecked((int)(checked((int)(Lib.Id<int>(z) ^ e15)) & unchecked((int)Lib.Id<ushort>(((ushort)77)))))));
    }
    return Math.Max(unchecked((long)Lib.Id<long>(unchecked((long)((15L) & (long.MinValue))))), Math.Min(Lib.Chain<long>((0x123456789abcdefL), (6L), x => x), (9L)));
}
static ulong M1(short a0, ref byte q) {
    if (!Lib.Fuel()) return default(ulong);
    foreach (int e1 in (new int[] { unchecked((int)(s1.c1_0 + (1000003))), unchecked((int)Lib.Id<ushort>(s1.c0_3)) })) {
        if (!Lib.Fuel()) break;
        for (int i2 = 0; i2 < 7 && Lib.Fuel(); i2++) {
            T.Say("s0", s0);
            byte l3 = unchecked((byte)(unchecked((byte)((true ? q : q) - Lib.Second<byte>(q, q))) ^ Lib.Through<byte>(unchecked((byte)(q >> i2)), unchecked((byte)Lib.Id<int>(i2)))));
        }
    }
    if (((object)Lib.Pair((0x123456789abcdefL), (new C1())).Item2 is C1)) {
        foreach (C1 e4 in (new Span<C1>((new C1[4])))) {
            if (!Lib.Fuel()) break;
            { int f5(int a) => unchecked(a + s1.c1_0); T.Say("f5", f5(checked((int)(Lib.Id<int>((0)) | (int.MaxValue))))); }
            int[] l6 = (new int[] { Lib.First<int>((7), (13)), M2(s2, default(V0), Span<byte>.Empty, a0, (0x55555555)), (true ? (5) : (int.MinValue)), unchecked((int)((8) / (Lib.Id<int>((11)) | 1))) });
            M2((((object)s2 == (object)(new C0())) ? (new C1((int.MinValue))) : (false ? (new C1()) : (new C1()))), (new V0((false ? s0 : false), checked((int)(Lib.Id<int>((10)) % (Lib.Id<int>((65535)) | 1))), ((4294967296d) + (-2d)), unchecked((long)((4L) >>> (int.MaxValue))))), Span<byte>.Empty, ((s0 != s0) ? Lib.Pair(a0, (0x8000000000000000ul)).Item1 : unchecked((short)(((short)35) ^ a0))), (new Cell<int>(checked((int)(Lib.Id<int>(e4.c1_0) + (-32769))))).Get());
        }
        M2(s2, (new V0(s0, unchecked((int)Lib.Boxed<char>(((char)78))), ((0d) % (0.1d)), (12L))), Lib.Part((new byte[] { ((byte)96) }), unchecked((int)(~Lib.Id<int>(s1.c1_0)))), unchecked((short)(a0 - Math.Min(a0, ((short)10)))), checked((int)(Lib.Id<int>(unchecked((int)((65535) + (-2)))) + ((IShape)s1).Twice((-32769)))));
        T.Say("s2", Lib.Sum(s2));
        if ((unchecked((ushort)(unchecked((ushort)(~Lib.Id<ushort>(((ushort)22)))) / (Lib.Id<ushort>((true ? ((ushort)29) : ((ushort)103))) | 1))) == unchecked((ushort)((s0 ? s1.c0_3 : ((ushort)55)) + unchecked((ushort)(s1.c0_3 >>> (5))))))) {
            for (int i7 = 0; i7 < 8 && Lib.Fuel(); i7 += 2) {
                if (((object)(s0 ? s1 : (new C1())) is C1)) throw new Tagged("t2");
                if ((((s0 & false) ? a0 : a0) != unchecked((short)(unchecked((short)Lib.Id<long>((long.MaxValue))) * unchecked((short)(((short)69) >>> i7)))))) {
                    s2 = ((unchecked((byte)(q << i7)) > checked((byte)Lib.Id<sbyte>(((sbyte)99)))) ? (new C0()) : s2);
                    a0 = Math.Min(Math.Max(Lib.Constrained<short, Turn<short>>(new Turn<short>(((short)111)), ((short)115)), unchecked((short)Lib.Id<int>(i7))), Math.Min(unchecked((short)(a0 / Lib.Id<short>(((short)88)))), unchecked((short)(a0 >> i7))));
                    s1.c1_0 = unchecked((int)(checked((int)(Lib.Id<int>(unchecked((int)(i7 - i7))) + i7)) - (int.MinValue)));
                } else {
                V0 l8 = (new V0(Lib.Pair(i7, true).Item2, i7, (0d), unchecked((long)Lib.Boxed<long>((0x123456789abcdefL)))));
                long l9 = unchecked((long)(l8.f3 >>> unchecked((int)(unchecked((int)Lib.Boxed<ulong>((3ul))) / Lib.Id<int>(unchecked((int)(i7 ^ i7)))))));
            }
            T.Say("s1", Lib.Sum(s1));
            if ((!(!(!s0)))) {
                unchecked { Lib.grid[unchecked((int)(i7 - (1000003))), 0] ^= M2(((C0)(object)s1), (new V0(s0, i7, (0d), (long.MinValue))), Span<byte>.Empty, (s0 ? a0 : ((short)73)), unchecked((int)(i7 | i7))); }
                long l10 = Lib.First<long>((13L), unchecked((long)Lib.Boxed<byte>(Math.Min(q, q))));
                V1 l11 = default(V1);
                l11.f1 = l11.f1;
            } else {
            M2((new Keep<C0>(s2)).Swap(s2), (new V0(s0, (Lib.Maybe<int>(i7, s0) ?? i7), ((1.5d) - (1e100d)), unchecked((long)Lib.Id<float>((-2f))))), Span<byte>.Empty.Slice(0 & 1, (i7 & 3)), unchecked((short)Lib.Id<short>(a0)), i7);
        }
    }
} else {
foreach (int e12 in (new int[6])) {
    if (!Lib.Fuel()) break;
    M2(((object)s2 as C0), (new V0(((object)s2 == (object)s2), (s0 ? e12 : e12), ((1.5d) - (0.1d)), unchecked((long)((-0x80000000L) & (0x123456789abcdefL))))), (new Span<byte>((new byte[2]))), Math.Min(Lib.Default<short>(new Keep<short>(((short)19)), a0), unchecked((short)Lib.Id<short>(a0))), unchecked((int)(unchecked((int)Lib.Id<float>((16777216f))) + unchecked((int)Lib.Boxed<char>(((char)94))))));
    M2((new C1()), (new V0(((2654435761u) == (7u)), checked((int)(Lib.Id<int>(e12) % (Lib.Id<int>(e12) | 1))), ((1e100d) + (-2d)), unchecked((long)Lib.Boxed<char>(((char)120))))), (new Span<byte>((new byte[1]))), a0, ((s0 ? true : s0) ? M2(s2, default(V0), Span<byte>.Empty, a0, e12) : unchecked((int)Lib.Id<byte>(q))));
    unchecked { s1.c1_0 |= (1000003); }
    s1.c1_0 = unchecked((int)(unchecked((int)(checked((int)(Lib.Id<int>(e12) * s1.c1_0)) << e12)) << unchecked((int)Lib.Id<int>(Cell<byte>.made))));
}
sbyte l13 = unchecked((sbyte)(((sbyte)35) - unchecked((sbyte)(unchecked((sbyte)(((sbyte)93) + ((sbyte)1))) >>> unchecked((int)Lib.Id<sbyte>(((sbyte)97)))))));
s1.c1_0 = unchecked((int)Lib.Boxed<long>(unchecked((long)(unchecked((long)((-0x80000000L) >> s1.c1_0)) - (-1L)))));
}
}
s1.c1_0 = M2((new C1(unchecked((int)(s1.c1_0 - s1.c1_0)))), default(V0), (new Span<byte>(((object)(new byte[3]) is byte[] y14 ? y14 : (new byte[5])))), Math.Min(Math.Min(a0, a0), ((short)125)), unchecked((int)Lib.Boxed<short>(unchecked((short)(a0 / (Lib.Id<short>(((short)121)) | 1))))));
s0 = ((((3.25e-5f) - (1.5f)) <= (s0 ? (3.25e-5f) : (0f))) ? (false == s0) : (s2.c0_1 <= ((char)12)));
return Lib.Constrained<ulong, Turn<ulong>>(new Turn<ulong>(unchecked((ulong)(~Lib.Id<ulong>((new Twin<ulong>((1ul), (3ul))).Get())))), Math.Max((0x8000000000000000ul), (0ul)));
}
static int M2(C0 a0, V0 a1, Span<byte> a2, short a3, int a4) {
    if (!Lib.Fuel()) return default(int);
    try {
        a1.f1 = Lib.Through<int>(unchecked((int)Lib.Id<byte>(unchecked((byte)(((byte)96) | ((byte)19))))), (int.MaxValue));
    } catch (Exception x1) {
    T.Say("caught", T.Name(x1));
    switch (unchecked((int)Lib.Id<int>(unchecked((int)(((IShape)s1).Twice(a4) >> unchecked((int)((14) - (10))))))) & 7) {
        case 0: {
            for (int i2 = 0; i2 < 6 && Lib.Fuel(); i2++) {
                { int f3(int a) => unchecked(a + Lib.Total(i2)); T.Say("f3", f3(Lib.Measure((new C1()), a4))); }
            }
            if ((s0 != ((-0f) > ((-0f) % (-2f))))) {
                T.Say("s1", Lib.Sum(s1));
                try {
                    a0.c0_0 = (2654435761u);
                    Func<double, double> g4 = p5 => p5 = Math.Truncate((Math.Floor(p5) + ((3.25e-5d) + p5)));
                    T.Say("lambda", g4((-(0.1d))));
                } catch (Exception x6) {
                T.Say("caught", T.Name(x6));
                a1.f0 = Lib.Pair(s0, ((ushort)85)).Item1;
                short l7 = unchecked((short)Lib.Id<int>(unchecked((int)(unchecked((int)(a4 % (Lib.Id<int>(a4) | 1))) - unchecked((int)(a4 + a4))))));
            }
        }
        s2 = s2;
        s1.c0_3 = (false ? ((ushort)105) : (Lib.Maybe<ushort>(unchecked((ushort)Lib.Id<int>(a4)), s0) ?? a0.c0_3));
        break;
    }
    case 1: {
        s2.c0_1 = Lib.Default<char>(new Turn<char>(((char)6)), ((char)42));
        a3 = Lib.Through<short>(unchecked((short)(a3 + unchecked((short)(((short)126) + a3)))), a3);
        if ((checked((ushort)Lib.Id<byte>(((byte)29))) != unchecked((ushort)(((ushort)107) >>> a4)))) return a4;
        break;
    }
    case 2: {
        switch (a4 & 7) {
            case 0: {
                float l8 = ((0f) - ((-(1.5f)) + ((0.1f) * (0.1f))));
                unchecked { a1.f3 += (-0x80000000L); }
                ref C0 r9 = ref s2;
                byte[] l10 = (new byte[] { ((byte)59), unchecked((byte)(~Lib.Id<byte>(((byte)127)))), Math.Min(((byte)27), ((byte)33)), unchecked((byte)Lib.Id<char>(((char)15))) });
                break;
            }
            case 1: {
                var h11 = new Cell<V0>(a1);
                break;
            }
            case 2: {
                Span<int> l12 = Lib.Part((new int[5]), unchecked((int)Lib.Id<ushort>(unchecked((ushort)(~Lib.Id<ushort>(((ushort)5)))))));
                break;
            }
            case 3: {
                V1 l13 = (new V1(unchecked((int)(a4 >> a4)), a1.f2));
                if (s0) throw new Tagged("t3");
                while (Lib.Fuel() && (!(s0 ? s0 : s0))) {
                    unchecked { Lib.grid[1, 2] += a1.f1; }
                    sbyte l14 = (Lib.Maybe<sbyte>(((sbyte)77), ((object)s1 == (object)(new C1((-2))))) ?? unchecked((sbyte)(((sbyte)123) % (Lib.Id<sbyte>(((sbyte)71)) | 1))));
                    s1 = ((object)((object)((object)s1 as C1) as C0) as C1);
                    if ((MathF.Ceiling((3.25e-5f)) > MathF.Ceiling((-0f)))) throw new Tagged("t3");
                }
                int[] l15 = (new int[4]);
                break;
            }
            case 4: {
                if ((Math.Min((0xffffffffL), (9L)) <= checked((long)(~Lib.Id<long>(a1.f3))))) return (1000003);
                short l16 = checked((short)Lib.Id<int>(checked((int)(~Lib.Id<int>(unchecked((int)(a4 - (5))))))));
                break;
            }
            case 5: {
                T.Say("a2", Lib.Sum(a2));
                a1.f3 = unchecked((long)(-Lib.Id<long>(a1.f3)));
                Func<int, int> g17 = p18 => p18 = p18;
                T.Say("lambda", g17(unchecked((int)((14) - a4))));
                break;
            }
            default: {
                s1.c0_2 = s1.c0_2;
                a1.f2 = ((((double)((byte)61)) % ((1.5d) + (1e100d))) - (-((-2d) - (1e18d))));
                break;
            }
        }
        int[] l19 = (new int[] { Lib.Maybe<int>(a4, s0).GetValueOrDefault(), unchecked((int)(a4 >>> a4)), unchecked((int)(a4 << (-32769))), Lib.Second<int>(a4, a4) });
        break;
    }
    case 3: {
        sbyte l20 = unchecked((sbyte)(((sbyte)1) / (Lib.Id<sbyte>(Math.Min(Math.Min(((sbyte)53), ((sbyte)17)), unchecked((sbyte)Lib.Id<uint>(s2.c0_0)))) | 1)));
        Func<int, int> g21 = p22 => a4 = checked((int)(Lib.Id<int>(unchecked((int)Lib.Boxed<ulong>((3ul)))) * unchecked((int)(unchecked((int)(a4 * (1000003))) | s1.c1_0))));
        T.Say("lambda", g21(unchecked((int)(a4 - a4))));
        break;
    }
    default: {
        int[] l23 = (Lib.Constrained<bool, Turn<bool>>(new Turn<bool>((s0 ? false : s0)), s0) ? (new int[] { a4, checked((int)(Lib.Id<int>(a4) ^ a4)), unchecked((int)(a4 >> a4)) }) : (new int[2]));
        break;
    }
}
}
unchecked { a1.f3 *= unchecked((long)Lib.Id<float>(((float)(6L)))); }
(a1.f3, a1.f3) = (a1.f3, Math.Max(unchecked((long)(~Lib.Id<long>(a1.f3))), Lib.Through<long>((long.MinValue), (15L))));
T.Say("a3", a3);
V2 l24 = (new V2(unchecked((ulong)((0xfffffffffffffffful) >>> a4)), (new byte[1]), unchecked((uint)((7u) >>> a4)), unchecked((int)(-Lib.Id<int>(s1.c1_0))), (0xfffffffffffffffful)));
s1 = ((C1)(object)s1);
unchecked { s1.c1_0 += Lib.Total(checked((int)(Lib.Id<int>(unchecked((int)Lib.Id<int>(a4))) / Lib.Id<int>(unchecked((int)((1000003) % (Lib.Id<int>(a4) | 1))))))); }
s2.c0_1 = unchecked((char)(checked((char)(Lib.Id<char>(((char)126)) / (Lib.Id<char>(((char)12)) | 1))) | ((char)127)));
return unchecked((int)(unchecked((int)(unchecked((int)(a4 - a4)) * checked((int)(Lib.Id<int>(a4) * a4)))) << checked((int)Lib.Id<long>(unchecked((long)((long.MaxValue) >> a4))))));
}
public static void Run() {
    for (int round = 0; round < 3; round++) {
        Lib.Refuel();
        try {
            long m = M0<int>((Lib.Maybe<short>(Lib.Pair(((short)48), ((char)118)).Item1, ((0f) == (0f))) ?? ((short)101)), T.Decimal(unchecked((long)Lib.Id<float>((0.1f)))), unchecked((sbyte)(unchecked((sbyte)(((sbyte)81) >> round)) | unchecked((sbyte)(((sbyte)0) << round)))), round);
            T.Say("m", m);
        } catch (Exception e) { T.Say("M0", T.Name(e)); }
        Lib.Refuel();
        try {
            byte v = unchecked((byte)Lib.Id<ulong>((0xfffffffffffffffful)));
            ulong m = M1(Math.Min(Math.Max(((short)120), ((short)49)), unchecked((short)(((short)127) ^ ((short)100)))), ref s1.c0_2);
            T.Say("m", m);
        } catch (Exception e) { T.Say("M1", T.Name(e)); }
        Lib.Refuel();
        try {
            int m = M2(s2, default(V0), Span<byte>.Empty, ((short)84), Lib.Through<int>(unchecked((int)Lib.Boxed<char>(((char)84))), round));
            T.Say("m", m);
        } catch (Exception e) { T.Say("M2", T.Name(e)); }
    }
    T.Say("s0", s0);
    T.Say("s1", Lib.Sum(s1));
    T.Say("s2", Lib.Sum(s2));
}
}
}
static class Program
{
    static void Main(string[] args)
    {
        int from = Fuzz.T.From(args);
        Fuzz.T.Seed(0, from, "23", S23.Entry.Run);
    }
}

// What every generated program uses: a trace that is written at the end of a seed, and random numbers.
namespace Fuzz
{
    using System;
    using System.Text;

    static class T
    {
        static readonly StringBuilder text = new StringBuilder();
        static ulong state;
        static int lines;

        // Random numbers that are the same in every run.
        public static void Reseed(ulong seed) { state = seed * 0x9e3779b97f4a7c15UL + 0x2545f4914f6cdd1dUL; }
        public static uint Next()
        {
            state = state * 6364136223846793005UL + 1442695040888963407UL;
            return (uint)(state >> 33);
        }
        public static bool Flip(int percent) { return Next() % 100 < (uint)percent; }

        // Events. A program that says too much is cut off.
        public static void Say(string line)
        {
            if (++lines > 4000) return;
            text.Append(line).Append('\n');
        }
        public static void Say(string label, bool value) { Say(label + (value ? " true" : " false")); }
        public static void Say(string label, int value) { Say(label, (long)value); }
        public static void Say(string label, uint value) { Say(label, (long)value); }
        public static void Say(string label, long value) { Say(label + " " + Decimal(value)); }
        public static void Say(string label, ulong value) { Say(label + " 0x" + Hex(value)); }
        public static void Say(string label, double value) { Say(label + " " + Bits(value)); }
        public static void Say(string label, float value) { Say(label + " " + Bits(value)); }
        public static void Say(string label, string value) { Say(label + " " + (value ?? "null")); }

        public static string Decimal(long value)
        {
            if (value == 0) return "0";
            var digits = new char[20];
            int at = digits.Length;
            ulong rest = value < 0 ? 0UL - (ulong)value : (ulong)value;
            while (rest != 0) { digits[--at] = (char)('0' + (int)(rest % 10)); rest /= 10; }
            if (value < 0) digits[--at] = '-';
            return new string(digits, at, digits.Length - at);
        }
        public static string Hex(ulong value)
        {
            var digits = new char[16];
            int at = digits.Length;
            do { int d = (int)(value & 15); digits[--at] = (char)(d < 10 ? '0' + d : 'a' + d - 10); value >>= 4; } while (value != 0);
            return new string(digits, at, digits.Length - at);
        }
        // Which of the NaNs it is does not matter.
        public static string Bits(double value)
        {
            return value != value ? "NaN" : "d" + Hex((ulong)BitConverter.DoubleToInt64Bits(value));
        }
        public static string Bits(float value)
        {
            return value != value ? "NaN" : "f" + Hex((uint)BitConverter.SingleToInt32Bits(value));
        }

        public static string Name(Exception e)
        {
            if (e is Tagged t) return t.Tag;
            if (e is DivideByZeroException) return "DivideByZero";
            if (e is OverflowException) return "Overflow";
            if (e is NotFiniteNumberException) return "NotFinite";
            if (e is ArithmeticException) return "Arithmetic";
            if (e is NullReferenceException) return "NullReference";
            if (e is IndexOutOfRangeException) return "IndexOutOfRange";
            if (e is InvalidCastException) return "InvalidCast";
            if (e is ArrayTypeMismatchException) return "ArrayTypeMismatch";
            if (e is ArgumentNullException) return "ArgumentNull";
            if (e is ArgumentOutOfRangeException) return "ArgumentOutOfRange";
            if (e is ArgumentException) return "Argument";
            if (e is ObjectDisposedException) return "ObjectDisposed";
            if (e is InvalidOperationException) return "InvalidOperation";
            if (e is NotSupportedException) return "NotSupported";
            if (e is TypeInitializationException) return "TypeInitialization(" + (e.InnerException == null ? "" : Name(e.InnerException)) + ")";
            if (e is AggregateException) return "Aggregate(" + (e.InnerException == null ? "" : Name(e.InnerException)) + ")";
            return "Other";
        }

        // Runs one seed, unless it comes before the one to start with.
        public static void Seed(int index, int from, string name, Action entry)
        {
            if (index < from) return;
            Console.WriteLine("== seed " + name);
            text.Clear();
            lines = 0;
            Reseed(1);
            try { entry(); }
            catch (Exception e) { Say("escaped " + Name(e)); }
            if (lines > 4000) Say("...");
            Console.Write(text.ToString());
        }
        public static int From(string[] args)
        {
            int number = 0;
            if (args.Length > 0) foreach (char c in args[0]) number = number * 10 + (c - '0');
            return number;
        }
    }

    class Tagged : Exception
    {
        public string Tag;
        public Tagged(string tag) { Tag = tag; }
        public Tagged(string tag, Exception inner) : base(tag, inner) { Tag = tag; }
    }
}
