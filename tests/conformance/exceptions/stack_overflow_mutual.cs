// Mutual recursion through virtual and generic calls with large frames and handlers on the way overflows the stack: .NET's message, abort.
using System;

abstract class Node { public abstract long Visit(Node other, int n); }
class A : Node { public override unsafe long Visit(Node other, int n) { long* p = stackalloc long[64]; p[n & 63] = n; try { return p[n & 63] + other.Visit(this, n + 1); } finally { n++; } } }
class B : Node { public override long Visit(Node other, int n) { try { return Gen(other, (n, "x")) + 1; } catch (Exception) { Console.WriteLine("must not be caught"); return 0; } } long Gen<T>(Node o, (int, T) t) => o.Visit(this, t.Item1 + 1) * 2; }
class Program
{
    static void Main()
    {
        Console.WriteLine("before");
        try { Console.WriteLine(new A().Visit(new B(), 0)); } catch (Exception) { Console.WriteLine("not catchable"); } finally { Console.WriteLine("no finally"); }
    }
}
