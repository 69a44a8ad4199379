// The two passes: every filter up to the handler runs before any inner finally, and sees state the finally blocks will change; stacked frames.
using System;
using System.Runtime.CompilerServices;

class Program
{
    static string log = ""; static bool F(string s, bool r) { log += s + "(" + r + ") "; return r; }
    static int depth;
    [MethodImpl(MethodImplOptions.NoInlining)] static void Deep(int n) { depth++; try { if (n == 0) throw new InvalidOperationException("bottom"); try { Deep(n - 1); } catch (Exception) when (F("d" + n, false)) { } finally { log += "in" + n + " "; } } finally { log += "out" + n + " "; depth--; } }
    static void Flush(string name) { Console.WriteLine(name + ": " + log + depth); log = ""; }
    static T Through<T>(Func<T> f) { try { return f(); } catch (Exception) when (F("through", false)) { throw; } finally { log += "T "; } }
    static void Main()
    {
        try { Deep(3); } catch (Exception) when (F($"depth{depth}", depth == 4)) { log += $"handler{depth} "; } Flush("deep");
        try { try { Deep(1); } catch (ArgumentException) when (F("never", true)) { } catch (InvalidOperationException) when (F("no", false)) { } finally { log += "mid "; } } catch (InvalidOperationException) { log += "H "; } Flush("types");
        try { Through(() => Through<int>(() => throw new Exception("x"))); } catch (Exception) when (F("yes", true)) { log += "H "; } Flush("delegates");
        int local = 1; try { try { local = 2; throw new Exception(); } finally { local = 3; } } catch when (F("local" + local, local == 2)) { log += "now" + local + " "; } Flush("locals");
        try { try { throw new Exception("1"); } catch (Exception) when (F("a", true)) { log += "h1 "; throw new Exception("2"); } finally { log += "f1 "; } } catch (Exception e) when (F("b" + e.Message, true)) { log += "h2 "; } Flush("second");
        try { try { throw new Exception("1"); } finally { try { throw new Exception("nested"); } catch (Exception e) when (F("n" + e.Message, true)) { log += "nh "; } finally { log += "nf "; } } } catch (Exception e) { log += "outer" + e.Message + " "; } Flush("finally");
        for (int i = 0; i < 3; i++) { try { try { if (i == 1) continue; throw new Exception(i + ""); } finally { log += "f" + i + " "; } } catch (Exception e) when (F(e.Message, i == 2)) { log += "H2 "; break; } catch { log += "other "; } } Flush("loop");
        try { Recursive(4); } catch (Exception e) when (F(e.Message, true)) { log += "top "; } Flush("recursive");
        object gate = new(); try { lock (gate) { using var d = new D(); throw new Exception("using"); } } catch (Exception) when (F("held" + System.Threading.Monitor.IsEntered(gate) + D.Count, true)) { log += "held" + System.Threading.Monitor.IsEntered(gate) + D.Count + " "; } Flush("using");
    }
    class D : IDisposable { public static int Count; public void Dispose() => Count++; }
    static void Recursive(int n) { try { if (n == 0) throw new Exception("r"); Recursive(n - 1); } catch (Exception e) when (F("r" + n, n == 2)) { log += "caught" + n + " "; throw new Exception(e.Message + n, e); } finally { log += "z" + n + " "; } }
}
