// lock on objects: reentrance, release on exceptions and jumps, Monitor.Wait and Pulse, boxed and string locks, the expression evaluated once, hash code kept.
using System;
using System.Threading;

class Program
{
    static readonly object gate = new(); static int n; static object Once() { n++; return gate; } static bool Held(object o) => Monitor.IsEntered(o);
    static int Leave(int how) { for (int i = 0; i < 2; i++) { lock (gate) { if (how == 0) return i; if (how == 1) continue; if (how == 2) break; if (how == 3) goto end; if (how == 4) throw new InvalidOperationException(); } } return 7; end: return 8; }
    static int Rec(int d) { lock (gate) return d == 0 ? (Held(gate) ? 1 : 0) : Rec(d - 1) + 1; }
    static void Main()
    {
        lock (Once()) Console.Write($"{Held(gate)} "); Console.WriteLine($"{n} {Held(gate)}"); for (int i = 0; i < 5; i++) try { Console.Write($"{Leave(i)}{Held(gate)} "); } catch (InvalidOperationException) { Console.Write($"x{Held(gate)} "); } Console.WriteLine(Rec(300) + " " + Held(gate));
        object other = gate; lock (gate) { int h = gate.GetHashCode(); lock (other) Console.Write(gate.GetHashCode() == h); Console.WriteLine(Held(gate)); } try { lock (null as object) n = 99; } catch (ArgumentNullException) { Console.WriteLine(n); } object box = 5; lock (box) lock ((object)5) Console.WriteLine(Held(box)); try { Monitor.Exit(gate); } catch (SynchronizationLockException) { Console.WriteLine("not owned"); }
        int counter = 0; var threads = new Thread[4]; for (int i = 0; i < 4; i++) (threads[i] = new Thread(() => { for (int k = 0; k < 2000; k++) lock (gate) { int c = counter; counter = c + 1; } })).Start(); foreach (Thread t in threads) t.Join(); Console.WriteLine(counter);
        bool ready = false; string log = ""; var consumer = new Thread(() => { lock (gate) { while (!ready) Monitor.Wait(gate); log += "consumed "; Monitor.Pulse(gate); } }); consumer.Start(); lock (gate) { ready = true; Monitor.PulseAll(gate); while (log == "") Monitor.Wait(gate); log += "seen"; } consumer.Join(); Console.WriteLine(log);
        lock (gate) { bool got = true; var t = new Thread(() => { got = Monitor.TryEnter(gate); if (!Monitor.TryEnter(gate, 5)) log = "timed out"; }); t.Start(); t.Join(); Console.WriteLine($"{got} {log}"); } bool taken = false; try { Monitor.Enter(gate, ref taken); Monitor.Enter(gate); } finally { Monitor.Exit(gate); if (taken) Monitor.Exit(gate); } Console.WriteLine(Held(gate)); lock (gate) Console.WriteLine(Monitor.Wait(gate, 1)); lock ("lit") Console.WriteLine(Held("li" + 't') + " " + Held(string.Intern(new string("lit".ToCharArray())))); lock (typeof(Program)) Console.WriteLine(Held(typeof(Program)));
    }
}
