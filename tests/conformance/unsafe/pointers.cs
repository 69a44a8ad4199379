// Pointers: arithmetic, comparison, fixed, stackalloc, structures, void*, Unsafe and MemoryMarshal.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

struct Node { public int Value; public unsafe Node* Next; }
struct V3 { public float X, Y, Z; }
class Holder { public int A = 1, B = 2; public byte[] Data = { 1, 2, 3, 4, 5, 6, 7, 8 }; }

unsafe class Program
{
    static void Swap(int* a, int* b) { int t = *a; *a = *b; *b = t; }
    static int Length(char* s) { char* p = s; while (*p != 0) p++; return (int)(p - s); }

    static void Main()
    {
        int x = 1, y = 2;
        Swap(&x, &y);
        int* p = stackalloc int[] { 10, 20, 30, 40 };
        int* q = p + 2;
        Console.WriteLine($"{x} {y} {*q} {q[-1]} {q - p} {q > p} {*(p + 3)} {(byte*)q - (byte*)p} {++*p} {*p++} {*p}");
        fixed (char* s = "hello") Console.WriteLine(Length(s) + " " + s[4]);
        var h = new Holder();
        fixed (int* a = &h.A) *a = 77;
        fixed (byte* d = h.Data) { Console.WriteLine($"{*(int*)d:x} {*(long*)d:x} {*(short*)(d + 1):x}"); *(int*)(d + 3) = -1; }
        fixed (byte* d = &h.Data[2]) Console.WriteLine($"{d[0]} {d[1]} {h.A}");
        fixed (byte* none = new byte[0]) Console.WriteLine(none == null);
        Node c = new() { Value = 3 }, b = new() { Value = 2, Next = &c }, n = new() { Value = 1, Next = &b };
        int sum = 0;
        for (Node* at = &n; at != null; at = at->Next) sum = sum * 10 + at->Value;
        Console.WriteLine(sum);
        void* raw = NativeMemory.AllocZeroed(64);
        V3* v = (V3*)raw;
        v[1].Y = 2.5f; (*(v + 2)).Z = 1;
        Console.WriteLine($"{((float*)raw)[4]} {((float*)raw)[8]} {v[0].X} {sizeof(V3)}");
        Unsafe.InitBlock(raw, 0xab, 8); Buffer.MemoryCopy(raw, (byte*)raw + 16, 48, 4);
        Console.WriteLine($"{*(ulong*)raw:x} {((uint*)raw)[4]:x}");
        NativeMemory.Free(raw);
        double dd = 1.0;
        Console.WriteLine($"{*(long*)&dd:x} {Unsafe.As<double, long>(ref dd):x} {Unsafe.BitCast<float, int>(1f):x} {Unsafe.ReadUnaligned<int>(ref h.Data[1]):x} {Unsafe.AreSame(ref x, ref x)}");
        ref int r = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(new[] { 5, 6, 7 }), 2);
        r++;
        Console.WriteLine($"{r} {Unsafe.ByteOffset(ref h.A, ref h.B)} {Unsafe.IsNullRef(ref Unsafe.NullRef<int>())} {MemoryMarshal.CreateSpan(ref x, 1)[0]}");
        Span<V3> vs = stackalloc V3[2]; vs[1].X = 3;
        Console.WriteLine(MemoryMarshal.Cast<V3, float>(vs)[3] + " " + MemoryMarshal.AsBytes(vs).Length);
        string text = "immutable"; char* copy = stackalloc char[16]; text.AsSpan().CopyTo(new Span<char>(copy, 16));
        Console.WriteLine(new string(copy, 0, 5) + " " + (int)copy[9]);
        int** pp = stackalloc int*[2]; pp[0] = &x; pp[1] = &y; **pp = 9; *pp[1] += 5;
        Console.WriteLine($"{x} {y}");
        bool flag = *(bool*)&x; byte two = 2; Console.WriteLine($"{flag} {(nint)(&x) == (nint)Unsafe.AsPointer(ref x)} {*(sbyte*)&two}");
    }
}
