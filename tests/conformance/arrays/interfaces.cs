// Interfaces of arrays: generic collections over value and reference elements, casts that change sign, covariance, faults.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

enum E : int { A, B }
class Program
{
    static void Try(Func<object> f) { try { Console.Write(f() + " "); } catch (Exception e) { Console.Write(e.GetType().Name + " "); } }
    static int Count<T>(IEnumerable<T> xs) { int n = 0; foreach (T x in xs) n++; return n; }
    static T First<T>(IReadOnlyList<T> xs) => xs[0];

    static void Main()
    {
        int[] a = { 3, 1, 2 }; IList<int> l = a; ICollection<int> c = a; IReadOnlyList<int> r = a; IEnumerable<int> e = a; IList o = a;
        Console.WriteLine($"{l.Count} {l[1]} {l.IndexOf(2)} {c.Contains(9)} {c.IsReadOnly} {r.Count} {Count(e)} {o.IsFixedSize} {o.IsReadOnly} {First(a)} {o[2]}");
        l[0] = 30; o[1] = 10; Console.WriteLine(string.Join(",", a)); Try(() => { l.Add(1); return 0; }); Try(() => { l.RemoveAt(0); return 0; }); Try(() => { o[0] = "s"; return 0; }); Try(() => l[3]); Try(() => { l[-1] = 0; return 0; }); Try(() => { c.Clear(); return 0; }); Console.WriteLine(string.Join(",", a));
        object x = a; Console.WriteLine($"{x is IList<uint>} {x is IList<E>} {x is IList<object>} {x is IEnumerable<int>} {x is IList<long>} {x is uint[]} {x is E[]} {x is Array} {x is ICloneable} {x is IStructuralEquatable}");
        IList<uint> u = (IList<uint>)x; u[0] = uint.MaxValue; Console.WriteLine($"{a[0]} {u[1]} {Count(u)}");
        string[] s = { "b", "a" }; object y = s; IList<object> lo = s; IEnumerable<IComparable> ic = s; Console.WriteLine($"{lo[0]} {Count(ic)} {y is IList<string>} {y is IReadOnlyList<IEnumerable<char>>} {y is IList<IFormattable>} {lo.IndexOf("a")}");
        Try(() => { lo[0] = 5; return 0; }); Try(() => { lo[1] = "z"; return s[1]; }); Try(() => { ICollection<object> target = lo; object[] d = new object[3]; target.CopyTo(d, 1); return d[1]; }); Console.WriteLine();
        IEnumerator<int> en = e.GetEnumerator(); Try(() => en.Current); en.MoveNext(); Try(() => en.Current); while (en.MoveNext()) { } Try(() => en.Current); Console.Write(en.MoveNext() + " "); IEnumerator old = a.GetEnumerator(); Try(() => old.Current); old.MoveNext(); Try(() => old.Current); old.Reset(); old.MoveNext(); Try(() => old.Current); Console.WriteLine();
        int[] empty = { }; Console.WriteLine($"{Count<int>(empty)} {ReferenceEquals(((IEnumerable<int>)empty).GetEnumerator(), ((IEnumerable<int>)new int[0]).GetEnumerator())}");
        int[,] m = { { 1, 2 }, { 3, 4 } }; Console.WriteLine($"{m is IEnumerable} {(object)m is IEnumerable<int>} {m.Cast<int>().Sum()} {((IList)m).Count}"); Try(() => ((IList)m)[0]); Console.WriteLine();
        E[] es = { E.B, E.A }; IEnumerable<int> ei = (IEnumerable<int>)(object)es; Console.WriteLine($"{ei.Sum()} {First(es)} {((IList<E>)es).Contains(E.A)}");
        Console.WriteLine($"{a.SequenceEqual(new[] { -1, 10, 2 })} {((IStructuralEquatable)a).Equals(new[] { -1, 10, 2 }, EqualityComparer<int>.Default)} {((IStructuralComparable)a).CompareTo(new[] { -1, 11, 2 }, Comparer<int>.Default)} {a.Equals(a.Clone())}");
        IEnumerable<KeyValuePair<int, string>> kv = new[] { KeyValuePair.Create(1, "x") }; foreach (var (k, v) in kv) Console.WriteLine(k + v);
    }
}
