// Array covariance and the store check; integer arrays of the same width.
using System;
using System.Collections.Generic;

class Animal { }
class Dog : Animal { }
class Puppy : Dog { }
enum E { A = 3 }

class Program
{
    static void Store(object[] array, object value)
    {
        try { array[0] = value; Console.WriteLine($"{array.GetType().Name} <- {value?.GetType().Name ?? "null"}: ok"); }
        catch (ArrayTypeMismatchException e) { Console.WriteLine($"{array.GetType().Name} <- {value.GetType().Name}: {e.Message}"); }
    }

    static ref T Ref<T>(T[] a) => ref a[0];

    static void Main()
    {
        object[] values = { "s", 1, new Dog(), new Puppy(), new Animal(), null, new object(), new Dog[1], new Action(Main) };
        object[][] arrays = { new object[1], new string[1], new Animal[1], new Dog[1], new Puppy[1], new IComparable[1], new Animal[1][], new Delegate[1] };
        foreach (object[] array in arrays) foreach (object value in values) Store(array, value);
        object ints = new int[] { -1 };
        Console.WriteLine($"{ints is uint[]} {ints is E[]} {ints is long[]} {ints is object[]} {((uint[])ints)[0]} {((E[])ints)[0]} {new E[1] as object is int[]} {(object)new byte[1] is sbyte[]} {(object)new bool[1] is byte[]} {(object)new char[1] is ushort[]}");
        Animal[] dogs = new Dog[2];
        Console.WriteLine($"{dogs is Dog[]} {dogs is object[]} {dogs is Puppy[]} {dogs is IEnumerable<Dog>} {dogs is IList<Animal>} {(object)new Dog[1][] is Animal[][]} {(object)new Dog[1][] is object[]}");
        try { Ref(dogs) = new Dog(); } catch (ArrayTypeMismatchException) { Console.WriteLine("ref mismatch"); }
        try { Animal[] p = (Puppy[])dogs; } catch (InvalidCastException e) { Console.WriteLine(e.Message); }
        try { Array.Copy(new object[] { "a", 5 }, new string[2], 2); } catch (InvalidCastException e) { Console.WriteLine(e.GetType().Name); }
        long[] widened = new long[2];
        Array.Copy(new int[] { 1, -2 }, widened, 2);
        Console.WriteLine(widened[1]);
    }
}
