// Getters that make what they give when first asked: nobody may see whether it was there before.
using System;
using System.Collections.Generic;
using System.Threading;

class Item
{
    static int made;
    public readonly int Number;
    public int Mutable = 1;
    public Item() { Number = ++made; }
    public static int Made => made;
}

class Plain
{
    public string Name;
    public Plain(string name) { Name = name; }
}

static class Lazies
{
    static Plain s_simple;
    public static Plain Simple => s_simple ??= new Plain("simple");

    static Plain s_long;
    public static Plain Long
    {
        get
        {
            if (s_long == null) s_long = new Plain("long");
            return s_long;
        }
    }

    public static List<string> Field { get => field ??= new List<string> { "a", "b" }; }

    // Counts what was made.
    static Item s_counted;
    public static Item Counted => s_counted ??= new Item();

    // Prints.
    static Plain s_loud;
    public static Plain Loud => s_loud ??= Make();
    static Plain Make() { Console.WriteLine("made"); return new Plain("loud"); }

    // Others see it.
    static Plain s_reset;
    public static Plain Resettable => s_reset ??= new Plain("reset");
    public static bool IsThere => s_reset != null;
    public static void Reset() => s_reset = null;

    // Depends on what may change.
    public static int Version = 1;
    static Plain s_versioned;
    public static Plain Versioned => s_versioned ??= new Plain("v" + Version);

    // Throws the first time.
    static int tries;
    static Plain s_throws;
    public static Plain Throws => s_throws ??= tries++ == 0 ? throw new InvalidOperationException("first") : new Plain("second");

    // Null the first time.
    static Plain s_null;
    public static Plain Null => s_null ??= Nothing();
    static Plain Nothing() => null;

    // Of each other.
    static Plain[] s_both;
    public static Plain[] Both => s_both ??= new[] { Simple, Long, Versioned };
    static Plain[] s_two;
    public static Plain[] Two => s_two ??= new[] { Simple, Long };

    static Plain s_atomic;
    public static Plain Atomic => s_atomic ?? Interlocked.CompareExchange(ref s_atomic, new Plain("atomic"), null) ?? s_atomic;
}

class WithConstructor
{
    public static readonly Plain First = Lazies.Simple;
    public static readonly Plain Own = Self;
    static Plain s_self;
    public static Plain Self => s_self ??= new Plain("self " + Count);
    public static int Count = 3;
    static WithConstructor() { }
}

class Program
{
    static void Main()
    {
        Console.WriteLine(Lazies.Simple.Name + " " + ReferenceEquals(Lazies.Simple, Lazies.Simple) + " " + Lazies.Long.Name + " " + ReferenceEquals(Lazies.Long, Lazies.Long));
        Lazies.Simple.Name = "changed";
        Console.WriteLine(Lazies.Simple.Name);
        Lazies.Field.Add("c");
        Console.WriteLine(string.Join(",", Lazies.Field));
        Console.WriteLine(Item.Made);
        new Item();
        Console.WriteLine(Lazies.Counted.Number + " " + Item.Made);
        Console.WriteLine("before");
        Console.WriteLine(Lazies.Loud.Name);
        Console.WriteLine(Lazies.IsThere);
        var first = Lazies.Resettable;
        Console.WriteLine(Lazies.IsThere);
        Lazies.Reset();
        Console.WriteLine(Lazies.IsThere + " " + ReferenceEquals(first, Lazies.Resettable));
        Lazies.Version = 2;
        Console.WriteLine(Lazies.Versioned.Name);
        for (int i = 0; i < 3; i++)
        {
            try { Console.WriteLine(Lazies.Throws.Name); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
        }
        Console.WriteLine(Lazies.Null == null);
        foreach (var plain in Lazies.Both) Console.Write(plain.Name + " ");
        Console.WriteLine(ReferenceEquals(Lazies.Two[0], Lazies.Both[0]) + " " + ReferenceEquals(Lazies.Two[1], Lazies.Long));
        Console.WriteLine(Lazies.Atomic.Name + " " + ReferenceEquals(Lazies.Atomic, Lazies.Atomic));
        Console.WriteLine(WithConstructor.First.Name + " " + WithConstructor.Own.Name + " " + WithConstructor.Self.Name + " " + ReferenceEquals(WithConstructor.Own, WithConstructor.Self));
        WithConstructor.Count = 4;
        Console.WriteLine(WithConstructor.Self.Name);
    }
}
