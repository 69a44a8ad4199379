// unmanaged, notnull, enum, delegate, interface and self constraints; constrained calls on value types.
using System;
using System.Collections.Generic;

interface IAdd<T> where T : IAdd<T> { T Plus(T other); int Calls { get; } }
struct Count : IAdd<Count> { public int N; int calls; public Count Plus(Count o) { calls++; return new Count { N = N + o.N }; } public int Calls => calls; }
abstract class Entity<T> where T : Entity<T> { public T Self => (T)this; public T With(Action<T> a) { a(Self); return Self; } }
class User : Entity<User> { public string Name = "?"; public override string ToString() => "User " + Name; }

class Program
{
    static unsafe int Bytes<T>() where T : unmanaged => sizeof(T);
    static string Names<E>() where E : struct, Enum => string.Join("|", Enum.GetNames<E>());
    static D Twice<D>(D d) where D : Delegate => (D)Delegate.Combine(d, d);
    static int Hash<T>(T x) where T : notnull => x.GetHashCode();
    static string Text<T>(T x) => x.ToString();
    static T Total<T>(ref T start, params T[] rest) where T : struct, IAdd<T> { T t = default; foreach (T r in rest) t = start.Plus(t).Plus(r); return t; }
    static bool Same<T>(T a, T b) where T : IEquatable<T> => a.Equals(b);
    static string TypeOf<T>(T x) => x.GetType().Name;

    static void Main()
    {
        Console.WriteLine($"{Bytes<int>()} {Bytes<(byte, long)>()} {Bytes<Count>()} {Bytes<DayOfWeek>()} {Names<DayOfWeek>()}");
        Twice<Action>(() => Console.Write("act "))();
        Console.WriteLine($"{Hash(7)} {Text(2.5)} {Text(DayOfWeek.Friday)} {Text("t")} {Text((1, 2))} {TypeOf(1)} {TypeOf("s")} {TypeOf<object>(1.5)}");
        Count c = new() { N = 1 };
        Console.WriteLine($"{Total(ref c, new Count { N = 5 }, new Count { N = 7 }).N} {c.Calls}");
        Console.WriteLine($"{new User().With(u => u.Name = "ann").With(u => u.Name += "!")} {Same(1, 1)} {Same("a", "b")} {Same(1.5, double.NaN)} {Same(Guid.Empty, Guid.Empty)}");
        try { Text<string>(null); } catch (NullReferenceException) { Console.WriteLine("null"); }
        Console.WriteLine(Text<int?>(null) == "");
    }
}
