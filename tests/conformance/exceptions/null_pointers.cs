// Reading and writing through unmanaged null pointers, and near them, raises NullReferenceException that can be caught.
using System;

struct S { public long A, B; public int C; }
unsafe class Program
{
    static int count; static int Side() { count++; return 1; }
    static void T(string name, Action a) { int before = count; try { a(); Console.Write($"{name}:none "); } catch (NullReferenceException) { Console.Write($"{name}:{count - before} "); } }
    static int Read(int* p) => *p; static void Write(int* p) => *p = Side(); static long Field(S* s) => s->C; static S Copy(S* s) => *s; static int Inside(int* p) { try { return *p; } catch (NullReferenceException) { return -1; } finally { Side(); } }
    static void Main()
    {
        T("read", () => Read(null)); T("write", () => Write(null)); T("field", () => Field(null)); T("copy", () => Copy(null)); T("index", () => { int* p = null; p[Side()] = Side(); }); T("near", () => Read((int*)64)); T("pointer to pointer", () => { int** p = null; **p = Side(); });
        Console.WriteLine(); Console.WriteLine($"{Inside(null)} {count}"); int x = 5; Console.WriteLine(Inside(&x)); T("span", () => new Span<int>(null, 0).ToArray()); T("finally", () => { try { Write(null); } finally { Side(); } }); Console.WriteLine();
    }
}
