// Custom interpolated string handlers, FormattableString, string.Create, spans as holes.
using System;
using System.Runtime.CompilerServices;
using System.Text;

[InterpolatedStringHandler]
ref struct LogHandler
{
    StringBuilder text;
    public bool On;
    public LogHandler(int literal, int holes, Logger log, out bool proceed) { On = proceed = log.Enabled; text = On ? new StringBuilder($"({literal},{holes})") : null; }
    public void AppendLiteral(string s) => text.Append('L').Append(s);
    public void AppendFormatted<T>(T x) => text.Append('<').Append(x).Append('>');
    public void AppendFormatted<T>(T x, string format) where T : IFormattable => text.Append('{').Append(x.ToString(format, null)).Append('}');
    public void AppendFormatted(ReadOnlySpan<char> x, int alignment = 0) => text.Append('[').Append(x).Append(alignment).Append(']');
    public override string ToString() => text?.ToString() ?? "off";
}
class Logger { public bool Enabled; public void Log([InterpolatedStringHandlerArgument("")] LogHandler h) => Console.WriteLine(h.ToString()); }

class Program
{
    static int calls;
    static int Side() { calls++; return calls; }

    static void Main()
    {
        var log = new Logger();
        log.Log($"a {Side()} b");
        log.Enabled = true;
        log.Log($"a {Side()} b {255:x} {"span".AsSpan(),4} {null as string}");
        Console.WriteLine(calls);
        FormattableString f = $"x={Side()} y={"s"}";
        Console.WriteLine($"{f.Format} {f.ArgumentCount} {f.GetArgument(1)} {FormattableString.Invariant(f)}");
        Span<char> buffer = stackalloc char[16];
        Console.WriteLine($"{buffer.TryWrite($"{12}-{3.5}", out int n)} {n} {buffer[..n]} {buffer.TryWrite($"much too long for the buffer {n}", out n)} {n}");
        const string constant = $"{"con"}{"stant"}";
        Console.WriteLine(constant);
        Console.WriteLine($"{(calls > 1 ? "many" : "few")} {$"nested {$"{calls}"}"} {{braces}}");
    }
}
