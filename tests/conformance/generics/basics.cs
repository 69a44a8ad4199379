// Generic classes, methods, constraints, nested generics, statics per instance, default values.
using System;
using System.Collections.Generic;

class Stack<T>
{
    T[] items = new T[2];
    int count;
    public static int Created;
    public Stack() => Created++;
    public void Push(T item) { if (count == items.Length) Array.Resize(ref items, count * 2); items[count++] = item; }
    public T Pop() => count > 0 ? items[--count] : default;
    public class Inner<U> { public T First; public U Second; public override string ToString() => $"{typeof(T).Name}/{typeof(U).Name}:{First},{Second}"; }
    public Inner<U> Pair<U>(U u) => new() { First = Pop(), Second = u };
}
struct Wrapper<T> where T : struct { public T Value; public readonly T? Maybe => Value; }
class New<T> where T : class, new() { public T Make() => new T(); }
class Compare<T> where T : IComparable<T> { public static T Max(T a, T b) => a.CompareTo(b) >= 0 ? a : b; }
class Node<T> : IComparable<Node<T>> where T : IComparable<T> { public T V; public int CompareTo(Node<T> o) => V.CompareTo(o.V); public override string ToString() => "N" + V; }
class Thing { static int n; public int Id = ++n; public override string ToString() => "Thing" + Id; }

class Program
{
    static T Create<T>() where T : new() => new T();
    static string Name<T>(T x) => $"{typeof(T)}={x}";
    static bool IsDefault<T>(T x) => EqualityComparer<T>.Default.Equals(x, default);
    static U Cast<T, U>(T x) where T : U => x;
    static string Kind<T>() => typeof(T) == typeof(int) ? "int" : typeof(T).IsValueType ? "value" : "reference";

    static void Main()
    {
        var ints = new Stack<int>(); var texts = new Stack<string>(); var pairs = new Stack<(int, string)>();
        for (int i = 0; i < 5; i++) { ints.Push(i * i); texts.Push("s" + i); pairs.Push((i, "p" + i)); }
        Console.WriteLine($"{ints.Pop()} {texts.Pop()} {pairs.Pop()} {ints.Pair("u")} {texts.Pair(2.5)} {pairs.Pair(new Stack<int>.Inner<int> { First = 1 })}");
        new Stack<string>();
        Console.WriteLine($"{Stack<int>.Created} {Stack<string>.Created} {Stack<object>.Created} {Stack<(int, string)>.Created}");
        Console.WriteLine($"{new Wrapper<int> { Value = 3 }.Maybe} {new New<Thing>().Make()} {Create<Thing>()} {Create<int>()} {Create<DateTime>().Year} [{Create<Guid>()}]");
        Console.WriteLine($"{Compare<int>.Max(3, 9)} {Compare<string>.Max("a", "b")} {Compare<Node<double>>.Max(new() { V = 1.5 }, new() { V = -2 })}");
        Console.WriteLine($"{Name(1)} {Name("x")} {Name<object>(5)} {Name<int?>(null)} {Name(new List<int[]>())} {Name(ints)}");
        Console.WriteLine($"{IsDefault(0)} {IsDefault("")} {IsDefault<string>(null)} {IsDefault(default(DateTime))} {IsDefault((0, (string)null))} {Cast<string, object>("up")}");
        Console.WriteLine($"{Kind<int>()} {Kind<long>()} {Kind<string>()} {Kind<int[]>()} {Kind<(int, int)>()}");
    }
}
