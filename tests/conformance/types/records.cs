// Records: equality, with, printing, inheritance, deconstruction, record structs.
using System;

record Person(string Name, int Age) { public string Nick { get; init; } = "-"; }
record Student(string Name, int Age, string School) : Person(Name, Age);
sealed record Leaf(int[] Data) : Tree;
abstract record Tree;
record Node(Tree Left, Tree Right) : Tree { protected override bool PrintMembers(System.Text.StringBuilder b) { b.Append("custom"); return true; } }
record struct Point(int X, int Y) { public readonly int Sum => X + Y; }
readonly record struct Money(decimal Amount, string Currency);
record Generic<T>(T Value) where T : notnull;
record Empty;

class Program
{
    static void Main()
    {
        Person p = new("Ann", 30), q = new("Ann", 30), r = p with { Age = 31, Nick = "A" };
        Student s = new("Ann", 30, "MIT");
        Person asPerson = s;
        Console.WriteLine($"{p} {r} {s}");
        Console.WriteLine($"{p == q} {p.Equals(q)} {ReferenceEquals(p, q)} {p == r} {p == asPerson} {asPerson == new Student("Ann", 30, "MIT")} {p.GetHashCode() == q.GetHashCode()} {p != null}");
        Console.WriteLine(asPerson with { Name = "Bob" });
        var (name, age) = p;
        Console.WriteLine($"{name} {age} {s is Person { Age: > 20, Name: var n } && n == "Ann"}");
        Point a = new(1, 2), b = a with { Y = 5 };
        a.X = 10;
        Console.WriteLine($"{a} {b} {a == b} {b == new Point(1, 5)} {b.Sum} {default(Point)}");
        Console.WriteLine($"{new Money(1.50m, "EUR")} {new Money(1.5m, "EUR") == new Money(1.50m, "EUR")} {new Generic<int>(5)} {new Generic<string>("x") == new Generic<string>("x")} {new Empty()}");
        int[] data = { 1 };
        Console.WriteLine($"{new Leaf(data) == new Leaf(data)} {new Leaf(data) == new Leaf(new[] { 1 })} {new Node(new Leaf(data), null)} {new Node(null, null) == new Node(null, null)}");
    }
}
