// Memory runs out, again and again: each time there is an exception that can be caught, and what is dropped
// can be used again. To be run with a heap of 32 MB.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

class Program
{
    static object kept;

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Fill()
    {
        var list = new List<byte[]>();
        kept = list;
        try { while (true) list.Add(new byte[10_000]); }
        catch (OutOfMemoryException e) { Console.WriteLine(e.Message); }
        kept = null;
        return list.Count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Chain()
    {
        int links = 0;
        try { while (true) { kept = new object[] { kept }; links++; } }
        catch (OutOfMemoryException) { kept = null; }
        return links;
    }

    static void Main()
    {
        int n = Fill();
        Console.WriteLine($"{n > 2500} {n < 3400}");
        try { kept = new byte[100 << 20]; Console.WriteLine("too large"); } catch (OutOfMemoryException) { Console.WriteLine("caught"); }
        try { kept = new string('x', 50_000_000); Console.WriteLine("too large"); } catch (OutOfMemoryException) { Console.WriteLine("caught"); }
        for (int i = 0; i < 3; i++) Console.WriteLine($"{Chain() > 500_000} {Fill() > 2000}");
        Console.WriteLine(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20);
    }
}
