// A damaged heap: the collector that runs into it must end the process, not throw into the program.
using System;
using System.Runtime.CompilerServices;

class Node { public object Next; public long Value; }

class Program
{
    static Node kept;

    static void Main()
    {
        kept = new Node { Value = 0x10 };
        // A reference to the value, whose bits are no type.
        Unsafe.As<object, IntPtr>(ref kept.Next) = Unsafe.As<Node, IntPtr>(ref kept) + 16;
        try { GC.Collect(); }
        catch (NullReferenceException) { Console.WriteLine("thrown"); }
        Console.WriteLine("survived");
    }
}
