// Goto, break and continue through several protected regions at once, handlers in loops, many throws with state kept in locals of every type.
using System;

class Program
{
    static string log = "";
    static int Matrix() { int n = 0; for (int i = 0; i < 4; i++) { try { for (int j = 0; j < 4; j++) { try { if (j == 2) continue; if (i == 2) goto nextRow; if (i == 3 && j == 1) goto done; n += 10 * i + j; } finally { n += 1000; log += $"{i}{j} "; } } } finally { log += "row "; } nextRow:; } done: return n; }
    static double Mixed() { int i = 0; long l = 1; double d = 0.5; float f = 1; string s = ""; object o = null; decimal m = 1; (int, string) t = (0, ""); for (; i < 20; i++) { try { l *= 2; if (i % 3 == 0) throw new Exception(i + ""); d += l; } catch (Exception e) { s += e.Message; o = e; f *= 1.5f; t = (t.Item1 + i, t.Item2 + i); } finally { m += i; d -= 0.25; } } Console.WriteLine($"{i} {l} {d} {f} {s} {(o as Exception).Message} {m} {t}"); return d; }
    static int State(string input) { int pos = 0, acc = 0; while (true) { try { switch (input[pos++]) { case '+': acc++; continue; case '-': acc--; break; case '!': throw new Exception(); case '.': return acc; default: goto unknown; } acc *= 2; continue; unknown: acc += 100; } catch (IndexOutOfRangeException) { return -acc; } catch (Exception) when (acc < 10) { acc += 10; } catch { acc = 0; } finally { log += acc + " "; } } }
    static bool Search(int[][] g, int x, out int r, out int c) { for (r = 0; r < g.Length; r++) try { for (c = 0; c < g[r].Length; c++) if (g[r][c] == x) return true; } catch (NullReferenceException) { log += "null" + r + " "; } finally { log += r; } c = -1; return false; }
    static long Throws(int n) { long sum = 0; for (int i = 0; i < n; i++) { try { try { sum += Pick(i); } finally { sum += 1; } } catch (ArithmeticException) { sum += 100; } catch (ArgumentException e) when (e.Message.Length > i % 5) { sum += 10000; } catch (Exception) { sum += 1000000; } } return sum; }
    static int Pick(int i) => (i % 7) switch { 0 => throw new DivideByZeroException(), 1 => throw new ArgumentException("abc"), 2 => checked(int.MaxValue + i), 3 => int.Parse("x"), 4 => (new int[1])[i], _ => i };
    static int Chain(int n) { int depth = 0; outer: try { depth++; try { if (depth < n) goto outer; try { if (depth == n) { depth++; goto outer; } } finally { log += "i"; } } finally { log += "m"; } } finally { log += "o"; } return depth; }
    static void Flush() { Console.WriteLine(log); log = ""; }
    static void Main()
    {
        Console.WriteLine(Matrix()); Flush(); Console.WriteLine(Mixed()); foreach (string s in new[] { "++-+.", "+!!-!.", "+++?", "!+-!-!-!-!+." }) Console.Write(State(s) + " | "); Flush();
        Console.WriteLine(Search(new[] { new[] { 1 }, null, new[] { 2, 3 } }, 3, out int r, out int c) + $" {r} {c}"); Console.WriteLine(Search(new[] { new[] { 1 } }, 3, out r, out c) + $" {r} {c}"); Flush(); Console.WriteLine(Throws(1000)); Console.WriteLine(Chain(3)); Flush();
        for (int i = 0; i < 3; i++) { Action a = null; try { int k = i; a = () => log += k; if (i == 1) throw new Exception(); k += 10; } catch { int q = i; a += () => log += "c" + q; } finally { a(); } } Flush();
    }
}
