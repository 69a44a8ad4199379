// Static, instance, virtual, struct and extension targets; multicast order, results, removal, equality.
using System;

delegate int Op(int x);
class Counter { public int N; public int Add(int x) => N += x; public virtual int Virt(int x) => x + 1; }
class Sub : Counter { public override int Virt(int x) => base.Virt(x) * 10; }
struct Value { public int N; public int Add(int x) { N += x; return N; } }
static class Ext { public static int Times(this string s, int x) => s.Length * x; public static int Plus(this int a, int b) => a + b; }

class Program
{
    static int Static(int x) => x - 1;
    static event Op Event;

    static void Main()
    {
        var c = new Counter(); var s = new Sub(); var v = new Value { N = 1 };
        Op stat = Static, inst = c.Add, virt = ((Counter)s).Virt, val = v.Add, ext = "abc".Times, lambda = x => x * x;
        foreach (Op op in new[] { stat, inst, virt, val, ext, lambda }) Console.Write($"{op(4)} {op.Invoke(5)} {op.Target?.GetType().Name ?? "-"} {op.Method.Name.StartsWith('<')}; ");
        Console.WriteLine();
        Console.WriteLine($"{c.N} {v.N} {val(1)}");
        Op all = stat + inst + virt;
        Console.WriteLine($"{all(3)} {c.N} {all.GetInvocationList().Length}");
        all -= inst;
        Console.WriteLine($"{all(3)} {c.N} {(all - stat - virt) == null} {(all - lambda).GetInvocationList().Length}");
        Op two = inst + stat + inst + stat;
        two -= inst + stat;
        Console.WriteLine(two.GetInvocationList().Length);
        Console.WriteLine($"{stat == Static} {new Op(c.Add) == inst} {new Op(new Counter().Add) == inst} {(stat + inst) == (stat + inst)} {(stat + inst).Equals(inst + stat)} {stat.GetHashCode() == new Op(Static).GetHashCode()}");
        Op none = null;
        none += stat;
        none -= stat;
        Console.WriteLine($"{none is null} {none?.Invoke(1)}");
        try { none(1); } catch (NullReferenceException) { Console.WriteLine("null delegate"); }
        Event += stat; Event += inst; Event += stat; Event -= stat;
        Console.WriteLine(Event(100) + " " + Event.GetInvocationList().Length);
        Action a = () => Console.Write("1 "); a += () => throw new InvalidOperationException("stop"); a += () => Console.Write("3 ");
        try { a(); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
        foreach (Action each in a.GetInvocationList()) try { each(); } catch { Console.Write("caught "); }
        Console.WriteLine();
        try { Counter nil = null; Op bad = nil.Virt; } catch (NullReferenceException) { Console.WriteLine("null target"); }
        Func<int, int> f = new Func<int, int>(stat);
        Console.WriteLine($"{f(10)} {stat.DynamicInvoke(10)}");
    }
}
