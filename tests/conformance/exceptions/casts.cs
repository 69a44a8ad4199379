// Casts: which succeed, and the messages of those which do not: classes, interfaces, arrays, generics, variance, enums, nullables, unboxing.
using System;
using System.Collections.Generic;

enum E : byte { A } enum E2 : byte { A } enum EI { A } struct S { } class A { } class B : A { } class G<T> { public class N<U> { } } interface IV<out T> { } class CV<T> : IV<T> { } interface IC<in T> { } class CC<T> : IC<T> { }
class Program
{
    static void T<TTo>(object o) { string r; try { TTo t = (TTo)o; r = "ok"; } catch (InvalidCastException e) { r = e.Message; } catch (NullReferenceException) { r = "null"; } Console.WriteLine($"{(o is TTo ? "is " : "not ")}{r}"); }
    static string M(Action a) { try { a(); return "ok"; } catch (Exception e) { return e.GetType().Name + ": " + e.Message; } }
    static void Main()
    {
        T<B>(new A()); T<A>(new B()); T<A>(null); T<string>(1); T<int>("s"); T<int>(null); T<long>(1); T<int>(1); T<int?>(null); T<int?>(5); T<uint>(1); T<object>(1);
        T<E>((byte)1); T<byte>(E.A); T<E2>(E.A); T<EI>(0); T<int>(EI.A); T<E?>(E.A); T<Enum>(E.A); T<ValueType>(1); T<ValueType>("s"); T<IComparable>(E.A); T<S>(new S());
        T<int[]>(new uint[0]); T<uint[]>(new int[0]); T<long[]>(new int[0]); T<object[]>(new string[0]); T<object[]>(new int[0]); T<string[]>(new object[0]); T<EI[]>(new int[0]); T<int[]>(new EI[0]); T<byte[]>(new E[0]); T<bool[]>(new byte[0]); T<char[]>(new ushort[0]); T<nint[]>(new long[0]); T<int[,]>(new int[0]); T<int[]>(new int[0, 0]); T<int[][]>(new uint[0][]); T<Array>(new S[0]);
        T<G<string>>(new G<object>()); T<G<int>.N<string>>(new G<int>.N<object>()); T<IV<object>>(new CV<string>()); T<IV<object>>(new CV<int>()); T<IV<A>>(new CV<B>()); T<IV<B>>(new CV<A>()); T<IC<B>>(new CC<A>()); T<IC<A>>(new CC<B>()); T<IC<int>>(new CC<object>()); T<IV<IV<object>>>(new CV<CV<string>>()); T<IC<IC<string>>>(new CC<IC<object>>()); T<IC<IC<object>>>(new CC<IC<string>>());
        T<IEnumerable<object>>(new List<string>()); T<IEnumerable<object>>(new List<int>()); T<IList<object>>(new string[0]); T<IList<object>>(new List<string>()); T<IEnumerable<int>>(new uint[0]); T<IReadOnlyList<A>>(new B[0]); T<Func<object>>((Func<string>)(() => "")); T<Func<string>>((Func<object>)(() => "")); T<Action<string>>((Action<object>)(o => { })); T<Delegate>((Action)(() => { }));
        object n = null; Console.WriteLine(M(() => { var x = (S)n; })); Console.WriteLine(M(() => { var x = (A)(object)"text"; })); Console.WriteLine(M(() => { foreach (B b in new A[] { new B(), new A() }) { } })); Console.WriteLine(M(() => { int? q = null; int v = (int)q; })); Console.WriteLine(M(() => { var d = (Dictionary<string, List<int>>)(object)new Dictionary<string, List<long>>(); })); Console.WriteLine(M(() => { object t = (1, "a"); var (a, b) = ((int, int))t; }));
    }
}
