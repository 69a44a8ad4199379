// Static constructors whose time the program can tell run when .NET runs them.
using System;
using System.Collections.Generic;

static class Log
{
    public static readonly List<string> Lines = new();
    public static int Count;
    public static void Add(string line) { Lines.Add(line); Count++; }
}

class Loud
{
    public static readonly int Value;
    static Loud() { Console.WriteLine("Loud"); Value = 7; }
}

class Recorded
{
    public static readonly int Value;
    static Recorded() { Log.Add("Recorded"); Value = Log.Count; }
}

// Reads what others may have changed before.
class Reader
{
    public static readonly int Seen;
    public static readonly int Length;
    static Reader() { Seen = Shared.Number; Length = Shared.List.Count; }
}

class Shared
{
    public static int Number = 1;
    public static readonly List<int> List = new() { 1, 2, 3 };
    public static readonly int Fixed = 99;
}

class ReaderOfFixed
{
    public static readonly int Seen = Shared.Fixed + Shared.List.GetType().Name.Length;
    static ReaderOfFixed() { }
}

// Writes to another type's statics.
class Writer
{
    public static int Own = 5;
    static Writer() { Target.Number = 77; Target.Items[1] = "written"; }
    public static void Touch() { }
}

class Target
{
    public static int Number = 1;
    public static readonly string[] Items = { "a", "b" };
}

class Throws
{
    public static int Value;
    static Throws() { Value = 1; if (Value == 1) throw new InvalidOperationException("on purpose"); }
}

class NeedsThrows
{
    public static int Value = Throws.Value + 1;
    static NeedsThrows() { }
}

class Catches
{
    public static readonly string What;
    static Catches()
    {
        try { int[] none = new int[1]; none[Math.Max(1, 2)] = 3; What = "nothing"; }
        catch (IndexOutOfRangeException) { What = "caught"; }
        finally { What += " finally"; }
    }
}

class KeepsException
{
    public static readonly Exception Thrown;
    public static readonly Exception Unthrown = new ArgumentException("not thrown", "name");
    static KeepsException()
    {
        try { throw new FormatException("kept"); } catch (Exception e) { Thrown = e; }
    }
}

class First
{
    public static readonly int Value;
    static First() { Value = Second.Value + 1; }
}

class Second
{
    public static readonly int Value;
    static Second() { Value = First.Value + 10; }
}

class Parent
{
    public static readonly string Name = "parent " + Child.Size;
    static Parent() { }
}

class Child : Parent
{
    public static readonly int Size = 4;
    public static readonly string Full;
    static Child() { Full = Name + "!"; }
}

class Generic<T>
{
    public static readonly List<T> Items = new();
    public static readonly Type Type = typeof(T);
    public static readonly string Name = typeof(T).IsValueType ? "value" : "reference";
    public static T Default;
    public static int Uses;
    static Generic() { }
}

class HasInstance
{
    public static readonly HasInstance Instance = new HasInstance();
    static int created = 10;
    public readonly int Number;
    HasInstance() { Number = ++created; }
    public static int Created => created;
}

class ReadsClock
{
    public static readonly long Start = Environment.TickCount64;
    public static readonly int Thread = Environment.CurrentManagedThreadId;
    public static readonly string Variable = Environment.GetEnvironmentVariable("PATH");
}

class Program
{
    static void Main()
    {
        Console.WriteLine("start");
        Console.WriteLine(Loud.Value);
        Log.Add("before");
        Console.WriteLine(Recorded.Value + " " + string.Join(",", Log.Lines));
        Shared.Number = 50;
        Shared.List.Add(4);
        Console.WriteLine(Reader.Seen + " " + Reader.Length + " " + ReaderOfFixed.Seen);
        Console.WriteLine(Target.Number + " " + Target.Items[1]);
        Writer.Touch();
        Console.WriteLine(Target.Number + " " + Target.Items[1] + " " + Writer.Own);
        for (int i = 0; i < 2; i++)
        {
            try { Console.WriteLine(NeedsThrows.Value); }
            catch (TypeInitializationException e) { Console.WriteLine(e.TypeName + " < " + (e.InnerException as TypeInitializationException)?.TypeName + " < " + e.InnerException.InnerException.Message); }
        }
        Console.WriteLine(Catches.What);
        Console.WriteLine(KeepsException.Thrown.Message + " " + (KeepsException.Thrown.StackTrace != null) + " " + KeepsException.Unthrown.Message + " " + (KeepsException.Unthrown.StackTrace != null));
        Console.WriteLine(Second.Value + " " + First.Value);
        Console.WriteLine(Child.Full + " " + Parent.Name);
        Generic<int>.Items.Add(3);
        Generic<string>.Items.Add("three");
        Generic<int>.Uses += 2;
        Console.WriteLine(Generic<int>.Items.Count + Generic<int>.Type.Name + Generic<int>.Name + Generic<string>.Name + Generic<long>.Items.Count + Generic<string>.Uses + Generic<int>.Uses + Generic<int>.Default);
        Console.WriteLine(HasInstance.Instance.Number + " " + HasInstance.Created);
        Console.WriteLine((ReadsClock.Start <= Environment.TickCount64) + " " + (ReadsClock.Thread == Environment.CurrentManagedThreadId) + " " + (ReadsClock.Variable == Environment.GetEnvironmentVariable("PATH")));
    }
}
