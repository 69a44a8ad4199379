using System;
class Program { static void Main() { double x = 1; for (int i = 0; i < 10; i++) x = x / 2 + 1; Console.WriteLine(x); Console.WriteLine(0.1 + 0.2); Console.WriteLine(1e100); Console.WriteLine(3.0f / 7); Console.WriteLine(Math.Sqrt(2)); Console.WriteLine((int)3.99); Console.WriteLine(double.NaN); Console.WriteLine(1 / 3m); } }
