// Explicit layout with overlaps, packing, sizes, fixed buffers.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[StructLayout(LayoutKind.Explicit)]
struct Union
{
    [FieldOffset(0)] public int I;
    [FieldOffset(0)] public float F;
    [FieldOffset(0)] public byte B0;
    [FieldOffset(1)] public byte B1;
    [FieldOffset(4)] public long L;
    [FieldOffset(4)] public double D;
}
[StructLayout(LayoutKind.Sequential, Pack = 1)] struct Packed { public byte A; public long B; public short C; }
[StructLayout(LayoutKind.Sequential)] struct Natural { public byte A; public long B; public short C; }
[StructLayout(LayoutKind.Sequential, Size = 100)] struct Sized { public int A; }
[StructLayout(LayoutKind.Sequential, Pack = 2)] struct Pack2 { public byte A; public int B; public byte C; }
[StructLayout(LayoutKind.Explicit, Size = 32)] struct Sparse { [FieldOffset(16)] public int A; }
[StructLayout(LayoutKind.Explicit)] struct Refs { [FieldOffset(0)] public object A; [FieldOffset(8)] public int N; [FieldOffset(8)] public uint M; }
struct Empty { }
struct HasEmpty { public Empty E; public byte B; }
unsafe struct Buffer { public int Before; public fixed byte Data[10]; public fixed int Numbers[3]; public short After; }

class Program
{
    static unsafe void Main()
    {
        Union u = default;
        u.F = 1.0f;
        Console.WriteLine($"{u.I:x} {u.B0} {u.B1}");
        u.B1 = 0xff;
        Console.WriteLine($"{u.I:x} {u.F}");
        u.D = -2.5;
        Console.WriteLine($"{u.L:x}");
        Console.WriteLine($"{sizeof(Union)} {sizeof(Packed)} {sizeof(Natural)} {sizeof(Sized)} {sizeof(Pack2)} {sizeof(Sparse)} {sizeof(Empty)} {sizeof(HasEmpty)} {sizeof(Buffer)} {Unsafe.SizeOf<Refs>()}");
        Packed p = new() { A = 1, B = -2, C = 3 };
        byte* raw = (byte*)&p;
        for (int i = 0; i < sizeof(Packed); i++) Console.Write($"{raw[i]:x2} ");
        Console.WriteLine();
        Natural n = default;
        Console.WriteLine($"{(byte*)&n.B - (byte*)&n} {(byte*)&n.C - (byte*)&n}");
        Buffer b = default;
        for (int i = 0; i < 10; i++) b.Data[i] = (byte)(i * i);
        for (int i = 0; i < 3; i++) b.Numbers[i] = -i;
        b.After = 77;
        Buffer copy = b;
        b.Data[3] = 200;
        Console.WriteLine($"{copy.Data[3]} {b.Data[3]} {copy.Numbers[2]} {copy.After} {(byte*)b.Numbers - (byte*)&b} {(byte*)&b.After - (byte*)&b}");
        Refs r = new() { A = "text", N = -1 };
        Refs s = r;
        Console.WriteLine($"{s.A} {s.M}");
        Sparse sp = new() { A = 42 };
        Console.WriteLine(((int*)&sp)[4]);
        Console.WriteLine($"{sizeof(bool)} {sizeof(char)} {sizeof(decimal)} {sizeof(DateTime)} {sizeof(Guid)} {sizeof(nint)} {sizeof((byte, int))} {sizeof(long?)} {sizeof((byte, byte)?)}");
    }
}
