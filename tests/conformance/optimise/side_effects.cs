// What an optimiser must not do: move, merge or drop effects across exceptions, calls and aliases.
using System;
using System.Runtime.CompilerServices;

class C { public int X, Y; public C Next; public int[] A = new int[4]; }

class Program
{
    static int log; static int field; static C shared = new();
    static int Log(int x) { log = log * 10 + x; return x; }
    [MethodImpl(MethodImplOptions.NoInlining)] static void Touch() { field += 100; shared.X++; }

    static int StoreBeforeThrow(C c, int[] a, int i) { int r = 0; try { c.X = 1; r = 1; c.Y = a[i]; r = 2; c.X = 2; } catch (IndexOutOfRangeException) { return c.X * 10 + r; } return c.X * 100 + r; }
    static int LoopStores(int[] a, int n) { int i = 0; try { for (; i < n; i++) a[i] = i + 1; } catch (IndexOutOfRangeException) { return -i; } return i; }
    static int Alias(ref int a, ref int b) { a = 1; b = 2; return a; }
    static int AliasArrays(int[] a, int[] b) { a[0] = 1; b[0] = 2; return a[0]; }
    static int Reload() { int before = field; Touch(); return field - before; }
    static int FieldAcross(C c) { int x = c.X; c.Next.X = x + 5; return c.X - x; }
    static int DivideHoist(int[] a, int d, bool go) { int s = 0; foreach (int x in a) if (go) s += x / d; return s; }
    static int NullHoist(C c, int n) { int s = 0; for (int i = 0; i < n; i++) s += c.X; return s; }
    static bool Short(C c) => c != null && c.X > 0 && c.Next != null && c.Next.X == c.X;
    static int DeadDivide(int d) { try { int unused = 10 / d; return 1; } catch (DivideByZeroException) { return 2; } }
    static int DeadLoad(int[] a, int i) { try { _ = a[i]; return 1; } catch (IndexOutOfRangeException) { return 2; } }
    static int DeadCast(object o) { try { _ = (string)o; return 1; } catch (InvalidCastException) { return 2; } }
    static int DeadNull(C c) { try { _ = c.X; return 1; } catch (NullReferenceException) { return 2; } }
    static int DeadOverflow(int x) { try { _ = checked(x + 1); return 1; } catch (OverflowException) { return 2; } }
    static int DeadAllocation(int n) { try { _ = new int[n]; return 1; } catch (OverflowException) { return 2; } }
    static int OrderOfFaults(C c, int[] a, int i, int d) { try { c.X = a[i] / d; return 0; } catch (NullReferenceException) { return 1; } catch (IndexOutOfRangeException) { return 2; } catch (DivideByZeroException) { return 3; } }
    static int Swap(int[] a, int i, int j) { (a[i], a[j]) = (a[j], a[i]); return a[i] * 10 + a[j]; }
    static long Sum(int[] a) { long s = 0; for (int i = 0; i <= a.Length; i++) { if (i == a.Length) break; s += a[i]; } for (int i = a.Length - 1; i >= 0; i--) s += a[i]; for (uint u = 0; u < (uint)a.Length; u++) s += a[u]; for (int i = 0; i < a.Length - 1; i += 2) s += a[i] - a[i + 1]; return s; }
    static int Wrap(int start) { int n = 0; for (int i = start; i > 0; i += 1000000000) n++; return n; }

    static void Main()
    {
        int[] a = { 5, 6, 7, 8 }; int x = 9; C c = new() { X = 3 }; c.Next = c;
        Console.WriteLine($"{StoreBeforeThrow(new C(), a, 9)} {StoreBeforeThrow(new C(), a, 1)} {LoopStores(new int[3], 5)} {LoopStores(new int[5], 5)} {Alias(ref x, ref x)} {AliasArrays(a, a)} {Reload()} {FieldAcross(c)}");
        Console.WriteLine($"{DivideHoist(a, 0, false)} {NullHoist(null, 0)} {Short(null)} {Short(c)} {Short(new C { X = 1 })} {DeadDivide(0)} {DeadDivide(1)} {DeadLoad(a, 4)} {DeadLoad(a, 3)} {DeadCast("s")} {DeadCast(1)} {DeadCast(null)} {DeadNull(null)} {DeadNull(c)} {DeadOverflow(int.MaxValue)} {DeadOverflow(0)} {DeadAllocation(-1)} {DeadAllocation(1)}");
        Console.WriteLine($"{OrderOfFaults(null, a, 0, 0)} {OrderOfFaults(null, a, 9, 0)} {OrderOfFaults(null, a, 0, 1)} {OrderOfFaults(c, null, 0, 1)} {OrderOfFaults(c, a, 0, 0)} {OrderOfFaults(c, a, 0, 1)} {Swap(a, 1, 2)} {Swap(a, 3, 3)} {Sum(a)} {Wrap(1)} {Wrap(-5)}");
        try { Log(1); if (Log(2) + Log(3) / (Log(4) - 4) > 0) Log(5); } catch (DivideByZeroException) { Log(6); } finally { Log(7); }
        Console.WriteLine(log);
        volatileFlag = true; int spins = 0; while (volatileFlag) { if (++spins == 10) volatileFlag = false; } Console.WriteLine(spins);
    }
    static volatile bool volatileFlag;
}
