// Interlocked and Volatile on every type they have, alone and by four threads at once.
using System;
using System.Threading;

class Program
{
    static byte u8; static sbyte i8; static short i16; static ushort u16; static int i32; static uint u32; static long i64; static ulong u64;
    static float f32; static double f64; static object o; static string s; static nint n; static nuint un; static bool b; static char c;
    static DayOfWeek day;

    static void Parallel(Action<int> body)
    {
        var threads = new Thread[4];
        for (int t = 0; t < 4; t++) { int id = t; (threads[t] = new Thread(() => { for (int i = 0; i < 2000; i++) body(id); })).Start(); }
        foreach (Thread t in threads) t.Join();
    }

    static void Main()
    {
        Console.WriteLine($"{Interlocked.Exchange(ref u8, 200)} {Interlocked.CompareExchange(ref u8, 7, 200)} {Interlocked.CompareExchange(ref u8, 9, 200)} {u8}");
        Console.WriteLine($"{Interlocked.Exchange(ref i8, -100)} {Interlocked.CompareExchange(ref i8, 7, -100)} {Interlocked.CompareExchange(ref i8, 9, -100)} {i8}");
        Console.WriteLine($"{Interlocked.Exchange(ref i16, -30000)} {Interlocked.CompareExchange(ref i16, 7, -30000)} {Interlocked.CompareExchange(ref i16, 9, 8)} {i16}");
        Console.WriteLine($"{Interlocked.Exchange(ref u16, 60000)} {Interlocked.CompareExchange(ref u16, 7, 60000)} {Interlocked.CompareExchange(ref u16, 9, 8)} {u16}");
        Console.WriteLine($"{Interlocked.Increment(ref i32)} {Interlocked.Decrement(ref i32)} {Interlocked.Add(ref i32, int.MaxValue)} {Interlocked.Add(ref i32, 1)} {Interlocked.And(ref i32, -16)} {Interlocked.Or(ref i32, 5)} {Interlocked.Exchange(ref i32, 3)} {Interlocked.CompareExchange(ref i32, 4, 3)} {i32}");
        Console.WriteLine($"{Interlocked.Decrement(ref u32)} {Interlocked.Increment(ref u32)} {Interlocked.Add(ref u32, 10)} {Interlocked.And(ref u32, 6)} {Interlocked.Or(ref u32, 9)} {Interlocked.Exchange(ref u32, 3)} {Interlocked.CompareExchange(ref u32, 4, 3)} {u32}");
        Console.WriteLine($"{Interlocked.Increment(ref i64)} {Interlocked.Add(ref i64, long.MaxValue)} {Interlocked.And(ref i64, 255)} {Interlocked.Or(ref i64, 256)} {Interlocked.Read(ref i64)} {Interlocked.Exchange(ref i64, 3)} {Interlocked.CompareExchange(ref i64, 4, 3)} {i64}");
        Console.WriteLine($"{Interlocked.Decrement(ref u64)} {Interlocked.Add(ref u64, 11)} {Interlocked.Read(ref u64)} {Interlocked.Or(ref u64, 1ul << 63)} {Interlocked.Exchange(ref u64, 3)} {Interlocked.CompareExchange(ref u64, 4, 3)} {u64}");
        Console.WriteLine($"{Interlocked.Exchange(ref f32, 1.5f)} {Interlocked.CompareExchange(ref f32, 2.5f, 1.5f)} {Interlocked.Exchange(ref f64, -0.0)} {Interlocked.CompareExchange(ref f64, 1, 0.0)} {f32} {f64}");
        Console.WriteLine($"{Interlocked.Exchange(ref n, 5)} {Interlocked.CompareExchange(ref n, 6, 5)} {n} {Interlocked.Exchange(ref un, 7)} {Interlocked.CompareExchange(ref un, 8, 1)} {un}");
        Console.WriteLine($"{Interlocked.Exchange(ref o, "x") is null} {Interlocked.CompareExchange(ref o, "y", "z")} {Interlocked.Exchange<string>(ref s, "s") is null} {Interlocked.CompareExchange(ref s, "t", s)} {s}");
        Console.WriteLine($"{Interlocked.Exchange(ref b, true)} {Interlocked.CompareExchange(ref b, false, true)} {b} {(int)Interlocked.Exchange(ref c, 'q')} {Interlocked.CompareExchange(ref c, 'r', 'q')} {c} {Interlocked.Exchange(ref day, DayOfWeek.Friday)} {Interlocked.CompareExchange(ref day, DayOfWeek.Monday, DayOfWeek.Friday)} {day}");
        try { Interlocked.Increment(ref System.Runtime.CompilerServices.Unsafe.NullRef<int>()); } catch (NullReferenceException) { Console.WriteLine("null"); }

        Volatile.Write(ref b, true); Volatile.Write(ref u8, 1); Volatile.Write(ref i8, -2); Volatile.Write(ref i16, -3); Volatile.Write(ref u16, 4); Volatile.Write(ref i32, -5); Volatile.Write(ref u32, 6); Volatile.Write(ref i64, -7); Volatile.Write(ref u64, 8); Volatile.Write(ref f32, 9.5f); Volatile.Write(ref f64, 10.5); Volatile.Write(ref n, -11); Volatile.Write(ref un, 12); Volatile.Write(ref s, "thirteen");
        Console.WriteLine($"{Volatile.Read(ref b)} {Volatile.Read(ref u8)} {Volatile.Read(ref i8)} {Volatile.Read(ref i16)} {Volatile.Read(ref u16)} {Volatile.Read(ref i32)} {Volatile.Read(ref u32)} {Volatile.Read(ref i64)} {Volatile.Read(ref u64)} {Volatile.Read(ref f32)} {Volatile.Read(ref f64)} {Volatile.Read(ref n)} {Volatile.Read(ref un)} {Volatile.Read(ref s)}");
        Interlocked.MemoryBarrier(); Interlocked.MemoryBarrierProcessWide(); Thread.MemoryBarrier();

        i32 = 0; i64 = 0; u32 = 0; f64 = 0; i16 = 0; u8 = 0; o = null;
        int swaps = 0, low = 0;
        Parallel(id =>
        {
            Interlocked.Increment(ref i32);
            Interlocked.Add(ref i64, id);
            Interlocked.Or(ref low, 1 << id);
            double seen; do seen = Volatile.Read(ref f64); while (Interlocked.CompareExchange(ref f64, seen + 1, seen) != seen);
            short old; do old = Volatile.Read(ref i16); while (Interlocked.CompareExchange(ref i16, (short)(old + 1), old) != old);
            byte small; do small = Volatile.Read(ref u8); while (Interlocked.CompareExchange(ref u8, (byte)(small + 1), small) != small);
            object mine = new int[1];
            if (Interlocked.Exchange(ref o, mine) != mine) Interlocked.Increment(ref swaps);
        });
        Console.WriteLine($"{i32} {i64} {low} {f64} {i16} {u8} {swaps}");
    }
}
