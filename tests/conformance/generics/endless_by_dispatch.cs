// Calls that could nest generic types without end as far as types tell, but do not when the program runs.
using System;
using System.Collections.Generic;
using System.Linq;

interface IOrdered<T>
{
    IOrdered<T> Then<K>(Func<T, K> key);
    string Keys(T item);
}

class Ordered<T, K> : IOrdered<T>
{
    readonly Func<T, K> key;
    public Ordered(Func<T, K> key) { this.key = key; }
    // Each makes a type one level deeper, on which it could be called again.
    public IOrdered<T> Then<L>(Func<T, L> next) => new Ordered<T, KeyValuePair<K, L>>(x => new(key(x), next(x)));
    public string Keys(T item) => key(item) + " by " + typeof(K).GetGenericArguments().Length;
}

abstract class Tree<T>
{
    public abstract int Count { get; }
    public abstract Tree<T[]> Grow(T item);
}

class Leaf<T> : Tree<T>
{
    readonly T item;
    public Leaf(T item) { this.item = item; }
    public override int Count => item is Array a ? a.Length : 1;
    public override Tree<T[]> Grow(T next) => new Leaf<T[]>(new[] { item, next });
}

class Program
{
    static void Main()
    {
        IOrdered<int> ordered = new Ordered<int, int>(x => x % 3);
        Console.WriteLine(ordered.Keys(7));
        for (int i = 0; i < 3; i++)
        {
            int add = i;
            ordered = ordered.Then(x => x + add);
            Console.WriteLine(ordered.Keys(7));
        }
        Tree<string> tree = new Leaf<string>("a");
        Console.WriteLine(tree.Count + " " + tree.Grow("b").Count + " " + tree.Grow("b").Grow(new string[3]).Count);

        // The class library's own.
        int[] sorted = Enumerable.Range(0, 12).AsParallel().OrderBy(x => x % 3).ThenByDescending(x => x % 2).ThenBy(x => x).ToArray();
        Console.WriteLine(string.Join(" ", sorted));
    }
}
