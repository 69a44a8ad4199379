// Threads that allocate graphs, change shared structures, throw, lock, start threads, use weak references and
// finalisers, and check everything they read. Arguments: seconds, threads. Prints "intact" and its exit code is 0
// when nothing was ever wrong and the heap stayed small.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

// Immutable once published: the sum tells whether it is whole.
sealed class Node
{
    public readonly Node Left, Right;
    public readonly int[] Data;
    public readonly string Name;
    public readonly long Sum;

    public Node(Node left, Node right, int[] data, string name)
    {
        Left = left; Right = right; Data = data; Name = name;
        Sum = Compute();
    }

    long Compute()
    {
        long sum = Name.Length + 17 * Data.Length;
        foreach (int d in Data) sum = sum * 31 + d;
        return sum + 3 * (Left?.Sum ?? 1) + 5 * (Right?.Sum ?? 2);
    }

    public void Check(int depth)
    {
        if (Sum != Compute()) Program.Fail($"a node of {Data.Length} has changed");
        if (depth > 0) { Left?.Check(depth - 1); Right?.Check(depth - 1); }
    }
}

sealed class Finalised
{
    public static int Made, Ended, Revived;
    public static Finalised Kept;
    readonly Node node;
    bool again;
    public Finalised(Node node) { this.node = node; Interlocked.Increment(ref Made); }
    ~Finalised()
    {
        node.Check(1);
        if (!again && (Made & 31) == 0) { again = true; Kept = this; Interlocked.Increment(ref Revived); GC.ReRegisterForFinalize(this); return; }
        Interlocked.Increment(ref Ended);
    }
}

sealed class Generator
{
    ulong state;
    public Generator(int seed) { state = ((ulong)seed + 1) * 0x9E3779B97F4A7C15; }
    public int Next(int bound)
    {
        state ^= state << 13; state ^= state >> 7; state ^= state << 17;
        return (int)((state >> 33) % (ulong)Math.Max(1, bound));
    }
}

struct Pair { public Node First; public long Number; public object Second; }

sealed class Worker
{
    readonly Generator random;
    readonly List<WeakReference<Node>> weak = new();
    readonly Pair[] pairs = new Pair[600];
    Node mine;
    int throws;

    public Worker(int seed) { random = new Generator(seed); }

