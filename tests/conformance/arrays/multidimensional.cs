// Arrays of rank two and more, non-zero lower bounds, jagged arrays.
using System;

class Program
{
    static int[,] Multiply(int[,] a, int[,] b)
    {
        var r = new int[a.GetLength(0), b.GetLength(1)];
        for (int i = 0; i < r.GetLength(0); i++)
            for (int j = 0; j < r.GetLength(1); j++)
                for (int k = 0; k < a.GetLength(1); k++) r[i, j] += a[i, k] * b[k, j];
        return r;
    }

    static void Try(string what, Action a) { try { a(); Console.WriteLine(what + " ok"); } catch (Exception e) { Console.WriteLine($"{what}: {e.GetType().Name}"); } }

    static void Main()
    {
        int[,] m = { { 1, 2, 3 }, { 4, 5, 6 } }, n = { { 1, 0 }, { 2, 1 }, { 0, 3 } };
        foreach (int x in Multiply(m, n)) Console.Write(x + " ");
        Console.WriteLine($"{m.Length} {m.Rank} {m.GetLength(0)} {m.GetLength(1)} {m}");
        m[1, 2] += 10;
        ref int cell = ref m[0, 1];
        cell = -7;
        Console.WriteLine($"{m[1, 2]} {m[0, 1]}");
        string[,,] cube = new string[2, 3, 4];
        cube[1, 2, 3] = "corner";
        Console.WriteLine($"{cube[1, 2, 3]} {cube[0, 0, 0] ?? "null"} {cube.Length} {cube.GetUpperBound(2)}");
        int two = 2;
        Try("row", () => m[two, 0] = 1);
        Try("column", () => { int x = m[0, two + 1]; });
        Try("negative", () => { int x = m[0, -two]; });
        Try("size", () => { var x = new int[1, -two]; });
        object[,] objects = new string[1, 1];
        Try("store", () => objects[0, 0] = "s");
        Try("store int", () => objects[0, 0] = 1);
        Array based = Array.CreateInstance(typeof(int), new[] { 2, 3 }, new[] { 5, -1 });
        based.SetValue(42, 6, 1);
        Console.WriteLine($"{based.GetValue(6, 1)} {based.GetLowerBound(0)} {based.GetUpperBound(1)} {based.GetType()} {((int[,])based)[6, 1]}");
        Try("based", () => based.GetValue(0, 0));
        Array one = Array.CreateInstance(typeof(int), new[] { 2 }, new[] { 1 });
        Console.WriteLine($"{one.GetType()} {one is int[]}");
        int[][] jagged = { new[] { 1 }, new[] { 2, 3 }, null };
        jagged[2] = new int[3];
        jagged[2][1] = 9;
        int total = 0;
        foreach (int[] row in jagged) foreach (int x in row) total += x;
        Console.WriteLine($"{total} {jagged.Length} {jagged[1].Length}");
        (int, double)[,] structs = new (int, double)[2, 2];
        structs[1, 0].Item2 = 2.5;
        structs[1, 0].Item1++;
        Console.WriteLine($"{structs[1, 0]} {structs[0, 1]}");
        int[,] copy = (int[,])m.Clone();
        Array.Clear(m);
        Console.WriteLine($"{copy[1, 1]} {m[1, 1]}");
        long[,,,] four = new long[2, 2, 2, 2];
        for (int i = 0; i < 16; i++) four[i >> 3, i >> 2 & 1, i >> 1 & 1, i & 1] = i;
        Console.WriteLine(four[1, 0, 1, 0]);
    }
}
