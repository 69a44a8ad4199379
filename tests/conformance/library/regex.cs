// Interpreted regular expressions.
using System;
using System.Text.RegularExpressions;

class Program
{
    static void Main()
    {
        string text = "The quick brown fox, aged 12, jumps over 3 lazy dogs on 2024-02-29.";
        foreach (Match m in Regex.Matches(text, @"\b(\w)(\w*)\b")) if (m.Length > 4) Console.Write($"{m.Groups[1]}-{m.Groups[2]}@{m.Index} ");
        Console.WriteLine();
        Match d = Regex.Match(text, @"(?<y>\d{4})-(?<m>\d\d)-(?<d>\d\d)"); Console.WriteLine($"{d.Success} {d.Groups["y"]} {d.Groups["d"].Value} {d.Index}");
        Console.WriteLine(Regex.Replace(text, @"\d+", m => (int.Parse(m.Value) * 2).ToString()) + Regex.Replace("a.b.c", @"(\w)\.(\w)", "$2-$1"));
        Console.WriteLine(string.Join("|", Regex.Split("a1b22c333d", @"\d+")) + Regex.IsMatch("FOO", "^foo$", RegexOptions.IgnoreCase) + Regex.Match("aaa<b>c</b>", "<(.+?)>").Value + Regex.Match("foobar", @"foo(?=bar)").Value + Regex.IsMatch("abab", @"^(ab)\1$") + Regex.Escape("a.b*"));
        try { new Regex("("); } catch (ArgumentException e) { Console.WriteLine(e.Message); }
        Console.WriteLine(Regex.Match("x=1;y=2", @"(?:(\w)=(\d);?)+").Groups[1].Captures.Count + Regex.Replace("  many   spaces ", @"\s+", " ").Trim() + Regex.Match("line1\nline2", "^line2$", RegexOptions.Multiline).Success);
    }
}
