// Endless recursion ends with .NET's message and SIGABRT.
using System;

class Program
{
    static int depth;
    static int Recurse(int a, long b) { depth++; return Recurse(a + 1, b * 3) + Recurse(a, b) + 1; }
    static void Main() { Console.WriteLine("start"); Console.WriteLine(Recurse(1, 2)); }
}
