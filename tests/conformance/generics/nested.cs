// Nested types of generic types: parameters of outer and inner, inheritance through nested instances, statics, recursion of types, partial shadowing.
using System;
using System.Collections.Generic;

class Outer<T>
{
    public static int Count; public T Value; public class Plain { public T V; public static string Name => typeof(T).Name; } public struct In<U> { public T A; public U B; public static int Made; public In(T a, U b) { A = a; B = b; Made++; Count++; } public override string ToString() => $"{typeof(T).Name}:{typeof(U).Name}={A},{B}"; public class Deep<V> { public (T, U, V) Tuple; public Outer<V>.In<T> Turn(V v, T t) => new(v, t); } }
    public enum Kind { X = 1, Y } public delegate R Fn<R>(T x); public interface IHas<U> { U Get(T x); } public class Shadow<T> { public string Which => typeof(T).Name; } protected class Hidden { public T H; } public class Uses : Outer<List<T>> { public Type Base => Value?.GetType() ?? typeof(T); Hidden h = new(); public bool Ok => h.H == null; }
    public In<U> Make<U>(U u) => new(Value, u); public static Outer<Outer<T>> Up() => new() { Value = new Outer<T>() }; public IEnumerable<In<int>> Seq() { for (int i = 0; i < 2; i++) yield return new In<int>(Value, i); }
}
class Impl<Q> : Outer<Q>.IHas<string>, Outer<string[]>.IHas<Q[]> { public string Get(Q x) => "Q" + x; Q[] Outer<string[]>.IHas<Q[]>.Get(string[] x) => new Q[x.Length]; } class Node<T> : IComparable<Node<T>> where T : IComparable<T> { public T V; public Node<T> L, R; public int CompareTo(Node<T> o) => V.CompareTo(o.V); public void Add(T v) { ref Node<T> n = ref (v.CompareTo(V) < 0 ? ref L : ref R); if (n == null) n = new() { V = v }; else n.Add(v); } public IEnumerable<T> Walk() { if (L != null) foreach (T x in L.Walk()) yield return x; yield return V; if (R != null) foreach (T x in R.Walk()) yield return x; } }
class Curious<T> where T : Curious<T> { public virtual string Who() => typeof(T).Name; public T Self => (T)this; } class Cur : Curious<Cur> { public int F = 3; } class A<T> { public class B : A<B[]> { } public string N => typeof(T).Name; }
class Program
{
    static string K<T>(T x) => $"{typeof(T)}";
    static void Main()
    {
        var i = new Outer<int>.In<string>(1, "b"); Console.WriteLine($"{i} {new Outer<string>.In<int>("s", 2)} {Outer<int>.In<string>.Made} {Outer<int>.Count} {Outer<string>.Count} {Outer<int>.In<object>.Made}"); var d = new Outer<int>.In<string>.Deep<double> { Tuple = (1, "x", 2.5) }; Console.WriteLine($"{d.Turn(1.5, 7)} {d.Tuple} {K(d)}");
        var o = new Outer<char> { Value = 'c' }; Console.WriteLine($"{o.Make(o)} {o.Make(default(Outer<char>.Kind))} {Outer<byte>.Up().Value.GetType()} {string.Join("|", o.Seq())} {Outer<int>.Plain.Name} {new Outer<long>.Plain().V}"); Console.WriteLine($"{new Outer<int>.Shadow<string>().Which} {new Outer<int>.Uses().Base} {new Outer<string>.Uses().Ok} {K(Outer<S>.Kind.Y)} {Outer<S>.Kind.Y}");
        Outer<int>.Fn<string> fn = x => "fn" + x; Outer<string>.Fn<string> fs = s => s + s; Console.WriteLine(fn(1) + fs("q") + K(fn)); var im = new Impl<int>(); Console.WriteLine($"{im.Get(5)} {((Outer<string[]>.IHas<int[]>)im).Get(new[] { "z" }).Length} {((Outer<int>.IHas<string>)im).Get(6)}"); var both = new Impl<string>(); Console.WriteLine(((Outer<string>.IHas<string>)both).Get("w"));
        var n = new Node<int> { V = 5 }; foreach (int x in new[] { 3, 8, 1, 4, 9 }) n.Add(x); Console.WriteLine(string.Join(",", n.Walk()) + n.CompareTo(n.L)); Console.WriteLine($"{new Cur().Who()} {new Cur().Self.F} {new A<int>.B().N} {new A<int>().N}"); Outer<Outer<Outer<int>>> deep = new() { Value = new() { Value = new() { Value = 42 } } }; Console.WriteLine(deep.Value.Value.Value + K(deep)); Dictionary<(int, Outer<int>.In<string>), List<Outer<string>.Kind[]>> map = new() { [(1, i)] = new() { new[] { Outer<string>.Kind.X } } }; Console.WriteLine(map[(1, i)][0][0] + " " + map.ContainsKey((2, i)));
    }
    struct S { }
}
