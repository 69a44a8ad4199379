using System;
using System.Runtime.CompilerServices;

// A finally block throws and catches the very exception that it runs for, that of a static constructor. When the block
// ends, the exception goes on to the handler that was found for it; the filters are not asked again.
static class Failing
{
    public static int State = 0;
    static Failing() { throw new InvalidOperationException("constructor"); }
}

static class Program
{
    static int asked;

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Touch() { return Failing.State; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Quietly()
    {
        try { Touch(); }
        catch (TypeInitializationException) { Console.WriteLine("caught in between"); }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Cleans(int depth)
    {
        try
        {
            if (depth == 0) Touch();
            else Cleans(depth - 1);
        }
        finally
        {
            Console.WriteLine("finally " + depth);
            Quietly();
        }
    }

    static bool First()
    {
        Console.WriteLine("asked");
        return asked++ == 0;
    }

    static void Main()
    {
        for (int round = 0; round < 3; round++)
        {
            asked = 0;
            try
            {
                try { Cleans(round); }
                catch (Exception e) when (First()) { Console.WriteLine("handler " + e.GetType().Name); }
            }
            catch (Exception) { Console.WriteLine("the wrong handler"); }
        }
    }
}
