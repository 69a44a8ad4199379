// Module initialisers run before anything else of the module.
using System;
using System.Runtime.CompilerServices;

static class Init
{
    public static int Order;
    [ModuleInitializer] internal static void First() { Console.WriteLine("first"); Order = Order * 10 + 1; }
    [ModuleInitializer] internal static void Second() { Console.WriteLine("second"); Order = Order * 10 + 2; }
}

class Program
{
    static Program() { Console.WriteLine("Program.cctor"); }
    static void Main() { Console.WriteLine("Main " + Init.Order); }
}
