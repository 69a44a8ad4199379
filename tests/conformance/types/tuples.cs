// Tuples, deconstruction, comparison, nesting beyond seven elements.
using System;
using System.Collections.Generic;

class Vector { public int X = 1, Y = 2; public void Deconstruct(out int x, out int y) { x = X; y = Y; } }
static class More { public static void Deconstruct(this string s, out char first, out string rest) { first = s[0]; rest = s[1..]; } }

class Program
{
    static (int min, int max, double mean) Stats(params int[] xs)
    {
        int min = int.MaxValue, max = int.MinValue, sum = 0;
        foreach (int x in xs) { (min, max) = (Math.Min(min, x), Math.Max(max, x)); sum += x; }
        return (min, max, sum / (double)xs.Length);
    }

    static void Main()
    {
        var s = Stats(3, 1, 4, 1, 5);
        var (min, _, mean) = s;
        Console.WriteLine($"{s} {s.min} {s.Item2} {min} {mean}");
        int a = 1, b = 2;
        (a, b) = (b, a);
        Console.WriteLine($"{a} {b}");
        var (x, y) = new Vector();
        var (head, tail) = "hello";
        Console.WriteLine($"{x} {y} {head} {tail}");
        Console.WriteLine($"{(1, "a") == (1, "a")} {(1, 2) != (1, 3)} {(1, (2, 3)).Equals((1, (2, 3)))} {(1, 2).CompareTo((1, 3))} {(1, "x").GetHashCode() == (1, "x").GetHashCode()}");
        var eight = (1, 2, 3, 4, 5, 6, 7, 8, 9);
        Console.WriteLine($"{eight} {eight.Item9} {eight.Rest} {eight == (1, 2, 3, 4, 5, 6, 7, 8, 9)}");
        int[] array = { 10, 20, 30 };
        int i = 0;
        (array[i++], array[i++]) = (array[i], i);
        Console.WriteLine(string.Join(",", array) + " " + i);
        var map = new Dictionary<(int, int), string> { [(1, 2)] = "one-two" };
        Console.WriteLine(map[(1, 2)] + map.ContainsKey((2, 1)));
        (int? n, string t) nullable = (null, null);
        Console.WriteLine($"{nullable} {nullable == (null, null)} {Tuple.Create(1, 'c', 2.5)} {ValueTuple.Create()}");
    }
}
