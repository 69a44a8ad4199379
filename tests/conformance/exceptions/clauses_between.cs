// Handlers that hold protected regions themselves: their clauses lie between those of the try statement around them.
using System;

class Program
{
    static string Choose(int what)
    {
        int seen = what;
        try
        {
            if (what % 4 == 0) throw new ArgumentException("first");
            if (what % 4 == 1) throw new FormatException("second");
            if (what % 4 == 2) throw new OverflowException("third");
            return "nothing " + seen;
        }
        catch (ArgumentException e)
        {
            try { seen += e.Message.Length; }
            finally { seen *= 2; }
            return "argument " + seen;
        }
        catch (FormatException e) when ((seen += 10) > 0 && e.Message == "second")
        {
            try { return "format " + seen; }
            finally { Console.Write("left "); }
        }
        catch (Exception e) when (Accept(e, ref seen))
        {
            foreach (int i in Numbers()) seen += i;
            return "rest " + seen;
        }
        finally
        {
            Console.Write(what + " ");
        }
    }

    static bool Accept(Exception e, ref int seen) { Console.Write("asked "); seen += 100; return e is OverflowException; }

    static System.Collections.Generic.IEnumerable<int> Numbers()
    {
        try { yield return 1; yield return 2; }
        finally { Console.Write("disposed "); }
    }

    static void Main()
    {
        for (int round = 0; round < 12; round++) Console.WriteLine(Choose(round));
        // The filters of a loop's try statement are left whichever way an iteration takes.
        int sum = 0;
        for (int i = 0; i < 9; i++)
        {
            try { if (i % 3 == 0) throw new ArgumentException("x"); if (i % 3 == 1) throw new Exception("y"); }
            catch (ArgumentException)
            {
                try { if (i == 3) continue; sum += 1; }
                finally { sum += 1000; }
            }
            catch (Exception e) when (e.Message == "y" && (sum += 10) > 0) { if (i == 7) break; }
        }
        Console.WriteLine(sum);
    }
}
