// UnsafeAccessor: private fields, methods, constructors and statics of other types.
using System;
using System.Runtime.CompilerServices;

class Secret { int number = 7; static string shared = "s"; Secret(int n) => number = n; public Secret() { } int Twice(int x) => number * x * 2; static string Join(string a) => shared + a; public override string ToString() => "Secret" + number; }
struct Hidden { int v; public Hidden(int v) => this.v = v; int Get() => v; }

class Program
{
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "number")] static extern ref int Number(Secret s);
    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "shared")] static extern ref string Shared(Secret s);
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)] static extern Secret New(int n);
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Twice")] static extern int Twice(Secret s, int x);
    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "Join")] static extern string Join(Secret s, string a);
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "v")] static extern ref int V(ref Hidden h);
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Get")] static extern int Get(ref Hidden h);

    static void Main()
    {
        Secret s = New(5);
        Number(s) += 10;
        Shared(null) = "changed-";
        Hidden h = new(3);
        V(ref h)++;
        Console.WriteLine($"{s} {Twice(s, 3)} {Join(null, "x")} {Get(ref h)} {Number(new Secret())}");
    }
}
