// Literals in statics are the interned strings.
using System;

static class Things
{
    public static readonly string Literal = "literal";
    public static readonly string Joined = string.Concat("lit", "eral".Substring(0, 4));
}

class Program
{
    static void Main()
    {
        Console.WriteLine(ReferenceEquals(Things.Joined, "literal") + " " + (Things.Joined == "literal"));
        Console.WriteLine(ReferenceEquals(string.Intern(Things.Joined), Things.Literal));
        Console.WriteLine(ReferenceEquals(string.IsInterned(new string("literal".ToCharArray())), Things.Literal));
        Console.WriteLine(string.IsInterned(new string('q', 5)) == null);
        string made = new string('z', 4);
        Console.WriteLine(ReferenceEquals(string.Intern(made), string.Intern(new string('z', 4))));
    }
}
