// Leaving protected regions by return, break, continue and goto: value fixed before finally runs, nested finallys, out and ref, structs.
using System;

struct S { public int A; public string B; }
class Program
{
    static int field; static string log = "";
    static int Fixed() { int x = 1; try { return x; } finally { x = 2; } }
    static int[] Reference() { int[] a = { 1 }; try { return a; } finally { a[0] = 2; a = null; } }
    static S Struct() { S s = new() { A = 1 }; try { return s; } finally { s.A = 2; s.B = "changed"; } }
    static int Field() { field = 5; try { return field; } finally { field = 6; } }
    static ref int Ref() { try { return ref field; } finally { field = 7; } }
    static int Nested(int how) { try { try { try { if (how == 0) return 1; if (how == 1) throw new Exception(); return 3; } catch { if (how == 1) return 2; throw; } finally { log += "a"; } } finally { log += "b"; } } finally { log += "c"; } }
    static int Out(out int o) { o = 1; try { o = 2; return o; } finally { o = 3; } }
    static int Loops() { int n = 0; for (int i = 0; i < 5; i++) { try { if (i == 1) continue; if (i == 3) break; n += i; try { if (i == 2) goto next; } finally { n += 100; } } finally { n += 1000; } n += 10; next: n += 1; } return n; }
    static int Goto(int x) { start: try { x++; if (x < 3) goto start; if (x == 3) goto middle; goto end; } finally { log += x; } middle: try { x = 10; goto start; } finally { log += "m"; } end: return x; }
    static string Switch(int x) { string s = ""; try { switch (x) { case 0: return "zero"; case 1: s = "one"; break; case 2: try { goto case 1; } finally { log += "g"; } default: throw new Exception(); } s += "after"; } catch when (x == 3) { return "three"; } catch { return "other"; } finally { log += "s"; } return s; }
    static long Wide(bool b) { try { if (b) return 1L << 40; } finally { log += "w"; } return -1; }
    static double Dbl(double d) { try { return d / 0; } finally { d = 5; } }
    static T Gen<T>(T a, T b, bool c) { T r = a; try { if (c) return r; r = b; } finally { r = a; log += typeof(T).Name[0]; } return r; }
    static bool Expr(int n) => n > 0 && Try(() => Expr(n - 1)); static bool Try(Func<bool> f) { try { return f(); } finally { log += "e"; } }
    static void Void(int n) { try { if (n == 0) return; Void(n - 1); } finally { log += n; } }
    static (int, string) Tuple() { int i = 1; string s = "t"; try { return (i, s); } finally { i = 9; s = "u"; } }
    static Func<int> Capture() { int x = 1; try { return () => x; } finally { x = 42; } }
    static int InCatch() { int v = 0; try { throw new Exception(); } catch { try { v = 1; return v; } finally { v = 2; } } finally { v = 3; } }
    static int Deep() { while (true) { try { while (true) { try { while (true) { try { return 5; } finally { log += "1"; } } } finally { log += "2"; } } } finally { log += "3"; } } }
    static void Flush() { Console.WriteLine(log); log = ""; }
    static void Main()
    {
        Console.WriteLine($"{Fixed()} {Reference()[0]} {Struct().A}{Struct().B} {Field()} {field}"); Ref() += 10; Console.WriteLine(field);
        for (int i = 0; i < 3; i++) Console.Write(Nested(i) + " "); Flush(); Console.WriteLine($"{Out(out int o)} {o} {Loops()}"); Console.Write(Goto(0) + " "); Flush(); for (int i = 0; i < 5; i++) Console.Write(Switch(i) + " "); Flush();
        Console.WriteLine($"{Wide(true)} {Wide(false)} {Dbl(1)} {Dbl(-1)} {Gen(1, 2, true)} {Gen(1, 2, false)} {Gen("a", "b", false)} {Gen(1.5, 2.5, true)} {Expr(3)}"); Void(4); Flush(); Console.WriteLine($"{Tuple()} {Capture()()} {InCatch()} {Deep()}"); Flush();
    }
}
