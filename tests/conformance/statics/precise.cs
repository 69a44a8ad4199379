// A static constructor runs once, right before the first access to a member of its type.
using System;

class A { static A() { Console.WriteLine("A.cctor"); } public static int X = 5; public static void M() => Console.WriteLine("A.M"); public int I; }
class B { public static int Y = Log("B.Y"); static B() { Console.WriteLine("B.cctor"); } static int Log(string s) { Console.WriteLine(s); return 1; } }
class C : A { static C() { Console.WriteLine("C.cctor"); } public static int Z = 3; public static new void M() => Console.WriteLine("C.M"); }
struct S { public static int Count; public int V; static S() { Console.WriteLine("S.cctor"); Count = 100; } public S(int v) { V = v; Count++; } public void Touch() => Count++; }
class Order { public static int A = B + 1; public static int B = A + 10; public static int C = B; public const int K = 7; }
class Lazy { public static readonly Lazy Instance = new(); static int made; public int Number; Lazy() { Number = ++made; Console.WriteLine("Lazy()"); } static Lazy() { } }
interface IStatic { static int N = Init(); static int Init() { Console.WriteLine("IStatic"); return 2; } static IStatic() { Console.WriteLine("IStatic.cctor"); } }

class Program
{
    static Program() { Console.WriteLine("Program.cctor"); }

    static void Main()
    {
        Console.WriteLine("Main");
        C.M();
        A.M();
        Console.WriteLine(C.Z + A.X);
        new C { I = 4 };
        Console.WriteLine("before B");
        Console.WriteLine(B.Y);
        S s = default;
        Console.WriteLine("default S");
        s.Touch();
        Console.WriteLine(S.Count);
        new S(1);
        Console.WriteLine(S.Count);
        Console.WriteLine($"{Order.A} {Order.B} {Order.C} {Order.K}");
        Console.WriteLine("before Lazy");
        Console.WriteLine($"{Lazy.Instance.Number} {Lazy.Instance.Number}");
        Console.WriteLine(IStatic.N);
        if (Environment.TickCount64 < 0) Never.Touch();
        Console.WriteLine("end");
    }
    static class Never { static Never() { Console.WriteLine("never"); } public static void Touch() { } }
}
