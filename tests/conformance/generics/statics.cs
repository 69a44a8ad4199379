// Static fields and constructors: one for each instantiation.
using System;

class Registry<T>
{
    public static readonly string Name = Log("init " + typeof(T).Name);
    public static int Count;
    static string Log(string s) { Console.WriteLine(s); return s; }
    static Registry() { Console.WriteLine("cctor " + typeof(T).Name); Count = 10; }
    public static void Touch() => Count++;
    public class Nested { public static int Deep = typeof(T).Name.Length; }
    [ThreadStatic] public static int PerThread;
}
class Closed : Registry<Closed> { public static int Own = ++Count; }
static class Cache<TKey, TValue> { public static TValue Value; public static TKey Key; }

class Program
{
    static void Use<T>() { Registry<T>.Touch(); Registry<T>.PerThread += 2; }

    static void Main()
    {
        Console.WriteLine("start");
        Use<int>(); Use<int>(); Use<string>(); Use<int[]>(); Use<object>(); Use<(int, int)>();
        Console.WriteLine($"{Registry<int>.Count} {Registry<string>.Count} {Registry<object>.Count} {Registry<int>.PerThread} {Registry<string>.Nested.Deep} {Registry<double>.Nested.Deep}");
        Console.WriteLine(Closed.Own + " " + Closed.Count + " " + Registry<Closed>.Name);
        Cache<int, string>.Value = "a"; Cache<string, int>.Value = 5; Cache<int, int>.Key = 7;
        Console.WriteLine($"{Cache<int, string>.Value} {Cache<string, int>.Value} {Cache<int, int>.Key} {Cache<string, string>.Value ?? "null"}");
    }
}
