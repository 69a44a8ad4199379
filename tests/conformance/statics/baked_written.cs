// Private and read-only statics that others than their owners touch.
using System;
using System.Runtime.CompilerServices;

class Owner
{
    static string s_name;
    public static string Name => s_name ??= Make();
    static string Make() => new string('n', 3);

    static string s_other;
    public static string Other => s_other ??= new string('o', 3);
}

static class Fixed
{
    public static readonly int Number = 5;
    public static readonly string Text = "before";
    static Fixed() { }
}

class Program
{
    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_name")]
    static extern ref string NameOf(Owner owner);

    static void Main()
    {
        Console.WriteLine(NameOf(null) == null);
        Console.WriteLine(Owner.Name + " " + Owner.Other);
        NameOf(null) = null;
        Console.WriteLine(Owner.Name + " " + (NameOf(null) != null));
        NameOf(null) = "set";
        Console.WriteLine(Owner.Name);
        Console.WriteLine(Fixed.Number + Fixed.Text);
    }
}
