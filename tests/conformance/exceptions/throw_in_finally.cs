// Exceptions thrown in finally, in catch and in Dispose replace the one in flight; what runs after it and what is seen.
using System;

class Program
{
    class D(string n, bool bad) : IDisposable { public void Dispose() { Console.Write($"dispose-{n} "); if (bad) throw new Exception(n); } }
    static void Show(string name, Action a) { Console.Write(name + ": "); try { a(); Console.WriteLine("no exception"); } catch (Exception e) { Console.WriteLine($"{e.GetType().Name} {e.Message} inner={e.InnerException?.Message}"); } }
    static int Value(int how) { try { if (how == 1) throw new Exception("try"); return 1; } catch (Exception) when (how == 1) { return 2; } finally { Console.Write("f "); if (how == 2) throw new InvalidOperationException("finally after return"); } }
    static int Swallow() { for (int i = 0; ; i++) { try { try { throw new Exception("lost"); } finally { Console.Write("x "); if (i < 2) throw new ArithmeticException(); } } catch (ArithmeticException) { Console.Write("again "); } catch (Exception) { return i; } } }
    static void Main()
    {
        Show("replace", () => { try { throw new Exception("a"); } finally { throw new ArgumentException("b"); } });
        Show("catch", () => { try { throw new Exception("a"); } catch (Exception e) { throw new ArgumentException("b", e); } finally { Console.Write("finally "); } });
        Show("chain", () => { try { try { try { throw new Exception("1"); } finally { throw new Exception("2"); } } finally { throw new Exception("3"); } } finally { Console.Write("last "); } });
        Show("caught inside", () => { try { throw new Exception("a"); } finally { try { throw new Exception("b"); } catch (Exception e) { Console.Write(e.Message + " "); } } });
        Show("both disposals", () => { using var a = new D("a", true); using var b = new D("b", true); throw new Exception("body"); });
        Show("one disposal", () => { using var a = new D("a", false); using var b = new D("b", true); });
        Show("filter then finally", () => { try { try { throw new Exception("a"); } finally { throw new FormatException("b"); } } catch (Exception e) when (e.Message == "a") { Console.Write("chosen for a "); } });
        Show("filter picks both", () => { try { try { throw new Exception("a"); } finally { Console.Write("fin "); throw new FormatException("b"); } } catch (Exception e) when (Seen(e)) { Console.Write("got " + e.Message + " "); } });
        Show("deeper", () => { try { Inner(); } catch (FormatException) { Console.Write("format "); } });
        foreach (int how in new[] { 0, 1, 2 }) Show("value" + how, () => Console.Write(Value(how) + " ")); Show("swallow", () => Console.Write(Swallow() + " "));
        Show("iterator", () => { foreach (int i in Iter()) { Console.Write(i + " "); if (i == 2) break; } }); Show("iterator throw", () => { foreach (int i in Iter()) throw new Exception("loop body"); });
        Show("lock", () => { object o = new(); try { lock (o) try { throw new Exception("a"); } finally { throw new Exception("b"); } } finally { Console.Write(System.Threading.Monitor.IsEntered(o) + " "); } });
        Show("rethrow in catch of finally", () => { try { throw new Exception("first"); } catch { try { throw new Exception("second"); } catch (Exception) { Console.Write("handled "); } throw; } });
        Show("finally in loop", () => { int i = 0; while (true) { try { i++; if (i == 3) break; continue; } finally { Console.Write(i + " "); if (i == 3) throw new OverflowException("broke"); } } });
    }
    static bool Seen(Exception e) { Console.Write($"see-{e.Message} "); return true; }
    static void Inner() { try { try { throw new ArgumentException("x"); } finally { throw new FormatException("y"); } } catch (ArgumentException) { Console.Write("argument "); } finally { Console.Write("end "); } }
    static System.Collections.Generic.IEnumerable<int> Iter() { try { yield return 1; yield return 2; yield return 3; } finally { Console.Write("iter-finally "); throw new Exception("from iterator"); } }
}
