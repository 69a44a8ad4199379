// Calls whose target an optimiser may guess: it must still be right when another type comes along.
using System;
using System.Collections.Generic;
using System.Linq;

interface IAnimal { string Speak(); int Legs => 4; }
class Dog : IAnimal { public virtual string Speak() => "woof"; }
class Cat : IAnimal { public string Speak() => "meow"; public int Legs => 5; }
sealed class Puppy : Dog { public override string Speak() => "yip " + base.Speak(); }
struct Bird : IAnimal { public int N; public string Speak() => "tweet" + ++N; public int Legs => 2; }
abstract class Only { public abstract int F(); public int Twice() => F() + F(); } class Single : Only { int n; public override int F() => ++n; }
class Base { public virtual int V(int x) => x; public int Call(int x) => V(x) + V(x + 1); } class More : Base { public override int V(int x) => x > 3 ? base.V(x) * 10 : -x; }
class Never : Base { public override int V(int x) => throw new Exception("never made"); }
class Late : Base { public override int V(int x) => 1000; }

class Program
{
    static string All(IEnumerable<IAnimal> xs) { string s = ""; foreach (IAnimal a in xs) s += a.Speak() + a.Legs + " "; return s; }
    static string Gen<T>(T a) where T : IAnimal { string s = a.Speak(); return s + a.Speak() + a.Legs; }
    static int Sum(Base b, int n) { int s = 0; for (int i = 0; i < n; i++) s += b.V(i); return s; }
    static object Make(int i) => i switch { 0 => new Base(), 1 => new More(), _ => i > 100 ? new Never() : new Late() };

    static void Main()
    {
        Console.WriteLine(All(new IAnimal[] { new Dog(), new Cat(), new Puppy(), new Bird() }) + Gen(new Dog()) + Gen<IAnimal>(new Puppy()) + Gen(new Bird { N = 5 }) + Gen<Dog>(new Puppy()));
        Console.WriteLine($"{new Single().Twice()} {Sum(new Base(), 6)} {Sum(new More(), 6)} {((Base)Make(1)).Call(3)} {Sum((Base)Make(2), 2)}");
        IEnumerable<int>[] seqs = { new[] { 1, 2 }, new List<int> { 3 }, new HashSet<int> { 4 }, Enumerable.Range(5, 2), new Queue<int>(new[] { 7 }), "ab".Select(c => (int)c) }; Console.WriteLine(string.Join(" ", seqs.Select(s => s.Sum() + s.Count())));
        IComparer<int>[] cmps = { Comparer<int>.Default, Comparer<int>.Create((a, b) => b - a) }; foreach (var c in cmps) { int[] d = { 3, 1, 2 }; Array.Sort(d, c); Console.Write(string.Join("", d) + " "); }
        object[] objs = { 1, "s", 2.5, 'c', new Dog(), null, new int[2], DayOfWeek.Friday }; foreach (object o in objs) Console.Write($"{o?.ToString() ?? "null"} {o?.Equals(objs[0])} "); Console.WriteLine();
        Func<int, int>[] fs = { x => x + 1, x => x * 2, Math.Abs }; int v = -3; for (int i = 0; i < 9; i++) v = fs[i % 3](v); Console.WriteLine(v);
    }
}
