// List, Stack, Queue, LinkedList, PriorityQueue, SortedList and friends.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;

class Program
{
    static string S<T>(IEnumerable<T> xs) => string.Join(",", xs);

    static void Main()
    {
        var list = new List<int>();
        for (int i = 0; i < 20; i++) list.Add(i * 7 % 20);
        list.Insert(3, 100); list.RemoveAt(0); list.Remove(13); list.RemoveAll(x => x % 5 == 0); list.AddRange(new[] { 4, 4 }); list.InsertRange(1, new List<int> { -1, -2 });
        Console.WriteLine($"{S(list)} {list.Count} {list.IndexOf(4)} {list.LastIndexOf(4)} {list.FindIndex(x => x > 15)} {S(list.GetRange(2, 3))} {list.Exists(x => x < 0)}");
        list.Sort(); Console.WriteLine($"{S(list)} {list.BinarySearch(11)} {~list.BinarySearch(5)}");
        list.Sort((a, b) => b % 10 != a % 10 ? b % 10 - a % 10 : a - b); list.Reverse(0, 3); Console.WriteLine(S(list));
        var stack = new Stack<string>(); var queue = new Queue<string>();
        foreach (string s in "a b c d e".Split(' ')) { stack.Push(s); queue.Enqueue(s); }
        queue.Dequeue(); queue.Enqueue("f"); stack.Pop();
        Console.WriteLine($"{S(stack)} {S(queue)} {stack.Peek()} {queue.Peek()} {queue.TryDequeue(out string q)} {q}");
        var linked = new LinkedList<int>(new[] { 1, 2, 3 });
        linked.AddAfter(linked.Find(2), 25); linked.AddFirst(0); linked.RemoveLast();
        Console.WriteLine(S(linked) + " " + linked.First.Next.Value);
        var heap = new PriorityQueue<string, int>();
        foreach (string s in "delta alpha charlie bravo echo".Split(' ')) heap.Enqueue(s, s[0]);
        while (heap.TryDequeue(out string s, out int p)) Console.Write($"{s}:{p} ");
        Console.WriteLine();
        var sorted = new SortedList<string, int> { ["b"] = 2, ["a"] = 1, ["c"] = 3 };
        var tree = new SortedDictionary<int, string>(); for (int i = 0; i < 10; i++) tree[i * 7 % 10] = "v" + i; tree.Remove(4);
        var set = new SortedSet<int>(list);
        Console.WriteLine($"{S(sorted)} {sorted.IndexOfKey("b")} {S(tree.Keys)} {S(set)} {set.Min} {S(set.GetViewBetween(3, 9))}");
        var old = new ArrayList { 1, "two", 3.0 }; old.Add(null); old.Remove("two");
        var table = new Hashtable { ["k"] = 1 };
        var bits = new BitArray(10); bits[3] = true; bits.Not();
        Console.WriteLine($"{old.Count} {old[1]} {table["k"]} {table["none"] ?? "null"} {bits[3]} {bits[4]}");
        var ro = new ReadOnlyCollection<int>(list); var oc = new ObservableCollection<int>(); oc.CollectionChanged += (s, e) => Console.Write(e.Action + " "); oc.Add(1); oc.Move(0, 0); oc.Clear();
        Console.WriteLine(ro.Count);
        try { ((IList<int>)ro).Add(1); } catch (NotSupportedException e) { Console.WriteLine(e.Message); }
        try { list[99] = 1; } catch (ArgumentOutOfRangeException e) { Console.WriteLine(e.ParamName); }
        try { new Stack<int>().Pop(); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
    }
}
