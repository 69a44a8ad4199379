// Value semantics: copies on assignment, calls, boxing, in arrays and fields; readonly receivers are copied.
using System;

struct Point : IEquatable<Point>
{
    public int X, Y;
    public Point(int x, int y) { X = x; Y = y; }
    public void Move(int d) { X += d; Y += d; }
    public int Bump() => ++X;
    public readonly int Sum() => X + Y;
    public bool Equals(Point other) => X == other.X && Y == other.Y;
    public override string ToString() => $"({X},{Y})";
}

struct Line
{
    public Point A, B;
    public string Label;
    public override string ToString() => $"{Label}:{A}-{B}";
}

class Holder
{
    public readonly Point Fixed = new(1, 1);
    public Point Free = new(1, 1);
    public Point Property { get; set; } = new(5, 5);
}

class Program
{
    static Point Changed(Point p) { p.Move(10); return p; }
    static void ChangeRef(ref Point p) => p.Move(100);
    static void Out(out Point p) => p = new Point { X = 7 };
    static int In(in Point p) => p.Bump();

    static void Main()
    {
        Point p = new(1, 2), q = p;
        q.Move(1);
        Console.WriteLine($"{p} {q} {Changed(p)} {p}");
        ChangeRef(ref p);
        Out(out q);
        Console.WriteLine($"{p} {q} {In(in p)} {p} {p.Sum()}");
        object boxed = p;
        ((Point)boxed).Move(1);
        Point unboxed = (Point)boxed;
        unboxed.Move(1);
        Console.WriteLine($"{boxed} {unboxed} {boxed.Equals(p)} {p.Equals(boxed)}");
        Point[] array = new Point[3];
        array[1].Move(5);
        foreach (Point each in array) each.Move(1);
        Console.WriteLine(string.Join(" ", array));
        var holder = new Holder();
        holder.Fixed.Move(1);
        holder.Free.Move(1);
        holder.Property.Move(1);
        Console.WriteLine($"{holder.Fixed} {holder.Free} {holder.Property} {holder.Fixed.Bump()} {holder.Fixed.X}");
        Line line = new() { A = p, Label = "l" }, other = line;
        other.A.X = -1;
        other.B = new(3, 4);
        Console.WriteLine($"{line} {other} {default(Line)} {line.Equals(other)} {line.Equals(line)}");
        ref Point r = ref array[2];
        r = new(9, 9);
        r.X++;
        Console.WriteLine(array[2]);
    }
}
