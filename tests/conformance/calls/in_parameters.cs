// in and ref readonly parameters: aliasing, temporaries for conversions and properties, defensive copies, overloads, default values.
using System;

struct Mut { public int N; public int Next() => ++N; public readonly int Peek() => N; }
readonly struct Fixed { public readonly int N; public Fixed(int n) => N = n; public int Next() => N + 1; }
class Program
{
    static Mut field; static int number = 1; static Mut Prop => field;
    static int Alias(in int x, ref int y) { int a = x; y = 50; return a * 1000 + x; }
    static int Calls(in Mut m) => m.Next() * 100 + m.Next() * 10 + m.Peek();
    static int Whole(in Mut m) { field.N = 7; return m.N; }
    static long Wide(in long x) { number = 9; return x; }
    static int Opt(in int x = 42) => x;
    static string Over(int x) => "value"; static string Over(in int x) => "in";
    static int RR(ref readonly int x) { number += 5; return x; }
    static T Gen<T>(in T x) => x;
    static int Captured(int start) { int Local(in int z) { start++; return z; } return Local(start) * 10 + start; }
    static string Text(in Fixed f) => f.Next() + f.ToString().Length + "";
    static bool Same(in int a, in int b) => System.Runtime.CompilerServices.Unsafe.AreSame(ref System.Runtime.CompilerServices.Unsafe.AsRef(in a), ref System.Runtime.CompilerServices.Unsafe.AsRef(in b));
    public static int operator +(in Program a, in Program b) => 5;
    int this[in int i] => i * 2;
    static void Main()
    {
        int x = 1; Console.WriteLine(Alias(in x, ref x)); x = 1; Console.WriteLine(Alias(x, ref x)); x = 1; Console.WriteLine(Alias(x + 0, ref x));
        Mut m = new() { N = 3 }; Console.WriteLine($"{Calls(in m)} {m.N} {Calls(m)} {m.N}"); field.N = 1; Console.WriteLine($"{Whole(in field)}"); field.N = 1; Console.WriteLine(Whole(Prop)); field.N = 1; Console.WriteLine(Whole(new Mut { N = 4 }));
        number = 1; Console.WriteLine($"{Wide(number)} {number}"); Console.WriteLine($"{Opt()} {Opt(5)} {Opt(in number)}"); Console.WriteLine(Over(3) + Over(in x) + Over(x));
        number = 1; Console.WriteLine($"{RR(ref number)} {RR(in number)} {number}"); Console.WriteLine($"{Gen(5)} {Gen("s")} {Gen(m).N} {Gen<object>(x)}");
        Console.WriteLine($"{Captured(1)} {Text(new Fixed(8))} {Same(x, x)} {Same(x, in number)} {Same(in x, x + 0)} {new Program() + new Program()} {new Program()[in x]} {new Program()[4]}");
        string[] s = { "a" }; object[] o = s; Console.WriteLine(Gen(in o[0])); byte b = 200; Console.WriteLine(Opt(b)); int[] arr = { 1, 2 }; int i = 0; Console.WriteLine(Alias(arr[i++], ref arr[i - 1]) + " " + i);
        ref readonly Mut r = ref field; field.N = 10; Console.WriteLine($"{r.Next()} {r.N} {field.N} {field.Next()} {r.N}");
        Func<int, int> f = n => Opt(n); D d = (in int q) => q + 1; Console.WriteLine(f(3) + d(4) + d(in x));
        readonlyField.Next(); Console.WriteLine(readonlyField.N + inst.M.Next() + inst.M.N);
    }
    delegate int D(in int x);
    static readonly Mut readonlyField; class Inst { public readonly Mut M = new() { N = 20 }; } static readonly Inst inst = new();
}
