// Strings: concatenation, comparison, searching, slicing, splitting, interning, unicode.
using System;
using System.Text;

class Program
{
    static void Main()
    {
        string a = "hello", b = "hel", c = b + "lo", none = null;
        Console.WriteLine($"{a == c} {ReferenceEquals(a, c)} {ReferenceEquals(a, string.Intern(c))} {a + none + 1 + 'c' + 2.5 + true} {a[1]} {a.Length} {none + none == ""}");
        Console.WriteLine($"{a.Substring(1, 3)} {a[1..^1]} {a.IndexOf('l')} {a.LastIndexOf("l")} {a.IndexOf("zz")} {a.Contains("ell")} {a.StartsWith("he")} {a.EndsWith("x")} {a.Insert(2, "--")} {a.Remove(1, 2)} {a.Replace('l', 'L')} {a.Replace("l", "")}");
        Console.WriteLine($"[{"  pad ".Trim()}] [{"xxaxx".Trim('x')}] [{a.PadLeft(8)}] [{a.PadRight(8, '.')}] {a.ToUpper()} {"ÄÖ".ToLowerInvariant()} {"İı".ToUpperInvariant()} {string.Join("-", 1, 'b', "c")} {string.Concat(new[] { "x", "y" })} {new string('z', 3)}");
        foreach (string s in "a,b;;c, d".Split(',', ';')) Console.Write($"<{s}>");
        foreach (string s in "a,b;;c, d".Split(new[] { ',', ';' }, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) Console.Write($"({s})");
        foreach (string s in "one--two--three".Split("--", 2)) Console.Write($"[{s}]");
        Console.WriteLine();
        Console.WriteLine($"{string.Compare("a", "b", StringComparison.Ordinal)} {Math.Sign(string.CompareOrdinal("b", "A"))} {string.Compare("A", "a", StringComparison.OrdinalIgnoreCase)} {"Straße".Equals("STRASSE", StringComparison.OrdinalIgnoreCase)} {string.IsNullOrWhiteSpace(" \t")} {string.IsNullOrEmpty(none)} {"abc".CompareTo("abd")}");
        string u = "a\u0301é\U0001F600z";
        Console.WriteLine($"{u.Length} {char.IsSurrogatePair(u, 3)} {char.ConvertToUtf32(u, 3):x} {Encoding.UTF8.GetByteCount(u)} {u.IsNormalized()}");
        foreach (Rune r in u.EnumerateRunes()) Console.Write(r.Value.ToString("x") + " ");
        Console.WriteLine(u);
        Console.WriteLine("tab\there \"quoted\" \\ \0 nul".Length + @" C:\path ""x"" " + """raw "text" \n""" + $$"""{{{a}}}""");
        Console.WriteLine($"{"abc" + 1 + 2} {1 + 2 + "abc"} {'a' + 'b'} {"" + 'a' + 'b'} {(char)('a' + 1)}");
        var sb = new StringBuilder("start");
        for (int i = 0; i < 30; i++) sb.Append(i).Append(',');
        sb.Insert(0, "[").Append(']').Replace(",", ";", 0, 20).AppendFormat("{0:x}", 255).AppendLine().Append($"{1.5:F2}|").Append('z', 3).Remove(1, 2);
        Console.WriteLine($"{sb} {sb.Length} {sb[3]}");
        string big = "";
        for (int i = 0; i < 500; i++) big += (char)('a' + i % 26);
        Console.WriteLine($"{big.Length} {big.Substring(490)} {big.IndexOf("xyz", 100)} {big.LastIndexOf('a')} {big.GetHashCode() == new string(big.ToCharArray()).GetHashCode()}");
        Console.WriteLine(string.Create(5, 7, (span, n) => { for (int i = 0; i < span.Length; i++) span[i] = (char)('0' + n + i - 5); }));
        Console.WriteLine("line1\nline2\r\nline3".ReplaceLineEndings("|") + " " + string.Join("+", "a b c".Split()));
    }
}
