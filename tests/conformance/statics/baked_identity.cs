// Identity of what static constructors make: locks, hash codes, literals, boxes, delegates, types.
using System;
using System.Collections.Generic;
using System.Threading;

enum Colour { Red, Green = 5 }

static class Things
{
    public static readonly object Lock = new object();
    public static readonly object Other = new object();
    public static readonly string Literal = "literal";
    public static readonly string Made = new string('m', 3);
    public static readonly string Joined = string.Concat("lit", "eral".Substring(0, 4));
    public static readonly object Boxed = 42;
    public static readonly object BoxedAgain = Boxed;
    public static readonly object BoxedEnum = Colour.Green;
    public static readonly Type Type = typeof(List<int>);
    public static readonly int[] Empty = Array.Empty<int>();
    public static readonly int[] EmptyToo = Array.Empty<int>();
    public static readonly int[] None = new int[0];
    public static readonly System.Threading.Lock NewLock = new();
}

static class Functions
{
    static int calls;
    static int Twice(int x) { calls++; return x * 2; }
    public static readonly Func<int, int> Static = Twice;
    public static readonly Func<int, int> Lambda = x => x + 1;
    public static readonly Func<string> Instance = "abc".ToUpperInvariant;
    public static readonly Func<int, int> Closed = Adder(10);
    public static readonly Action<List<int>, int> Open = (list, x) => list.Add(x);
    public static Func<int, int> Combined = Static + Lambda;
    public static readonly Dictionary<string, Func<int, int, int>> Operators = new()
    {
        ["+"] = (a, b) => a + b,
        ["-"] = (a, b) => a - b,
        ["*"] = Multiply,
    };
    static int Multiply(int a, int b) => a * b;
    static Func<int, int> Adder(int n) => x => x + n;
    public static int Calls => calls;
    public static bool Same() => Static == (Func<int, int>)Twice && !(Static == Lambda);
}

class Program
{
    static void Main()
    {
        // Locks.
        lock (Things.Lock)
        {
            Console.WriteLine(Monitor.IsEntered(Things.Lock) + " " + Monitor.IsEntered(Things.Other));
            lock (Things.Lock) { lock (Things.Other) { } }
        }
        int count = 0;
        var threads = new Thread[4];
        for (int t = 0; t < threads.Length; t++)
        {
            threads[t] = new Thread(() => { for (int i = 0; i < 5000; i++) lock (Things.Lock) count++; });
            threads[t].Start();
        }
        foreach (var thread in threads) thread.Join();
        Console.WriteLine(count);
        lock (Things.Literal) lock (Things.Made) lock (Things.Type) lock (Things.Boxed) lock (Things.None) Console.WriteLine("locked");
        lock (Things.NewLock) Console.WriteLine(Things.NewLock.IsHeldByCurrentThread);
        var ready = false;
        var waiter = new Thread(() => { lock (Things.Other) { while (!ready) Monitor.Wait(Things.Other); } Console.WriteLine("woken"); });
        waiter.Start();
        lock (Things.Other) { ready = true; Monitor.PulseAll(Things.Other); }
        waiter.Join();

        // Hash codes.
        int hash = System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Things.Lock);
        GC.Collect();
        Console.WriteLine(hash == Things.Lock.GetHashCode());
        lock (Things.Lock) Console.WriteLine(hash == Things.Lock.GetHashCode());
        var map = new Dictionary<object, string> { [Things.Lock] = "lock", [Things.Other] = "other", [Things.Type] = "type" };
        Console.WriteLine(map[Things.Lock] + " " + map[Things.Other] + " " + map[typeof(List<int>)]);

        // Strings.
        Console.WriteLine(ReferenceEquals(Things.Literal, "literal") + " " + ReferenceEquals(Things.Made, "mmm") + " " + (Things.Made == "mmm"));
        Console.WriteLine(ReferenceEquals(Things.Joined, "literal") + " " + (Things.Joined == "literal"));

        // Boxes and types.
        Console.WriteLine(ReferenceEquals(Things.Boxed, Things.BoxedAgain) + " " + ReferenceEquals(Things.Boxed, (object)42) + " " + Things.Boxed.Equals(42) + " " + (int)Things.Boxed);
        Console.WriteLine(Things.BoxedEnum + " " + (Colour)Things.BoxedEnum + " " + (Things.BoxedEnum is Colour.Green) + " " + (Things.BoxedEnum is int));
        Console.WriteLine((Things.Type == typeof(List<int>)) + " " + ReferenceEquals(Things.Type, new List<int>().GetType()));
        Console.WriteLine(ReferenceEquals(Things.Empty, Things.EmptyToo) + " " + ReferenceEquals(Things.Empty, Array.Empty<int>()) + " " + ReferenceEquals(Things.Empty, Things.None));

        // Delegates.
        Console.WriteLine(Functions.Static(4) + " " + Functions.Lambda(4) + " " + Functions.Instance() + " " + Functions.Closed(5) + " " + Functions.Combined(7));
        Functions.Combined += Functions.Static;
        Console.WriteLine(Functions.Combined(8) + " " + Functions.Calls + " " + Functions.Combined.GetInvocationList().Length);
        Functions.Combined -= Functions.Static;
        Console.WriteLine(Functions.Combined(9) + " " + Functions.Calls + " " + Functions.Same());
        foreach (var name in new[] { "+", "-", "*" }) Console.Write(Functions.Operators[name](6, 7) + " ");
        var list = new List<int>();
        Functions.Open(list, 3);
        Console.WriteLine(list[0]);
    }
}
