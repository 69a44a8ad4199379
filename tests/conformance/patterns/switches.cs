// Dense and sparse integer switches, strings, gotos between cases, ranges beyond int.
using System;

class Program
{
    static int Dense(int x) { switch (x) { case 0: return 10; case 1: return 11; case 2: case 3: return 23; case 5: return 15; case 6: return 16; case 7: return 17; default: return -1; } }
    static string Sparse(int x) => x switch { int.MinValue => "min", -1000 => "-1000", 0 => "0", 1 => "1", 1000000 => "million", int.MaxValue => "max", _ => "?" };
    static int Long(long x) { switch (x) { case 1L << 40: return 40; case long.MinValue: return -1; case 5: return 5; } return 0; }
    static string Text(string s)
    {
        switch (s)
        {
            case "alpha": return "A"; case "beta": return "B"; case "gamma": return "C"; case "delta": return "D"; case "epsilon": return "E"; case "zeta": return "F"; case "eta": return "G"; case "theta": return "H"; case "": return "empty"; case null: return "null";
            default: return "none";
        }
    }
    static string Jump(int x)
    {
        string r = "";
        switch (x) { case 1: r += "1"; goto case 3; case 2: r += "2"; goto default; case 3: r += "3"; break; default: r += "d"; if (x > 5) goto case 1; break; }
        return r;
    }
    static char Grade(byte b) => b switch { > 90 => 'A', > 80 => 'B', > 70 => 'C', _ => 'F' };

    static void Main()
    {
        for (int i = -2; i < 10; i++) Console.Write(Dense(i) + " ");
        Console.WriteLine(Dense(int.MinValue) + " " + Dense(int.MaxValue));
        foreach (int x in new[] { int.MinValue, -1000, 0, 1, 2, 1000000, int.MaxValue }) Console.Write(Sparse(x) + " ");
        Console.WriteLine($"{Long(1L << 40)} {Long(0)} {Long(long.MinValue)} {Long(5)} {Long(5L + (1L << 32))}");
        foreach (string s in new[] { "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "", null, "alphA", "thet" }) Console.Write(Text(s) + " ");
        Console.WriteLine();
        for (int i = 0; i < 8; i++) Console.Write(Jump(i) + " ");
        foreach (byte b in new byte[] { 0, 75, 85, 95, 255 }) Console.Write(Grade(b));
        Console.WriteLine();
        uint u = 0xfffffff0;
        switch (u) { case 0xfffffff0: Console.WriteLine("big"); break; case 0: Console.WriteLine("zero"); break; }
    }
}
