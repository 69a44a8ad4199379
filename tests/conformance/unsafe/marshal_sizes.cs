// Sizes of structs as native code sees them.
using System; using System.Runtime.InteropServices;
struct A { public bool B; public byte C; public char D; }
[StructLayout(LayoutKind.Sequential, CharSet=CharSet.Unicode)] struct B { public bool X; public char D; public string S; }
[StructLayout(LayoutKind.Sequential, Pack=1)] struct C { public byte A; public int B; [MarshalAs(UnmanagedType.I1)] public bool D; [MarshalAs(UnmanagedType.ByValArray, SizeConst=5)] public short[] E; }
[StructLayout(LayoutKind.Explicit)] struct D { [FieldOffset(0)] public long A; [FieldOffset(4)] public bool B; }
[StructLayout(LayoutKind.Sequential, Size=40)] class K { public int A; public Action F; }
[StructLayout(LayoutKind.Auto)] struct Au { public int A; }
enum E : short { A }
struct F { public E e; public Guid g; public decimal m; public C c; public IntPtr p; public unsafe int* q; }
struct Em {}
struct Gen<T> { public T A; public byte B; }
struct Obj { public object o; }
class Auto { int a; }
unsafe struct Fx { public fixed char c[5]; public fixed bool b[3]; }
struct H { public SafeHandle h; public K k; public DateTime d; }
[System.Runtime.CompilerServices.InlineArray(4)] struct IA { int x; }
class P { static void S<T>() { try { Console.WriteLine(typeof(T).Name + " " + Marshal.SizeOf<T>()); } catch (Exception e) { Console.WriteLine(typeof(T).Name + " " + e.GetType().Name + " " + e.Message); } }
static void Main() { S<A>(); S<B>(); S<C>(); S<D>(); S<K>(); S<Au>(); S<E>(); S<F>(); S<Em>(); S<Gen<int>>(); S<Obj>(); S<Auto>(); S<Fx>(); S<H>(); S<IA>(); S<bool>(); S<char>(); S<decimal>(); S<DateTime>(); S<Int128>(); S<string>(); S<object>(); S<int[]>(); S<Action>(); S<IntPtr>(); S<KeyA>();
 Console.WriteLine(Marshal.SizeOf(typeof(A)) + " " + Marshal.SizeOf(new C()) + " " + Marshal.SizeOf((object)3.5) + " " + Marshal.SizeOf<int>(4)); } }
struct KeyA { public Em e; public Gen<long> g; public A a; public float f; }
