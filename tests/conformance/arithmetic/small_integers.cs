// byte, sbyte, short, ushort and char are widened for arithmetic and truncated when stored.
using System;

class Box
{
    public byte B;
    public sbyte S;
    public short H;
    public ushort U;
    public char C;
    public bool Flag;
}

class Program
{
    static byte Byte(int x) => (byte)x;
    static sbyte SByte(int x) => (sbyte)x;
    static short Short(int x) => (short)x;
    static ushort UShort(int x) => (ushort)x;

    static void Main()
    {
        var box = new Box();
        for (int i = 0; i < 5; i++)
        {
            box.B -= 100;
            box.S += 100;
            box.H -= 30000;
            box.U -= 30000;
            box.C += (char)20000;
            box.Flag ^= true;
            Console.WriteLine($"{box.B} {box.S} {box.H} {box.U} {(int)box.C} {box.Flag}");
        }
        int[] values = { 0, 127, 128, 255, 256, 32767, 32768, 65535, 65536, -1, -128, -129, -32769 };
        foreach (int v in values) Console.WriteLine($"{v}: {Byte(v)} {SByte(v)} {Short(v)} {UShort(v)}");
        byte[] bytes = { 250, 5 };
        bytes[0] += 10;
        bytes[1] <<= 7;
        sbyte minus = -1;
        Console.WriteLine($"{bytes[0]} {bytes[1]} {(uint)minus} {(ulong)minus} {(ushort)minus} {minus >>> 28} {(byte)(minus >> 1)}");
        byte n = 200;
        Console.WriteLine(n + n);
        Console.WriteLine((byte)(n + n));
        Console.WriteLine(n++ + ++n);
        Console.WriteLine(-n);
        Console.WriteLine(~n);
    }
}
