// Generic recursion that ends, polymorphic recursion bounded by data, curiously recurring patterns, expression problem.
using System;
using System.Collections.Generic;

abstract class Expr<T> { public abstract T Eval(); }
class Const<T> : Expr<T> { readonly T v; public Const(T v) => this.v = v; public override T Eval() => v; }
class If<T> : Expr<T> { readonly Expr<bool> c; readonly Expr<T> a, b; public If(Expr<bool> c, Expr<T> a, Expr<T> b) { this.c = c; this.a = a; this.b = b; } public override T Eval() => c.Eval() ? a.Eval() : b.Eval(); }
class Eq<T> : Expr<bool> { readonly Expr<T> a, b; public Eq(Expr<T> a, Expr<T> b) { this.a = a; this.b = b; } public override bool Eval() => EqualityComparer<T>.Default.Equals(a.Eval(), b.Eval()); }
class PairOf<A, B> : Expr<(A, B)> { readonly Expr<A> a; readonly Expr<B> b; public PairOf(Expr<A> a, Expr<B> b) { this.a = a; this.b = b; } public override (A, B) Eval() => (a.Eval(), b.Eval()); }
interface INat { static abstract int Value { get; } }
struct Zero : INat { public static int Value => 0; }
struct Succ<N> : INat where N : INat { public static int Value => N.Value + 1; }
class Tree<T> where T : IComparable<T>
{
    public T Value; public Tree<T> Left, Right;
    public static Tree<T> Insert(Tree<T> t, T v)
    {
        if (t == null) return new Tree<T> { Value = v };
        if (v.CompareTo(t.Value) < 0) t.Left = Insert(t.Left, v); else t.Right = Insert(t.Right, v);
        return t;
    }
    public IEnumerable<T> Walk() { if (Left != null) foreach (T x in Left.Walk()) yield return x; yield return Value; if (Right != null) foreach (T x in Right.Walk()) yield return x; }
}

class Program
{
    static R Fold<T, R>(IEnumerable<T> xs, R seed, Func<R, T, R> f) { foreach (T x in xs) seed = f(seed, x); return seed; }
    static Func<A, C> Compose<A, B, C>(Func<A, B> f, Func<B, C> g) => x => g(f(x));
    static Func<T, R> Fix<T, R>(Func<Func<T, R>, Func<T, R>> f) => x => f(Fix(f))(x);

    static void Main()
    {
        var e = new If<(int, string)>(new Eq<string>(new Const<string>("a"), new Const<string>("a")), new PairOf<int, string>(new Const<int>(1), new Const<string>("x")), new Const<(int, string)>((2, "y")));
        Console.WriteLine(e.Eval());
        Console.WriteLine(Succ<Succ<Succ<Succ<Zero>>>>.Value);
        Tree<int> t = null;
        foreach (int x in new[] { 5, 2, 8, 1, 9, 3 }) t = Tree<int>.Insert(t, x);
        Console.WriteLine(string.Join(" ", t.Walk()) + " " + Fold(t.Walk(), "", (s, x) => s + x));
        Tree<string> s = null;
        foreach (string x in "the quick brown fox".Split(' ')) s = Tree<string>.Insert(s, x);
        Console.WriteLine(string.Join(" ", s.Walk()));
        Console.WriteLine(Compose<int, string, int>(x => x.ToString(), y => y.Length)(12345) + " " + Fix<int, long>(self => n => n <= 1 ? 1 : n * self(n - 1))(20));
    }
}
