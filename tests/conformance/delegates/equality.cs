// Equality of delegates: same method and target, boxed struct targets, generic instances, lambdas, virtual overrides, different delegate types.
using System;
using System.Collections.Generic;

delegate int D1(); delegate int D2();
struct S { public int N; public int Get() => N; public override bool Equals(object o) => o is S s && s.N == N; public override int GetHashCode() => N; }
class Base { public virtual int V() => 1; public int NonVirtual() => 2; public static int St() => 3; public static int StSame() => 3; public int Same1() => 7; public int Same2() => 7; public T G<T>(T x) => x; }
class Derived : Base { public override int V() => 10; public Func<int> BaseV() => base.V; }

class Program
{
    static Func<int> Lambda() => () => 5; static Func<int> Capture(int n) => () => n; static Func<T> Gen<T>() => () => default; static Func<string> Static<T>() => Name<T>; static string Name<T>() => typeof(T).Name;
    static void Main()
    {
        var b = new Base(); var d = new Derived(); Base bd = d; Func<int> f = b.V, g = b.V;
        Console.WriteLine($"{f == g} {f.Equals(g)} {ReferenceEquals(f, g)} {f.GetHashCode() == g.GetHashCode()} {f == new Func<int>(new Base().V)} {new Func<int>(bd.V) == d.V} {new Func<int>(d.BaseV()) == d.V} {d.BaseV() == d.BaseV()}");
        Console.WriteLine($"{new Func<int>(b.Same1) == b.Same2} {new Func<int>(Base.St) == Base.StSame} {new Func<int>(Base.St) == Base.St} {new Func<int>(b.NonVirtual) == d.NonVirtual} {new Func<int, int>(b.G) == b.G} {new Func<string, string>(b.G).Equals(new Func<object, object>(b.G))}");
        S s = new() { N = 1 }, t = new() { N = 1 }, u = new() { N = 2 }; Console.WriteLine($"{new Func<int>(s.Get) == new Func<int>(t.Get)} {new Func<int>(s.Get) == new Func<int>(u.Get)}"); object box = s; Console.WriteLine(new Func<int>(((S)box).Get).Equals(new Func<int>(s.Get)));
        D1 d1 = Base.St; D2 d2 = Base.St; Console.WriteLine($"{d1.Equals(d2)} {d1.Equals(new D1(Base.St))} {new D1(d1) == d1} {d1.Equals(null)} {d1 == null} {null == d2} {(D1)null == null}");
        Console.WriteLine($"{Lambda() == Lambda()} {ReferenceEquals(Lambda(), Lambda())} {Capture(1) == Capture(1)} {Gen<int>() == Gen<int>()} {Gen<string>().Equals(Gen<object>())} {Static<string>() == Static<string>()} {Static<string>() == Static<object>()} {Static<int>() == Static<uint>()}");
        var set = new HashSet<Delegate> { f, g, new Func<int>(Base.St), d1, new D1(Base.St), f + g, g + f, f + new Func<int>(Base.St) }; Console.WriteLine(set.Count); var map = new Dictionary<Action, string> { [M] = "m" }; map[M] += "again"; Console.WriteLine($"{map.Count} {map[M]} {map.ContainsKey(N)}");
        Action a = M; a += N; a -= new Action(M); Console.WriteLine(a == N); Console.WriteLine($"{f.Method.Name} {d1.Method.IsStatic} {ReferenceEquals(f.Target, b)} {d1.Target == null}");
        Func<object> covariant = new Func<string>(Name<int>); Console.WriteLine(covariant.Equals(new Func<string>(Name<int>)) + " " + covariant.Equals(new Func<object>(Name<int>)));
    }
    static void M() { } static void N() { }
}
