// Single-dimensional arrays: bounds, defaults, initialisers, interfaces, library helpers.
using System;
using System.Collections;
using System.Collections.Generic;

class Program
{
    static void Try(string what, Action a) { try { a(); Console.WriteLine(what + " ok"); } catch (Exception e) { Console.WriteLine($"{what}: {e.GetType().Name}: {e.Message}"); } }

    static void Main()
    {
        int[] a = { 5, 3, 9, -1, 4 };
        int minus = -1, n = 5;
        Try("read -1", () => { int x = a[minus]; });
        Try("read 5", () => { int x = a[n]; });
        Try("write 5", () => a[n] = 1);
        Try("long index", () => { long i = 1L << 32; a[i] = 1; });
        Try("new -1", () => { var b = new int[minus]; });
        Try("null", () => { int[] b = null; b[0] = 1; });
        Try("null length", () => { int[] b = null; int l = b.Length; });
        Try("empty", () => { var b = Array.Empty<string>(); string s = b[0]; });
        int[] sorted = (int[])a.Clone();
        Array.Sort(sorted);
        Console.WriteLine($"{string.Join(",", sorted)} {string.Join(",", a)} {Array.BinarySearch(sorted, 4)} {Array.BinarySearch(sorted, 6)} {Array.IndexOf(a, 9)} {Array.LastIndexOf(a, 77)}");
        Array.Reverse(a);
        Array.Resize(ref a, 7);
        Array.Copy(a, 0, a, 2, 5);
        Console.WriteLine(string.Join(",", a));
        Array.Fill(a, 8, 1, 2);
        Array.Clear(a, 5, 2);
        Console.WriteLine(string.Join(",", a) + " " + Array.Exists(a, x => x > 8) + Array.Find(a, x => x > 5) + " " + string.Join(",", Array.ConvertAll(a, x => x / 2.0)));
        double[] d = new double[3]; string[] s = new string[2]; bool[] b = new bool[2]; (int, string)[] t = new (int, string)[1];
        Console.WriteLine($"{d[0]} {s[0] ?? "null"} {b[1]} {t[0]}");
        IList<int> list = a;
        ICollection collection = a;
        IReadOnlyList<int> readOnly = a;
        Console.WriteLine($"{list.Count} {list[1]} {list.IsReadOnly} {list.Contains(8)} {collection.Count} {readOnly[2]} {((IList)a).IsFixedSize} {a.Rank} {a.GetLength(0)} {a.GetUpperBound(0)}");
        Try("list add", () => list.Add(1));
        foreach (object o in (IEnumerable)a) Console.Write(o + ";");
        Console.WriteLine();
        byte[] big = new byte[100000];
        for (int i = 0; i < big.Length; i++) big[i] = (byte)i;
        long sum = 0;
        foreach (byte x in big) sum += x;
        Console.WriteLine(sum);
        Console.WriteLine($"{a[^1]} {string.Join(",", a[1..^2])} {string.Join(",", a[..2])} {a[5..].Length}");
        Console.WriteLine($"{a} {s} {new int[2][]} {a.Equals(a.Clone())} {((IStructuralEquatable)a).Equals(a.Clone(), EqualityComparer<int>.Default)}");
    }
}
