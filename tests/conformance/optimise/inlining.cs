// Inlined bodies keep their exceptions, locals, captured variables, static constructors and recursion.
using System;
using System.Runtime.CompilerServices;

static class Lazy { public static int Value = Init(); static Lazy() { Console.Write("[cctor] "); } static int Init() { Console.Write("[init] "); return 5; } [MethodImpl(MethodImplOptions.AggressiveInlining)] public static int Get() => Value; }

class Program
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static int Guard(int[] a, int i) { try { return a[i]; } catch (IndexOutOfRangeException) { return -1; } finally { count++; } }
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static int Local(int x) { int y; if (x > 0) y = x; else y = -x; x = y * 2; return x + y; }
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static int Rec(int n) => n <= 0 ? 0 : n + Rec(n - 1);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static void ByRef(ref int x, in int y, out int z) { x += y; z = x - y; }
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static T Max<T>(T a, T b) where T : IComparable<T> => a.CompareTo(b) > 0 ? a : b;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static bool TryGet(int k, out string s) { if (k == 1) { s = "one"; return true; } s = null; return false; }
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static void Throw(string m) => throw new Exception(m);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static unsafe int Stack(int n) { int* p = stackalloc int[4]; for (int i = 0; i < 4; i++) p[i] = n + i; return p[0] + p[3]; }
    [MethodImpl(MethodImplOptions.AggressiveInlining)] static int SwitchOn(int x) => x switch { 0 => 5, 1 => 7, 2 => 11, _ => -1 };
    static int count;

    static void Main()
    {
        int[] a = { 1, 2, 3 }; int sum = 0; for (int i = -1; i < 4; i++) sum = sum * 3 + Guard(a, i); int x = 3, z = 9;
        ByRef(ref x, x, out z); Console.WriteLine($"{sum} {count} {Local(4)} {Local(-4)} {Rec(30)} {x} {z} {Max(3, 2)} {Max("a", "b")} {Max(1.5, double.NaN)}");
        Console.WriteLine($"{(TryGet(1, out string s) ? s : "no")} {(TryGet(2, out s) ? s : "no")} {SwitchOn(2)} {SwitchOn(9)}"); try { Throw("thrown"); } catch (Exception e) { Console.WriteLine(e.Message); }
        int t = 0; for (int i = 0; i < 100000; i++) t += Stack(i) & 3; Console.WriteLine(t); Console.Write("before "); if (count > 100) Console.WriteLine(Lazy.Get()); Console.WriteLine("between"); Console.WriteLine(Lazy.Get() + Lazy.Get());
        int depth = 0; try { Deep(ref depth); } catch (InvalidOperationException) { Console.WriteLine(depth); } int captured = 1; Action f = () => captured *= 3; for (int i = 0; i < 5; i++) f(); Console.WriteLine(captured);
    }
    static void Deep(ref int d) { if (++d == 500) throw new InvalidOperationException(); Deep(ref d); }
}