    Node Make(int depth)
    {
        var data = new int[random.Next(random.Next(40) == 0 ? 9000 : 20)];
        for (int i = 0; i < data.Length; i += 7) data[i] = i ^ depth;
        Node left = depth > 0 && random.Next(4) != 0 ? Make(depth - 1) : null;
        Node right = depth > 0 && random.Next(4) != 0 ? Make(depth - 1) : Program.Shared[random.Next(Program.Shared.Length)];
        if (right != null && random.Next(3) != 0) right = null;
        return new Node(left, right, data, "n" + depth);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    int Deep(int depth)
    {
        var local = new object[] { depth, "deep" };
        if (depth == 0) { throws++; throw new InvalidOperationException("deep") { Data = { ["node"] = "x" } }; }
        try { return Deep(depth - 1) + 1; }
        finally { if ((int)local[0] != depth || (string)local[1] != "deep") Program.Fail("a local of a finally block has changed"); }
    }

    public void Step()
    {
        var shared = Program.Shared;
        switch (random.Next(16))
        {
            case 0: case 1: case 2:
                (mine = Make(random.Next(6))).Check(2);
                break;
            case 3: case 4:
                shared[random.Next(shared.Length)] = random.Next(8) == 0 ? null : Make(2);
                break;
            case 5:
                Interlocked.Exchange(ref shared[random.Next(shared.Length)], Make(1))?.Check(2);
                break;
            case 6: case 7:
                for (int i = 0; i < 20; i++) shared[random.Next(shared.Length)]?.Check(1);
                break;
            case 8:
                ref Pair pair = ref pairs[random.Next(pairs.Length)];
                pair.First?.Check(1);
                if (pair.Second is string text && text.Length != pair.Number) Program.Fail("a pair has changed");
                string made = new string('p', random.Next(100));
                pair = new Pair { First = Make(1), Number = made.Length, Second = made };
                break;
            case 9:
                try { Deep(random.Next(30)); Program.Fail("nothing was thrown"); }
                catch (InvalidOperationException e) when (e.Message == "deep") { if ((string)e.Data["node"] != "x") Program.Fail("an exception has changed"); }
                break;
            case 10:
                object gate = Program.Gates[random.Next(Program.Gates.Length)];
                lock (gate)
                {
                    int number = Array.IndexOf(Program.Gates, gate);
                    long before = Program.Counts[number];
                    Make(1);
                    if (Program.Counts[number] != before) Program.Fail("two threads in one lock");
                    Program.Counts[number] = before + 1;
                    if (random.Next(4) == 0) Monitor.PulseAll(gate);
                    else if (random.Next(8) == 0) Monitor.Wait(gate, 1);
                }
                break;
            case 11:
                weak.Add(new WeakReference<Node>(Make(1)));
                foreach (var w in weak) if (w.TryGetTarget(out Node target)) target.Check(1);
                if (weak.Count > 60) weak.RemoveRange(0, 30);
                break;
            case 12:
                new Finalised(Make(1));
                Node key = mine ?? Make(0);
                var value = Program.Table.GetValue(key, static k => new object[] { k.Sum });
                if ((long)value[0] != key.Sum) Program.Fail("a value of the weak table has changed");
                break;
            case 13:
                var array = new int[random.Next(60_000)];
                if (array.Length == 0) break;
                GCHandle handle = GCHandle.Alloc(array, random.Next(2) == 0 ? GCHandleType.Pinned : GCHandleType.Normal);
                int middle = array.Length / 2;
                Span<int> tail = array.AsSpan(middle);
                array = null;
                Make(3);
                tail[0] = 5;
                if (((int[])handle.Target)[middle] != 5) Program.Fail("an interior reference went elsewhere");
                handle.Free();
                break;
            case 14:
                if (random.Next(20) != 0) break;
                Node seen = null;
                int seed = random.Next(int.MaxValue);
                var thread = new Thread(() => { var w = new Worker(seed); for (int i = 0; i < 20; i++) w.Step(); seen = w.Make(2); });
                thread.Start();
                Make(4);
                thread.Join();
                seen.Check(3);
                break;
            case 15:
                if (random.Next(200) == 0) GC.Collect(random.Next(3));
                else mine?.Check(6);
                break;
        }
    }
}

static class Program
{
    public static readonly Node[] Shared = new Node[5000];
    public static readonly object[] Gates = { new(), new(), new(), new() };
    public static readonly long[] Counts = new long[4];
    public static readonly ConditionalWeakTable<Node, object[]> Table = new();
    static volatile string failure;

    public static void Fail(string what)
    {
        failure = what;
        Console.Error.WriteLine(what);
        Environment.Exit(3);
    }

    static int Main(string[] args)
    {
        int seconds = int.Parse(args[0]), count = int.Parse(args[1]);
        var time = Stopwatch.StartNew();
        bool stop = false;
        long steps = 0, most = 0;
        var threads = new Thread[count];
        for (int i = 0; i < count; i++)
        {
            int seed = i;
            threads[i] = new Thread(() =>
            {
                var worker = new Worker(seed);
                try { while (!Volatile.Read(ref stop)) { worker.Step(); Interlocked.Increment(ref steps); } }
                catch (Exception e) { Fail(e.ToString()); }
            });
            threads[i].Start();
        }
        while (time.Elapsed.TotalSeconds < seconds)
        {
            Thread.Sleep(100);
            most = Math.Max(most, GC.GetTotalMemory(false));
        }
        Volatile.Write(ref stop, true);
        foreach (Thread t in threads) t.Join();
        Finalised.Kept = null;
        for (int i = 0; i < 5; i++) { GC.Collect(); GC.WaitForPendingFinalizers(); }
        foreach (Node node in Shared) node?.Check(10);
        Console.Error.WriteLine($"{steps} steps, {GC.CollectionCount(0)} collections ({GC.CollectionCount(2)} full), at most {most >> 20} MB, {Finalised.Made} finalisable, {Finalised.Ended} finalised, {Finalised.Revived} revived");
        if (most > 300L << 20) Fail("the heap has grown without bound");
        if (Finalised.Ended > Finalised.Made || Finalised.Ended < Finalised.Made / 2) Fail("finalisers have not run as they should");
        Console.WriteLine("intact");
        return 0;
    }
}
