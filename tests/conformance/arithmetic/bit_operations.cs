// BitOperations and their relatives, on constants and on values only known at run time.
using System;
using System.Buffers.Binary;
using System.Numerics;

class Program
{
    static void Main()
    {
        uint[] words = { 0, 1, 2, 3, 0x80000000, 0xffffffff, 0x12345678, 0x00ff00ff };
        foreach (uint w in words)
        {
            ulong l = (ulong)w << 16 | w;
            Console.WriteLine($"{w:x8}: {BitOperations.PopCount(w)} {BitOperations.LeadingZeroCount(w)} {BitOperations.TrailingZeroCount(w)} " +
                $"{BitOperations.Log2(w)} {BitOperations.RotateLeft(w, 7):x} {BitOperations.RotateRight(w, 3):x} {BitOperations.IsPow2(w)} {BitOperations.RoundUpToPowerOf2(w)}");
            Console.WriteLine($"  {BitOperations.PopCount(l)} {BitOperations.LeadingZeroCount(l)} {BitOperations.TrailingZeroCount(l)} {BitOperations.Log2(l)} " +
                $"{BitOperations.RotateLeft(l, 37):x} {BinaryPrimitives.ReverseEndianness(w):x} {BinaryPrimitives.ReverseEndianness(l):x} {uint.TrailingZeroCount(w)}");
        }
        Console.WriteLine($"{BitOperations.RotateLeft(1u, 33)} {BitOperations.RotateLeft(1u, -1)} {BitOperations.Crc32C(0, 0x12345678u)}");
        Console.WriteLine(BitConverter.ToString(BitConverter.GetBytes(0x0102030405060708)));
    }
}
