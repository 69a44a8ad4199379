// Delegates over virtual, interface, generic, static, extension and struct methods: when the target is chosen and copied.
using System;
using System.Collections.Generic;

interface ISpeak { string Speak(); string Default() => "default of " + Speak(); static virtual string Static() => "iface static"; string Gen<T>(T x) => typeof(T).Name + x; }
class Animal : ISpeak { public virtual string Speak() => "animal"; public virtual string G<T>(T x) => $"A<{typeof(T).Name}>{x}"; }
class Dog : Animal { public override string Speak() => "dog"; public override string G<T>(T x) => $"D<{typeof(T).Name}>{x}"; public Func<string> BaseSpeak() => base.Speak; public Func<int, string> BaseG() => base.G<int>; }
struct Counter : ISpeak { public int N; public int Next() => ++N; public string Speak() => "counter" + ++N; public override string ToString() => "C" + N; }
class Holder<T> { public T V; public T Get() => V; public void Set(T v) => V = v; public static string Name() => typeof(T).Name; public U Conv<U>(Func<T, U> f) => f(V); }
static class Ext { public static string Hello(this string s, int n) => s + n; public static int Size<T>(this List<T> l) => l.Count; public static string Null(this object o) => o == null ? "null ok" : "obj"; }
enum Color { Red, Green }

class Program
{
    static Func<string> Bind<T>(T x) where T : ISpeak => x.Speak;
    static Func<string> BindStatic<T>() where T : ISpeak => T.Static;
    static string Try(Func<object> f) { try { return f().ToString(); } catch (Exception e) { return e.GetType().Name; } }
    static void Main()
    {
        Animal a = new Dog(); Func<string> f = a.Speak; a = new Animal(); Console.WriteLine($"{f()} {((Dog)f.Target).BaseSpeak()()} {new Dog().BaseG()(1)}"); Func<int, string> g = new Dog().G<int>; Func<string, string> gs = new Animal().G; Console.WriteLine($"{g(5)} {gs("x")}");
        ISpeak s = new Dog(); Func<string> i = s.Speak, d = s.Default; Func<List<int>, string> gi = s.Gen; Console.WriteLine($"{i()} {d()} {gi(null)}");
        Counter c = new() { N = 5 }; Func<int> n = c.Next; c.N = 100; Console.WriteLine($"{n()} {n()} {c.N}"); Func<string> cs = c.Speak, ct = c.ToString, bind = Bind(c); Console.WriteLine($"{cs()} {cs()} {ct()} {bind()} {bind()} {c.N}"); ISpeak boxed = c; Func<string> bs = boxed.Speak; bs(); Console.WriteLine($"{boxed} {bs()} {((ISpeak)boxed).Default()}");
        var h = new Holder<long> { V = 3 }; Func<long> get = h.Get; Action<long> set = h.Set; set(get() * 7); Console.WriteLine($"{h.V} {get()} {new Func<string>(Holder<Color>.Name)()} {new Func<string>(Holder<string>.Name)()}"); Func<Func<long, string>, string> conv = h.Conv; Console.WriteLine(conv(x => x + "!"));
        Func<int, string> e = "str".Hello; Func<int> size = new List<double> { 1, 2 }.Size; Func<string> nul = ((object)null).Null; Console.WriteLine($"{e(1)} {size()} {nul()} {e.Target}"); Func<string, int, string> open = Ext.Hello; Console.WriteLine(open("o", 2));
        Console.WriteLine(BindStatic<Dog>()() + BindStatic<Counter>()()); Dog none = null; Animal nobody = null; ISpeak noface = null; Console.WriteLine(Try(() => (Func<string>)none.Speak) + Try(() => (Func<string>)nobody.Speak) + Try(() => (Func<string>)noface.Speak) + Try(() => (Func<int, string>)nobody.G));
        Func<string> en = Color.Green.ToString; Func<object, bool> eq = 5.Equals; Func<int> hash = 'a'.GetHashCode; Func<Type> type = c.GetType; Console.WriteLine($"{en()} {eq(5)} {eq(5L)} {hash()} {type()}"); object five = 5; Func<string> nt = five.ToString; five = null; Console.WriteLine(nt());
        Func<int, Func<int, int>> curry = x => y => x * 10 + y; Func<int> dlg = new Func<int>(new Func<int>(c.Next).Invoke); Console.WriteLine($"{curry(3)(4)} {dlg()} {dlg()}"); Predicate<string> sw = "prefix".StartsWith; Console.WriteLine(sw("pre")); Comparison<int> cmp = Comparer<int>.Default.Compare; Console.WriteLine(cmp(2, 1)); Action<string> wl = Console.WriteLine; wl("line");
    }
}
