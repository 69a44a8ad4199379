using System;
class A { public static int X = 5; public static string S = "static"; public static readonly int[] T = { 1, 2, 3 }; } class B { public static int Y; static B() { Y = A.X + 1; Console.WriteLine("B"); } }
class Program { static int count; static void Main() { count++; Console.WriteLine(count); Console.WriteLine(A.S); Console.WriteLine(A.T[2]); Console.WriteLine(B.Y); B.Y++; Console.WriteLine(B.Y); } }
