// Environment.ExitCode counts when Main returns nothing.
using System;

class Program
{
    static void Main() { Environment.ExitCode = 19; Console.WriteLine("set"); }
}
