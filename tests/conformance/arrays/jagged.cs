// Arrays of arrays: ragged rows, shared rows, null rows, covariance of rows, arrays of multidimensional arrays.
using System;

class Program
{
    static void Main()
    {
        int[][] rows = { new[] { 1, 2, 3 }, new int[0], null, new[] { 4 } };
        foreach (int[] row in rows) Console.Write((row == null ? "null" : row.Length + ":" + string.Join(",", row)) + " ");
        Console.WriteLine();
        rows[2] = rows[0]; rows[2][1] = 20; Console.WriteLine($"{rows[0][1]} {ReferenceEquals(rows[0], rows[2])}");
        object[] asObjects = rows; object[][] words = new string[][] { new[] { "a", "b" }, new string[2] };
        Console.WriteLine($"{asObjects.Length} {asObjects.GetType()} {words.GetType()} {words[0].GetType()} {words[1][0] ?? "none"}");
        Try(() => asObjects[0] = "x"); Try(() => asObjects[1] = new long[1]); Try(() => asObjects[1] = new uint[] { 7 }); Console.WriteLine(rows[1][0]);
        Try(() => words[0] = new object[1]); Try(() => words[0][0] = new object()); Try(() => rows[9][0] = 1); Try(() => rows[3][1]++);
        rows[2] = null; Try(() => rows[2][0]++);
        int[,][] grid = new int[2, 2][]; grid[1, 0] = new[] { 5, 6 }; int[][,] sheets = { new int[,] { { 1, 2 }, { 3, 4 } }, new int[0, 5] };
        Console.WriteLine($"{grid[1, 0][1]} {grid[0, 0] == null} {sheets[0][1, 0]} {sheets[1].GetLength(1)} {sheets[1].Length} {grid.GetType()} {sheets.GetType()}");
        int[][][] deep = new int[2][][]; deep[0] = new int[3][]; deep[0][2] = new[] { 9 }; deep[0][2][0] += 1; Console.WriteLine($"{deep[0][2][0]} {deep[1] == null}");
        ref int cell = ref deep[0][2][0]; deep[0][2] = new[] { 0 }; cell = 77; Console.WriteLine($"{cell} {deep[0][2][0]}");
        (int, string)[][] tuples = { new[] { (1, "x") } }; tuples[0][0].Item2 += "y"; Console.WriteLine(tuples[0][0]);
        int total = 0; foreach (var r in new[] { new byte[] { 255, 1 }, new byte[] { 2 } }) foreach (byte b in r) total += b; Console.WriteLine(total);
        int[][] clone = (int[][])rows.Clone(); clone[0][0] = -1; clone[3] = null; Console.WriteLine($"{rows[0][0]} {rows[3] != null}");
    }
    static void Try(Action a) { try { a(); Console.WriteLine("fine"); } catch (Exception e) { Console.WriteLine(e.GetType().Name); } }
}
