// Every kind of pattern in is, switch statements and switch expressions.
using System;
using System.Collections.Generic;

abstract record Shape;
record Circle(double R) : Shape;
record Rect(double W, double H) : Shape;
record Group(params Shape[] Items) : Shape;

class Program
{
    static double Area(Shape s) => s switch
    {
        Circle { R: 0 } => 0,
        Circle(var r) => 3 * r * r,
        Rect(var w, var h) when w == h => w * w,
        Rect { W: > 0 and < 100, H: var h } r => r.W * h,
        Group { Items.Length: 0 } => -1,
        Group(var items) => Sum(items),
        null => double.NaN,
        _ => throw new ArgumentException("shape"),
    };
    static double Sum(Shape[] items) { double t = 0; foreach (Shape i in items) t += Area(i); return t; }

    static string Classify(object o) => o switch
    {
        null => "null", 0 => "zero", int n and (< 0 or > 1000) => $"extreme {n}", int => "int", long and > 5L => "long>5",
        'a' or 'e' or 'i' => "vowel", char c when char.IsDigit(c) => "digit", string { Length: 0 } => "empty", "hello" => "greeting",
        string { Length: > 3 } s => "text " + s[..3], string => "short", double.NaN => "nan", double d => $"double {d:F1}", true => "yes", false => "no",
        DayOfWeek.Monday => "monday", Enum e => "enum " + e, int[] and [] => "no ints", int[] and [1, .., 9] => "1..9", int[] and [var a, var b] => $"pair {a} {b}", int[] and [_, .. var rest] => $"rest {rest.Length}",
        (int x, int y) => $"tuple {x} {y}", IReadOnlyCollection<string> { Count: var k } => $"strings {k}", Type t => t.Name, not Exception => "other", _ => "exception",
    };

    static string Quadrant((int x, int y) p) => p switch { (0, 0) => "origin", (> 0, > 0) => "I", (< 0, > 0) => "II", (< 0, < 0) => "III", (> 0, < 0) => "IV", (0, _) or (_, 0) => "axis" };
    static string Season(int month) => month switch { 12 or 1 or 2 => "winter", >= 3 and <= 5 => "spring", >= 6 and <= 8 => "summer", 9 or 10 or 11 => "autumn", _ => "?" };
    static string Text(ReadOnlySpan<char> s) => s switch { "" => "empty", "abc" => "abc!", ['x', .. var mid, 'y'] => "x" + mid.ToString() + "y", _ => "else" };

    static void Main()
    {
        Console.WriteLine($"{Area(new Circle(0))} {Area(new Circle(2))} {Area(new Rect(3, 3))} {Area(new Rect(2, 5))} {Area(new Group())} {Area(new Group(new Circle(1), new Rect(1, 2)))} {Area(null)}");
        try { Area(new Rect(-1, 4)); } catch (ArgumentException e) { Console.WriteLine(e.Message); }
        object[] values = { null, 0, -5, 5000, 7, 6L, 4L, 'e', '7', 'z', "", "hello", "wonderful", "hi", double.NaN, 2.25, true, false, DayOfWeek.Monday, DayOfWeek.Friday, new int[0], new[] { 1, 5, 9 }, new[] { 3, 4 }, new[] { 1, 2, 3 }, (1, 2), new List<string> { "a" }, typeof(int), 1.5m, new Exception() };
        foreach (object v in values) Console.Write(Classify(v) + "; ");
        Console.WriteLine();
        foreach (var p in new[] { (0, 0), (1, 1), (-1, 1), (-1, -1), (1, -1), (0, 5) }) Console.Write(Quadrant(p) + " ");
        for (int m = 0; m <= 13; m += 3) Console.Write(Season(m) + " ");
        Console.WriteLine($"{Text("")} {Text("abc")} {Text("x--y")} {Text("q")}");
        object o = 42;
        if (o is int i and > 40 && i % 2 == 0) Console.WriteLine("even " + i);
        if (o is not string s) Console.WriteLine("not a string"); else Console.WriteLine(s.Length);
        if (o is not null and not 43) Console.WriteLine("neither");
        List<int> list = new() { 1, 2, 3, 4 };
        Console.WriteLine($"{list is [1, _, .., > 3]} {list is [_, _]} {list is { Count: 4, Capacity: >= 4 }} {"abc" is ['a', ..]}");
    }
}
