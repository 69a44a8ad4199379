// delegate*: managed, with ref and generic arguments, in tables, and unmanaged callers only.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

unsafe class Program
{
    static int Add(int a, int b) => a + b;
    static int Mul(int a, int b) => a * b;
    static void Inc(ref int x, int by) => x += by;
    static T Same<T>(T x) => x;
    static (long, string) Big(string s, double d, in DateTime t) => ((long)d, s + t.Year);
    [UnmanagedCallersOnly] static int Native(int x) => x * 2 + 1;
    [UnmanagedCallersOnly(CallConvs = new[] { typeof(CallConvCdecl) })] static double NativeDouble(double a, float b, byte c) => a + b + c;

    static int Fold(delegate*<int, int, int> f, params int[] values)
    {
        int r = values[0];
        for (int i = 1; i < values.Length; i++) r = f(r, values[i]);
        return r;
    }

    static void Main()
    {
        delegate*<int, int, int>[] table = { &Add, &Mul, &Math.Max };
        foreach (var f in table) Console.Write(Fold(f, 1, 5, 3, 4) + " ");
        Console.WriteLine();
        delegate*<ref int, int, void> inc = &Inc;
        int n = 1;
        inc(ref n, 41);
        delegate*<string, string> same = &Same<string>;
        delegate*<string, double, in DateTime, (long, string)> big = &Big;
        Console.WriteLine($"{n} {same("s")} {big("x", 3.7, new DateTime(2024, 1, 1))}");
        delegate* unmanaged<int, int> native = &Native;
        delegate* unmanaged[Cdecl]<double, float, byte, double> nativeDouble = &NativeDouble;
        Console.WriteLine($"{native(20)} {nativeDouble(1.5, 2.5f, 3)}");
        void* raw = (delegate*<int, int, int>)&Add;
        Console.WriteLine($"{((delegate*<int, int, int>)raw)(2, 3)} {raw == (void*)table[0]} {(nint)raw != 0} {sizeof(delegate*<void>)}");
        delegate*<int, int, int> none = null;
        try { none(1, 2); } catch (NullReferenceException) { Console.WriteLine("null function pointer"); }
    }
}
