// ConditionalWeakTable: values live as long as their keys, also when they refer to the keys or to other keys.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

class Key { public int Number; public Key(int n) => Number = n; }
class Value { public Key Back; public int Number; public static int Gone; ~Value() => Gone++; }

class Program
{
    static readonly ConditionalWeakTable<Key, Value> table = new();
    // Never reallocated: a stale reference to a smaller array would keep what that held.
    static readonly List<Key> keys = new(128);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Deeper(Action action, int depth) { Span<int> room = stackalloc int[100]; room[depth] = depth; if (depth == 0) action(); else Deeper(action, depth - 1); passed += room[depth]; }
    static int passed;
    static void Far(Action action) => Deeper(action, 20);
    static void Collect() { for (int i = 0; i < 3; i++) { GC.Collect(); GC.WaitForPendingFinalizers(); } }
    static int Count() { int n = 0; foreach (var _ in table) n++; return n; }

    static void Main()
    {
        Far(() => { for (int i = 0; i < 100; i++) { var k = new Key(i); keys.Add(k); table.Add(k, new Value { Back = k, Number = i }); } });
        Collect();
        int sum = 0;
        foreach (Key k in keys) sum += table.TryGetValue(k, out Value v) && v.Back == k ? v.Number : -1000;
        Console.WriteLine($"{sum} {Value.Gone}");
        Far(() => keys.RemoveRange(50, 50));
        Collect();
        // A stale reference may keep one or two.
        Console.WriteLine($"{Value.Gone >= 45} {Value.Gone <= 50} {Count() <= 55}");

        // A chain: each value holds the next key.
        var chain = new ConditionalWeakTable<Key, Key>();
        var first = new Key(0);
        Far(() => { Key at = first; for (int i = 1; i < 200; i++) { var next = new Key(i); chain.Add(at, next); at = next; } });
        Collect();
        int length = 0;
        for (Key at = first; chain.TryGetValue(at, out Key next); at = next) length++;
        Console.WriteLine(length);

        try { table.Add(keys[0], null); } catch (ArgumentException) { Console.WriteLine("twice"); }
        Console.WriteLine(table.Remove(keys[0]) + " " + table.Remove(keys[0]));
        Console.WriteLine(table.GetValue(keys[0], k => new Value { Number = k.Number + 1000 }).Number);
        table.AddOrUpdate(keys[0], new Value { Number = 5 });
        Console.WriteLine(table.TryGetValue(keys[0], out Value w) ? w.Number : -1);
        table.Clear();
        Console.WriteLine(Count());
        GC.KeepAlive(first);
    }
}
