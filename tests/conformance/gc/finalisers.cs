// Finalisers: suppression, registration again, resurrection, objects reachable from one another, exceptions in
// constructors, inheritance, critical finalisers, WaitForPendingFinalizers.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.ConstrainedExecution;
using System.Threading;

class Base { public static int Bases; ~Base() => Bases++; }
class Derived : Base { public static int Deriveds; ~Derived() => Deriveds++; }
class Silent : Base { public Silent() => GC.SuppressFinalize(this); }
class Failing : Base { public Failing() => throw new InvalidOperationException("constructor"); }
class Pair { public static int Count; public Pair Other; public int Number; ~Pair() { if (Other != null && Other.Number + Number == 3) Count++; } }
class Phoenix { public static Phoenix Risen; public static int Times; ~Phoenix() { Times++; Risen = this; if (Times < 3) GC.ReRegisterForFinalize(this); } }
class Twice { public static int Count; ~Twice() => Count++; }
class Critical : CriticalFinalizerObject { public static int Count; ~Critical() => Count++; }
class OnThread { public static int Id; public static bool Pool; ~OnThread() { Id = Environment.CurrentManagedThreadId; Pool = Thread.CurrentThread.IsThreadPoolThread; } }
class Reach { public static string Seen; readonly string text; readonly List<int> list = new() { 1, 2, 3 }; public Reach(string t) => text = t; ~Reach() => Seen = text + list.Count; }

class Program
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Deeper(Action action, int depth) { Span<int> room = stackalloc int[100]; room[depth] = depth; if (depth == 0) action(); else Deeper(action, depth - 1); passed += room[depth]; }
    static int passed;

    // Far down the stack, so that nothing of it is left where later frames lie.
    static void Run(Action action) { Deeper(action, 20); Collect(); }
    static void Collect() { for (int i = 0; i < 3; i++) { GC.Collect(); GC.WaitForPendingFinalizers(); } }

    static void Main()
    {
        Run(() => { new Base(); new Derived(); new Silent(); try { new Failing(); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); } });
        Console.WriteLine($"{Base.Bases} {Derived.Deriveds}");
        Run(() => { var a = new Pair { Number = 1 }; a.Other = new Pair { Number = 2, Other = a }; });
        Console.WriteLine(Pair.Count);
        Run(() => new Phoenix());
        Run(() => Console.WriteLine($"{Phoenix.Times} {Phoenix.Risen != null}"));
        Run(() => Phoenix.Risen = null);
        Console.WriteLine(Phoenix.Times);
        Run(() => { var t = new Twice(); GC.SuppressFinalize(t); GC.SuppressFinalize(t); GC.ReRegisterForFinalize(t); });
        Console.WriteLine(Twice.Count);
        Run(() => new Critical());
        Console.WriteLine(Critical.Count);
        Run(() => new OnThread());
        Console.WriteLine($"{OnThread.Id != Environment.CurrentManagedThreadId} {OnThread.Pool}");
        Run(() => new Reach("text"));
        Console.WriteLine(Reach.Seen);
        try { GC.SuppressFinalize(null); } catch (ArgumentNullException) { Console.WriteLine("null"); }
        GC.SuppressFinalize(new object());
        GC.ReRegisterForFinalize("no finaliser");
        for (int i = 0; i < 1000; i++) new Derived();
        Collect();
        Console.WriteLine(Derived.Deriveds > 990);
    }
}
