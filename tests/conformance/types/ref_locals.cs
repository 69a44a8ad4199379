// ref returns, ref locals, ref fields, scoped, in and ref readonly parameters, ref structs, ref reassignment.
using System;

ref struct Window
{
    ref int value;
    public Span<int> Rest;
    public Window(ref int v, Span<int> rest) { value = ref v; Rest = rest; }
    public ref int Value => ref value;
    public void Dispose() => Console.WriteLine("window disposed");
}

class Node { public int Value; public Node Next; }

class Program
{
    static int[] data = { 5, 3, 8, 1 };
    static ref int Largest(int[] a) { ref int best = ref a[0]; for (int i = 1; i < a.Length; i++) if (a[i] > best) best = ref a[i]; return ref best; }
    static ref readonly int First(int[] a) => ref a[0];
    static void Increase(in int by, ref int x) => x += by;
    static int Read(ref readonly int x) => x;
    static void Append(ref Node head, int v) { ref Node at = ref head; while (at != null) at = ref at.Next; at = new Node { Value = v }; }

    static void Main()
    {
        Largest(data) = -1;
        Largest(data)++;
        Console.WriteLine(string.Join(",", data));
        ref readonly int f = ref First(data);
        data[0] = 99;
        Console.WriteLine($"{f} {Read(in data[1])}");
        int x = 1;
        Increase(x, ref x);
        Increase(10, ref x);
        Console.WriteLine(x);
        Node head = null;
        for (int i = 0; i < 4; i++) Append(ref head, i * i);
        for (Node n = head; n != null; n = n.Next) Console.Write(n.Value + " ");
        Console.WriteLine();
        int y = 7;
        using (Window w = new(ref x, data.AsSpan(2)))
        {
            w.Value *= 2;
            w.Rest[0] = 1000;
            Console.WriteLine($"{x} {data[2]} {w.Rest.Length}");
            Window v = new(ref y, w.Rest);
            v.Value++;
            Console.WriteLine($"{x} {y} {w.Value} {v.Value}");
        }
        ref int either = ref (x > y ? ref x : ref y);
        either = 0;
        Console.WriteLine($"{x} {y}");
    }
}
