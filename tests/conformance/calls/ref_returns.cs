// By-ref returns: of fields, elements, parameters, statics; ref assignment, conditional refs, ref properties and indexers, virtual and interface ref returns.
using System;

class Box { public int V; public ref int Ref => ref V; public virtual ref int Pick(int i) => ref V; }
class Big : Box { int[] data = new int[4]; public override ref int Pick(int i) => ref data[i]; public int Sum() { int s = 0; foreach (int x in data) s += x; return s; } public ref int this[int i] => ref data[i]; public ref readonly int Peek(int i) => ref data[i]; }
interface ISlot<T> { ref T Slot { get; } }
struct Inline : ISlot<string> { string[] s; public Inline(string x) => s = new[] { x }; public ref string Slot => ref s[0]; }
class Slots<T> : ISlot<T> { T v; public ref T Slot => ref v; }
struct Pair { public int A, B; public static ref int Get(ref Pair p, bool b) { if (b) return ref p.A; return ref p.B; } }

class Program
{
    static int stat = 1; static ref int Stat() { stat++; return ref stat; }
    static ref int Max(ref int a, ref int b) { if (a > b) return ref a; return ref b; }
    static ref T Id<T>(ref T x) => ref x;
    static ref int Find(int[] a, Predicate<int> p) { for (int i = 0; i < a.Length; i++) if (p(a[i])) return ref a[i]; throw new InvalidOperationException("none"); }
    delegate ref int Getter(int i);
    static void Add(ref int x, int n) => x += n;

    static void Main()
    {
        var b = new Box(); b.Ref = 5; b.Ref++; b.Pick(0) *= 3; Add(ref b.Ref, 2); Console.WriteLine(b.V);
        Stat() = 10; Stat() += Stat(); Console.WriteLine(stat); int copy = Stat(); copy = 99; Console.WriteLine(stat);
        int x = 3, y = 7; Max(ref x, ref y) = 0; Console.WriteLine($"{x} {y}"); Max(ref x, ref Max(ref y, ref stat))++; Console.WriteLine($"{x} {y} {stat}");
        ref int r = ref x; r = ref y; r = 50; ref readonly int ro = ref r; r = ref x; Console.WriteLine($"{x} {y} {ro} {r}");
        var g = new Big(); Box v = g; v.Pick(2) = 8; g[1] = g[2]++ + 1; ref int e = ref g[3]; e = -1; Console.WriteLine($"{g.Sum()} {g.Peek(3)} {v.V}");
        ISlot<string> s = new Inline("a"); s.Slot += "b"; ISlot<string> t = s; Console.WriteLine(t.Slot); Use(new Slots<int>(), 4); Use(new Slots<Pair>(), new Pair { B = 6 }); Use(new Inline("z"), "w");
        Pair p = default; Pair.Get(ref p, true) = 1; Pair.Get(ref p, false) = 2; Pair.Get(ref Id(ref p), x > y) += 10; Console.WriteLine($"{p.A} {p.B}");
        int[] a = { 1, 2, 3 }; Find(a, i => i == 2) = 20; try { Find(a, i => i == 9) = 1; } catch (InvalidOperationException ex) { Console.Write(ex.Message + " "); } Console.WriteLine(string.Join(",", a));
        Getter d = v.Pick; d(0) = 77; d += i => ref a[i]; d(1)++; Console.WriteLine($"{g[0]} {g[1]} {string.Join(",", a)}");
        (x > 0 ? ref a[0] : ref a[1]) = -5; (Max(ref a[0], ref a[2]), r) = (100, 200); Console.WriteLine($"{string.Join(",", a)} {x}");
        for (ref int cur = ref a[0]; cur != 100; cur = ref a[2]) cur = 1; Console.WriteLine(a[0]);
        try { Box none = null; none.Ref = Boom(); } catch (NullReferenceException) { Console.WriteLine("null first"); } catch (ArithmeticException) { Console.WriteLine("value first"); }
    }
    static int Boom() => throw new ArithmeticException();
    static void Use<S, T>(S s, T v) where S : ISlot<T> { s.Slot = v; ref T again = ref s.Slot; Console.WriteLine($"{again.Equals(v)} {typeof(S).Name}"); }
}
