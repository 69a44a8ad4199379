// Order of catch and finally blocks under every way of leaving them.
using System;

class Program
{
    static int Return(int n)
    {
        try { Console.Write("try "); if (n == 0) return 1; if (n == 1) throw new Exception("x"); Console.Write("fall "); }
        catch (Exception) { Console.Write("catch "); if (n == 1) return 2; }
        finally { Console.Write("finally "); }
        return 3;
    }
    static int Overwrite() { int x = 1; try { return x; } finally { x = 2; Console.Write("x=2 "); } }
    static ref int Through(int[] a) { try { return ref a[0]; } finally { a[0] = 9; } }
    static void Loops()
    {
        for (int i = 0; i < 4; i++)
        {
            try
            {
                try { if (i == 1) continue; if (i == 3) break; Console.Write($"body{i} "); }
                finally { Console.Write($"inner{i} "); }
            }
            finally { Console.Write($"outer{i} "); }
        }
        int tries = 0;
    again:
        try { if (++tries < 3) goto again; Console.Write("tries" + tries); }
        finally { Console.Write(" fin" + tries + " "); }
    }
    static void Nested()
    {
        try
        {
            try { try { throw new ArgumentException("a"); } finally { Console.Write("f1 "); } }
            catch (InvalidOperationException) { Console.Write("wrong "); }
            finally { Console.Write("f2 "); }
        }
        catch (ArgumentException e) { Console.Write("caught " + e.Message + " "); }
        finally { Console.Write("f3 "); }
    }
    static void Replace()
    {
        try
        {
            try { throw new Exception("first"); }
            finally { Console.Write("before "); throw new Exception("second"); }
        }
        catch (Exception e) { Console.Write(e.Message + " " + (e.InnerException?.Message ?? "no inner")); }
    }
    static void InCatch()
    {
        try
        {
            try { throw new Exception("one"); }
            catch (Exception e) { throw new Exception("two", e); }
            finally { Console.Write("finally-after-catch-throw "); }
        }
        catch (Exception e) { Console.Write(e.Message + "<-" + e.InnerException.Message); }
    }
    static void FinallyTry()
    {
        try { try { Console.Write("t "); } finally { try { throw new Exception("in finally"); } catch (Exception e) { Console.Write(e.Message + " "); } finally { Console.Write("ff "); } } }
        finally { Console.Write("end"); }
    }

    static void Main()
    {
        for (int i = 0; i < 3; i++) Console.WriteLine(Return(i));
        Console.WriteLine(Overwrite());
        int[] a = { 1 };
        Console.WriteLine(Through(a));
        Loops(); Console.WriteLine();
        Nested(); Console.WriteLine();
        Replace(); Console.WriteLine();
        InCatch(); Console.WriteLine();
        FinallyTry(); Console.WriteLine();
    }
}
