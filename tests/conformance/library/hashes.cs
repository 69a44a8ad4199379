// Hash functions, HMAC and PBKDF2: at once, in pieces, of streams, copies in the middle, and keys longer than a block.
using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

static class Program
{
    static readonly byte[] Empty = [];
    static readonly byte[] Short = Encoding.ASCII.GetBytes("abc");
    static readonly byte[] Long = Enumerable.Range(0, 1000).Select(i => (byte)(i * 7 + i / 256)).ToArray();

    static readonly HashAlgorithmName[] Names =
    [
        HashAlgorithmName.MD5, HashAlgorithmName.SHA1, HashAlgorithmName.SHA256, HashAlgorithmName.SHA384,
        HashAlgorithmName.SHA512, HashAlgorithmName.SHA3_256, HashAlgorithmName.SHA3_384, HashAlgorithmName.SHA3_512,
    ];

    static void Print(string what, byte[] bytes) => Console.WriteLine($"{what,-18}{Convert.ToHexString(bytes).ToLowerInvariant()}");

    static void Main()
    {
        foreach (var name in Names)
        {
            Print(name.Name, CryptographicOperations.HashData(name, Empty));
            Print("  abc", CryptographicOperations.HashData(name, Short));
            Print("  long", CryptographicOperations.HashData(name, Long));
            Print("  stream", CryptographicOperations.HashData(name, new MemoryStream(Long)));
            Pieces(name);
            Macs(name);
        }
        Objects();
        Derived();
        Random();
        // KMAC and SHAKE depend on the OpenSSL that .NET finds; without support there is an exception.
        Console.WriteLine(Kmac128.IsSupported || !Kmac256.IsSupported);
    }

    static void Pieces(HashAlgorithmName name)
    {
        using var hash = IncrementalHash.CreateHash(name);
        for (int at = 0, piece = 1; at < Long.Length; at += piece, piece = piece * 2 + 1)
        {
            piece = Math.Min(piece, Long.Length - at);
            hash.AppendData(Long, at, piece);
            if (at < 20)
                Print("  current", hash.GetCurrentHash());
        }
        Print("  pieces", hash.GetHashAndReset());
        hash.AppendData(Short);
        Print("  again", hash.GetHashAndReset());
        Console.WriteLine($"  {hash.HashLengthInBytes} bytes");
    }

    static void Macs(HashAlgorithmName name)
    {
        foreach (int length in new[] { 0, 1, 64, 65, 72, 73, 104, 128, 129, 136, 137, 300 })
            Print("  key " + length, CryptographicOperations.HmacData(name, Long.AsSpan(0, length), Short));
        using var mac = IncrementalHash.CreateHMAC(name, Short);
        mac.AppendData(Long, 0, 500);
        Print("  mac so far", mac.GetCurrentHash());
        mac.AppendData(Long, 500, 500);
        Print("  mac", mac.GetHashAndReset());
        Print("  mac of nothing", mac.GetHashAndReset());
    }

    static void Objects()
    {
        using (var sha = SHA256.Create())
        {
            Console.WriteLine($"{sha.HashSize} {sha.CanReuseTransform} {sha.InputBlockSize}");
            Print("compute", sha.ComputeHash(Long, 10, 100));
            sha.TransformBlock(Long, 0, 10, null, 0);
            sha.TransformFinalBlock(Long, 10, 990);
            Print("transform", sha.Hash!);
            sha.Initialize();
            Print("stream", sha.ComputeHash(new MemoryStream(Long)));
        }
        using (var md5 = MD5.Create())
        using (var stream = new CryptoStream(Stream.Null, md5, CryptoStreamMode.Write))
        {
            stream.Write(Long);
            stream.FlushFinalBlock();
            Print("crypto stream", md5.Hash!);
        }
        using (var mac = new HMACSHA1(Long))
        {
            Print("mac", mac.ComputeHash(Short));
            mac.Key = Short;
            Print("other key", mac.ComputeHash(Short));
        }
        Console.WriteLine(SHA1.TryHashData(Short, new byte[19], out int written) + " " + written);
        Console.WriteLine(CryptographicOperations.FixedTimeEquals(SHA1.HashData(Short), SHA1.HashData(Short)));
        try
        {
            CryptographicOperations.HashData(new HashAlgorithmName("SHA0"), Short);
        }
        catch (CryptographicException e)
        {
            Console.WriteLine(e.Message);
        }
        var disposed = SHA512.Create();
        disposed.Dispose();
        try
        {
            disposed.ComputeHash(Short);
        }
        catch (ObjectDisposedException)
        {
            Console.WriteLine("disposed");
        }
    }

    static void Derived()
    {
        foreach (int length in new[] { 1, 20, 32, 33, 100 })
            Print("PBKDF2 " + length, Rfc2898DeriveBytes.Pbkdf2("password", Short, 1000, HashAlgorithmName.SHA256, length));
        Print("one iteration", Rfc2898DeriveBytes.Pbkdf2(Empty, Long, 1, HashAlgorithmName.SHA1, 64));
        Print("HKDF", HKDF.DeriveKey(HashAlgorithmName.SHA512, Long, 80, Short, Short));
    }

    static void Random()
    {
        var bytes = RandomNumberGenerator.GetBytes(64);
        Console.WriteLine($"{bytes.Length} {bytes.Distinct().Count() > 16}");
        var numbers = Enumerable.Range(0, 100).Select(_ => RandomNumberGenerator.GetInt32(10, 20)).ToArray();
        Console.WriteLine($"{numbers.All(n => n is >= 10 and < 20)} {numbers.Distinct().Count() > 1}");
    }
}
