// Objects that static constructors make are changed while the program runs.
using System;
using System.Collections.Generic;
using System.Text;

class Node
{
    public int Value;
    public Node Next;
    public Node(int value, Node next) { Value = value; Next = next; }
}

static class Tables
{
    public static readonly int[] Squares = Make();
    public static readonly Dictionary<string, int> Ages = new() { ["ann"] = 31, ["bob"] = 28, ["eve"] = 44 };
    public static readonly List<string> Names = new() { "one", "two", "three" };
    public static readonly Node Chain = new Node(1, new Node(2, new Node(3, null)));
    public static readonly string[][] Nested = { new[] { "a", "b" }, new[] { "c" } };
    public static readonly object[] Mixed = { 1, "two", 3.5, 'c', null, new int[] { 1, 2 } };
    public static readonly HashSet<int> Set = new() { 1, 2, 3, 5, 8 };
    public static int Counter = 10;
    public static string Title = "before";
    public static long[] Replaced = { 1, 2, 3 };

    static int[] Make()
    {
        var squares = new int[10];
        for (int i = 0; i < squares.Length; i++) squares[i] = i * i;
        return squares;
    }
}

struct Point
{
    public int X, Y;
    public string Name;
    public Point(int x, int y, string name) { X = x; Y = y; Name = name; }
}

static class Structs
{
    public static Point Origin = new Point(1, 2, "origin");
    public static readonly Point Fixed = new Point(3, 4, "fixed");
    public static Point[] Many = { new Point(5, 6, "first"), new Point(7, 8, "second") };
    public static decimal Money = 12.50m;
    public static readonly TimeSpan Hour = new TimeSpan(1, 0, 0);
    public static (int, string) Pair = (7, "seven");
    public static int? Some = 5;
    public static int? Nothing = null;
}

class Program
{
    static void Main()
    {
        Console.WriteLine(string.Join(",", Tables.Squares));
        Tables.Squares[3] = -1;
        Array.Reverse(Tables.Squares);
        Console.WriteLine(string.Join(",", Tables.Squares));

        Console.WriteLine(Tables.Ages["bob"] + " " + Tables.Ages.Count + " " + Tables.Ages.ContainsKey("joe"));
        Tables.Ages["joe"] = 5;
        Tables.Ages.Remove("ann");
        for (int i = 0; i < 100; i++) Tables.Ages["n" + i] = i;
        Console.WriteLine(Tables.Ages["joe"] + " " + Tables.Ages.Count + " " + Tables.Ages["n77"] + " " + Tables.Ages["eve"]);

        Tables.Names.Add("four");
        Tables.Names.Insert(0, "zero");
        Tables.Names.Sort(string.CompareOrdinal);
        Console.WriteLine(string.Join(",", Tables.Names));

        Tables.Chain.Next.Next.Next = new Node(4, Tables.Chain);
        Tables.Chain.Value = 100;
        int sum = 0;
        var at = Tables.Chain;
        for (int i = 0; i < 9; i++) { sum = sum * 3 + at.Value; at = at.Next; }
        Console.WriteLine(sum);

        Tables.Nested[1] = new[] { "x", "y", "z" };
        Tables.Nested[0][1] = "changed";
        foreach (var row in Tables.Nested) Console.WriteLine(string.Join("|", row));

        foreach (var o in Tables.Mixed) Console.Write((o == null ? "null" : o.GetType().Name) + " ");
        Console.WriteLine();
        Tables.Mixed[0] = "replaced";
        ((int[])Tables.Mixed[5])[0] += 41;
        Console.WriteLine(Tables.Mixed[0] + " " + ((int[])Tables.Mixed[5])[0]);

        Console.WriteLine(Tables.Set.Contains(5) + " " + Tables.Set.Add(13) + " " + Tables.Set.Add(8) + " " + Tables.Set.Count);

        Tables.Counter++;
        Tables.Title += " and after";
        Console.WriteLine(Tables.Counter + " " + Tables.Title);
        Tables.Replaced = new long[] { 9 };
        Console.WriteLine(Tables.Replaced.Length);

        Structs.Origin.X = 50;
        Structs.Many[1].Name += "!";
        var copy = Structs.Fixed;
        copy.X = 99;
        Console.WriteLine(Structs.Origin.X + Structs.Origin.Name + Structs.Fixed.X + Structs.Fixed.Name + Structs.Many[1].Name + copy.X);
        Structs.Money += 1;
        Console.WriteLine(Structs.Money == 13.5m);
        Console.WriteLine(Structs.Hour.TotalMinutes + " " + Structs.Pair.Item2 + " " + Structs.Some + " " + Structs.Nothing.HasValue);
        Structs.Pair.Item1++;
        Console.WriteLine(Structs.Pair.Item1);
    }
}
