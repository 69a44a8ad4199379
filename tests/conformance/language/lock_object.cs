// lock on System.Threading.Lock: EnterScope, reentrance, IsHeldByCurrentThread, release on exceptions, contention, and the conversion to object.
using System;
using System.Threading;

class Program
{
    static readonly Lock gate = new(); static int n; static Lock Once() { n++; return gate; }
    static int Leave(int how) { for (int i = 0; i < 2; i++) { lock (gate) { if (how == 0) return i; if (how == 1) continue; if (how == 2) break; if (how == 3) throw new InvalidOperationException(); } } return 7; }
    static int Rec(int d) { lock (gate) return d == 0 ? (gate.IsHeldByCurrentThread ? 1 : 0) : Rec(d - 1) + 1; }
    static void Main()
    {
        lock (Once()) Console.Write($"{gate.IsHeldByCurrentThread} "); Console.WriteLine($"{n} {gate.IsHeldByCurrentThread}"); for (int i = 0; i < 4; i++) try { Console.Write($"{Leave(i)}{gate.IsHeldByCurrentThread} "); } catch (InvalidOperationException) { Console.Write($"x{gate.IsHeldByCurrentThread} "); } Console.WriteLine(Rec(50));
        using (gate.EnterScope()) Console.Write(gate.IsHeldByCurrentThread + " "); { Lock.Scope s = gate.EnterScope(); try { Console.Write(gate.IsHeldByCurrentThread + " "); } finally { s.Dispose(); } } Console.WriteLine(gate.IsHeldByCurrentThread); try { gate.Exit(); } catch (SynchronizationLockException) { Console.WriteLine("not held"); }
        int counter = 0; var threads = new Thread[4]; for (int i = 0; i < 4; i++) (threads[i] = new Thread(() => { for (int k = 0; k < 2000; k++) lock (gate) counter++; })).Start(); foreach (Thread t in threads) t.Join(); Console.WriteLine(counter);
        lock (gate) { bool got = true, timed = true; var t = new Thread(() => { got = gate.TryEnter(); timed = gate.TryEnter(3); }); t.Start(); t.Join(); Console.WriteLine($"{got} {timed} {gate.TryEnter()}"); gate.Exit(); } try { Lock none = null; lock (none) n = 5; } catch (NullReferenceException) { Console.WriteLine("null"); }
#pragma warning disable CS9216
        object o = gate; lock (o) Console.WriteLine($"{Monitor.IsEntered(o)} {gate.IsHeldByCurrentThread}");
    }
}
