// Index and Range on arrays, spans, strings and user types with the implicit pattern; their evaluation order and faults.
using System;

class Seq { public int Length { get { Console.Write("len "); return 5; } } public int this[int i] { get { Console.Write($"[{i}] "); return i * 10; } set => Console.Write($"[{i}]={value} "); } public string Slice(int s, int n) => $"({s},{n})"; }
class Counted { public int Count => 3; public string this[int i] => "c" + i; }
class Direct { public string this[Index i] => "index " + i; public string this[Range r] => "range " + r; }

class Program
{
    static int I(int x) { Console.Write($"<{x}> "); return x; }
    static void Try(Func<object> f) { try { Console.WriteLine(f()); } catch (Exception e) { Console.WriteLine(e.GetType().Name); } }
    static void Main()
    {
        int[] a = { 0, 1, 2, 3, 4, 5 };
        Console.WriteLine($"{a[^1]} {a[^6]} {string.Join("", a[1..^1])} {string.Join("", a[..2])} {string.Join("", a[4..])} {a[..].Length} {a[3..3].Length} {ReferenceEquals(a, a[..])}");
        Try(() => a[^0]); Try(() => a[^7]); Try(() => a[4..3]); Try(() => a[..7]); Try(() => a[new Index(2)]); Try(() => new Index(-1)); Try(() => a[(Range)(^3..^2)][0]);
        string s = "hello"; Console.WriteLine($"{s[^1]} {s[1..^1]} {s[^3..]} {s[..0]}|"); Try(() => s[^6..]); Try(() => s[2..^4]);
        Span<int> sp = a; sp[^2..][0] = 44; sp[1..3].Fill(7); Console.WriteLine(string.Join(",", a)); a[^1]++; a[^1] += a[^2]; Console.WriteLine(a[5]);
        var q = new Seq(); Console.WriteLine(q[^2]); Console.WriteLine(q[I(1)..^I(1)]); q[^1] = I(6); Console.WriteLine(); q[^I(3)]++; Console.WriteLine(); Console.WriteLine(q[2..]);
        Console.WriteLine(new Counted()[^3] + new Direct()[^2] + new Direct()[3] + new Direct()[1..^2] + new Direct()[..]);
        Range r = 1..^1; Index e = ^4; var (o, n) = r.GetOffsetAndLength(10); Console.WriteLine($"{r} {e} {e.GetOffset(10)} {e.IsFromEnd} {o} {n} {r.Equals(1..^1)} {Range.All} {Index.End} {default(Range)}");
        Try(() => (3..^8).GetOffsetAndLength(10)); Try(() => (^2..1).GetOffsetAndLength(2));
        string[] w = { "a", "b", "c" }; object[] cov = w; Console.WriteLine(cov[1..].GetType()); ref string x = ref w[^3]; x = "z"; Console.WriteLine(w[0]);
        int? i = 2; Index? maybe = i is int k ? ^k : null; Console.WriteLine(w[maybe.Value]); ReadOnlySpan<char> c = "range".AsSpan()[^3..^1]; Console.WriteLine(c.ToString());
    }
}
