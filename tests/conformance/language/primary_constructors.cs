// Primary constructors of classes and structs, captured parameters, chaining, required members, init accessors.
using System;

class Counter(int start, string name) { public int Next() => start++; public string Name => name.ToUpper(); public readonly int Initial = start; public Counter() : this(100, "default") { } }
class Named(int start, string name) : Counter(start * 2, name + "!") { public override string ToString() => $"{name} {Name} {Next()} {Next()} {Initial}"; }
struct Distance(double dx, double dy) { public readonly double Length => Math.Sqrt(dx * dx + dy * dy); public void Shift() => dx++; }
readonly struct Ro(int x) { public int X { get; } = x * 2; }
class Req { public required int A { get; init; } public required string B; public int C { get; init; } = 3; }
interface IShape { double Area { get; } } class Sq(double s) : IShape { public double Area => s * s; }
class Service(Func<int, int> f) { public int Run(int x) => f(f(x)); }

class Program
{
    static void Main()
    {
        Console.WriteLine($"{new Named(5, "n")} {new Counter().Next()} {new Counter().Name}");
        var d = new Distance(2, 4); d.Shift(); Console.WriteLine($"{d.Length} {default(Distance).Length} {new Ro(4).X}");
        var r = new Req { A = 1, B = "b" }; Console.WriteLine($"{r.A}{r.B}{r.C} {new Sq(1.5).Area} {new Service(x => x * 3).Run(2)}");
    }
}
