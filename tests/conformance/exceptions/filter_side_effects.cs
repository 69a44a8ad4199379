// Filters with effects: on locals, parameters, captured variables, by-ref arguments and statics, and filters that call code which throws and catches.
using System;

class Program
{
    static int stat; int field; static bool Count(ref int x) { x++; return x >= 3; }
    static int Local(int p) { int a = 1; string s = "s"; long[] arr = { 5 }; try { a = 2; throw new Exception("e"); } catch (Exception e) when ((a += 10) > 0 & (s += e.Message) != "" & (arr[0] *= 2) == 10 & p++ > 0 && false) { return -1; } catch (Exception) when (a == 12 && s == "se") { a += 100; return a + p + (int)arr[0]; } }
    static void ByRef(ref int x, out string y) { y = "start"; try { throw new Exception(); } catch when (Set(ref x, ref y)) { x *= 2; y += "-handler"; } }
    static bool Set(ref int x, ref string y) { x += 5; y += "-filter"; return true; }
    bool Inst(Exception e) { field += e.Message.Length; return field > 4; }
    void Instance() { for (int i = 0; i < 3; i++) { try { try { throw new Exception("abc"); } catch (Exception e) when (Inst(e)) { Console.Write($"caught{field} "); } } catch { Console.Write($"missed{field} "); } } Console.WriteLine(); }
    static bool Risky(string how) { try { if (how == "catch") throw new FormatException(); if (how == "throw") throw new ArithmeticException(); return how == "plain"; } catch (FormatException) { Console.Write("[inside] "); return true; } finally { Console.Write("[f] "); } }
    struct Big { public long A, B, C; public bool Grow() { A++; B += A; return B > 2; } }
    static T Gen<T>(T x, Func<T, bool> p) where T : class { T kept = x; try { throw new Exception(); } catch when ((kept = p(x) ? x : null) != null) { return kept; } catch { return null; } }
    static void Main()
    {
        Console.WriteLine(Local(1)); int x = 1; ByRef(ref x, out string y); Console.WriteLine($"{x} {y}"); new Program().Instance();
        int n = 0; try { throw new Exception(); } catch when (Count(ref n)) { } catch when (Count(ref n)) { } catch when (Count(ref n)) { Console.WriteLine("third " + n); }
        foreach (string how in new[] { "plain", "catch", "throw", "none" }) { try { try { throw new Exception("o"); } catch (Exception) when (Risky(how)) { Console.WriteLine(how + " taken"); } } catch (Exception e) { Console.WriteLine(how + " not " + e.Message); } }
        Big b = default; for (int i = 0; i < 3; i++) try { throw new Exception(); } catch when (b.Grow()) { Console.Write($"big{b.A}{b.B} "); } catch { Console.Write($"small{b.A}{b.B} "); } Console.WriteLine();
        int captured = 0; Func<bool> inc = () => ++captured > 1; try { throw new Exception(); } catch when (inc() || inc()) { Console.WriteLine("captured " + captured); } Console.WriteLine($"{Gen("s", s => s.Length == 1)} {Gen("long", s => s.Length == 1) ?? "null"}");
        Exception seen = null; try { throw new ArgumentException("one"); } catch (Exception e) when ((seen = e) is null) { } catch (ArgumentException e) { Console.WriteLine(ReferenceEquals(seen, e)); } try { throw null; } catch (NullReferenceException e) when (e.InnerException == null) { Console.WriteLine("throw null"); }
        try { try { stat = 1; throw new Exception(); } finally { stat = 2; } } catch when (stat++ == 1) { Console.WriteLine("stat " + stat); } string z = null; try { Console.Write(z.Length); } catch (NullReferenceException) when ((z = "fixed").Length == 5) { Console.WriteLine(z); }
        int result = Retry(out int attempts); Console.WriteLine($"{result} {attempts}"); try { try { throw new Exception("q"); } catch (Exception e) when (e.Data.Count == 0 && Tag(e)) { throw; } } catch (Exception e) when (e.Data["k"] is 1) { Console.WriteLine("data"); }
    }
    static bool Tag(Exception e) { e.Data["k"] = 1; return true; }
    static int Retry(out int attempts) { attempts = 0; again: try { attempts++; if (attempts < 4) throw new Exception(); return attempts * 10; } catch when (attempts < 4) { goto again; } }
}
