// Allocations that cannot succeed: negative and too large lengths of arrays, strings and collections, caught, with the program going on.
using System;
using System.Collections.Generic;
using System.Text;

class Program
{
    static int Id(int x) => x;
    static void T(string n, Func<object> f) { try { object o = f(); Console.WriteLine($"{n}: made {o.GetType().Name}"); } catch (OutOfMemoryException e) { Console.WriteLine($"{n}: out of memory {e.GetType().Name}"); } catch (Exception e) { Console.WriteLine($"{n}: {e.GetType().Name}"); } }
    struct Huge { public decimal A, B, C, D; }
    static void Main()
    {
        T("negative", () => new int[Id(-1)]); T("min", () => new byte[Id(int.MinValue)]); T("long negative", () => new byte[(long)Id(-5)]); T("above int", () => new byte[1L + int.MaxValue]); T("max bytes", () => new byte[Id(int.MaxValue)]); T("max structs", () => new Huge[Id(int.MaxValue)]); T("max refs", () => new object[Id(int.MaxValue)]);
        T("md negative", () => new int[Id(2), Id(-1)]); T("md product", () => new int[Id(70000), Id(70000)]); T("md zero", () => new int[Id(0), Id(int.MaxValue)]); T("string", () => new string('x', Id(int.MaxValue))); T("string negative", () => new string('x', Id(-1))); T("list", () => new List<long>(Id(-1))); T("list max", () => new List<Huge>(Id(int.MaxValue)));
        T("builder", () => new StringBuilder(1).Append('x', Id(-1))); T("concat", () => { string s = new('a', 600_000_000 / 2); return s + s + s + s; }); T("ulong", () => new int[ulong.MaxValue - (ulong)Id(0)]); T("uint", () => new int[(uint)Id(-1)]); T("stack", () => { Span<byte> s = Id(3) > 2 ? new byte[Id(4)] : stackalloc byte[1]; return s.Length; }); T("clone", () => new int[3].Clone()); T("resize", () => { int[] a = new int[1]; Array.Resize(ref a, Id(-2)); return a; });
        int caught = 0; for (int i = 0; i < 50; i++) try { _ = new Huge[Id(int.MaxValue) - i]; } catch (OutOfMemoryException) { caught++; } Console.WriteLine(caught); Console.WriteLine(new int[10].Length);
    }
}
