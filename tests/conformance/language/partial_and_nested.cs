// Partial types and methods, nested and private types, access across nesting, static classes, aliases, global namespaces.
using System;
using Text = System.Text;
using Pair = (int Left, string Right);
using IntList = System.Collections.Generic.List<int>;
using static System.Math;

namespace Outer.Inner { static class Place { public static string Where = typeof(Place).FullName; } }
namespace Outer { partial class Parts { partial void Hook(string s); public partial int Compute(int x); public void Run() { Hook("run"); Console.WriteLine(Compute(4) + Inner.Place.Where); } } }
namespace Outer { partial class Parts { int state = 3; partial void Hook(string s) => Console.Write(s + " "); public partial int Compute(int x) => x * state; } partial class Parts { partial void Unimplemented(); public Parts() => Unimplemented(); } }

class Host
{
    int secret = 42; static int shared = 1;
    public class Child { public int Peek(Host h) => h.secret + shared++; public class Grand { public override string ToString() => nameof(Grand) + shared; } }
    class Hidden : Child { } public static Child Make() => new Hidden();
    interface IPrivate { int X { get; } } struct Impl : IPrivate { public int X => 9; } public int Through() { IPrivate p = new Impl(); return p.X; }
    enum Mode { On = 1 } public string ModeName() => Mode.On.ToString(); delegate int F(int x); public int Apply() { F f = x => x + secret; return f(1); }
}

class Program
{
    static void Main()
    {
        new Outer.Parts().Run();
        Console.WriteLine($"{new Host.Child().Peek(new Host())} {new Host.Child.Grand()} {Host.Make().GetType()} {new Host().Through()} {new Host().ModeName()} {new Host().Apply()}");
        Pair p = (1, "r"); IntList l = new() { Max(3, 4), Abs(-2) }; var sb = new Text.StringBuilder().Append(p.Right).Append(l[0] + l[1]); Console.WriteLine(sb);
        global::System.Console.WriteLine(nameof(System.Console.WriteLine) + nameof(Host.Child));
    }
}
