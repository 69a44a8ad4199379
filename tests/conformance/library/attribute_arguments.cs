// Named arguments of attributes: properties and fields, also of base classes and generic ones, and arrays.
using System;
using System.Linq;
using System.Reflection;

abstract class BaseAttribute : Attribute
{
    string text = "none";
    public object Default { get; set; }
    public virtual string Text { get => text; set => text = value + "!"; }
    public int Number;
}

class OptionAttribute : BaseAttribute
{
    public bool Required { get; set; }
    public Type Kind;
    public string[] Names { get; set; }
}

class LoudAttribute : OptionAttribute
{
    public override string Text { get => base.Text.ToUpper(); set => base.Text = value; }
}

[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
class OfAttribute<T> : Attribute
{
    public T Value { get; set; }
    public override string ToString() => typeof(T) + " " + Value;
}

class Options
{
    [Option(Default = 5, Text = "count", Number = 3, Required = true, Kind = typeof(System.Collections.Generic.Dictionary<string, int[]>[,]), Names = new[] { "c", "n" })]
    public int Count { get; set; }

    [Loud(Default = DayOfWeek.Friday, Text = "loud")]
    public string Name { get; set; }

    [Of<int>(Value = 4), Of<string>(Value = "x")]
    public double Both { get; set; }
}

class Program
{
    static void Main()
    {
        foreach (PropertyInfo property in typeof(Options).GetProperties().OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            foreach (Attribute attribute in property.GetCustomAttributes(true).Cast<Attribute>().OrderBy(a => a.ToString(), StringComparer.Ordinal))
            {
                if (attribute is OptionAttribute o)
                    Console.WriteLine($"{property.Name}: {o.GetType().Name} {o.Default} {o.Default?.GetType()} {o.Text} {o.Number} {o.Required} {o.Kind} {string.Join("/", o.Names ?? new string[0])}");
                else
                    Console.WriteLine($"{property.Name}: {attribute}");
            }
        }
    }
}
