// Interface dispatch: implicit, explicit, inherited, re-implemented, on structs, on arrays of mixed objects.
using System;

interface INamed { string Name { get; } }
interface ICounter { int Next(); void Reset(); }
interface IBoth : INamed, ICounter { string Describe(); }

class A : INamed { public virtual string Name => "A"; }
class B : A, ICounter
{
    int n;
    public override string Name => "B";
    public int Next() => ++n;
    void ICounter.Reset() => n = 100;
}
class C : B, INamed { string INamed.Name => "C explicit"; public new string Name => "C new"; }
class D : A, INamed { public new string Name => "D"; }
struct S : IBoth
{
    int n;
    public string Name => "S" + n;
    public int Next() => n += 2;
    public void Reset() => n = 0;
    string IBoth.Describe() => $"<{Name}>";
}
interface ILeft { string Do(); }
interface IRight { string Do(); }
class Two : ILeft, IRight { string ILeft.Do() => "left"; string IRight.Do() => "right"; public string Do() => "own"; }
class Shared : ILeft, IRight { public string Do() => "shared"; }

class Program
{
    static int Drive<T>(ref T counter) where T : ICounter { counter.Next(); return counter.Next(); }

    static void Main()
    {
        INamed[] named = { new A(), new B(), new C(), new D(), new S() };
        foreach (INamed x in named)
        {
            string more = x is ICounter c ? $"{c.Next()} {c.Next()}" : "-";
            Console.WriteLine($"{x.GetType().Name} {x.Name} {(x as A)?.Name} {more} {x is IBoth}");
        }
        S s = new();
        ICounter boxed = s;
        boxed.Next(); boxed.Next();
        Console.WriteLine($"{s.Name} {((S)boxed).Name} {Drive(ref s)} {s.Name} {Drive(ref boxed)} {((IBoth)boxed).Describe()}");
        boxed.Reset();
        Console.WriteLine(((INamed)boxed).Name);
        ICounter b = new B();
        b.Reset();
        Console.WriteLine(b.Next());
        var two = new Two();
        Console.WriteLine($"{two.Do()} {((ILeft)two).Do()} {((IRight)two).Do()} {((ILeft)new Shared()).Do()} {((IRight)new Shared()).Do()}");
        try { object o = "text"; ((ICounter)o).Next(); } catch (InvalidCastException e) { Console.WriteLine(e.Message); }
    }
}
