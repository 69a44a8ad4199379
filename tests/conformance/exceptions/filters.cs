// Filters run in the first pass, before inner finally blocks; they see and change locals, and may throw.
using System;

class Program
{
    static bool Log(string s, bool result) { Console.Write(s + " "); return result; }

    static void Inner(int depth) { try { if (depth == 0) throw new InvalidOperationException("deep"); Inner(depth - 1); } finally { Console.Write($"finally{depth} "); } }

    static string Pick(Exception x)
    {
        try { throw x; }
        catch (ArgumentNullException e) when (e.ParamName == "p") { return "null p"; }
        catch (ArgumentException e) when (Log("first", e.Message.Length > 3)) { return "long argument"; }
        catch (ArgumentException) when (Log("second", true)) { return "argument"; }
        catch (Exception e) when (e is FormatException or OverflowException) { return "format or overflow"; }
        catch { return "rest"; }
    }

    static void Main()
    {
        try { Inner(2); }
        catch (InvalidOperationException) when (Log("filter", true)) { Console.WriteLine("caught"); }
        try
        {
            try { Inner(1); }
            catch (InvalidOperationException) when (Log("no", false)) { Console.Write("never "); }
            finally { Console.Write("middle "); }
        }
        catch (Exception e) when (Log("yes", e.Message == "deep")) { Console.WriteLine("outer"); }
        Exception[] list = { new ArgumentNullException("p"), new ArgumentNullException("q"), new ArgumentException("ab"), new FormatException(), new OverflowException(), new Exception() };
        foreach (Exception x in list) Console.WriteLine(Pick(x));
        int seen = 0;
        try { throw new Exception(); }
        catch when (++seen > 5) { }
        catch when ((seen += 10) == 11) { Console.WriteLine("seen " + seen); }
        try
        {
            try { throw new Exception("original"); }
            catch (Exception) when (Throwing()) { Console.WriteLine("not here"); }
        }
        catch (Exception e) { Console.WriteLine("still " + e.Message); }
        object boxed = 5;
        try { throw new Exception("z"); } catch (Exception e) when (boxed is int n && n == e.Message.Length + 4) { Console.WriteLine($"pattern {n}"); }
        try
        {
            try { throw new Exception("a"); }
            catch (Exception e) when (Nested(e)) { Console.WriteLine("nested filter ok"); throw; }
        }
        catch (Exception e) { Console.WriteLine("rethrown " + e.Message); }
    }

    static bool Throwing() { Console.Write("throwing "); throw new InvalidCastException("inside filter"); }
    static bool Nested(Exception e) { try { throw new Exception("in filter"); } catch (Exception x) when (x.Message == "in filter") { return e.Message == "a"; } finally { Console.Write("filter-finally "); } }
}
