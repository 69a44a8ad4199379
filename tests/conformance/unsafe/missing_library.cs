// Functions of libraries that are not there, or that have no such function: an exception when they are called.
using System;
using System.Runtime.InteropServices;

static class Program
{
    [DllImport("kernel32.dll", SetLastError = true)] static extern IntPtr GetStdHandle(int which);
    [DllImport("user32", CharSet = CharSet.Unicode)] static extern int MessageBox(IntPtr window, string text, string caption, uint type);
    [DllImport("libc")] static extern int no_function_has_this_name(ref int x);
    [DllImport("libc")] static extern int abs(int x);

    static void Try(string name, Func<object> call)
    {
        try
        {
            Console.WriteLine($"{name} {call()}");
        }
        catch (Exception e)
        {
            e = e is TypeInitializationException ? e.InnerException! : e;
            // Where .NET looked follows.
            Console.WriteLine($"{name} {e.GetType()} {e.Message.Split(". ")[0].TrimEnd('.')}");
        }
    }

    static class Windows
    {
        public static readonly IntPtr Output = GetStdHandle(-11);
    }

    static void Main()
    {
        Try("GetStdHandle", () => GetStdHandle(-11));
        Try("MessageBox", () => MessageBox(0, "text", "caption", 0));
        Try("no_function", () => { int x = 1; return no_function_has_this_name(ref x); });
        Try("abs", () => abs(-7));
        Try("static", () => Windows.Output);
        // Programs ask where they are, and do not call what is not there.
        Console.WriteLine(OperatingSystem.IsWindows() ? GetStdHandle(-11) : "not Windows");
    }
}
