// Delegate variance: method group conversions with more general parameters, in and out type parameters, ref exactness, value types refused, casts.
using System;
using System.Collections.Generic;

class A { public override string ToString() => GetType().Name; } class B : A { } class C : B { }
delegate TR Conv<in TA, out TR>(TA x); delegate void Both<out T>(Action<T> a); delegate Func<T> Nest<out T>(); delegate T Inv<T>(T x); delegate void Refs<T>(ref T x); delegate IEnumerable<T> Seq<out T>();

class Program
{
    static C FromA(A a) => new(); static string Str(object o) => "str " + o; static B Take(B b) => b; static int Int(object o) => 1;
    static object Try(Func<object> f) { try { return f() ?? "null"; } catch (Exception e) { return e.GetType().Name; } }
    static void Main()
    {
        Conv<C, A> f = FromA; Conv<A, C> exact = FromA; Conv<B, B> mid = exact; Conv<C, object> top = mid; Console.WriteLine($"{f(new C())} {mid(new B())} {top(new C())} {ReferenceEquals(exact, top)} {top.GetType() == typeof(Conv<A, C>)}");
        Func<string, object> s = Str; Func<A, string> asA = Str; Action<object> act = o => Console.Write("act " + o + " "); Action<string> onS = act; Action<C> onC = act; onS("x"); onC(new C()); Console.WriteLine(s("y") + asA(new B()));
        Both<C> both = k => k(new C()); Both<A> ba = both; ba(c => Console.Write(c.GetType() + " ")); Both<string> bs = k => k("text"); Both<object> bo = bs; bo(o => Console.Write(o)); Console.WriteLine(); Nest<C> nest = () => () => new C(); Nest<A> na = nest; Func<A> inner = na(); Console.WriteLine($"{inner()} {na.GetType() == typeof(Nest<C>)}"); Seq<string> seq = () => new[] { "a", "b" }; Seq<object> so = seq; foreach (object o in so()) Console.Write(o); Console.WriteLine();
        object d = exact; Console.WriteLine($"{d is Conv<A, C>} {d is Conv<B, A>} {d is Conv<C, object>} {d is Conv<object, C>} {d is Conv<string, object>} {d is Delegate} {(object)s is Func<string, object>} {(object)asA is Func<B, object>} {(object)asA is Func<object, string>}");
        object fi = (Func<int>)(() => 5); Console.WriteLine($"{fi is Func<object>} {fi is Func<int>} {fi is Func<uint>} {fi is Func<IComparable>} {(object)(Func<DayOfWeek>)(() => 0) is Func<int>}"); Console.WriteLine(Try(() => (Func<object>)fi) + " " + Try(() => (Inv<A>)(object)(Inv<B>)Take) + " " + Try(() => ((Conv<B, A>)d)(new C())));
        Func<object, int> oi = Int; Func<string, int> si = oi; Func<C, int> ci = Int; Console.WriteLine(si("") + ci(null)); Comparison<object> co = (x, y) => string.CompareOrdinal(x.ToString(), y.ToString()); var list = new List<string> { "b", "a" }; list.Sort(co); Console.WriteLine(list[0]); IComparer<object> ic = Comparer<object>.Create(co); IComparer<string> sc = ic; Console.WriteLine(sc.Compare("b", "a"));
        Func<Func<object, string>, object> hi = g => g("in") + "!"; Func<Func<object, string>, object> lo = hi; Console.WriteLine(lo(Str)); Func<Func<string, object>, int> ho = g => g("z").ToString().Length; Func<Func<object, string>, object> conv = null; Console.WriteLine(ho(Str)); Refs<A> r = (ref A x) => x = new C(); A a = new B(); r(ref a); Console.WriteLine(a);
        Func<string[]> fa = () => new[] { "q" }; Func<object[]> foa = fa; Func<IEnumerable<object>> fe = foa; Console.WriteLine(string.Concat(fe())); Converter<string, object> cv = Str; Converter<string, object>[] arr = { cv, x => x.Length }; foreach (var k in arr) Console.Write(k("abc") + " "); Action<A>[] aa = { x => Console.Write("1" + x) }; Action<C>[] ca = aa; ca[0](new C()); Console.WriteLine(Try(() => ca[0] = x => { }));
    }
}
