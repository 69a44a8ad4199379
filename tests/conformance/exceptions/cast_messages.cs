using System;
using System.Collections.Generic;

interface IShape { }
class Base { public class Inner { } }
class Derived : Base { }
struct Point { public int X; }
enum Color { Red }

static class Program
{
    static void Try(string what, Action action)
    {
        try { action(); Console.WriteLine($"{what}: fine"); }
        catch (InvalidCastException e) { Console.WriteLine($"{what}: {e.Message}"); }
        catch (Exception e) { Console.WriteLine($"{what}: {e.GetType().Name} {e.Message}"); }
    }

    static T Cast<T>(object value) => (T)value;

    static void Main()
    {
        Try("class", () => Cast<Derived>(new Base()));
        Try("nested", () => Cast<Base.Inner>(new Derived()));
        Try("interface", () => Cast<IShape>(new Base()));
        Try("string", () => Cast<string>(42));
        Try("generic", () => Cast<List<int>>(new List<string>()));
        Try("array", () => Cast<int[]>(new string[1]));
        Try("matrix", () => Cast<int[,]>(new int[1]));
        Try("unbox", () => Cast<long>(42));
        Try("unbox struct", () => Cast<Point>("text"));
        Try("unbox enum", () => Cast<Color>(1L));
        Try("enum of its type", () => Cast<Color>(0));
        Try("unbox null", () => Cast<int>(null));
        Try("nullable", () => Cast<int?>("text"));
        Try("nullable null", () => Cast<int?>(null));
        Try("delegate", () => Cast<Func<object>>((Func<int>)(() => 1)));
        Try("foreach", () => { foreach (string s in new object[] { "a", 1 }) { } });
        Try("made by hand", () => throw new InvalidCastException());
        Try("convert", () => Convert.ToInt32(new object()));
        try { Cast<Derived>(new Base()); }
        catch (InvalidCastException)
        {
            Try("in a handler", () => Cast<string>(new Base()));
            Try("by hand in a handler", () => throw new InvalidCastException());
        }
    }
}
