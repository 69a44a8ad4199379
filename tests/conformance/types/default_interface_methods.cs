// Default interface members: inheritance, override in a derived interface, diamonds, reabstraction, base state.
using System;

interface IBase { string Hello() => "IBase " + Name; string Name { get; } static string Helper(IBase b) => "helper " + b.Name; }
interface ILeft : IBase { string IBase.Hello() => "ILeft " + Name; }
interface IRight : IBase { string Extra() => "IRight extra " + Hello(); }
interface IBoth : ILeft, IRight { string IBase.Hello() => "IBoth " + Name; }
interface IAbstractAgain : IBase { abstract string IBase.Hello(); }

class Plain : IBase { public string Name => "plain"; }
class Own : IBase { public string Name => "own"; public string Hello() => "Own"; }
class Left : ILeft { public string Name => "left"; }
class Right : IRight { public string Name => "right"; }
class Diamond : IBoth { public string Name => "diamond"; }
class LeftRight : ILeft, IRight { public string Name => "leftright"; }
class Again : IAbstractAgain { public string Name => "again"; string IBase.Hello() => "Again"; }
struct Value : ILeft, IRight { public int N; public string Name => "value" + ++N; }
class Derived : Left, IBase { }

interface ICounter<T> { T Zero => default; T Add(T a, T b); T Twice(T x) => Add(x, x); private T Hidden(T x) => Twice(Twice(x)); T Four(T x) => Hidden(x); }
class IntCounter : ICounter<int> { public int Add(int a, int b) => a + b; }
class TextCounter : ICounter<string> { public string Add(string a, string b) => a + b; public string Twice(string x) => $"[{x}{x}]"; }

class Program
{
    static string Call<T>(T x) where T : IBase => x.Hello();

    static void Main()
    {
        IBase[] all = { new Plain(), new Own(), new Left(), new Right(), new Diamond(), new LeftRight(), new Again(), new Value(), new Derived() };
        foreach (IBase b in all) Console.WriteLine($"{b.GetType().Name}: {b.Hello()} | {IBase.Helper(b)} | {(b as IRight)?.Extra()}");
        Console.WriteLine($"{Call(new Value())} {Call(new Own())} {Call(new Diamond())}");
        Value v = default;
        Console.WriteLine(Call(v) + Call(v) + v.N);
        ICounter<int> c = new IntCounter();
        ICounter<string> t = new TextCounter();
        Console.WriteLine($"{c.Twice(4)} {c.Four(4)} {c.Zero} {t.Twice("a")} {t.Four("a")} {t.Zero ?? "null"}");
    }
}
