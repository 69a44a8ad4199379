// Hashes, checksums and encodings with known results.
using System;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

class Program
{
    static uint Crc(ReadOnlySpan<byte> data) { uint c = ~0u; foreach (byte b in data) { c ^= b; for (int k = 0; k < 8; k++) c = (c & 1) != 0 ? c >> 1 ^ 0xEDB88320 : c >> 1; } return ~c; }
    static ulong Fnv(string s) { ulong h = 14695981039346656037; foreach (char c in s) { h ^= c; h *= 1099511628211; } return h; }
    static int Djb(string s) { int h = 5381; unchecked { foreach (char c in s) h = h * 33 + c; } return h; }
    static uint Adler(byte[] d) { uint a = 1, b = 0; foreach (byte x in d) { a = (a + x) % 65521; b = (b + a) % 65521; } return b << 16 | a; }

    static void Main()
    {
        byte[] data = Encoding.UTF8.GetBytes("The quick brown fox jumps over the lazy dog");
        Console.WriteLine($"{Crc(data):x} {Fnv("hello"):x} {Djb("hello world")} {Adler(data):x} {Convert.ToBase64String(data).Length} {Convert.ToHexString(data, 0, 5)}");
    }
}
