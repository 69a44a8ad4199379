// Array store checks and the order of faults: null array, index, element type; covariant, jagged, interface, generic, multidimensional, Array.Copy.
using System;
using System.Collections.Generic;

class A { } class B : A { } sealed class S : A { } interface I { } class C : A, I { } struct V : I { }
class Program
{
    static int n; static T Say<T>(T x) { n++; return x; }
    static void T(Action a) { n = 0; try { a(); Console.Write($"ok{n} "); } catch (Exception e) { Console.Write($"{e.GetType().Name}{n} "); } }
    static void Put<T>(T[] a, int i, T x) => a[i] = x;
    static ref T At<T>(T[] a, int i) => ref a[i];
    static void Main()
    {
        A[] b = new B[2]; object[] o = new string[2]; I[] c = new C[1]; object[] i = new I[2]; object[] objs = new object[1]; A[] none = null; A[] s = new S[1]; object[] nested = new int[1][]; IEnumerable<A>[] v = new List<B>[1]; Array any = new B[1];
        T(() => b[0] = new B()); T(() => b[0] = new A()); T(() => b[0] = null); T(() => b[5] = new A()); T(() => none[5] = new A()); T(() => b[Say(-1)] = Say(new A())); T(() => none[Say(0)] = Say<A>(null)); T(() => s[0] = new B()); T(() => s[0] = new S()); Console.WriteLine();
        T(() => o[0] = "s"); T(() => o[1] = 1); T(() => o[1] = new object()); T(() => c[0] = new V()); T(() => c[0] = new C()); T(() => i[0] = new V()); T(() => i[0] = new A()); T(() => i[1] = new C()); T(() => objs[0] = new int[0]); T(() => nested[0] = new int[1]); T(() => nested[0] = new uint[1]); T(() => nested[0] = new long[1]); Console.WriteLine();
        T(() => v[0] = new List<B>()); T(() => v[0] = new B[0]); T(() => v[0] = new List<A>()); T(() => Put<object>(o, 0, 5)); T(() => Put<object>(o, 0, "x")); T(() => Put(b, 1, new A())); T(() => Put<A>(b, 9, new A())); T(() => At<object>(o, 0) = 1); T(() => At(o, 0)); T(() => At<object>(objs, 0) = "fine"); T(() => { ref object r = ref objs[0]; r = 1; }); Console.WriteLine();
        object[,] md = new string[1, 1]; T(() => md[0, 0] = "x"); T(() => md[0, 0] = 2); T(() => md[0, 1] = 2); T(() => md[Say(0), Say(0)] = Say<object>(2)); T(() => any.SetValue(new B(), 0)); T(() => any.SetValue(new A(), 0)); T(() => any.SetValue(1, 0)); T(() => any.SetValue(new B(), 3)); Console.WriteLine();
        T(() => Array.Copy(new object[] { "a", 1 }, new string[2], 2)); T(() => Array.Copy(new A[] { new B(), new B() }, new B[2], 2)); T(() => Array.Copy(new int[] { 1 }, new long[1], 1)); T(() => Array.Copy(new long[] { 1 }, new int[1], 1)); T(() => Array.Copy(new int[] { 1 }, new object[1], 1)); T(() => Array.Copy(new object[] { 1 }, new int[1], 1)); T(() => Array.Copy(new object[] { "s" }, new int[1], 1)); T(() => Array.Copy(new string[1], new int[1], 1)); T(() => Array.Copy(new int[1], new uint[1], 1)); T(() => new List<object>(new string[] { "q" }).CopyTo(o)); T(() => ((ICollection<string>)new[] { "z" }).CopyTo((string[])o, 1)); Console.WriteLine(o[1]);
        foreach (object x in new object[] { new string[1], new object[1], new I[1], new IComparable[1], new A[1] }) { object[] t = (object[])x; int good = 0; foreach (object val in new object[] { "s", 1, new A(), new C(), new V(), null }) try { t[0] = val; good = good * 2 + 1; } catch (ArrayTypeMismatchException) { good *= 2; } Console.Write(good + " "); } Console.WriteLine();
        object[] swap = { 1, "two" }; (swap[0], swap[1]) = (swap[1], swap[0]); o[0] = "a"; o[1] = o[0] + "b"; T(() => (o[0], o[1]) = (1, "c")); Console.WriteLine($"{swap[0]} {o[0]} {o[1]}"); T(() => { foreach (string q in new object[] { "a", 1 }) n++; });
        Span<object> sp; T(() => { Span<object> z = o; }); T(() => { ReadOnlySpan<object> z = o; n = z.Length; }); T(() => o.AsSpan()); T(() => new Memory<object>(o)); Console.WriteLine();
    }
}
