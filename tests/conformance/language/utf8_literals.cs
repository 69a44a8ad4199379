// UTF-8 string literals: contents, escapes, concatenation, zero terminator, as spans in switches, fields, parameters and statics; raw and verbatim forms.
using System;
using System.Text;

class Program
{
    static ReadOnlySpan<byte> Prop => "prop"u8; static readonly byte[] Arr = "arr"u8.ToArray(); static int Len(ReadOnlySpan<byte> s) => s.Length; static string Kind(ReadOnlySpan<byte> s) => s.SequenceEqual("get"u8) ? "GET" : s.StartsWith("po"u8) ? "PO" : s.IsEmpty ? "empty" : "?"; static int Sum(ReadOnlySpan<byte> s) { int n = 0; foreach (byte b in s) n = n * 31 + b; return n; } static unsafe int Past(ReadOnlySpan<byte> s) { fixed (byte* p = s) return p[s.Length]; }
    static void Main() { Console.WriteLine(Convert.ToHexString("aé€😀\0\n\t\u00ff\x41"u8)); Console.WriteLine($"{Len("four"u8)} {Len(""u8)} {Len("a"u8 + "bé"u8)} {Encoding.UTF8.GetString("concat "u8 + "ok"u8)} {Prop.Length} {Prop[1]} {Arr.Length} {Past("zero"u8)}"); Console.WriteLine(Kind("get"u8) + Kind("post"u8) + Kind(""u8) + Kind("x"u8) + Kind("get"u8[..3]) + Kind(Encoding.UTF8.GetBytes("get"))); Console.WriteLine($"{Sum("hello"u8)} {Sum("hello"u8[1..^1])} {"hello"u8.IndexOf((byte)'l')} {"hello"u8.SequenceCompareTo("help"u8)} {"x"u8 == "x"u8 == ("y"u8 == "x"u8)}"); Console.WriteLine(Convert.ToHexString(@"\n""q"u8) + Convert.ToHexString("""
        raw "quoted"
          indented
        """u8)); Span<byte> buf = stackalloc byte[8]; "text"u8.CopyTo(buf[2..]); buf[0]++; Console.WriteLine(Convert.ToHexString(buf)); ReadOnlySpan<byte> kept = default; for (int i = 0; i < 3; i++) kept = i == 1 ? "one"u8 : "other"u8; Console.WriteLine(Encoding.ASCII.GetString(kept)); Console.Out.Write("end"u8.Length + Environment.NewLine); }
}
