using System;
class Program { static void Main() { int a = 5; string s = "x"; double d = 2.5; Console.WriteLine($"{a} {s} {d}"); Console.WriteLine($"{a,4}|{a:D3}|{d:F2}"); Console.WriteLine(string.Format("{0}-{1}", a, s)); } }
