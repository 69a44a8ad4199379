// Boxing: identity, equality, interface calls on boxes, constrained calls without a box, boxed enums and nullables.
using System;
using System.Collections;
using System.Collections.Generic;

interface IInc { int Inc(); }
struct N : IInc, IComparable<N>, IFormattable { public int V; public int Inc() => ++V; public int CompareTo(N o) => V - o.V; public override string ToString() => "N" + V; public string ToString(string f, IFormatProvider p) => f + V; public override int GetHashCode() => V; public override bool Equals(object o) => o is N n && n.V == V; }

class Program
{
    static int Generic<T>(T x) where T : IInc { x.Inc(); return x.Inc(); }
    static int ByRef<T>(ref T x) where T : IInc { x.Inc(); return x.Inc(); }

    static void Main()
    {
        N n = new(); object a = n, b = n; IInc i = n; IInc j = i;
        i.Inc(); j.Inc();
        Console.WriteLine($"{n.V} {i} {j} {a.Equals(b)} {a == b} {ReferenceEquals(i, j)} {Generic(n)} {n.V} {ByRef(ref n)} {n.V} {Generic(i)} {i}");
        object[] values = { 1, 1, 1L, 1.0, 1f, 1m, (byte)1, '1', true, "1", DayOfWeek.Monday, null };
        foreach (object x in values) { foreach (object y in values) Console.Write(Equals(x, y) ? 1 : 0); Console.Write(x is string ? " " : $":{x?.GetHashCode()} "); }
        Console.WriteLine();
        var list = new ArrayList { 3, 1, 2 }; list.Sort(); int sum = 0; foreach (int x in list) sum = sum * 10 + x; Console.WriteLine(sum);
        Console.WriteLine($"{new List<N> { new() { V = 2 } }.Contains(new N { V = 2 })} {Comparer<N>.Default.Compare(n, new N())} {$"{n:fmt}"} {string.Format("{0} {0:z}", n)} {EqualityComparer<N>.Default.Equals(n, n)}");
        IComparable c = 5; Console.WriteLine($"{c.CompareTo(7)} {((IConvertible)3.7).ToInt32(null)} {((IFormattable)255).ToString("x", null)}");
        try { c.CompareTo("x"); } catch (ArgumentException e) { Console.WriteLine(e.Message); }
        ValueType v = 5; Enum en = DayOfWeek.Friday; Console.WriteLine($"{v} {en} {v.GetType()} {(int)(object)v} {en.CompareTo(DayOfWeek.Monday)} {en.HasFlag(DayOfWeek.Monday)} {en.Equals(5)}");
        object boxed = 10; int copy = (int)boxed; copy++; Console.WriteLine($"{boxed} {copy} {boxed.ToString().Length} {boxed.GetType().IsValueType}");
    }
}
