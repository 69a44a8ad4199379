// GCHandle of every kind, pinned and interior pointers, dependent handles, weak references of both lengths.
using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

class Item { public int Number; public Item(int n) => Number = n; }
class Kept { public static Kept Again; public int Number = 7; ~Kept() => Again = this; }
struct Blittable { public int A; public double B; }

unsafe class Program
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Deeper(Action action, int depth) { Span<int> room = stackalloc int[100]; room[depth] = depth; if (depth == 0) action(); else Deeper(action, depth - 1); passed += room[depth]; }
    static int passed;
    static void Far(Action action) => Deeper(action, 20);
    static void Collect() { for (int i = 0; i < 2; i++) { GC.Collect(); GC.WaitForPendingFinalizers(); } }
    static void Churn() { for (int i = 0; i < 2000; i++) { var a = new byte[i % 300]; if (a.Length > 0) a[0] = 255; } GC.Collect(0); }

    static GCHandle handle, second;
    static WeakReference shortOne, longOne;
    static DependentHandle dependent;
    static object key;

    static void Main()
    {
        Far(() => handle = GCHandle.Alloc(new Item(1)));
        Collect(); Churn();
        Console.WriteLine($"{((Item)handle.Target).Number} {handle.IsAllocated}");
        handle.Target = new Item(2);
        Churn();
        Console.WriteLine(((Item)handle.Target).Number);
        IntPtr raw = GCHandle.ToIntPtr(handle);
        Console.WriteLine($"{GCHandle.FromIntPtr(raw) == handle} {GCHandle.FromIntPtr(raw).Equals(handle)} {raw != IntPtr.Zero}");
        handle.Free();
        Console.WriteLine(handle.IsAllocated);
        try { _ = handle.Target; } catch (InvalidOperationException) { Console.WriteLine("freed"); }
        try { GCHandle.Alloc(new object[1], GCHandleType.Pinned); } catch (ArgumentException) { Console.WriteLine("not blittable"); }

        Far(() => { handle = GCHandle.Alloc(new Item(3), GCHandleType.Weak); second = GCHandle.Alloc(new Kept(), GCHandleType.WeakTrackResurrection); });
        Console.WriteLine($"{handle.Target is null == false}");
        Collect();
        Console.WriteLine($"{handle.Target is null} {((Kept)second.Target).Number} {ReferenceEquals(second.Target, Kept.Again)}");
        handle.Free(); second.Free();

        Far(() => { shortOne = new WeakReference(new Kept()); longOne = new WeakReference(shortOne.Target, true); });
        Collect();
        Console.WriteLine($"{shortOne.IsAlive} {longOne.IsAlive} {shortOne.TrackResurrection} {longOne.TrackResurrection}");
        shortOne.Target = Kept.Again;
        Churn();
        Console.WriteLine(((Kept)shortOne.Target).Number);

        var pinned = GCHandle.Alloc(new byte[100], GCHandleType.Pinned);
        byte* p = (byte*)pinned.AddrOfPinnedObject();
        for (int i = 0; i < 100; i++) p[i] = (byte)i;
        Churn();
        int sum = 0;
        foreach (byte b in (byte[])pinned.Target) sum += b;
        Console.WriteLine($"{sum} {pinned.AddrOfPinnedObject() == (IntPtr)p}");
        pinned.Free();
        var boxed = GCHandle.Alloc(new Blittable { A = 5, B = 2.5 }, GCHandleType.Pinned);
        Churn();
        Console.WriteLine(((Blittable*)boxed.AddrOfPinnedObject())->B);
        boxed.Free();
        fixed (char* c = new string('f', 50)) { Churn(); Console.WriteLine(c[49]); }

        Span<int> inside = Inside();
        ref long end = ref Field();
        Churn(); Churn();
        Console.WriteLine($"{inside.Length} {inside[0]} {inside[^1]} {end}");

        key = new Item(1);
        Far(() => dependent = new DependentHandle(key, new Item(10)));
        Collect();
        Console.WriteLine($"{((Item)dependent.Dependent).Number} {ReferenceEquals(dependent.Target, key)}");
        dependent.Dependent = new Item(11);
        Churn();
        var (target, value) = dependent.TargetAndDependent;
        Console.WriteLine($"{((Item)target).Number} {((Item)value).Number}");
        target = value = null;
        Far(() => key = null);
        dependent.Target = null;
        Console.WriteLine($"{dependent.Target is null} {dependent.Dependent is null}");
        dependent.Dispose();
        Console.WriteLine(dependent.IsAllocated);
    }

    [MethodImpl(MethodImplOptions.NoInlining)] static Span<int> Inside() { var a = new int[1000]; a[500] = 42; a[599] = 43; return a.AsSpan(500, 100); }
    class Wide { public long A, B, C = 99; }
    [MethodImpl(MethodImplOptions.NoInlining)] static ref long Field() => ref new Wide().C;
}
