// P/Invokes with strings, booleans, characters, arrays, string builders, references, safe handles and the last error.
using System;
using System.Runtime.InteropServices;
using System.Text;

class Descriptor : SafeHandle
{
    public Descriptor(int number) : base((IntPtr)(-1), false) => SetHandle((IntPtr)number);
    public override bool IsInvalid => handle == (IntPtr)(-1);
    protected override bool ReleaseHandle() => true;
}

enum Whence { Set, Current, End }

static class C
{
    [DllImport("libc")] public static extern nint strlen(string text);
    [DllImport("libc", EntryPoint = "strlen")] public static extern nint Length16([MarshalAs(UnmanagedType.LPWStr)] string text);
    [DllImport("libc", EntryPoint = "strlen")] public static extern nint Length8([MarshalAs(UnmanagedType.LPUTF8Str)] string text);
    [DllImport("libc", EntryPoint = "strlen", CharSet = CharSet.Unicode)] public static extern nint LengthUnicode(string text);
    [DllImport("libc")] public static extern int atoi(string text);
    [DllImport("libc")] public static extern string strdup(string text);
    [DllImport("libc", EntryPoint = "strcmp")] public static extern bool Differ(string a, string b);
    [DllImport("libc")] public static extern int toupper(char c);
    [DllImport("libc", EntryPoint = "abs")] public static extern int FromBool(bool b);
    [DllImport("libc", EntryPoint = "abs")] [return: MarshalAs(UnmanagedType.U1)] public static extern bool LowByte(int n);
    [DllImport("libc", EntryPoint = "toupper")] public static extern char Upper(char c);
    [DllImport("libc")] public static extern IntPtr memcpy(byte[] to, byte[] from, nint count);
    [DllImport("libc")] public static extern IntPtr memset(int[] to, int value, nint count);
    [DllImport("libc")] public static extern IntPtr strcpy(StringBuilder to, string from);
    [DllImport("libc")] public static extern IntPtr strcat(StringBuilder to, string from);
    [DllImport("libc")] public static extern double frexp(double x, out int exponent);
    [DllImport("libc")] public static extern double modf(double x, ref double whole);
    [DllImport("libc")] public static extern long strtol(string text, out IntPtr end, int radix);
    [DllImport("libc", EntryPoint = "memset")] public static extern IntPtr Fill(ref bool b, int value, nint count);
    [DllImport("libc", EntryPoint = "memset")] public static extern IntPtr Clear(ref int n, int value, nint count);
    [DllImport("libc", SetLastError = true)] public static extern int chdir(string path);
    [DllImport("libc")] public static extern long lseek(Descriptor d, long offset, Whence whence);
    [DllImport("libc")] public static extern int setenv(string name, string value, bool replace);
    [DllImport("libc")] public static extern IntPtr getenv(string name);
}

class Program
{
    static void Main()
    {
        Console.WriteLine($"{C.strlen("hello")} {C.strlen("héllo€")} {C.strlen("")} {C.Length16("AB")} {C.Length8("é")} {C.LengthUnicode("xyz")}");
        Console.WriteLine($"{C.atoi("1234x")} {C.strdup("copied é")}");
        Console.WriteLine($"{C.Differ("a", "a")} {C.Differ("a", "b")} {C.toupper('q')} {C.Upper('q')}");
        Console.WriteLine($"{C.FromBool(true)} {C.FromBool(false)} {C.LowByte(256)} {C.LowByte(257)}");
        var to = new byte[4];
        C.memcpy(to, new byte[] { 1, 2, 3, 4 }, 3);
        Console.WriteLine(string.Join(",", to));
        var ints = new int[3];
        C.memset(ints, 1, 8);
        Console.WriteLine(string.Join(",", ints));
        var text = new StringBuilder(64);
        C.strcpy(text, "built");
        C.strcat(text, " up");
        Console.WriteLine($"{text} {text.Length}");
        double mantissa = C.frexp(48, out int exponent), whole = 0;
        Console.WriteLine($"{mantissa} {exponent} {C.modf(3.25, ref whole)} {whole}");
        Console.WriteLine(C.strtol("ff", out IntPtr end, 16) + " " + (end != IntPtr.Zero));
        bool flag = false;
        C.Fill(ref flag, 1, 1);
        bool set = flag;
        C.Fill(ref flag, 0, 4);
        int number = 0x01020304;
        C.Clear(ref number, 0, 2);
        Console.WriteLine($"{set} {flag} {number:x}");
        Console.WriteLine($"{C.chdir("/does/not/exist")} {Marshal.GetLastPInvokeError()} {C.chdir("/")} {Marshal.GetLastPInvokeError()}");
        using (var descriptor = new Descriptor(-5)) Console.WriteLine(C.lseek(descriptor, 0, Whence.Current));
        C.setenv("KILN_TEST_VARIABLE", "one", true);
        C.setenv("KILN_TEST_VARIABLE", "two", false);
        Console.WriteLine(Marshal.PtrToStringUTF8(C.getenv("KILN_TEST_VARIABLE")));
    }
}
