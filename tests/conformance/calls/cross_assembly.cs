// Types, generics, constants, default arguments, interfaces and exceptions across an assembly border.
using System;
using System.Collections.Generic;
using Lib;

class Mine : Shape, IGreeter { public override double Area() => 2; public string Greet(string n) => "mine " + n; protected override string Secret() => "my " + base.Secret(); public string Open() => Secret(); }
class Impl<T> : Store<T> where T : IComparable<T> { public override bool Keep(T x) => Count == 0 || x.CompareTo(Last) > 0; }

class Program
{
    static void Main()
    {
        Console.WriteLine($"{Constants.Number} {Constants.Text} {Tools.Default()} {Tools.Default(b: "x")} {Tools.Sum(1, 2, 3)} {new Mine().Open()} {new Square(3).Area()} {Tools.Describe(new Mine())} {Tools.Describe(new Square(2))}");
        IGreeter g = new Mine(); Console.WriteLine(g.Greet("a") + g.Polite("b") + ((IGreeter)new Square(1)).Polite("c"));
        var s = new Impl<int>(); foreach (int x in new[] { 3, 1, 5, 4, 9 }) s.Offer(x); Console.WriteLine($"{string.Join(",", s.Items())} {s.Count} {new Impl<string>().Count} {Store<int>.Created} {Store<string>.Created}");
        try { Tools.Fail(); } catch (LibException e) { Console.WriteLine($"{e.Message} {e.Code}"); } Point p = new(1, 2); p.X += 5; Point q = p with { Y = 9 }; Console.WriteLine($"{p} {q} {p == q} {Level.High} {(int)Level.Low} {Tools.Pair<string, int>("k", 1)}");
        Tools.Changed += (o, n) => Console.Write($"changed {n} "); Tools.Raise(4); foreach (int i in Tools.Lazy(3)) Console.Write(i + " "); Console.WriteLine(Tools.Late?.Invoke(3) ?? "none");
    }
}
