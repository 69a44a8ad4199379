// Reinterpreting bits: floats as integers, unsafe casts, endianness, NaN payloads kept through copies.
using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

struct Pair { public int A; public float B; }
struct Bytes8 { public byte A, B, C, D, E, F, G, H; }
class Holder { public double D; public float F; }

class Program
{
    static void Main()
    {
        long payload = 0x7ff8_0000_dead_beef; double nan = BitConverter.Int64BitsToDouble(payload);
        var h = new Holder { D = nan }; object boxed = h.D; double[] array = { (double)boxed }; var copy = (nan, h);
        Console.WriteLine($"{BitConverter.DoubleToInt64Bits(array[0]):x} {BitConverter.DoubleToInt64Bits(copy.nan):x} {BitConverter.DoubleToInt64Bits(-copy.h.D):x} {BitConverter.DoubleToInt64Bits(Math.Abs(-copy.h.D)):x}");
        h.F = BitConverter.Int32BitsToSingle(0x7fc12345); Console.WriteLine($"{BitConverter.SingleToInt32Bits(h.F):x} {BitConverter.SingleToInt32Bits(-0f):x} {BitConverter.DoubleToInt64Bits(-0.0):x} {BitConverter.SingleToInt32Bits(float.Epsilon)}");
        ulong u = 0x0123456789abcdef; Bytes8 b = Unsafe.As<ulong, Bytes8>(ref u); b.A = 0xff; b.H ^= 0x10;
        Console.WriteLine($"{b.A:x} {b.B:x} {b.H:x} {u:x} {Unsafe.BitCast<Bytes8, ulong>(b):x}");
        Pair p = Unsafe.BitCast<ulong, Pair>(0x3f800000_00000007); Console.WriteLine($"{p.A} {p.B}");
        Span<int> ints = stackalloc int[] { 1, -1, 0x01020304 }; Span<byte> bytes = MemoryMarshal.AsBytes(ints); bytes[5] = 0;
        Console.WriteLine($"{ints[1]:x} {bytes.Length} {Convert.ToHexString(bytes)} {BinaryPrimitives.ReverseEndianness(ints[2]):x} {BinaryPrimitives.ReadInt16BigEndian(bytes[8..]):x}");
        Span<Pair> pairs = MemoryMarshal.Cast<int, Pair>(ints); Console.WriteLine($"{pairs.Length} {BitConverter.SingleToInt32Bits(pairs[0].B):x}");
        Console.WriteLine($"{MemoryMarshal.Read<short>(bytes[1..]):x} {BitConverter.ToInt32(new byte[] { 1, 2, 3, 4, 5 }, 1):x} {Unsafe.SizeOf<Pair>()} {Unsafe.ReadUnaligned<long>(ref bytes[1]):x}");
        Unsafe.WriteUnaligned(ref bytes[3], 0x55667788); Console.WriteLine(Convert.ToHexString(bytes));
        ref Pair second = ref Unsafe.Add(ref MemoryMarshal.GetReference(MemoryMarshal.CreateSpan(ref p, 1)), 0); second.A = 42; Console.WriteLine($"{p.A} {Unsafe.AreSame(ref second, ref p)} {Unsafe.ByteOffset(ref p.A, ref Unsafe.As<float, int>(ref p.B))}");
        Console.WriteLine($"{BitConverter.HalfToInt16Bits((Half)1.5):x} {(float)BitConverter.UInt16BitsToHalf(0xfbff)} {(Half)65519f} {(Half)65520f} {(Half)1e-8f} {BitConverter.HalfToUInt16Bits((Half)(-0.0)):x}");
        bool odd = Unsafe.BitCast<byte, bool>(2); Console.WriteLine($"{(odd ? "true" : "false")} {(!odd ? "not" : "yes")}");
        decimal d = new(1, 0, 0, true, 28); int[] parts = decimal.GetBits(d); Console.WriteLine($"{d} {parts[0]} {parts[3]:x} {BitConverter.IsLittleEndian}");
    }
}
