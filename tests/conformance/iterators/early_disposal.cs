// Iterators with try/finally: disposal at every point, nested regions, exceptions inside and outside, restart, double disposal, state after the end.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

class Program
{
    static IEnumerable<int> Three(string n) { try { Console.Write(n + "-a "); yield return 1; try { yield return 2; } finally { Console.Write(n + "-inner "); } yield return 3; } finally { Console.Write(n + "-outer "); } }
    static IEnumerable<int> Throws(int at) { try { for (int i = 0; i < 4; i++) { if (i == at) throw new Exception("at" + i); yield return i; } } finally { Console.Write("fin "); } }
    static IEnumerable<T> Nest<T>(IEnumerable<T> a, IEnumerable<T> b) { foreach (T x in a) { foreach (T y in b) yield return y; yield return x; } }
    static IEnumerable<int> Using() { using (new D("u1")) { yield return 1; using var d = new D("u2"); yield return 2; } yield return 3; }
    static IEnumerable<int> Lock(object o) { lock (o) { yield return 1; yield return 2; } }
    static IEnumerable<int> Break(int n) { try { while (true) { if (n-- == 0) yield break; yield return n; } } finally { Console.Write("broke "); } }
    static IEnumerator<int> Bare() { try { yield return 1; yield return 2; } finally { Console.Write("bare "); } }
    static IEnumerable<int> TwoFinally(bool b) { if (b) { try { yield return 1; } finally { Console.Write("A "); } } else { try { yield return 2; } finally { Console.Write("B "); } } try { yield return 3; } finally { Console.Write("C "); throw new InvalidOperationException("from C"); } }
    class D(string n) : IDisposable { public void Dispose() => Console.Write($"d-{n} "); }
    static void Take(IEnumerable<int> xs, int n) { try { if (n > 0) foreach (int x in xs) { Console.Write(x + " "); if (--n == 0) break; } } catch (Exception e) { Console.Write($"[{e.Message}] "); } Console.WriteLine(); }
    static void Main()
    {
        for (int i = 0; i <= 4; i++) Take(Three("t"), i); for (int i = -1; i < 3; i++) Take(Throws(i), 3); Take(Nest(Three("x"), Throws(2)), 9); for (int i = 1; i <= 4; i++) Take(Using(), i); Take(Break(2), 5); Take(Break(5), 2); Take(TwoFinally(true), 1); Take(TwoFinally(false), 2); Take(TwoFinally(true), 3);
        object o = new(); foreach (int x in Lock(o)) { Console.Write(System.Threading.Monitor.IsEntered(o) + " "); break; } Console.WriteLine(System.Threading.Monitor.IsEntered(o));
        IEnumerator<int> e = Three("e").GetEnumerator(); Console.Write(e.Current + " "); e.MoveNext(); e.MoveNext(); e.Dispose(); Console.Write($"{e.MoveNext()} {e.Current} "); e.Dispose(); try { ((IEnumerator)e).Reset(); } catch (NotSupportedException) { Console.WriteLine("no reset"); }
        IEnumerator<int> b = Bare(); b.Dispose(); Console.Write(b.MoveNext() + " "); b = Bare(); while (b.MoveNext()) { } Console.WriteLine(b.Current); IEnumerator<int> t = Throws(1).GetEnumerator(); t.MoveNext(); try { t.MoveNext(); } catch (Exception) { } Console.WriteLine(t.MoveNext());
        IEnumerable<int> twice = Three("w"); using (var p = twice.GetEnumerator()) using (var q = twice.GetEnumerator()) { p.MoveNext(); q.MoveNext(); p.MoveNext(); Console.Write($"{p.Current}{q.Current} "); } Console.WriteLine(); Console.WriteLine(twice.First() + twice.Skip(1).First()); Console.WriteLine(Three("z").Zip(Throws(9), (x, y) => x * 10 + y).Sum());
    }
}
