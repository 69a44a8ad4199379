// References to array elements: readonly access to covariant arrays, struct elements changed in place, exact type checks.
using System;

struct Point { public int X, Y; public Point Moved(int d) { X += d; return this; } public override string ToString() => $"({X},{Y})"; }
class Node { public Point P; public int[] Data = { 1, 2 }; }

class Program
{
    static void Set(ref string s) => s = "set";
    static void SetObject(ref object o) => o = 5;
    static int Read(in object o) => o is string ? 1 : 2;
    static ref T Elem<T>(T[] a, int i) => ref a[i];
    static ref readonly T Peek<T>(T[] a, int i) => ref a[i];
    static string Text<T>(T[] a, int i) => a[i].ToString();
    static void Try(Action a) { try { a(); Console.Write("fine "); } catch (Exception e) { Console.Write(e.GetType().Name + " "); } }

    static void Main()
    {
        string[] s = { "a", "b" }; object[] o = s;
        Set(ref s[0]); Try(() => SetObject(ref o[1])); Try(() => Read(in o[1])); Console.WriteLine(string.Join(",", s));
        Try(() => { ref object r = ref o[0]; }); Try(() => Elem(o, 0) = "x"); Try(() => { ref readonly object r = ref Peek(o, 0); Console.Write(r); }); Console.WriteLine(Text(o, 1));
        object[] own = { "q", 1 }; SetObject(ref own[0]); Elem(own, 1) = "text"; Console.WriteLine($"{own[0]} {own[1]}");
        var p = new Point[3]; p[1].X = 5; p[1].Moved(2).Moved(100); ref Point r1 = ref p[1]; r1.Y = r1.X; Point c = r1; c.X = 0; Console.WriteLine($"{p[0]} {p[1]} {c}");
        Elem(p, 2).X++; Elem(p, 2).Moved(10); Console.WriteLine(p[2]); foreach (ref Point q in p.AsSpan()) q.Y = 9; Console.WriteLine(string.Join("", p));
        int[] a = { 1, 2, 3 }; ref int x = ref a[0]; ref int y = ref a[2]; (x, y) = (y, x); Console.WriteLine(string.Join(",", a)); x = ref y; x = 100; Console.WriteLine(string.Join(",", a));
        int i = 0; a[i] = i++ + (i = 2); Console.WriteLine(string.Join(",", a)); ref int z = ref (i > 1 ? ref a[1] : ref a[0]); z = -1; Console.WriteLine(string.Join(",", a));
        var n = new Node(); ref int d = ref n.Data[1]; n.Data = new[] { 7, 8 }; d = 50; Console.WriteLine($"{n.Data[1]} {d}"); n.P.Moved(3); ref Point np = ref n.P; np.Moved(4); Console.WriteLine(n.P);
        Try(() => { int[] none = null; ref int r = ref none[0]; }); Try(() => { ref int r = ref a[3]; }); Try(() => Elem<int>(a, -1)++); Console.WriteLine();
        uint[] u = (uint[])(object)a; u[0] = uint.MaxValue; Console.WriteLine($"{a[0]} {((object)a is uint[])} {Elem(u, 0)}");
        ref int nothing = ref System.Runtime.CompilerServices.Unsafe.NullRef<int>(); Console.WriteLine(System.Runtime.CompilerServices.Unsafe.IsNullRef(ref nothing));
    }
}
