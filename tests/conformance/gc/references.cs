// Weak references, finalisers, resurrection, handles, conditional weak tables, forced collections.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

class Finalizable { public static int Count; public static Finalizable Saved; readonly bool resurrect; public Finalizable(bool r = false) => resurrect = r; ~Finalizable() { Count++; if (resurrect) Saved = this; } }
class Suppressed : IDisposable { public static int Count; ~Suppressed() => Count++; public void Dispose() => GC.SuppressFinalize(this); }

class Program
{
    [MethodImpl(MethodImplOptions.NoInlining)] static WeakReference Make(bool track, bool r) => new(new Finalizable(r), track);
    [MethodImpl(MethodImplOptions.NoInlining)] static void Garbage() { for (int i = 0; i < 10; i++) new Finalizable(); for (int i = 0; i < 10; i++) new Suppressed().Dispose(); }
    [MethodImpl(MethodImplOptions.NoInlining)] static WeakReference<byte[]> Weak() => new(new byte[1000]);
    [MethodImpl(MethodImplOptions.NoInlining)] static void Table(ConditionalWeakTable<object, string> t) => t.Add(new object(), "gone");
    // Far down the stack, so that nothing of it is left where later frames lie.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Deeper(Action action, int depth) { Span<int> room = stackalloc int[100]; room[depth] = depth; if (depth == 0) action(); else Deeper(action, depth - 1); passed += room[depth]; }
    static int passed;
    static void Far(Action action) => Deeper(action, 20);
    static void Collect() { for (int i = 0; i < 2; i++) { GC.Collect(); GC.WaitForPendingFinalizers(); } }

    static void Main()
    {
        Far(Garbage); Collect();
        Console.WriteLine($"{Finalizable.Count} {Suppressed.Count}");
        WeakReference s = null, l = null; Far(() => { s = Make(false, false); l = Make(true, true); });
        Collect();
        Console.WriteLine($"{s.IsAlive} {l.IsAlive} {Finalizable.Count} {Finalizable.Saved != null} {ReferenceEquals(l.Target, Finalizable.Saved)}");
        WeakReference<byte[]> w = null; Far(() => w = Weak()); object kept = new string('k', 5); var wk = new WeakReference<object>(kept);
        Collect();
        Console.WriteLine($"{w.TryGetTarget(out _)} {wk.TryGetTarget(out object k)} {k}");
        var table = new ConditionalWeakTable<object, string>(); table.Add(kept, "kept"); Far(() => Table(table));
        Collect();
        int n = 0; foreach (var pair in table) n++;
        Console.WriteLine($"{n} {table.TryGetValue(kept, out string v)} {v}");
        GCHandle strong = GCHandle.Alloc(new int[] { 1, 2, 3 }), weak = GCHandle.Alloc(kept, GCHandleType.Weak), pinned = GCHandle.Alloc(new byte[16], GCHandleType.Pinned);
        IntPtr address = pinned.AddrOfPinnedObject();
        for (int i = 0; i < 1000; i++) { var junk = new byte[5000]; junk[i] = 1; }
        GC.Collect();
        Console.WriteLine($"{((int[])strong.Target)[2]} {weak.Target} {address == pinned.AddrOfPinnedObject()} {GCHandle.FromIntPtr(GCHandle.ToIntPtr(strong)).IsAllocated}");
        strong.Free(); weak.Free(); pinned.Free();
        Console.WriteLine($"{GC.GetGeneration(new object()) <= 2} {GC.CollectionCount(0) > 0} {GC.GetTotalMemory(false) > 0} {GC.MaxGeneration}");
        GC.KeepAlive(kept);
        var list = new List<WeakReference>(); Far(() => { for (int i = 0; i < 50; i++) list.Add(Make(false, false)); }); Collect(); Console.WriteLine(list.FindAll(x => x.IsAlive).Count);
    }
}
