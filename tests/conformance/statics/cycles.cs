// Static constructors that need each other see half-initialised types.
using System;

class A { public static int X; static A() { Console.WriteLine("A begin, B.Y=" + B.Y); X = B.Y + 1; Console.WriteLine("A end"); } }
class B { public static int Y; static B() { Console.WriteLine("B begin, A.X=" + A.X); Y = A.X + 10; Console.WriteLine("B end"); } }
class Self { public static Self One = new Self(); public static int Count = 5; public int Seen = Count; static Self() { } }
class P { public static P Instance = new(); public int V; public P() { V = Q.Value; } static P() { } }
class Q { public static int Value = P.Instance == null ? 1 : 2; static Q() { } }
class G<T> { public static int Depth = H<T>.Depth + 1; static G() { } }
class H<T> { public static int Depth = G<T>.Depth + 10; static H() { } }

class Program
{
    static void Main()
    {
        Console.WriteLine($"{B.Y} {A.X}");
        Console.WriteLine($"{Self.One.Seen} {Self.Count}");
        Console.WriteLine($"{P.Instance.V} {Q.Value}");
        Console.WriteLine($"{G<int>.Depth} {H<int>.Depth} {H<string>.Depth} {G<string>.Depth}");
    }
}
