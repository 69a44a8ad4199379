// What the GC class tells: generations of objects, bytes allocated, memory in use.
using System;
using System.Runtime;

class Program
{
    static byte[] kept;
    static object[] many;

    static void Main()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        kept = new byte[100_000];
        for (int i = 0; i < 1000; i++) many = new object[10];
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Console.WriteLine($"{allocated >= 100_000 + 1000 * 96} {allocated < 100_000 + 1000 * 130}");
        Console.WriteLine(GC.GetTotalAllocatedBytes() >= allocated);

        long small = GC.GetTotalMemory(true);
        kept = new byte[10 << 20];
        long large = GC.GetTotalMemory(true);
        Console.WriteLine($"{large - small >= 9 << 20} {large - small < 12 << 20}");
        kept = null;
        long after = GC.GetTotalMemory(true);
        Console.WriteLine(after < large - (8 << 20));

        object young = new object();
        int generation = GC.GetGeneration(young);
        GC.Collect(); GC.Collect();
        Console.WriteLine($"{generation} {GC.GetGeneration(young)} {GC.MaxGeneration}");

        GCMemoryInfo info = GC.GetGCMemoryInfo();
        Console.WriteLine($"{info.TotalAvailableMemoryBytes > 0} {info.HeapSizeBytes > 0} {info.TotalCommittedBytes >= info.HeapSizeBytes} {info.Index > 0} {info.MemoryLoadBytes > 0} {info.Compacted}");
        Console.WriteLine($"{GC.GetTotalPauseDuration() > TimeSpan.Zero} {GCSettings.IsServerGC} {GC.TryStartNoGCRegion(1000)}");
        GC.EndNoGCRegion();
        GC.AddMemoryPressure(1000); GC.RemoveMemoryPressure(1000);
        var array = GC.AllocateUninitializedArray<int>(5000); array[4999] = 1;
        var pinned = GC.AllocateArray<long>(10, pinned: true);
        Console.WriteLine($"{array.Length} {pinned.Length} {pinned[9]}");
        GC.KeepAlive(young);
    }
}
