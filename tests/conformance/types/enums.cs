// Enums of every underlying type, flags, formatting, parsing.
using System;

enum Size : byte { Small = 1, Medium, Large = 10, Huge = 255 }
enum Signed : sbyte { Low = -128, Minus = -1, Zero, High = 127 }
enum Long : long { Min = long.MinValue, Max = long.MaxValue }
enum Unsigned : ulong { Top = ulong.MaxValue, One = 1 }
[Flags] enum Access { None = 0, Read = 1, Write = 2, Execute = 4, ReadWrite = Read | Write, All = 7 }
enum Same { A = 1, B = 1, C = 2 }

class Program
{
    static void Main()
    {
        Console.WriteLine($"{Size.Small} {Size.Huge} {(Size)7} {(int)Size.Large} {Size.Medium + 1} {Size.Large - Size.Small}");
        Console.WriteLine($"{Signed.Low} {(sbyte)Signed.Low} {(Signed)(-5)} {Long.Min} {(long)Long.Max} {Unsigned.Top} {(Unsigned)5} {~Unsigned.Top}");
        for (int i = 0; i <= 9; i++) Console.Write($"{(Access)i}|");
        Console.WriteLine();
        Access a = Access.Read;
        a |= Access.Execute;
        Console.WriteLine($"{a} {a.HasFlag(Access.Read)} {a.HasFlag(Access.Write)} {a & ~Access.Read} {a ^ Access.All} {(int)a}");
        Console.WriteLine($"{a:D} {a:X} {a:G} {a:F} {(Access)8:F} {Size.Large:X} {Long.Min:X}");
        Console.WriteLine($"{Enum.Parse<Access>("Read, Write")} {Enum.Parse<Size>("large", true)} {Enum.TryParse<Size>("nope", out _)} {Enum.Parse<Size>("7")} {Enum.TryParse("300", out Size s)} {s}");
        Console.WriteLine(string.Join(",", Enum.GetNames<Access>()) + " " + string.Join(",", Enum.GetValues<Signed>()) + " " + Enum.IsDefined(Size.Large) + Enum.IsDefined((Size)9));
        Console.WriteLine($"{Enum.GetName(Size.Huge)} {Enum.GetName((Size)9) ?? "null"} {Enum.GetUnderlyingType(typeof(Long))} {Same.A} {Same.B == Same.A}");
        object boxed = Size.Large;
        Console.WriteLine($"{boxed} {boxed.Equals(Size.Large)} {boxed.Equals((byte)10)} {(byte)boxed} {boxed is Size} {boxed is byte} {boxed is Enum} {boxed.GetHashCode()} {Size.Large.CompareTo(Size.Small)}");
        try { Enum.Parse<Size>("x"); } catch (ArgumentException e) { Console.WriteLine(e.Message); }
        switch (a) { case Access.All: Console.WriteLine("all"); break; case Access.Read | Access.Execute: Console.WriteLine("rx"); break; }
    }
}
