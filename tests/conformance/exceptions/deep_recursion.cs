// Recursion that is deep but ends, with handlers on the way, and an exception that unwinds all of it.
using System;

class Program
{
    static int finals;
    static int Down(int n) { if (n == 0) return 0; try { return Down(n - 1) + 1; } finally { finals++; } }
    static void Fall(int n) { if (n == 0) throw new Exception("bottom"); try { Fall(n - 1); } finally { finals++; } }

    static void Main()
    {
        Console.WriteLine(Down(5000) + " " + finals);
        finals = 0;
        try { Fall(2000); } catch (Exception e) { Console.WriteLine(e.Message + " " + finals); }
    }
}
