// Operands, arguments, receivers, index expressions and assignments are evaluated left to right.
using System;

class Program
{
    int value;
    static Program T(string s, Program p) { Console.Write(s + " "); return p; }
    static int V(string s, int v) { Console.Write(s + " "); return v; }
    static int[] A(string s, int[] a) { Console.Write(s + " "); return a; }
    static bool B(string s, bool b) { Console.Write(s + " "); return b; }
    int M(int a, int b) => value + a * b;
    int this[int i, int j] { get { Console.Write($"get[{i},{j}] "); return i + j; } set { Console.Write($"set[{i},{j}]={value} "); } }

    static void Main()
    {
        var p = new Program { value = 1 };
        int[] a = { 1, 2, 3 };
        Console.WriteLine(V("a", 1) + V("b", 2) * V("c", 3) - V("d", 4));
        Console.WriteLine(T("recv", p).M(V("x", 2), V("y", 3)));
        A("arr", a)[V("i", 1)] = V("rhs", 9);
        A("arr", a)[V("i", 1)] += V("rhs", 1);
        T("obj", p)[V("i", 1), V("j", 2)] = V("v", 5);
        T("obj", p)[V("i", 1), V("j", 2)]++;
        Console.WriteLine();
        T("f", p).value = V("v", 7);
        try { T("null", null).value = V("rhs-first", 1); } catch (NullReferenceException) { Console.WriteLine("null after rhs"); }
        try { A("arr", a)[V("bad", 5)] = V("rhs", 1); } catch (IndexOutOfRangeException) { Console.WriteLine("range after rhs"); }
        try { A("nullarr", null)[V("i", 0)] = V("rhs", 1); } catch (NullReferenceException) { Console.WriteLine("null array after rhs"); }
        Console.WriteLine(B("t", true) || B("never", true) && B("never", false));
        Console.WriteLine(B("f", false) | B("both", true) & B("all", true) ^ B("x", true));
        int i = 1;
        i = i++ + ++i; Console.Write(i + " ");
        i += i++ * 2; Console.Write(i + " ");
        a[i = 0] = i = 2; Console.Write($"{a[0]} {i} ");
        int x = 5; x -= x -= 3; Console.Write(x + " ");
        int y = (x = 3) * x + (x = 4); Console.WriteLine($"{y} {x}");
        string s = null; s += V("s", 1) + "t"; s ??= "never"; Console.WriteLine(s);
        Program n = null; Console.WriteLine(n?.M(V("skipped", 1), 2) ?? V("default", -1));
        Console.WriteLine(B("c", false) ? V("no", 1) : V("yes", 2));
        var (q, r) = (V("q", 1), V("r", 2)); (a[V("i0", 0)], a[V("i1", 1)]) = (V("v0", 10), V("v1", 11)); Console.WriteLine(a[0] + a[1] + q + r);
        Console.WriteLine($"{V("h1", 1)}{V("h2", 2)}" + new[] { V("e1", 1), V("e2", 2) }.Length);
    }
}
