// An exception that leaves a filter counts as false; nested handlers, null dereferences, casts and deep throws inside filters.
using System;
using System.Collections.Generic;

class Program
{
    static bool Throw(string s) { Console.Write($"filter-{s} "); throw new InvalidOperationException(s); }
    static bool Deep(int n) { try { return n == 0 ? Throw("deep") : Deep(n - 1); } finally { Console.Write($"u{n} "); } }
    static bool Caught(bool r) { try { Throw("c"); return !r; } catch (InvalidOperationException) { return r; } }
    static bool Nested(Exception e) { try { throw new ArgumentException("n"); } catch (ArgumentException a) when (Throw("inner")) { return false; } catch (ArgumentException a) { Console.Write(a.Message + e.Message + " "); return true; } }
    static bool Null(string s) => s.Length > 0; static bool Cast(object o) => (string)o == "x"; static bool Index(int[] a) => a[5] == 0; static bool Div(int z) => 1 / z == 0;
    static bool Rec(int n) { try { throw new Exception("r" + n); } catch (Exception) when (n > 0 && Rec(n - 1)) { Console.Write("r" + n + " "); return true; } catch { Console.Write("base" + n + " "); return n == 0; } }
    static IEnumerable<bool> It() { try { yield return Throw("iter"); } finally { Console.Write("it-fin "); } }
    static void Run(string name, Func<Exception, bool> f) { Console.Write(name + ": "); try { try { throw new Exception("main"); } catch (Exception e) when (f(e)) { Console.WriteLine("taken"); } finally { Console.Write("inner-finally "); } } catch (Exception e) { Console.WriteLine("outer " + e.Message); } finally { if (name == "true") Console.WriteLine(); } }
    static void Main()
    {
        Run("throw", e => Throw("a")); Run("deep", e => Deep(3)); Run("caught true", e => Caught(true)); Run("caught false", e => Caught(false)); Run("nested", Nested);
        Run("null", e => Null(null)); Run("cast", e => Cast(1)); Run("index", e => Index(new int[2])); Run("divide", e => Div(0)); Run("recursive", e => Rec(3)); Run("rethrow", e => throw e); Run("iterator", e => { foreach (bool b in It()) return b; return true; });
        Run("checked", e => checked((byte)(e.Message.Length + 252)) == 0); Run("static", e => Bad.X == 1); Run("static again", e => Bad.X == 1);
        try { throw new Exception("x"); } catch (Exception) when (Throw("1")) { } catch (Exception) when (Throw("2")) { } catch (Exception e) when (e.Message == "x") { Console.WriteLine("third"); }
        try { try { throw new Exception("a"); } catch (Exception) when (Throw("q")) { } finally { Console.Write("f1 "); throw new Exception("b"); } } catch (Exception e) when (e.Message == "b" && Caught(true)) { Console.WriteLine("b"); } catch (Exception e) { Console.WriteLine("wrong " + e.Message); }
        int n = 0; while (n < 4) try { throw new Exception(); } catch when (n++ % 2 == 0 ? Throw("even" + n) : true) { Console.Write("odd" + n + " "); } catch { Console.Write("fallback" + n + " "); } Console.WriteLine();
    }
    static class Bad { public static int X; static Bad() { Console.Write("cctor "); throw new Exception("cctor"); } }
}
