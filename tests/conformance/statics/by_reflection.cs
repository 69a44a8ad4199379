// Static fields by reflection: the static constructor runs first, once, and what it throws comes out.
using System;
using System.Reflection;

readonly struct Code(int value)
{
    public override string ToString() => "code " + value;
}

class Codes
{
    public static readonly Code A = new(1), B = new(2);
    public static readonly int Parsed = int.Parse("7");
    public static int Counter = 5;
    public static string Text = "text";
    public const int Literal = 3;
}

class Loud
{
    public static int Value = 1;

    static Loud() => Console.WriteLine("Loud");
}

class Generic<T>
{
    public static T[] Empty = new T[int.Parse("2")];
}

static class Program
{
    static void Main()
    {
        foreach (var field in typeof(Codes).GetFields(BindingFlags.Public | BindingFlags.Static))
            Console.WriteLine($"{field.Name} {field.GetValue(null)}");
        var counter = typeof(Codes).GetField("Counter");
        counter.SetValue(null, 9);
        Console.WriteLine($"{counter.GetValue(null)} {Codes.Counter}");

        Console.WriteLine("before");
        var loud = typeof(Loud).GetField("Value");
        loud.SetValue(null, 2);
        Console.WriteLine($"{loud.GetValue(null)} {Loud.Value}");

        Console.WriteLine(((string[])typeof(Generic<string>).GetField("Empty").GetValue(null)).Length);
    }
}
