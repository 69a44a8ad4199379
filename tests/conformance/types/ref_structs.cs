// ref structs with ref fields, nested spans, scoped parameters, generic wrappers, stack-only enumerators.
using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

ref struct Writer { Span<char> buffer; int at; public Writer(Span<char> b) { buffer = b; at = 0; } public void Put(scoped ReadOnlySpan<char> s) { s.CopyTo(buffer[at..]); at += s.Length; } public void Put(int n) { n.TryFormat(buffer[at..], out int w); at += w; } public readonly ReadOnlySpan<char> Text => buffer[..at]; }
ref struct Tokens { ReadOnlySpan<char> rest; public ReadOnlySpan<char> Current { get; private set; } public Tokens(ReadOnlySpan<char> s) { rest = s; Current = default; } public readonly Tokens GetEnumerator() => this; public bool MoveNext() { rest = rest.TrimStart(); if (rest.IsEmpty) return false; int i = rest.IndexOf(' '); if (i < 0) i = rest.Length; Current = rest[..i]; rest = rest[i..]; return true; } }
ref struct Cell { ref int target; public Cell(ref int t) => target = ref t; public readonly bool Empty => Unsafe.IsNullRef(ref target); public int Value { readonly get => target; set => target = value; } }
struct Buffer { int a, b; [UnscopedRef] public ref int At(int i) => ref i == 0 ? ref a : ref b; public override string ToString() => $"{a},{b}"; }

class Program
{
    static int Parse(ReadOnlySpan<char> s) { int n = 0; foreach (ReadOnlySpan<char> t in new Tokens(s)) n = n * 100 + int.Parse(t); return n; }
    static Span<int> Longest(Span<int> a, Span<int> b) => a.Length > b.Length ? a : b;
    static Cell Make(ref int x) => new(ref x);

    static void Main()
    {
        var w = new Writer(stackalloc char[32]); w.Put("n="); w.Put(42); w.Put(['!', '?']); Console.WriteLine(w.Text.ToString() + Parse(" 1  22 3 "));
        int x = 5; Cell c = Make(ref x); c.Value *= 3; Cell none = default; Console.WriteLine($"{x} {c.Value} {c.Empty} {none.Empty}"); int[] heap = { 1, 2, 3 }; Cell e = new(ref heap[1]); heap = null; GC.Collect(); e.Value++; Console.WriteLine(e.Value);
        Buffer b = default; b.At(0) = 7; b.At(1)--; Console.WriteLine(b); Span<int> s = Longest(stackalloc int[2], stackalloc int[] { 7, 8, 9 }); s[0] = 1; Console.WriteLine(s[0] + s[2] + s.Length); try { none.Value = 1; } catch (NullReferenceException) { Console.WriteLine("null ref field"); }
    }
}
