// Null references of every kind raise NullReferenceException, at the right moment among side effects, and are caught in the right frame.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

class Big { public long A; public Pad P; public int Far; public static int St = 3; public string S; public virtual int V() => 1; public int NonV() => this == null ? -1 : 2; public int Prop { get; set; } public event Action E; public void Raise() => E(); public Inner In; public int[] Arr; }
[InlineArray(5000)] struct Pad { byte b; } struct Inner { public int X; public Big Next; }
interface I { int M(); } sealed class Sealed { public int F; public int Len() => F; }
class Program
{
    static int count; static int Side() { count++; return 1; }
    static void T(string name, Action a) { int before = count; try { a(); Console.Write($"{name}:none "); } catch (NullReferenceException) { Console.Write($"{name}:{count - before} "); } catch (Exception e) { Console.Write($"{name}:{e.GetType().Name} "); } }
    static T Null<T>() where T : class => null;
    static unsafe void Main()
    {
        Big b = Null<Big>(); T("field", () => count += (int)b.A); T("far", () => count += b.Far); T("store", () => b.A = Side()); T("storeFar", () => b.Far = Side()); T("refStore", () => b.S = Side() + ""); T("inc", () => b.Far++); T("virtual", () => b.V()); T("nonvirtual", () => b.NonV()); T("prop", () => b.Prop = Side()); T("nested", () => b.In.Next.A++); Console.WriteLine();
        T("addr", () => { ref int r = ref b.Far; }); T("addrUse", () => { ref int r = ref b.Far; r = 1; }); T("arr", () => count += b.Arr[0]); int[] a = null; T("ldelem", () => count += a[Side()]); T("stelem", () => a[Side()] = Side()); T("len", () => count += a.Length); string[] s = null; T("stref", () => s[Side()] = "x"); int[,] m = null; T("md", () => m[Side(), Side()] = Side()); T("foreach", () => { foreach (int x in a) count++; }); T("elemaddr", () => { ref int q = ref a[0]; }); Console.WriteLine();
        I i = null; T("iface", () => i.M()); Action d = null; T("delegate", () => d()); Func<int, int> f = null; T("func", () => f(Side())); string str = null; T("string", () => count += str.Length); T("chars", () => count += str[0]); T("call", () => str.ToUpper()); T("concat", () => count += (str + null).Length); List<int> l = null; T("list", () => l.Add(Side())); T("lock", () => { lock (b) count++; }); T("throw", () => throw Null<Exception>()); Console.WriteLine();
        object o = null; T("unbox", () => count += (int)o); T("cast", () => count += ((Big)o) == null ? 0 : 1); T("toString", () => o.ToString()); T("getType", () => o.GetType()); T("nullableUnbox", () => count += ((int?)o).HasValue ? 1 : 0); int? n = null; T("nullable", () => count += n.Value); T("nullableGetType", () => n.GetType()); T("nullableToString", () => n.ToString()); T("generic", () => Gen<Big>(null)); T("genericStruct", () => GenF(default(Inner))); Console.WriteLine();
        Sealed z = null; T("sealed", () => z.Len()); T("sealedField", () => z.F = Side()); T("event", () => new Big().Raise()); T("tuple", () => { (b.A, count) = (Side(), Side()); }); T("compound", () => b.A += Side()); T("coalesce", () => b.S ??= Side() + ""); T("static", () => count += Big.St); T("with", () => { var x = new Inner().Next.In; }); T("using", () => { using IDisposable x = null; count++; }); T("switch", () => { switch (str) { case null: count++; break; default: count += 2; break; } }); Console.WriteLine();
        T("nested catch", () => { try { try { b.V(); } finally { Side(); } } catch (NullReferenceException) when (Side() == 1) { Side(); } }); T("await", () => { System.Threading.Tasks.Task t = null; t.GetAwaiter(); }); T("ternary", () => count += (count >= 0 ? b : new Big()).Far); T("is", () => count += b is { Far: 1 } ? 1 : 0); T("ext", () => count += b.Ext()); T("args", () => b.Many(Side(), Side())); T("struct ref", () => Unsafe.NullRef<Inner>().X++); T("copy", () => { Inner x = b.In; }); T("unused", () => { _ = b.Far; }); T("discard", () => { _ = a.Length; }); Console.WriteLine();
    }
    static void Gen<T>(T x) where T : class => x.GetHashCode(); static void GenF<T>(T x) where T : struct => x.GetHashCode();
}
static class Extension { public static int Ext(this Big b) => b == null ? 5 : 6; public static void Many(this Big b, int x, int y) => b.V(); }
