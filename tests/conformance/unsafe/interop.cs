// P/Invoke into the platform's own libraries through the class library, marshalling of structures and strings.
using System;
using System.Runtime.InteropServices;

[StructLayout(LayoutKind.Sequential)]
struct Data { public int A; [MarshalAs(UnmanagedType.ByValTStr, SizeConst = 8)] public string Text; public double D; }

class Program
{
    static void Main()
    {
        IntPtr p = Marshal.AllocHGlobal(64);
        Marshal.WriteInt32(p, 0, 0x01020304);
        Marshal.WriteByte(p, 1, 0xff);
        Console.WriteLine($"{Marshal.ReadInt32(p):x} {Marshal.ReadInt16(p):x}");
        Marshal.Copy(new[] { 1.5, 2.5 }, 0, p, 2);
        double[] back = new double[2];
        Marshal.Copy(p, back, 0, 2);
        Console.WriteLine($"{back[0]} {back[1]}");
        Marshal.FreeHGlobal(p);
        IntPtr s = Marshal.StringToCoTaskMemUTF8("héllo");
        Console.WriteLine($"{Marshal.PtrToStringUTF8(s)} {Marshal.ReadByte(s, 1):x}");
        Marshal.FreeCoTaskMem(s);
        Console.WriteLine($"{Marshal.SizeOf<int>()} {Marshal.SizeOf<Guid>()} {Marshal.SizeOf<Data>()}");
        var handle = GCHandle.Alloc(new byte[] { 1, 2, 3 }, GCHandleType.Pinned);
        Console.WriteLine(Marshal.ReadByte(handle.AddrOfPinnedObject(), 2));
        handle.Free();
    }
}
