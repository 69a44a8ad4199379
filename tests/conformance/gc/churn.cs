// Allocation under pressure: trees, long lists, large arrays, strings, interior references across collections.
using System;
using System.Collections.Generic;
using System.Text;

class Tree { public Tree L, R; public int V; public static Tree Make(int d) => d == 0 ? new Tree { V = 1 } : new Tree { L = Make(d - 1), R = Make(d - 1), V = d }; public int Check() => V + (L?.Check() ?? 0) + (R?.Check() ?? 0); }
struct Cell { public object O; public int N; public string S; }

class Program
{
    static ref int Inside() { var a = new int[1000]; return ref a[500]; }

    static void Main()
    {
        Tree longLived = Tree.Make(10);
        int total = 0;
        for (int d = 4; d <= 8; d += 2) for (int i = 0; i < 1 << (9 - d); i++) total += Tree.Make(d).Check();
        Console.WriteLine($"{total} {longLived.Check()}");
        var queue = new Queue<object>(); long sum = 0;
        for (int i = 0; i < 15000; i++) { queue.Enqueue(i % 3 == 0 ? (object)i : i % 3 == 1 ? i.ToString() : new int[i % 1500]); if (queue.Count > 200) sum += queue.Dequeue() switch { int n => n, string s => s.Length, int[] a => a.Length, _ => 0 }; }
        Console.WriteLine(sum);
        var cells = new Cell[100];
        for (int i = 0; i < 10000; i++) { ref Cell c = ref cells[i % 100]; c.N += i; c.O = new object[] { c.S }; c.S = (i % 7 == 0) ? new string('x', i % 13) : c.S; }
        long h = 0; foreach (Cell c in cells) h = h * 31 + c.N + (c.S?.Length ?? -1);
        Console.WriteLine(h);
        var big = new List<byte[]>(); for (int i = 0; i < 200; i++) { big.Add(new byte[200000]); big[^1][i] = (byte)i; if (big.Count > 10) big.RemoveAt(0); }
        int b = 0; foreach (byte[] x in big) foreach (byte y in x) b += y;
        Console.WriteLine(b);
        ref int interior = ref Inside(); interior = 5;
        for (int i = 0; i < 100; i++) { GC.Collect(0); var junk = new int[1000]; junk[500] = -1; interior++; }
        Console.WriteLine(interior);
        Span<string> span = new string[3]; span[1] = new StringBuilder("in").Append("side").ToString(); GC.Collect(); Console.WriteLine(span[1]);
        var d2 = new Dictionary<string, List<int>>(); for (int i = 0; i < 5000; i++) { string key = "k" + i % 97; if (!d2.TryGetValue(key, out var l)) d2[key] = l = new(); l.Add(i); if (l.Count > 100) d2.Remove(key); }
        long s2 = 0; foreach (var kv in d2) s2 += kv.Value.Count * kv.Key.Length; Console.WriteLine(s2);
    }
}
