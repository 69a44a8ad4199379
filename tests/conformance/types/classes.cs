// Fields, constructors, base calls, virtual and hidden members, abstract classes, sealed overrides.
using System;

abstract class Shape
{
    protected readonly string Name;
    static int count;
    protected Shape(string name) { Name = name; count++; Console.WriteLine($"Shape({name}) {Describe()}"); }
    public abstract double Area();
    public virtual string Describe() => $"{Name} #{count}";
    public override string ToString() => $"{GetType().Name}:{Describe()}:{Area():F2}";
    public string Hidden() => "Shape.Hidden";
}

class Circle : Shape
{
    double radius = 1;
    public Circle(double r) : base("circle") { radius = r; }
    public Circle() : this(2) { Console.WriteLine("Circle()"); }
    public override double Area() => Math.PI * radius * radius;
    public override string Describe() => base.Describe() + $" r={radius}";
    public new string Hidden() => "Circle.Hidden";
}

sealed class Square : Shape
{
    readonly int side;
    public Square(int side) : base("square") => this.side = side;
    public sealed override double Area() => side * side;
    public override bool Equals(object other) => other is Square s && s.side == side;
    public override int GetHashCode() => side;
}

class NewSlot : Circle
{
    public new virtual string Describe() => "NewSlot";
}

class Below : NewSlot
{
    public override string Describe() => "Below/" + base.Describe();
}

class Program
{
    static void Main()
    {
        Shape[] shapes = { new Circle(), new Square(3), new NewSlot(), new Below() };
        foreach (Shape s in shapes)
        {
            Console.WriteLine($"{s} {s.Hidden()} {(s as Circle)?.Hidden()}");
            if (s is NewSlot n) Console.WriteLine($"{n.Describe()} | {((Shape)n).Describe()} | {((Circle)n).Describe()}");
        }
        Console.WriteLine($"{new Square(2).Equals(new Square(2))} {new Square(2).Equals(new Square(3))} {new Square(2).Equals(null)} {Equals(new Square(5), new Square(5))}");
        object o = new object();
        Console.WriteLine($"{o} {o.Equals(o)} {o.GetHashCode() == o.GetHashCode()} {ReferenceEquals(o, new object())}");
    }
}
