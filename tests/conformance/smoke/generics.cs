using System;
class Box<T> { public T V; public Box(T v) => V = v; public static int Count; public T Get() { Count++; return V; } }
class Program { static T Id<T>(T x) => x; static T Pick<T>(bool c, T a, T b) => c ? a : b; static void Main() { Console.WriteLine(new Box<int>(5).Get()); Console.WriteLine(new Box<string>("t").Get()); Console.WriteLine(Id(7)); Console.WriteLine(Id("id")); Console.WriteLine(Pick(false, 1L, 2L)); Console.WriteLine(Box<int>.Count); Console.WriteLine(Box<double>.Count); } }
