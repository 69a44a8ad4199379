// Conway's Game of Life, sorting algorithms, matrix work and a text histogram: loops over arrays of every kind.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

class Program
{
    static bool[,] Step(bool[,] g) { int h = g.GetLength(0), w = g.GetLength(1); var n = new bool[h, w]; for (int y = 0; y < h; y++) for (int x = 0; x < w; x++) { int c = 0; for (int dy = -1; dy <= 1; dy++) for (int dx = -1; dx <= 1; dx++) if ((dx != 0 || dy != 0) && g[(y + dy + h) % h, (x + dx + w) % w]) c++; n[y, x] = c == 3 || c == 2 && g[y, x]; } return n; }
    static void Quick<T>(T[] a, int lo, int hi) where T : IComparable<T> { if (lo >= hi) return; T p = a[(lo + hi) / 2]; int i = lo, j = hi; while (i <= j) { while (a[i].CompareTo(p) < 0) i++; while (a[j].CompareTo(p) > 0) j--; if (i <= j) { (a[i], a[j]) = (a[j], a[i]); i++; j--; } } Quick(a, lo, j); Quick(a, i, hi); }
    static int[] Merge(int[] a) { if (a.Length < 2) return a; int[] l = Merge(a[..(a.Length / 2)]), r = Merge(a[(a.Length / 2)..]), o = new int[a.Length]; for (int i = 0, x = 0, y = 0; i < o.Length; i++) o[i] = y >= r.Length || x < l.Length && l[x] <= r[y] ? l[x++] : r[y++]; return o; }
    static IEnumerable<int[]> Queens(int n) { var cols = new int[n]; return Place(0); IEnumerable<int[]> Place(int r) { if (r == n) { yield return (int[])cols.Clone(); yield break; } for (int c = 0; c < n; c++) { bool ok = true; for (int p = 0; p < r; p++) if (cols[p] == c || Math.Abs(cols[p] - c) == r - p) ok = false; if (!ok) continue; cols[r] = c; foreach (var s in Place(r + 1)) yield return s; } } }
    static int Edit(string a, string b) { var d = new int[a.Length + 1, b.Length + 1]; for (int i = 0; i <= a.Length; i++) for (int j = 0; j <= b.Length; j++) d[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)); return d[a.Length, b.Length]; }

    static void Main()
    {
        var g = new bool[12, 16]; foreach (var (y, x) in new[] { (1, 2), (2, 3), (3, 1), (3, 2), (3, 3) }) g[y, x] = true; for (int i = 0; i < 20; i++) g = Step(g);
        for (int y = 0; y < 12; y++) { var sb = new StringBuilder(); for (int x = 0; x < 16; x++) sb.Append(g[y, x] ? '#' : '.'); Console.WriteLine(sb); }
        uint s = 7; int[] data = new int[200]; for (int i = 0; i < 200; i++) { s = s * 1103515245 + 12345; data[i] = (int)(s >> 16) % 1000; }
        int[] q = (int[])data.Clone(), m = Merge(data); Quick(q, 0, 199); string[] words = "pear fig apple kiwi banana cherry date".Split(' '); Quick(words, 0, words.Length - 1);
        Console.WriteLine($"{q.SequenceEqual(m)} {q[0]} {q[100]} {q[199]} {string.Join(" ", words)} {Queens(6).Count()} {string.Join(",", Queens(8).First())} {Edit("kitten", "sitting")}");
        double[,] a = new double[20, 20]; for (int i = 0; i < 20; i++) for (int j = 0; j < 20; j++) a[i, j] = i == j ? 2 : 1.0 / (1 + i + j); double det = 1; for (int k = 0; k < 20; k++) { det *= a[k, k]; for (int i = k + 1; i < 20; i++) { double f = a[i, k] / a[k, k]; for (int j = k; j < 20; j++) a[i, j] -= f * a[k, j]; } } Console.WriteLine(det.ToString("G12"));
        foreach (var kv in "the rain in spain stays mainly".Where(char.IsLetter).GroupBy(c => c).OrderByDescending(k => k.Count()).ThenBy(k => k.Key).Take(5)) Console.Write($"{kv.Key}{new string('*', kv.Count())} "); Console.WriteLine();
    }
}
