// Exceptions in static constructors: wrapped, cached as the same object, by access kind, through generics, inheritance and cycles; module of innocents unaffected.
using System;

class Bad { public static int X; public int F; static Bad() { Console.Write("[Bad] "); X = 5; throw new InvalidOperationException("bad"); } public static void M() { } public Bad() { } }
class Derived : Bad { public static int Y = 1; public static string Name() => "derived"; static Derived() { Console.Write("[Derived] "); } }
class Field { public static readonly int[] A = Make(); static int[] Make() { Console.Write("[Field] "); throw new FormatException("field"); } public static int Z => A.Length; }
class Gen<T> { public static T V; static Gen() { Console.Write($"[Gen<{typeof(T).Name}>] "); if (typeof(T) == typeof(int)) throw new ArgumentException("int"); } public static string Get() => typeof(T).Name; }
class Outer { public static int V; static Outer() { Console.Write("[Outer] "); try { Bad.M(); } catch (TypeInitializationException e) { Console.Write("inner-" + e.TypeName + " "); } V = 3; } }
class Wrap { public static int V; static Wrap() { Console.Write("[Wrap] "); Bad.M(); } }
class CycleA { public static int V; static CycleA() { Console.Write("[CA] "); V = CycleB.V + 1; throw new Exception("cycle"); } } class CycleB { public static int V; static CycleB() { Console.Write("[CB] "); V = CycleA.V + 10; } }
class Caught { public static string Log; static Caught() { try { throw new Exception("inside"); } catch (Exception e) { Log = e.Message; } finally { Log += "-finally"; } } }
struct SBad { public int N; public static int St = Throw(); static int Throw() => throw new Exception("struct"); static SBad() { } public int Inst() => N; public SBad(int n) { N = n; } }
interface IBad { static int V = T(); static int T() => throw new Exception("iface"); }

class Program
{
    static Exception last;
    static void T(string n, Func<object> f) { try { Console.WriteLine($"{n}: {f()}"); } catch (TypeInitializationException e) { Console.WriteLine($"{n}: {e.TypeName} <- {e.InnerException.GetType().Name} {e.InnerException.InnerException?.Message ?? e.InnerException.Message} same={ReferenceEquals(e, last)} {e.Message}"); last = e; } catch (Exception e) { Console.WriteLine($"{n}: {e.GetType().Name} {e.Message}"); } }
    static void Main()
    {
        T("method", () => { Bad.M(); return 1; }); T("again", () => { Bad.M(); return 1; }); T("field", () => Bad.X); T("new", () => new Bad()); T("store", () => Bad.X = 1); T("derived static", () => Derived.Name()); T("derived new", () => new Derived()); T("derived again", () => Derived.Y);
        T("initialiser", () => Field.A); T("initialiser2", () => Field.Z); T("int", () => Gen<int>.V); T("string", () => Gen<string>.Get()); T("int again", () => Gen<int>.Get()); T("long", () => Gen<long>.V);
        T("outer", () => Outer.V); T("wrap", () => Wrap.V); T("wrap again", () => Wrap.V); T("cycle", () => CycleA.V); T("cycle b", () => CycleB.V); T("caught", () => Caught.Log); T("struct default", () => default(SBad).Inst()); T("struct", () => new SBad(1).N); T("struct static", () => SBad.St); T("iface", () => IBad.V);
        try { try { Bad.M(); } finally { Console.Write("finally "); } } catch (TypeInitializationException e) when (e.InnerException is InvalidOperationException) { Console.WriteLine("filtered"); } Func<int> d = () => Bad.X; T("delegate", () => d()); T("lambda static", () => new Func<string>(Gen<int>.Get)());
    }
}
