// Multicast delegates: combination and removal rules, results, exceptions half way, immutability, invocation lists, ref arguments.
using System;
using System.Linq;

delegate int Op(ref int x);
delegate T Make<out T>();

class Program
{
    event Action Fired; event Action<int> Explicit { add { Console.Write("add "); stored += value; } remove { Console.Write("remove "); stored -= value; } } Action<int> stored;
    static void A() => Console.Write("A"); static void B() => Console.Write("B"); static void C() => Console.Write("C"); static void Bad() { Console.Write("!"); throw new InvalidOperationException(); }
    static void Run(Action a) { if (a == null) Console.Write("null"); else a(); Console.WriteLine(); }
    int n; int Add(ref int x) { x += n; return x; }
    static void Main()
    {
        Action a = A, b = B, c = C; Run(a + b + c); Run(a + b + a - a); Run(a + b + c + a + b - (a + b)); Run(a + b + c - (a + c)); Run(a - b); Run(a - a); Run(a + null); Run(null + a - null); Run((Action)null - a);
        Run(a + b + a + b + c - (b + a)); Run(a + (b + c) + (a + (b + c)) - (b + c)); Run((a + b) - (a + b)); Run(a + b - (a + b + c));
        Action kept = a + b, more = kept; more += c; Run(kept); Run(more); Console.WriteLine($"{ReferenceEquals(kept, more)} {kept == a + b} {kept == b + a} {kept.Equals(new Action(A) + B)} {(a + b).GetHashCode() == kept.GetHashCode()} {kept != more} {a == A}");
        try { (a + Bad + c)(); } catch (InvalidOperationException) { Console.WriteLine(" stopped"); }
        foreach (Action x in (a + Bad + c).GetInvocationList().Cast<Action>()) try { x(); } catch (InvalidOperationException) { Console.Write("(caught)"); } Console.WriteLine();
        var p = new Program { n = 1 }; var q = new Program { n = 10 }; Op op = p.Add; op += q.Add; op += p.Add; int v = 0; Console.WriteLine($"{op(ref v)} {v} {op.GetInvocationList().Length} {ReferenceEquals(op.Target, p)} {op.HasSingleTarget}"); op -= new Program { n = 1 }.Add; op -= p.Add; v = 0; Console.WriteLine($"{op(ref v)} {v}");
        Make<object> m = () => "first"; m += () => 2; Console.WriteLine(m()); Make<string> ms = () => "s"; Make<object> cov = ms; Console.WriteLine($"{cov()} {ReferenceEquals(ms, cov)}"); try { cov += m; Console.WriteLine(cov()); } catch (ArgumentException) { Console.WriteLine("ArgumentException"); }
        p.Fired += A; p.Fired += p.Handler; p.Fired -= A; p.Fired -= B; p.Fired(); p.Fired -= p.Handler; Console.WriteLine(p.Fired == null); p.Explicit += Print; p.Explicit += x => Console.Write(x * 2 + " "); p.Explicit -= Print; p.stored(21); Console.WriteLine();
        Action self = null; int depth = 0; self = () => { Console.Write(depth); if (depth++ < 2) { self += A; self(); } }; self(); Console.WriteLine(); Action[] many = Enumerable.Repeat(a, 70).ToArray(); Action big = (Action)Delegate.Combine(many); Console.WriteLine(big.GetInvocationList().Length); big -= (Action)Delegate.Combine(many.Take(30).ToArray()); Console.WriteLine(big.GetInvocationList().Length); Console.WriteLine(Delegate.RemoveAll(a + b + a + c, a).GetInvocationList().Length);
        Delegate d = Delegate.Combine(b, null, c); ((Action)d)(); Console.WriteLine(Delegate.EnumerateInvocationList(kept).GetType().Name.Length > 0);
    }
    void Handler() => Console.Write("handled "); static void Print(int x) => Console.Write(x + "! ");
}
