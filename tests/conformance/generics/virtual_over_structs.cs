// Generic virtual and interface methods called with struct, reference and nested generic arguments through base, interface and constrained calls.
using System;
using System.Collections.Generic;

struct S { public int A; public override string ToString() => "S" + A; } struct Big { public long A, B, C, D, E; public override string ToString() => "Big" + (A + E); }
interface IVisit { string Visit<T>(T x); T Make<T>() where T : new(); R Fold<T, R>(IEnumerable<T> xs, R seed, Func<R, T, R> f); string Default<T>(T x) => "idef<" + typeof(T).Name + ">" + Visit(x); }
abstract class Base : IVisit { public abstract string Visit<T>(T x); public virtual T Make<T>() where T : new() => new T(); public virtual R Fold<T, R>(IEnumerable<T> xs, R seed, Func<R, T, R> f) { foreach (T x in xs) seed = f(seed, x); return seed; } public string NonVirtual<T>(T x) => "nv" + Visit<T[]>(new[] { x }); }
class One : Base { public override string Visit<T>(T x) => $"One<{typeof(T).Name}>({x})"; }
class Two : One { public override string Visit<T>(T x) => "Two+" + base.Visit<(T, int)>((x, 1)); public override R Fold<T, R>(IEnumerable<T> xs, R seed, Func<R, T, R> f) => base.Fold(xs, base.Fold(xs, seed, f), f); }
sealed class Three : Two { public override string Visit<T>(T x) => x is int i ? "int" + (i + 1) : x is string s ? "str" + s.Length : base.Visit(x); public override T Make<T>() { Console.Write("make "); return default; } string extra = "!"; }
struct Vs : IVisit { public int N; public string Visit<T>(T x) => $"Vs{N++}<{typeof(T).Name}>"; public T Make<T>() where T : new() { N += 10; return new T(); } public R Fold<T, R>(IEnumerable<T> xs, R seed, Func<R, T, R> f) => seed; }
class Gen<U> { public virtual string M<T>(T t, U u) => $"Gen<{typeof(U).Name}>.M<{typeof(T).Name}>"; public virtual Gen<T> Wrap<T>() => new Sub<T>(); } class Sub<U> : Gen<U> { public override string M<T>(T t, U u) => $"Sub<{typeof(U).Name}>.M<{typeof(T).Name}>{t}{u}"; }
class Fix : Gen<int> { public override string M<T>(T t, int u) => "Fix" + typeof(T).Name + (u + 1); } class Explicit : IVisit { string IVisit.Visit<Q>(Q x) => "explicit " + typeof(Q); T IVisit.Make<T>() => default; R IVisit.Fold<T, R>(IEnumerable<T> xs, R seed, Func<R, T, R> f) => f(seed, default); }

class Program
{
    static void Use(IVisit v) { Console.WriteLine($"{v.GetType().Name}: {v.Visit(1)} {v.Visit("abc")} {v.Visit(new S { A = 3 })} {v.Visit(new Big { E = 9 })} {v.Visit(2.5)} {v.Visit<object>(7)} {v.Visit<int?>(4)} {v.Make<S>()} {v.Make<int>()} {v.Make<object>() != null} {v.Default('c')}"); Console.WriteLine($"  {v.Fold(new[] { 1, 2, 3 }, "", (a, b) => a + b)} {v.Fold(new[] { "a", "b" }, 0L, (a, b) => a + (b?.Length ?? 50))} {v.Fold(new[] { new S { A = 5 } }, new Big { A = 1 }, (a, b) => { a.E += b.A; return a; })}"); }
    static string Con<V>(ref V v) where V : IVisit { string a = v.Visit(1); v.Make<S>(); return a + v.Visit(1) + v.Default(2); }
    static void Main()
    {
        Use(new One()); Use(new Two()); Use(new Three()); Use(new Vs()); Use(new Explicit()); Vs s = default; Console.WriteLine($"{Con(ref s)} {s.N}"); IVisit t = new Three(); Console.WriteLine(Con(ref t)); Base b = new Two(); Console.WriteLine(b.NonVirtual(new S()) + b.NonVirtual("x") + new Three().NonVirtual(1));
        Gen<string> g = new Sub<string>(); Gen<int> f = new Fix(); Console.WriteLine($"{g.M(1, "u")} {g.M(new S(), "u")} {f.M('c', 4)} {f.M("s", 4)} {g.Wrap<int>().M(1.5f, 8)} {f.Wrap<List<S>>().M<long>(1, null)} {g.Wrap<S>().Wrap<string>().Wrap<Big>().M(1, default)} {new Gen<S>().M("z", default)}");
        Func<int, string> d = t.Visit; Func<Big, string> e = b.Visit; Func<S> m = t.Make<S>; Console.WriteLine(d(41) + e(default) + m()); IVisit[] all = { new One(), new Three(), new Vs { N = 5 } }; foreach (IVisit v in all) Console.Write(v.Visit((v, 1)).Length + " "); Console.WriteLine(); Rec(new Two(), 3, 0); Console.WriteLine();
    }
    static void Rec<T>(Base b, int n, T x) { Console.Write(b.Visit(x).Length + " "); if (n > 0) Rec(b, n - 1, n % 2 == 0 ? new S() : default); }
}
