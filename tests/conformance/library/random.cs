// Seeded Random is the same everywhere; shuffles and sampling.
using System;
using System.Linq;

class Program
{
    static void Main()
    {
        var r = new Random(42);
        Console.WriteLine(string.Join(" ", Enumerable.Range(0, 10).Select(_ => r.Next(1000))) + $" {r.NextDouble()} {r.NextInt64(1L << 40)} {r.NextSingle()} {r.Next(-5, 5)}");
        byte[] b = new byte[8]; r.NextBytes(b); int[] a = Enumerable.Range(0, 10).ToArray(); r.Shuffle(a); Console.WriteLine(Convert.ToHexString(b) + " " + string.Join(",", a) + " " + string.Join(",", r.GetItems(new[] { 'x', 'y', 'z' }, 6)));
        double x = new Random().NextDouble(); int n = Random.Shared.Next(5); Console.WriteLine($"{x is >= 0 and < 1} {n is >= 0 and < 5}");
    }
}
