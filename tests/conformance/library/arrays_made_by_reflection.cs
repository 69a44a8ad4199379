// Arrays of types that only reflection names: their interfaces, variance and casts.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
class NameAttribute : Attribute
{
    public string Text;
    public NameAttribute(string text) { Text = text; }
}

class LoudAttribute : NameAttribute
{
    public LoudAttribute(string text) : base(text.ToUpper()) { }
}

[Name("first"), Loud("second")]
class Marked { }

interface IAnimal { string Sound { get; } }
class Dog : IAnimal { public string Sound => "woof"; }
class Puppy : Dog { }
struct Pair { public int A, B; }
enum Colour { Red, Green }

class Program
{
    static string Join<T>(IEnumerable<T> items) => string.Join(",", items.Select(i => i?.ToString() ?? "null"));

    static void Main()
    {
        // The array is of the attribute's own type.
        IEnumerable<NameAttribute> names = typeof(Marked).GetCustomAttributes<NameAttribute>();
        Console.WriteLine(string.Join(" ", names.Select(n => n.Text).OrderBy(t => t)));
        object[] untyped = typeof(Marked).GetCustomAttributes(typeof(LoudAttribute), true);
        Console.WriteLine($"{untyped.GetType()} {untyped.Length} {((IEnumerable<object>)untyped).First().GetType().Name}");
        Console.WriteLine(((IList<object>)untyped).IndexOf(untyped[0]) + " " + ((ICollection<object>)untyped).Count);
        Console.WriteLine(untyped.ToList().Count + " " + untyped.Where(o => o is NameAttribute).ToArray().Length);
        foreach (Attribute a in (IEnumerable<Attribute>)untyped) Console.WriteLine(a.GetType().Name);
        Console.WriteLine(typeof(Marked).GetCustomAttribute<LoudAttribute>().Text);

        Array puppies = Array.CreateInstance(Type.GetType("Puppy"), 2);
        puppies.SetValue(new Puppy(), 0);
        Console.WriteLine($"{puppies.GetType()} {puppies is Dog[]} {puppies is IAnimal[]} {puppies is object[]} {puppies is string[]}");
        Console.WriteLine(((Dog[])puppies)[0].Sound + " " + ((IAnimal[])puppies)[0].Sound);
        Console.WriteLine(Join((IEnumerable<Dog>)puppies) + " " + Join((IReadOnlyList<Dog>)puppies));
        IEnumerable loose = puppies;
        int count = 0;
        foreach (object o in loose) count += o == null ? 1 : 10;
        Console.WriteLine(count);
        try { ((object[])puppies)[1] = new Dog(); } catch (ArrayTypeMismatchException e) { Console.WriteLine(e.GetType().Name); }
        try { ((IList<Dog>)puppies).Add(null); } catch (NotSupportedException) { Console.WriteLine("fixed size"); }

        // Values: cast to what the program names.
        Array pairs = Array.CreateInstance(typeof(Pair), 3);
        Console.WriteLine(((Pair[])pairs).Length + " " + ((Pair[])pairs).Sum(p => p.A + 1) + " " + ((IList)pairs).Count);
        Array colours = Array.CreateInstance(typeof(Colour), 2);
        Console.WriteLine(Join((Colour[])colours) + " " + (colours is int[] ? "int[]" : "not int[]"));

        // And found by name alone, as elements of elements.
        Array nested = Array.CreateInstance(Type.GetType("Puppy").MakeArrayType(), 1);
        nested.SetValue(puppies, 0);
        Console.WriteLine($"{nested.GetType()} {nested is Dog[][]} {((IEnumerable<object>)nested).Single() == puppies}");
        Array.Sort(new[] { 3, 1, 2 }, (Array)Array.CreateInstance(typeof(string), 3));
        Console.WriteLine(Enum.GetValues(typeof(Colour)).Cast<Colour>().Last());
    }
}
