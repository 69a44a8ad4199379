// User-defined operators and conversions, checked ones included.
using System;

readonly struct Fixed
{
    public readonly int Raw;
    Fixed(int raw) => Raw = raw;
    public static implicit operator Fixed(int x) => new(x << 8);
    public static explicit operator int(Fixed f) => f.Raw >> 8;
    public static explicit operator byte(Fixed f) => unchecked((byte)(f.Raw >> 8));
    public static explicit operator checked byte(Fixed f) => checked((byte)(f.Raw >> 8));
    public static Fixed operator +(Fixed a, Fixed b) => new(unchecked(a.Raw + b.Raw));
    public static Fixed operator checked +(Fixed a, Fixed b) => new(checked(a.Raw + b.Raw));
    public static Fixed operator -(Fixed a) => new(-a.Raw);
    public static Fixed operator ++(Fixed a) => new(a.Raw + 1);
    public static Fixed operator *(Fixed a, double b) => new((int)(a.Raw * b));
    public static Fixed operator >>>(Fixed a, int n) => new(a.Raw >>> n);
    public static bool operator <(Fixed a, Fixed b) => a.Raw < b.Raw;
    public static bool operator >(Fixed a, Fixed b) => a.Raw > b.Raw;
    public static bool operator ==(Fixed a, Fixed b) => a.Raw == b.Raw;
    public static bool operator !=(Fixed a, Fixed b) => a.Raw != b.Raw;
    public static bool operator true(Fixed a) => a.Raw != 0;
    public static bool operator false(Fixed a) => a.Raw == 0;
    public static Fixed operator &(Fixed a, Fixed b) { Console.Write("& "); return new(a.Raw & b.Raw); }
    public static Fixed operator |(Fixed a, Fixed b) { Console.Write("| "); return new(a.Raw | b.Raw); }
    public override bool Equals(object o) => o is Fixed f && f == this;
    public override int GetHashCode() => Raw;
    public override string ToString() => (Raw / 256.0).ToString();
}

class Program
{
    static Fixed Say(string s, Fixed f) { Console.Write(s + " "); return f; }

    static void Main()
    {
        Fixed a = 3, b = 4;
        Fixed old = a++;
        Console.WriteLine($"{a} {old} {a + b} {-a} {a * 1.5} {(int)b} {a < b} {a > b} {a == old} {a >>> 2} {++b}");
        Fixed big = 8388607;
        Console.WriteLine($"{big + big} {(byte)big}");
        try { Console.WriteLine(checked(big + big)); } catch (OverflowException) { Console.WriteLine("checked +"); }
        try { Console.WriteLine(checked((byte)big)); } catch (OverflowException) { Console.WriteLine("checked cast"); }
        Console.WriteLine(Say("x", 0) && Say("y", 1) ? "true" : "false");
        Console.WriteLine(Say("x", 1) && Say("y", 1) ? "true" : "false");
        Console.WriteLine(Say("x", 1) || Say("y", 1) ? "true" : "false");
        if (a) Console.WriteLine("a is true");
        Fixed? none = null;
        Console.WriteLine($"[{a + none}] {a == none} {none is null}");
        a += 1;
        a += b;
        Console.WriteLine(a);
    }
}
