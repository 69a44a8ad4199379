// Parsing numbers, dates and others; failures.
using System;
using System.Globalization;

class Program
{
    static void Try(string what, Func<object> f) { try { Console.WriteLine($"{what} = {f()}"); } catch (Exception e) { Console.WriteLine($"{what}: {e.GetType().Name}: {e.Message}"); } }

    static void Main()
    {
        foreach (string s in new[] { "42", " -7 ", "+5", "2147483647", "2147483648", "", "4 2", "0x1f", "1,000", "1e3", "٣" })
            Console.WriteLine($"[{s}] {int.TryParse(s, out int i)} {i} {long.TryParse(s, out long l)} {l} {double.TryParse(s, out double d)} {d} {decimal.TryParse(s, out decimal m)} {m}");
        foreach (string s in new[] { "1.5", "-.5", "1e400", "-1e-400", "NaN", "Infinity", "1.7976931348623157E+308", "0.1e1", "123456789012345678901234567890", "4.9406564584124654E-324", "2.4703282292062327E-324", "9007199254740993", "1.00000005960464477539", "3.4028235677973366e38" })
            Console.WriteLine($"[{s}] {double.Parse(s, CultureInfo.InvariantCulture):R} {float.Parse(s, CultureInfo.InvariantCulture):R}");
        Try("int null", () => int.Parse(null));
        Try("int abc", () => int.Parse("abc"));
        Try("byte -1", () => byte.Parse("-1"));
        Try("hex", () => int.Parse("ff", NumberStyles.HexNumber));
        Try("parens", () => int.Parse("(1,234)", NumberStyles.AllowParentheses | NumberStyles.AllowThousands));
        Try("binary", () => Convert.ToInt32("1011", 2) + Convert.ToInt32("777", 8) + Convert.ToInt32("ff", 16));
        Try("bool", () => bool.Parse(" True "));
        Try("bool bad", () => bool.Parse("yes"));
        Try("char", () => char.Parse("ab"));
        Try("guid", () => Guid.Parse("{12345678-1234-1234-1234-123456789abc}"));
        Try("date", () => DateTime.Parse("2024-02-29T12:30:00", CultureInfo.InvariantCulture).ToString("u"));
        Try("date exact", () => DateTime.ParseExact("29/02/2023", "dd/MM/yyyy", null));
        Try("timespan", () => TimeSpan.Parse("1.02:03:04.5"));
        Try("version", () => Version.Parse("1.2.3").CompareTo(new Version(1, 10)));
        Try("convert", () => Convert.ToInt32(2.5) + Convert.ToInt32(3.5) + Convert.ToByte('a') + Convert.ToInt32(true));
        Try("convert overflow", () => Convert.ToByte(256));
        Try("base64", () => Convert.ToBase64String(Convert.FromBase64String("aGVsbG8=")) + Convert.ToHexString(new byte[] { 1, 255 }));
        Try("base64 bad", () => Convert.FromBase64String("a"));
        Try("change type", () => Convert.ChangeType("12.5", typeof(double), CultureInfo.InvariantCulture));
        Try("change type bad", () => Convert.ChangeType("x", typeof(int)));
    }
}
