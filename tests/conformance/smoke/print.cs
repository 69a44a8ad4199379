// The simplest forms of WriteLine and Write.
using System;
class Program { static void Main() { Console.WriteLine(); Console.WriteLine("text"); Console.WriteLine(12); Console.WriteLine(-2147483648); Console.WriteLine(9000000000L); Console.WriteLine('c'); Console.WriteLine(true); Console.Write("no newline"); Console.Write(7); Console.WriteLine(""); Console.WriteLine((string)null); Console.WriteLine("é中😀"); } }
