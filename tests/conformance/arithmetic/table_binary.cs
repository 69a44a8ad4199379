// Every binary operator on every numeric type over boundary values. A line is the hash of all results for one left operand.
using System;

class Program
{
    static ulong hash;
    static int cases;
    static void Add(ulong v) { hash = (hash ^ v) * 1099511628211; hash ^= hash >> 29; cases++; }
    static void Add(long v) => Add((ulong)v);
    static void Add(double v) => Add(double.IsNaN(v) ? 0x7ff8000000000000UL : (ulong)BitConverter.DoubleToInt64Bits(v));
    static void Add(float v) => Add(float.IsNaN(v) ? 0x7fc00000UL : BitConverter.SingleToUInt32Bits(v));
    static void Add(bool v) => Add(v ? 1UL : 2UL);
    static void Fail(int code) => Add(0xdead0000UL + (ulong)code);

    static void Table<T>(string name, T[] values, Action<T, T> f)
    {
        Console.Write(name);
        foreach (T a in values) { hash = 14695981039346656037; foreach (T b in values) f(a, b); Console.Write($" {a}:{hash & 0xffffff:x}"); }
        Console.WriteLine();
    }

    static void Main()
    {
        int[] i = { 0, 1, -1, 2, -2, 3, 7, -7, 10, 127, 128, -128, 255, 256, 32767, 32768, -32769, 65535, 65536, 1 << 30, int.MaxValue, int.MaxValue - 1, int.MinValue, int.MinValue + 1, 46340, 46341, -46341, 0x55555555, 31, 32, 33 };
        uint[] u = Array.ConvertAll(i, x => (uint)x);
        long[] l = { 0, 1, -1, 2, -2, 3, 7, -10, 63, 64, 255, 65536, int.MaxValue, int.MinValue, 1L << 31, 1L << 32, uint.MaxValue, -(1L << 33), 3037000499, 3037000500, -3037000500, 1L << 62, long.MaxValue, long.MaxValue - 1, long.MinValue, long.MinValue + 1, 0x5555555555555555 };
        ulong[] ul = Array.ConvertAll(l, x => (ulong)x);
        double[] d = { 0, -0.0, 1, -1, 0.5, 2, -2.5, 3, 1e-300, 1e300, -1e300, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.1, 1.0 / 3, 4503599627370496.5, 9007199254740993, 123456.789 };
        float[] f = { 0, -0.0f, 1, -1, 0.5f, 2, -2.5f, 3, 1e-40f, 1e38f, -1e38f, float.Epsilon, float.MaxValue, float.MinValue, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0.1f, 1f / 3, 16777217f, 8388607.5f };
        unchecked
        {
            Table("int+", i, (a, b) => Add(a + b)); Table("int-", i, (a, b) => Add(a - b)); Table("int*", i, (a, b) => Add(a * b));
            Table("int&|^", i, (a, b) => { Add(a & b); Add(a | b); Add(a ^ b); }); Table("int<<>>", i, (a, b) => { Add(a << b); Add(a >> b); Add(a >>> b); });
            Table("int/%", i, (a, b) => { try { Add(a / b); } catch (DivideByZeroException) { Fail(1); } catch (OverflowException) { Fail(2); } try { Add(a % b); } catch (DivideByZeroException) { Fail(3); } catch (OverflowException) { Fail(4); } });
            Table("int<", i, (a, b) => { Add(a < b); Add(a <= b); Add(a > b); Add(a >= b); Add(a == b); Add(a != b); });
            Table("uint+-*", u, (a, b) => { Add(a + b); Add(a - b); Add(a * b); }); Table("uint<<>>", u, (a, b) => { Add(a << (int)b); Add(a >> (int)b); });
            Table("uint/%", u, (a, b) => { try { Add(a / b); Add(a % b); } catch (DivideByZeroException) { Fail(1); } }); Table("uint<", u, (a, b) => { Add(a < b); Add(a <= b); Add(a > b); Add(a >= b); Add(a == b); });
            Table("long+-*", l, (a, b) => { Add(a + b); Add(a - b); Add(a * b); }); Table("long&|^", l, (a, b) => { Add(a & b); Add(a | b); Add(a ^ b); }); Table("long<<>>", l, (a, b) => { Add(a << (int)b); Add(a >> (int)b); Add(a >>> (int)b); });
            Table("long/%", l, (a, b) => { try { Add(a / b); } catch (DivideByZeroException) { Fail(1); } catch (OverflowException) { Fail(2); } try { Add(a % b); } catch (DivideByZeroException) { Fail(3); } catch (OverflowException) { Fail(4); } });
            Table("long<", l, (a, b) => { Add(a < b); Add(a <= b); Add(a > b); Add(a >= b); Add(a == b); Add(a != b); });
            Table("ulong+-*", ul, (a, b) => { Add(a + b); Add(a - b); Add(a * b); }); Table("ulong/%", ul, (a, b) => { try { Add(a / b); Add(a % b); } catch (DivideByZeroException) { Fail(1); } }); Table("ulong<", ul, (a, b) => { Add(a < b); Add(a <= b); Add(a > b); Add(a >= b); });
            Table("mixed", i, (a, b) => { Add(a + (long)b); Add((uint)a + (long)b); Add((short)a * (byte)b); Add((sbyte)a - (ushort)b); Add(a + (double)b); Add((float)a * b); Add((char)a + (char)b); });
        }
        checked
        {
            Table("checked int+", i, (a, b) => { try { Add(a + b); } catch (OverflowException) { Fail(1); } }); Table("checked int-", i, (a, b) => { try { Add(a - b); } catch (OverflowException) { Fail(1); } }); Table("checked int*", i, (a, b) => { try { Add(a * b); } catch (OverflowException) { Fail(1); } });
            Table("checked uint+", u, (a, b) => { try { Add(a + b); } catch (OverflowException) { Fail(1); } }); Table("checked uint-", u, (a, b) => { try { Add(a - b); } catch (OverflowException) { Fail(1); } }); Table("checked uint*", u, (a, b) => { try { Add(a * b); } catch (OverflowException) { Fail(1); } });
            Table("checked long+", l, (a, b) => { try { Add(a + b); } catch (OverflowException) { Fail(1); } }); Table("checked long-", l, (a, b) => { try { Add(a - b); } catch (OverflowException) { Fail(1); } }); Table("checked long*", l, (a, b) => { try { Add(a * b); } catch (OverflowException) { Fail(1); } });
            Table("checked ulong+", ul, (a, b) => { try { Add(a + b); } catch (OverflowException) { Fail(1); } }); Table("checked ulong-", ul, (a, b) => { try { Add(a - b); } catch (OverflowException) { Fail(1); } }); Table("checked ulong*", ul, (a, b) => { try { Add(a * b); } catch (OverflowException) { Fail(1); } });
        }
        Table("double+-", d, (a, b) => { Add(a + b); Add(a - b); }); Table("double*/", d, (a, b) => { Add(a * b); Add(a / b); }); Table("double%", d, (a, b) => Add(a % b));
        Table("double<", d, (a, b) => { Add(a < b); Add(a <= b); Add(a > b); Add(a >= b); Add(a == b); Add(a != b); Add(!(a < b)); Add(!(a >= b)); });
        Table("double max", d, (a, b) => { Add(Math.Max(a, b)); Add(Math.Min(a, b)); Add(Math.CopySign(a, b)); Add(a.CompareTo(b)); Add(a.Equals(b)); });
        Table("float+-", f, (a, b) => { Add(a + b); Add(a - b); }); Table("float*/", f, (a, b) => { Add(a * b); Add(a / b); }); Table("float%", f, (a, b) => Add(a % b));
        Table("float<", f, (a, b) => { Add(a < b); Add(a <= b); Add(a > b); Add(a >= b); Add(a == b); Add(a != b); }); Table("float max", f, (a, b) => { Add(MathF.Max(a, b)); Add(MathF.Min(a, b)); });
        Console.WriteLine(cases);
    }
}
