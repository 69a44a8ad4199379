// C# 13: params spans and collections, System.Threading.Lock, \e, allows ref struct, ref struct interfaces, implicit index in initialisers, partial properties.
using System;
using System.Collections.Generic;
using System.Threading;

interface ISum { int Sum(); }
ref struct View : ISum { ReadOnlySpan<int> s; public View(ReadOnlySpan<int> s) => this.s = s; public int Sum() { int t = 0; foreach (int x in s) t += x; return t; } }
partial class P { public partial int Value { get; set; } public partial string this[int i] { get; } }
partial class P { int v; public partial int Value { get => v; set => v = value * 2; } public partial string this[int i] { get => "i" + i; } }
class Buffer { public int[] Data = new int[5]; }

class Program
{
    static int Total(params ReadOnlySpan<int> xs) { int t = 0; foreach (int x in xs) t += x; return t; }
    static string Join(params IEnumerable<string> xs) => string.Join("|", xs);
    static int Count(params List<object> xs) => xs.Count;
    static int Use<T>(T x) where T : ISum, allows ref struct => x.Sum();
    static async System.Threading.Tasks.Task<int> AsyncSpan() { await System.Threading.Tasks.Task.Yield(); Span<int> s = stackalloc int[2]; s[1] = 4; int r = s[1]; await System.Threading.Tasks.Task.Yield(); return r; }
    static IEnumerable<int> Iter() { ReadOnlySpan<int> s = [1, 2]; int n = s.Length; yield return n; unsafe { n += sizeof(int); } yield return n; }

    static void Main()
    {
        Console.WriteLine($"{Total(1, 2, 3)} {Total()} {Join("a", "b")} {Count(1, "x", null)} {Use(new View([1, 2, 3]))} {(int)'\e'}");
        Lock gate = new(); lock (gate) { Console.Write(gate.IsHeldByCurrentThread); } using (gate.EnterScope()) Console.WriteLine(gate.IsHeldByCurrentThread);
        var b = new Buffer { Data = { [^1] = 9, [0] = 1 } }; var p = new P { Value = 4 }; Console.WriteLine($"{string.Join("", b.Data)} {p.Value} {p[3]} {AsyncSpan().Result} {string.Join(",", Iter())}");
        var map = new Dictionary<string, int> { ["abc"] = 3 }; Console.WriteLine(map.GetAlternateLookup<ReadOnlySpan<char>>()["xabcx".AsSpan(1, 3)]);
        int shared = 0; var threads = new Thread[3]; for (int i = 0; i < 3; i++) { threads[i] = new Thread(() => { for (int k = 0; k < 1000; k++) lock (gate) shared++; }); threads[i].Start(); } foreach (var t in threads) t.Join(); Console.WriteLine(shared);
    }
}
