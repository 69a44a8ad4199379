// What the GC class tells: counts of collections, and which generation the last one was of.
using System;

class Program
{
    static void Main()
    {
        int zero = GC.CollectionCount(0), two = GC.CollectionCount(2);
        GC.Collect(0);
        Console.WriteLine($"{GC.CollectionCount(0) - zero} {GC.CollectionCount(2) - two}");
        GC.Collect();
        Console.WriteLine($"{GC.CollectionCount(0) - zero} {GC.CollectionCount(1) - two >= 1} {GC.CollectionCount(2) - two}");
        GCMemoryInfo info = GC.GetGCMemoryInfo();
        Console.WriteLine($"{info.Index >= 2} {info.Generation}");
    }
}
