// System.Numerics: BigInteger, Complex, vectors.
using System;
using System.Numerics;

class Program
{
    static void Main()
    {
        BigInteger f = 1; for (int i = 2; i <= 60; i++) f *= i;
        BigInteger a = BigInteger.Parse("123456789012345678901234567890"), b = BigInteger.Pow(2, 200);
        Console.WriteLine($"{f} {f / a} {f % a} {a - b} {-b >> 100} {BigInteger.GreatestCommonDivisor(f, a)} {BigInteger.ModPow(3, 1000, 1000007)} {a.GetBitLength()} {b:x} {b.IsPowerOfTwo} {(double)a} {(long)(a % 1000000007)}");
        try { long l = (long)b; } catch (OverflowException e) { Console.WriteLine(e.Message); }
        Complex c = new(3, 4); Console.WriteLine($"{c * c} {c.Magnitude} {Complex.Sqrt(-1)} {c / new Complex(0, 1)}");
        var v = new Vector3(1, 2, 3); var w = new Vector3(4, 5, 6);
        Console.WriteLine($"{Vector3.Dot(v, w)} {Vector3.Cross(v, w)} {v + w * 2} {v.LengthSquared()} {Vector2.Lerp(Vector2.Zero, Vector2.One, 0.25f)} {Matrix4x4.Identity.GetDeterminant()} {Vector4.Max(new(1, 5, 2, 8), new(3, 3, 3, 3))} {Quaternion.Identity}");
        var x = new Vector<int>(5); Console.WriteLine($"{Vector.Sum(x) == 5 * Vector<int>.Count} {Vector.EqualsAll(x + x, new Vector<int>(10))}");
    }
}
