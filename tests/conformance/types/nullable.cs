// Nullable<T>: lifting, boxing, comparison, conversion.
using System;

struct Pair { public int A; public override string ToString() => $"Pair{A}"; }

class Program
{
    static int? Find(int x) => x > 0 ? x : null;

    static void Main()
    {
        int? a = 5, b = null;
        Console.WriteLine($"{a + 1} [{b + 1}] [{a * b}] {a > b} {a < b} {a >= b} {a == b} {b == null} {a != null} {b ?? 7} {a.GetValueOrDefault()} {b.GetValueOrDefault(9)} {a.HasValue} {b.HasValue}");
        object boxed = a, none = b;
        Console.WriteLine($"{boxed} {boxed.GetType()} {none is null} {(int?)boxed} {((int?)none).HasValue} {boxed is int} {boxed is int?} {none is int}");
        try { Console.WriteLine(b.Value); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
        try { Console.WriteLine((int)b); } catch (InvalidOperationException e) { Console.WriteLine(e.GetType().Name); }
        try { Console.WriteLine((int)none); } catch (NullReferenceException e) { Console.WriteLine(e.GetType().Name); }
        try { Console.WriteLine((long?)boxed); } catch (InvalidCastException e) { Console.WriteLine(e.Message); }
        bool? t = true, f = false, n = null;
        foreach (bool? x in new[] { t, f, n })
            foreach (bool? y in new[] { t, f, n })
                Console.Write($"[{x & y},{x | y},{x ^ y},{!x},{x == y}]");
        Console.WriteLine();
        Pair? p = new Pair { A = 3 }, q = default;
        Console.WriteLine($"{p} [{q}] {p?.A} {q?.A.ToString() ?? "null"} {p.Equals(null)} {q.Equals(null)} {q.GetHashCode()} {q.ToString() == ""}");
        double? d = a;
        long? l = (long?)d;
        d /= 2;
        Console.WriteLine($"{d} {l} {(byte?)a} {-a} {~a} {a << 2} {Find(3)} {Find(-3) is null}");
        a++;
        a += b;
        Console.WriteLine($"{a is null} {Nullable.Compare(1, b)} {Nullable.Equals<int>(null, null)} {Nullable.GetUnderlyingType(typeof(int?))} {typeof(int?)}");
        int?[] array = { 1, null, 3 };
        int sum = 0;
        foreach (int? x in array) sum += x ?? 100;
        Console.WriteLine(sum);
        decimal? m = 1.5m;
        DateTime? when = null;
        Console.WriteLine($"{m * 2} [{when}] {when?.Year} {m switch { > 1 => "big", null => "none", _ => "small" }}");
    }
}
