// What a filter writes is seen by the handler that it chose, and by finally blocks on the way: locals, statics, fields and elements that were just stored.
using System;

class Program
{
    static int stat; int field;
    static int Local(int p) { int a = 1; long[] arr = { 5 }; try { a = 2; throw new Exception("e"); } catch (Exception) when ((a += 10) > 0 & (arr[0] *= 2) == 10 & p++ > 0 && false) { return -1; } catch (Exception) when (a == 12) { a += 100; return a + p * 1000 + (int)arr[0] * 10000; } }
    static int Check(int[] xs, int i) { int a = 1; try { a = 2; return xs[i] + a; } catch (IndexOutOfRangeException) when (++a == 3) { return a * 10; } catch (NullReferenceException) when ((a *= 5) == 10) { return a; } }
    static bool Set(int v) { stat = v; return true; }
    static string Finally() { string log = ""; try { try { stat = 1; throw new Exception(); } finally { log += stat; stat = 3; } } catch when (Set(2)) { log += stat; } return log; }
    static int Inner(int[] xs) { try { stat = 1; return xs[5]; } finally { stat *= 10; } }
    static int Outer(int[] xs) { try { return Inner(xs); } catch (IndexOutOfRangeException) when (Set(7)) { return stat; } }
    int Field(object o) { try { field = 4; return ((string)o).Length; } catch (InvalidCastException) when ((field += 5) == 9) { return field; } }
    static void Main() { Console.WriteLine($"{Local(1)} {Check(new int[1], 0)} {Check(new int[1], 1)} {Check(null, 0)} {Finally()} {stat} {Outer(new int[2])} {new Program().Field("abc")} {new Program().Field(5)}"); }
}
