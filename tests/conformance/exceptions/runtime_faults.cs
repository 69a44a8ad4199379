// The exceptions that the machine's own operations throw, with their messages.
using System;

class Node { public Node Next; public int Value; public virtual int Virt() => 1; public int[] Data; public long Far; }
struct Big { public long A, B, C; public string S; }
class HasBig { public Big B; }

class Program
{
    static void Try(string what, Action a)
    {
        try { a(); Console.WriteLine(what + ": no exception"); }
        catch (Exception e) { Console.WriteLine($"{what}: {e.GetType().FullName}: {e.Message}"); }
    }
    static T Null<T>() where T : class => null;

    static void Main()
    {
        Node n = Null<Node>();
        int zero = Environment.GetCommandLineArgs().Length * 0;
        Try("field read", () => Console.WriteLine(n.Value));
        Try("field write", () => n.Value = 1);
        Try("far field", () => n.Far++);
        Try("virtual call", () => n.Virt());
        Try("chain", () => new Node().Next.Value = 3);
        Try("array in field", () => new Node().Data[0] = 1);
        Try("struct in class", () => { Big b = Null<HasBig>().B; Console.WriteLine(b.S); });
        Try("string length", () => Console.WriteLine(Null<string>().Length));
        Try("string index", () => Console.WriteLine(Null<string>()[0]));
        Try("GetType", () => Null<object>().GetType());
        Try("ToString", () => Null<object>().ToString());
        Try("delegate", () => Null<Action>()());
        Try("interface", () => Null<IDisposable>().Dispose());
        Try("lock", () => { lock (Null<object>()) { } });
        Try("throw null", () => throw Null<Exception>());
        Try("unbox null", () => { int x = (int)Null<object>(); });
        Try("index", () => { var three = new int[3]; three[3 + zero] = 1; });
        Try("string range", () => Console.WriteLine("abc"[3 + zero]));
        Try("substring", () => "abc".Substring(2, 5));
        Try("cast class", () => { object o = "s"; Node x = (Node)o; });
        Try("cast interface", () => { object o = 1; IDisposable x = (IDisposable)o; });
        Try("cast array", () => { object o = new object[1]; string[] x = (string[])o; });
        Try("unbox wrong", () => { object o = 1; long x = (long)o; });
        Try("unbox enum", () => { object o = 1; DayOfWeek x = (DayOfWeek)o; Console.Write(x + " "); });
        Try("store", () => { object[] o = new string[1]; o[0] = 1; });
        Try("divide", () => Console.WriteLine(1 / zero));
        Try("overflow", () => Console.WriteLine(checked(int.MaxValue + (1 + zero))));
        Try("negative size", () => Console.WriteLine(new int[zero - 1].Length));
        Try("too large", () => Console.WriteLine(new long[int.MaxValue].Length));
        Try("parse", () => int.Parse("x1"));
        Try("parse overflow", () => byte.Parse("300"));
        Try("argument null", () => string.Join(",", (string[])null));
        Try("out of range", () => new System.Collections.Generic.List<int>().RemoveAt(0));
        Try("key", () => Console.WriteLine(new System.Collections.Generic.Dictionary<string, int>()["missing"]));
        Try("empty sequence", () => System.Linq.Enumerable.First(new int[0]));
        Try("nullable", () => Console.WriteLine(((int?)null).Value));
        Try("switch expression", () => Console.WriteLine(zero switch { 1 => 2 }));
        Try("not implemented", () => throw new NotImplementedException());
        Try("custom data", () => { var e = new Exception("m") { HelpLink = "h", Source = "s" }; e.Data["k"] = 1; throw e; });
    }
}
