// User-defined checked operators and conversions: which is chosen by the context, with fallback to the unchecked one.
using System;

readonly struct Small
{
    public readonly int V;
    public Small(int v) => V = v;
    public static Small operator +(Small a, Small b) => new((a.V + b.V) & 15);
    public static Small operator checked +(Small a, Small b) => a.V + b.V > 15 ? throw new OverflowException("checked +") : new(a.V + b.V);
    public static Small operator -(Small a) => new(-a.V & 15);
    public static Small operator checked -(Small a) => a.V != 0 ? throw new OverflowException("checked neg") : a;
    public static Small operator ++(Small a) => new((a.V + 1) & 15);
    public static Small operator checked ++(Small a) => a.V == 15 ? throw new OverflowException("checked ++") : new(a.V + 1);
    public static Small operator *(Small a, Small b) => new((a.V * b.V) & 15);
    public static explicit operator Small(int v) => new(v & 15);
    public static explicit operator checked Small(int v) => v is < 0 or > 15 ? throw new OverflowException("checked conversion") : new(v);
    public static implicit operator int(Small s) => s.V;
    public override string ToString() => "S" + V;
}
interface IAdder<T> where T : IAdder<T>
{
    static abstract T operator +(T a, T b);
    static virtual T operator checked +(T a, T b) { Console.Write("[default checked] "); return a + b; }
}
struct One : IAdder<One> { public int N; public static One operator +(One a, One b) => new() { N = a.N + b.N }; }
struct Two : IAdder<Two> { public int N; public static Two operator +(Two a, Two b) => new() { N = a.N + b.N }; public static Two operator checked +(Two a, Two b) { Console.Write("[own checked] "); return new() { N = checked(a.N + b.N) }; } }

class Program
{
    static void Try(Func<object> f) { try { Console.WriteLine(f()); } catch (OverflowException e) { Console.WriteLine("overflow: " + e.Message); } }
    static T Sum<T>(T a, T b) where T : IAdder<T> => checked(a + b);
    static T Plain<T>(T a, T b) where T : IAdder<T> => unchecked(a + b);

    static void Main()
    {
        Small ten = new(10), seven = new(7), fifteen = new(15);
        Try(() => unchecked(ten + seven)); Try(() => checked(ten + seven)); Try(() => checked(seven + seven));
        Try(() => unchecked(-ten)); Try(() => checked(-ten)); Try(() => checked(-default(Small)));
        Try(() => { unchecked { fifteen++; } return fifteen; });
        fifteen = new(15);
        Try(() => { checked { fifteen++; } return fifteen; });
        Try(() => { checked { var old = seven++; return old + "/" + seven; } });
        Try(() => checked(ten * seven));
        Try(() => unchecked((Small)20)); Try(() => checked((Small)20)); Try(() => checked((Small)(-1)));
        Try(() => { Small s = new(9); checked { s += seven; } return s; });
        Console.WriteLine(Sum(new One { N = 1 }, new One { N = 2 }).N);
        Console.WriteLine(Sum(new Two { N = 3 }, new Two { N = 4 }).N);
        Console.WriteLine(Plain(new Two { N = int.MaxValue }, new Two { N = 1 }).N);
        Try(() => Sum(new Two { N = int.MaxValue }, new Two { N = 1 }).N);
    }
}
