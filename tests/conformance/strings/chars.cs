// char classification and conversion, surrogates, encodings.
using System;
using System.Text;

class Program
{
    static void Main()
    {
        foreach (char c in "aZ5 _-\t\u00e9\u00df\u0416\u4e2d\u0660\u00bd\u20ac\ud83d")
            Console.WriteLine($"{(int)c:x4} {char.IsLetter(c)} {char.IsDigit(c)} {char.IsNumber(c)} {char.IsWhiteSpace(c)} {char.IsPunctuation(c)} {char.IsSymbol(c)} {char.IsUpper(c)} {(int)char.ToUpperInvariant(c):x} {(int)char.ToLowerInvariant(c):x} {char.GetUnicodeCategory(c)} {char.GetNumericValue(c)}");
        string s = "aé中\U0001F600";
        foreach (Encoding e in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, Encoding.ASCII, Encoding.Latin1 })
            Console.WriteLine($"{e.WebName} {Convert.ToHexString(e.GetBytes(s))} {e.GetString(e.GetBytes(s)) == s} {e.GetMaxByteCount(3)}");
        Console.WriteLine(Encoding.UTF8.GetString(new byte[] { 0x61, 0xff, 0xe4, 0xb8, 0x62 }));
        try { new UTF8Encoding(false, true).GetString(new byte[] { 0xff }); } catch (DecoderFallbackException e) { Console.WriteLine(e.Message); }
        Console.WriteLine($"{char.ConvertFromUtf32(0x1F600)} {new Rune(0x1F600).Utf16SequenceLength} {Rune.IsLetter(new Rune('x'))} {"\ud800".Length} {Encoding.UTF8.GetByteCount("\ud800")}");
        Console.WriteLine($"{(char)65} {(int)'A'} {'a' < 'b'} {(char)('a' + 2)} {'a'.CompareTo('c')} {char.MaxValue == '\uffff'} {(byte)'é'} {"é".Normalize(NormalizationForm.FormC).Length}");
    }
}
