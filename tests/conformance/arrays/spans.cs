// Span, ReadOnlySpan, Memory, stackalloc, slicing, copying, searching.
using System;
using System.Runtime.InteropServices;

class Program
{
    static int Sum(ReadOnlySpan<int> s) { int t = 0; for (int i = 0; i < s.Length; i++) t += s[i]; return t; }
    static void Try(string what, Action a) { try { a(); Console.WriteLine(what + " ok"); } catch (Exception e) { Console.WriteLine($"{what}: {e.GetType().Name}"); } }

    static void Main()
    {
        Span<int> stack = stackalloc int[8];
        for (int i = 0; i < stack.Length; i++) stack[i] = i * i;
        Console.WriteLine($"{Sum(stack)} {Sum(stack[2..5])} {stack.Slice(6).Length} {stack[^1]} {stack.IndexOf(16)} {stack.Contains(50)} {stack.BinarySearch(25)}");
        stack[3..].Fill(1);
        stack[..3].Clear();
        Console.WriteLine(string.Join(",", stack.ToArray()));
        int[] array = { 1, 2, 3, 4, 5, 6 };
        Span<int> span = array;
        span[1..4].CopyTo(span[2..]);
        Console.WriteLine($"{string.Join(",", array)} {span.TryCopyTo(stack[..3])} {span[..2].SequenceEqual(stackalloc[] { 1, 2 })} {span.SequenceCompareTo(stack)}");
        span.Reverse();
        span.Sort((a, b) => b - a);
        Console.WriteLine(string.Join(",", array));
        Try("index", () => { Span<int> s = array; int n = 6; s[n] = 1; });
        Try("slice", () => { Span<int> s = array; s.Slice(4, 3).Clear(); });
        Try("copy", () => array.AsSpan().CopyTo(new int[2]));
        Try("covariant", () => { object[] o = new string[1]; Span<object> s = o; });
        Try("default", () => { Span<int> s = default; Console.Write($"{s.IsEmpty} {s.Length} {s == Span<int>.Empty} "); });
        ReadOnlySpan<char> text = "  hello, world ";
        Console.WriteLine($"[{text.Trim()}] {text.IndexOf(',')} {text.Trim().StartsWith("hel")} {text[2..7].ToString()} {int.Parse(" 42".AsSpan())} {text.Count('o')}");
        foreach (ref int x in span) x *= 2;
        Console.WriteLine(Sum(span));
        Span<byte> bytes = MemoryMarshal.AsBytes(span);
        Console.WriteLine($"{bytes.Length} {MemoryMarshal.Cast<byte, short>(bytes)[0]} {MemoryMarshal.Read<int>(bytes[4..])}");
        Memory<int> memory = array.AsMemory(1, 3);
        memory.Span[0] = 77;
        Console.WriteLine($"{array[1]} {memory.Length} {memory.Slice(1).Span[0]} {memory}");
        ReadOnlySpan<byte> utf8 = "añ€"u8;
        ReadOnlySpan<int> constant = new[] { 10, 20, 30 };
        Console.WriteLine($"{utf8.Length} {utf8[1]:x} {constant[1]} {span.ToString()}");
        int total = 0;
        for (int i = 0; i < 100; i++) { Span<byte> s = stackalloc byte[i + 1]; s.Fill((byte)i); total += s[i / 2]; }
        Console.WriteLine(total);
        foreach (Range r in "a,bb,,c".AsSpan().Split(',')) Console.Write($"{r} ");
        Console.WriteLine();
    }
}
