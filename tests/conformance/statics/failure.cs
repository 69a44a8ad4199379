// A static constructor that throws: TypeInitializationException, the same one each time.
using System;

class Bad { public static int X = 1; static Bad() { Console.WriteLine("Bad.cctor"); throw new InvalidOperationException("broken"); } public static void M() { } public int F; }
class Uses { public static int Y = Bad.X; static Uses() { } }
class Generic<T> { public static int Z = typeof(T) == typeof(int) ? throw new Exception("int is bad") : 3; static Generic() { } }
class Caught { public static string S; static Caught() { try { Bad.M(); } catch (TypeInitializationException e) { S = "survived " + e.TypeName; } } }

class Program
{
    static Exception Try(Action a)
    {
        try { a(); Console.WriteLine("fine"); return null; }
        catch (Exception e) { Console.WriteLine($"{e.GetType().Name}: {e.Message} <- {e.InnerException?.GetType().Name}: {e.InnerException?.Message}"); return e; }
    }

    static void Main()
    {
        Exception a = Try(() => Bad.M()), b = Try(() => Bad.X++), c = Try(() => new Bad());
        Console.WriteLine($"{ReferenceEquals(a, b)} {ReferenceEquals(b, c)} {((TypeInitializationException)a).TypeName}");
        Exception d = Try(() => Uses.Y++);
        Console.WriteLine($"{ReferenceEquals(d.InnerException, a)}");
        Try(() => Console.WriteLine(Generic<int>.Z));
        Try(() => Console.WriteLine(Generic<string>.Z));
        Console.WriteLine(Caught.S);
    }
}
