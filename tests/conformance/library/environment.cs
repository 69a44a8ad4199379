// Process-level facts that do not depend on the machine.
using System;
using System.Diagnostics;
using System.Runtime.InteropServices;

class Program
{
    static void Main(string[] args)
    {
        Console.WriteLine($"{Environment.NewLine.Length} {Environment.ProcessorCount > 0} {Environment.Is64BitProcess} {Environment.Version.Major} {RuntimeInformation.IsOSPlatform(OSPlatform.Linux)} {OperatingSystem.IsLinux()} {OperatingSystem.IsWindows()} {BitConverter.IsLittleEndian} {IntPtr.Size}");
        Environment.SetEnvironmentVariable("KILN_TEST_VALUE", "v1"); Console.WriteLine($"{Environment.GetEnvironmentVariable("KILN_TEST_VALUE")} {Environment.GetEnvironmentVariable("KILN_SURELY_UNSET") ?? "null"} {Environment.ExpandEnvironmentVariables("%KILN_TEST_VALUE%!")} {args.Length} {Environment.GetCommandLineArgs().Length}");
        var w = Stopwatch.StartNew(); long before = Environment.TickCount64; System.Threading.Thread.Sleep(15); Console.WriteLine($"{w.ElapsedMilliseconds >= 10} {Environment.TickCount64 >= before} {Stopwatch.IsHighResolution} {DateTime.UtcNow.Year >= 2024} {Environment.CurrentManagedThreadId > 0} {Environment.CurrentDirectory.Length > 0} {AppContext.BaseDirectory.Length > 0} {Environment.UserName != null}");
        Console.WriteLine($"{System.Globalization.CultureInfo.CurrentCulture.Name}| {TimeZoneInfo.Utc.Id} {Environment.HasShutdownStarted} {GC.GetTotalAllocatedBytes() > 0} {Environment.ProcessId > 0} {RuntimeInformation.FrameworkDescription.StartsWith(".NET 10")}");
        Debug.Assert(false, "not in a release build"); Trace.WriteLine("nowhere");
    }
}
