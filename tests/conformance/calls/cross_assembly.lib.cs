using System;
using System.Collections.Generic;

namespace Lib
{
    public static class Constants { public const int Number = 77; public const string Text = "const"; }
    public enum Level : short { Low = -3, High = 12 }
    public class LibException : Exception { public int Code; public LibException(int c) : base("lib failed") => Code = c; }
    public interface IGreeter { string Greet(string n); string Polite(string n) => "dear " + Greet(n) + " "; }
    public abstract class Shape { public abstract double Area(); protected virtual string Secret() => "secret"; internal string Hidden = "h"; }
    public class Square : Shape, IGreeter { readonly int s; public Square(int s) => this.s = s; public override double Area() => s * s; public string Greet(string n) => "square " + n; }
    public abstract class Store<T> { readonly List<T> items = new(); public static int Created; protected Store() => Created++; public int Count => items.Count; protected T Last => items[^1]; public abstract bool Keep(T x); public void Offer(T x) { if (Keep(x)) items.Add(x); } public IEnumerable<T> Items() { foreach (T i in items) yield return i; } }
    public record struct Point(int X, int Y);
    public static class Tools
    {
        public static string Default(int a = Constants.Number, string b = "dflt") => a + b; public static int Sum(params int[] xs) { int s = 0; foreach (int x in xs) s += x; return s; }
        public static string Describe(Shape s) => $"{s.GetType().Name} {s.Area()} {s.Hidden}"; public static void Fail() => throw new LibException(42); public static KeyValuePair<K, V> Pair<K, V>(K k, V v) => new(k, v);
        public static event EventHandler<int> Changed; public static void Raise(int n) => Changed?.Invoke(null, n); public static IEnumerable<int> Lazy(int n) { while (n > 0) yield return n--; } public static Func<int, string> Late = x => new string('l', x);
    }
}
