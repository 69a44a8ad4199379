// A cleanup that ends goes on to the handler that was chosen before it ran: filters do not run again, and what it
// changes does not change the choice, also where bodies are put into each other.
using System;

class Program
{
    static int state;

    static bool Log(string text, bool answer)
    {
        Console.Write(text + " ");
        return answer;
    }

    static void Clean(string text, int next)
    {
        Console.Write(text + " ");
        state = next;
    }

    static void Throw(int what)
    {
        if (what >= 0) throw new InvalidOperationException("thrown " + what);
    }

    static void Inner(int what)
    {
        try { Throw(what); }
        finally { Clean("cleanup", 1); }
    }

    static void Middle(int what)
    {
        try { Inner(what); }
        catch (InvalidOperationException) when (Log("middle" + state, what % 2 == 1)) { Clean("caught in the middle", 3); }
        finally { Clean("second cleanup", 2); }
    }

    static void Outer(int what)
    {
        state = 0;
        try
        {
            try { Middle(what); }
            catch (FormatException) { Console.Write("never "); }
            finally { Clean("third cleanup", 5); }
        }
        catch (InvalidOperationException e) when (Log("outer" + state, state == 0)) { Console.Write("caught " + e.Message + " " + state); }
        catch (Exception) when (Log("last" + state, true)) { Console.Write("caught last " + state); }
        Console.WriteLine();
    }

    // All of it in one body.
    static int Flat(int what)
    {
        int n = 0;
        try
        {
            try
            {
                try { Throw(what); }
                finally { n += 10; }
            }
            catch (InvalidOperationException) when (n >= 10) { n += 1000; }
            finally { n += 100; }
        }
        catch (InvalidOperationException) when (n == 0) { n += 1; }
        return n;
    }

    static void Main()
    {
        for (int what = -1; what < 3; what++) Outer(what);
        for (int i = 0; i < 2; i++)
        {
            state = i;
            try
            {
                try { Inner(i); }
                catch (InvalidOperationException) when (Log("first" + state, state == 1)) { Console.WriteLine("first " + state); }
            }
            catch (InvalidOperationException) { Console.WriteLine("second " + state); }
        }
        Console.WriteLine(Flat(-1) + " " + Flat(0));
    }
}
