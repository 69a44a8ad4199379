// switch on strings: many cases, by length and hash, null, empty, unicode, constants, goto case, nested, with when, over spans.
using System;

class Program
{
    const string K = "con" + "st";
    static int Many(string s) { switch (s) { case "a": return 1; case "b": return 2; case "ab": return 3; case "ba": return 4; case "abc": return 5; case "abd": return 6; case "acb": return 7; case "": return 8; case null: return 9; case "\u20ac": return 10; case "\0": return 11; case "a\0": return 12; case K: return 13; case "hello world, a long string": return 14; case "hello world, a long strinG": return 15; case "A": return 16; default: return -1; } }
    static string Goto(string s) { string log = ""; switch (s) { case "x": log += "x"; goto case "y"; case "y": log += "y"; break; case "z": log += "z"; goto default; default: log += "d"; if (log.Length < 3) goto case "x"; break; } return log; }
    static int Expr(string s, int n) => s switch { "one" when n > 0 => 1, "one" => 10, "two" or "three" => 2, { Length: > 5 } => 3, ['q', .., 'z'] => 4, null => 5, var t when t.StartsWith('n') => n, _ => 6 };
    static string Span(ReadOnlySpan<char> s) => s switch { "alpha" => "A", "beta" or "gamma" => "BG", "" => "empty", ['x', ..] => "x", _ => "other" };
    static string Obj(object o) { switch (o) { case "str": return "literal"; case string { Length: 0 }: return "empty"; case string s when s[0] == '!': return "bang " + s; case 'c': return "char"; case 5: return "five"; case 5L: return "five long"; case true: return "true"; case null: return "null"; case string: return "string"; default: return o.GetType().Name; } }
    static int Day(string s) => s switch { "Mon" => 1, "Tue" => 2, "Wed" => 3, "Thu" => 4, "Fri" => 5, "Sat" => 6, "Sun" => 7, _ => throw new ArgumentOutOfRangeException(nameof(s)) };
    static void Main()
    {
        foreach (string s in new[] { "a", "b", "ab", "ba", "abc", "abd", "acb", "", null, "\u20ac", "\0", "a\0", "const", "hello world, a long string", "hello world, a long strinG", "A", "B", "abcd", "\u20ad", "c" }) Console.Write(Many(s) + " "); Console.WriteLine(Many(new string("abd".ToCharArray())) + Many("hello world, " + (K.Length > 1 ? "a long string" : "")));
        foreach (string s in new[] { "x", "y", "z", "w", null }) Console.Write(Goto(s) + " "); Console.WriteLine(); foreach (string s in new[] { "one", "two", "three", "longer than", "qz", "qabz", null, "nine", "zz" }) Console.Write($"{Expr(s, 1)}{Expr(s, 0)} "); Console.WriteLine(); foreach (string s in new[] { "alpha", "gamma", "", "xyz", "Alpha", "alphA" }) Console.Write(Span(s) + " "); Console.WriteLine(Span("_beta_".AsSpan(1, 4)) + Span(null));
        foreach (object o in new object[] { "str", "", "!x", 'c', 5, 5L, true, null, "other", 5.0, false, (byte)5 }) Console.Write(Obj(o) + " "); Console.WriteLine(); try { Day("X"); } catch (ArgumentOutOfRangeException e) { Console.WriteLine(e.ParamName + Day("Thu")); } string late = null; switch (late ?? "dflt") { case "dflt" when late == null: Console.WriteLine("when"); break; }
    }
}
