// Generic virtual and interface methods, over value and reference types, in generic classes, through delegates.
using System;
using System.Collections.Generic;

interface IVisitor { string Visit<T>(T x); R Map<T, R>(T x, Func<T, R> f); }
abstract class Base { public abstract string Name<T>(); public virtual string Both<T, U>(T t, U u) => $"Base {t} {u} {typeof(T).Name} {typeof(U).Name}"; }
class A : Base, IVisitor
{
    public override string Name<T>() => "A<" + typeof(T).Name + ">";
    public string Visit<T>(T x) => "A sees " + typeof(T).Name + " " + x;
    public virtual R Map<T, R>(T x, Func<T, R> f) => f(x);
}
class B : A
{
    public override string Name<T>() => "B+" + base.Name<List<T>>();
    public override string Both<T, U>(T t, U u) => "B " + base.Both(u, t);
    public override R Map<T, R>(T x, Func<T, R> f) { Console.Write("[mapping] "); return base.Map(x, f); }
}
class G<K> : Base { public override string Name<T>() => $"G<{typeof(K).Name},{typeof(T).Name}>"; }
struct S : IVisitor { public string Visit<T>(T x) => "S:" + x; public R Map<T, R>(T x, Func<T, R> f) => f(x); }

class Program
{
    static string Through<V>(V v) where V : IVisitor => v.Visit(1) + v.Visit("s") + v.Visit((1, 2L));

    static void Main()
    {
        foreach (Base b in new Base[] { new A(), new B(), new G<int>(), new G<string>() })
            Console.WriteLine($"{b.Name<int>()} {b.Name<string>()} {b.Name<double[]>()} {b.Both(1, "x")} {b.Both("x", 2.5)}");
        foreach (IVisitor v in new IVisitor[] { new A(), new B(), new S() })
            Console.WriteLine($"{v.Visit(3)} {v.Visit('c')} {v.Visit<object>("o")} {v.Map(4, x => x * 1.5)} {v.Map("abc", x => x.Length)} {Through(v)}");
        Console.WriteLine(Through(new S()) + Through(new B()));
        Func<string> f = new B().Name<byte>;
        IVisitor it = new B();
        Func<int, string> g = it.Visit;
        Console.WriteLine(f() + g(5));
    }
}
