// Covariance and contravariance of interfaces and delegates, including casts that only variance makes valid.
using System;
using System.Collections.Generic;

interface IOut<out T> { T Get(); }
interface IIn<in T> { string Put(T x); }
interface IBoth<in T, out R> { R Do(T x); }
class Animal { public override string ToString() => GetType().Name; }
class Dog : Animal { }
class Source<T> : IOut<T> where T : new() { public T Get() => new T(); }
class Sink<T> : IIn<T> { public string Put(T x) => $"Sink<{typeof(T).Name}> {x}"; }
class Conv : IBoth<object, string> { public string Do(object x) => "<" + x + ">"; }
class Many : IOut<Animal>, IOut<string> { Animal IOut<Animal>.Get() => new Animal(); string IOut<string>.Get() => "string"; }
delegate R Maker<out R>();
delegate void Eater<in T>(T x);

class Program
{
    static Dog MakeDog() => new();
    static void EatAnimal(Animal a) => Console.Write("ate " + a + " ");

    static void Main()
    {
        IOut<Animal> animals = new Source<Dog>();
        IOut<object> objects = animals;
        IIn<Dog> dogs = new Sink<Animal>();
        IIn<Dog> dogs2 = new Sink<object>();
        Console.WriteLine($"{animals.Get()} {objects.Get()} {dogs.Put(new Dog())} {dogs2.Put(new Dog())}");
        IBoth<string, object> conv = new Conv();
        Console.WriteLine(conv.Do("x"));
        object o = new Source<Dog>();
        Console.WriteLine($"{o is IOut<Dog>} {o is IOut<Animal>} {o is IOut<object>} {o is IOut<string>} {new Source<int>() as object is IOut<object>} {new Sink<object>() as object is IIn<string>} {new Sink<string>() as object is IIn<object>}");
        object many = new Many();
        Console.WriteLine($"{((IOut<Animal>)many).Get()} {((IOut<string>)many).Get()} {many is IOut<object>}");
        Maker<Animal> maker = MakeDog;
        Maker<Dog> exact = MakeDog;
        maker = exact;
        Eater<Dog> eater = EatAnimal;
        Eater<Animal> wide = EatAnimal;
        eater = wide;
        eater(new Dog());
        Console.WriteLine(maker());
        Func<object, string> f = x => "f" + x;
        Func<string, object> g = f;
        Console.WriteLine(g("!"));
        IEnumerable<object> e = new List<string> { "a", "b" };
        foreach (object x in e) Console.Write(x);
        IEnumerable<Animal> fromArray = new Dog[2];
        Console.WriteLine($" {fromArray is IEnumerable<Dog>} {e is IEnumerable<string>} {(object)new int[1] is IEnumerable<uint>} {(object)new int[1] is IEnumerable<object>} {(object)new string[1] is IList<object>}");
        IComparer<object> byText = Comparer<object>.Create((x, y) => string.CompareOrdinal(x.ToString(), y.ToString()));
        var list = new List<string> { "c", "a", "b" };
        list.Sort(byText);
        Console.WriteLine(string.Join("", list));
        try { _ = (IOut<Dog>)(object)new Source<Animal>(); } catch (InvalidCastException) { Console.WriteLine("no"); }
    }
}
