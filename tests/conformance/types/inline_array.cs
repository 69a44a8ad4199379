// InlineArray: indexing, spans, ranges, copies, references inside.
using System;
using System.Runtime.CompilerServices;

[InlineArray(4)] struct Four<T> { T element; }
[InlineArray(3)] struct Names { string name; }

class Holder { public Four<int> Values; public Names Names; }

class Program
{
    static int Sum(ReadOnlySpan<int> values) { int s = 0; foreach (int v in values) s += v; return s; }

    static void Main()
    {
        Four<int> four = default;
        for (int i = 0; i < 4; i++) four[i] = i * 3;
        Four<int> copy = four;
        copy[2] = -100;
        Console.WriteLine($"{Sum(four)} {Sum(copy)} {four[^1]} {Sum(four[1..3])} {Unsafe.SizeOf<Four<int>>()} {Unsafe.SizeOf<Names>()}");
        Span<int> span = four;
        span[0] = 50;
        span.Reverse();
        foreach (int v in four) Console.Write(v + " ");
        Console.WriteLine();
        var holder = new Holder();
        holder.Values[3] = 8;
        holder.Names[0] = "zero";
        holder.Names[2] = "two";
        GC.Collect();
        foreach (string s in holder.Names) Console.Write((s ?? "null") + " ");
        Console.WriteLine(holder.Values[3]);
        int bad = 4;
        try { four[bad] = 1; } catch (IndexOutOfRangeException e) { Console.WriteLine(e.Message); }
        Four<(int, string)> tuples = default;
        tuples[1] = (5, "five");
        Console.WriteLine($"{tuples[1]} {tuples[0]}");
    }
}
