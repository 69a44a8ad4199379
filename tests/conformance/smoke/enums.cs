using System;
enum Color { Red, Green = 5, Blue } [Flags] enum F { A = 1, B = 2 }
class Program { static void Main() { Color c = Color.Blue; Console.WriteLine((int)c); Console.WriteLine(c); Console.WriteLine(F.A | F.B); Console.WriteLine((Color)9); switch (c) { case Color.Red: Console.WriteLine("r"); break; case Color.Blue: Console.WriteLine("b"); break; } } }
