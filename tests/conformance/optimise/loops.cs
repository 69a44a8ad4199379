// Loops whose checks, strides and bounds are hard to get right when checks are removed or code is vectorised.
using System;
using System.Runtime.CompilerServices;

class Program
{
    static int Try(Func<int> f) { try { return f(); } catch (IndexOutOfRangeException) { return -1; } catch (OverflowException) { return -2; } catch (NullReferenceException) { return -3; } }
    static int Up(int[] a, int n) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }
    static int Down(int[] a, int n) { int s = 0; for (int i = n; i >= 0; i--) s += a[i]; return s; }
    static int Offset(int[] a, int k) { int s = 0; for (int i = 0; i < a.Length; i++) s += a[i + k]; return s; }
    static int Stride(int[] a, int k) { int s = 0; for (int i = 0; i < a.Length; i += k) { s += a[i]; if (s > 1000) break; } return s; }
    static int Two(int[] a, int[] b) { int s = 0; for (int i = 0; i < a.Length; i++) s += a[i] * b[i]; return s; }
    static int NestedSum(int[][] a) { int s = 0; for (int i = 0; i < a.Length; i++) for (int j = 0; j < a[i].Length; j++) s += a[i][j] * (i + 1); return s; }
    static int Md(int[,] a) { int s = 0; for (int i = 0; i < a.GetLength(0); i++) for (int j = 0; j < a.GetLength(1); j++) s = s * 3 + a[i, j]; return s; }
    static void Shift(int[] a) { for (int i = 1; i < a.Length; i++) a[i] = a[i - 1] + 1; }
    static void ShiftBack(int[] a) { for (int i = 0; i < a.Length - 1; i++) a[i] = a[i + 1]; }
    static int Checked(byte[] a) { int s = 0; checked { for (int i = 0; i < a.Length; i++) s += a[i] << 22; } return s; }
    static float FloatSum(float[] a) { float s = 0; for (int i = 0; i < a.Length; i++) s += a[i]; return s; }
    static int Count(string s, char c) { int n = 0; for (int i = 0; i < s.Length; i++) if (s[i] == c) n++; return n; }
    static int SpanSum(ReadOnlySpan<int> s) { int t = 0; for (int i = 0; i < s.Length; i++) t += s[i]; return t; }
    static uint Mul(byte[] a) { uint h = 17; foreach (byte b in a) h = h * 31 + b; return h; }
    static int Reverse(int[] a) { for (int i = 0, j = a.Length - 1; i < j; i++, j--) (a[i], a[j]) = (a[j], a[i]); return a[0]; }
    static int Grow() { int[] a = new int[1]; int n = 0; for (int i = 0; i < 20; i++) { if (n == a.Length) { int[] b = new int[n * 2]; for (int k = 0; k < n; k++) b[k] = a[k]; a = b; } a[n++] = i; } return Up(a, n) * 100 + a.Length; }
    static int Resized(ref int[] a) { int s = 0; for (int i = 0; i < a.Length; i++) { s += a[i]; if (i == 2) a = new int[4]; } return s; }
    static int Min(short[] a) { short m = short.MaxValue; foreach (short x in a) if (x < m) m = x; return m; }
    static ulong Sat(byte[] a, byte[] b) { ulong r = 0; for (int i = 0; i < a.Length; i++) { int x = a[i] + b[i]; a[i] = (byte)(x > 255 ? 255 : x); r += a[i]; } return r; }

    static void Main()
    {
        int[] a = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
        Console.WriteLine($"{Try(() => Up(a, 11))} {Try(() => Up(a, 12))} {Try(() => Up(a, -1))} {Try(() => Up(null, 0))} {Try(() => Up(null, 1))} {Try(() => Down(a, 10))} {Try(() => Down(a, 11))} {Try(() => Offset(a, 0))} {Try(() => Offset(a, 1))} {Try(() => Offset(a, -1))} {Try(() => Stride(a, 3))} {Try(() => Stride(a, 2000000000))} {Try(() => Two(a, new int[11]))} {Try(() => Two(a, new int[10]))}");
        Console.WriteLine($"{NestedSum(new[] { new[] { 1, 2 }, new int[0], new[] { 5 } })} {Md(new[,] { { 1, 2 }, { 0, 1 } })} {Try(() => Checked(new byte[] { 100, 100 }))} {Try(() => Checked(new byte[] { 255, 255, 255 }))} {Count("mississippi", 's')} {SpanSum(a.AsSpan(3, 4))} {Mul(new byte[] { 1, 2, 255, 0 })} {Reverse(new[] { 1, 2, 3 })} {Grow()} {Min(new short[] { 5, -3, 100, -32768, 7 })}");
        int[] s = { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0 }; Shift(s); Console.Write(string.Join(",", s) + " "); ShiftBack(s); Console.WriteLine(string.Join(",", s)); int[] r = { 1, 2, 3, 4, 5, 6 }; Console.WriteLine($"{Resized(ref r)} {r.Length}");
        float[] f = new float[100]; for (int i = 0; i < 100; i++) f[i] = 1f / (i + 1) * (i % 2 == 0 ? 1 : 1e6f); byte[] x = new byte[37], y = new byte[37]; for (int i = 0; i < 37; i++) { x[i] = (byte)(i * 9); y[i] = (byte)(i * 11); } Console.WriteLine($"{FloatSum(f):R} {Sat(x, y)} {x[36]}");
    }
}
