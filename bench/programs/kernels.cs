// Small loops of each kind that programs are made of. Prints `NAME NANOSECONDS` of the best of some rounds.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text;

class Body { public double X, Y, Z, VX, VY, VZ, Mass; }
interface IShape { double Area(); }
sealed class Square(double side) : IShape { public double Area() => side * side; }
sealed class Circle(double radius) : IShape { public double Area() => Math.PI * radius * radius; }
readonly record struct Point(int X, int Y);

class Program
{
    const int Rounds = 60;
    static double sink;

    static void Measure(string name, Func<double> kernel)
    {
        long best = long.MaxValue;
        for (int i = 0; i < Rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            sink += kernel();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).Ticks * 100);
        }
        Console.WriteLine($"{name} {best}");
    }

    static void Main()
    {
        Measure("nbody", NBody);
        Measure("spectralnorm", SpectralNorm);
        Measure("fannkuch", Fannkuch);
        Measure("mandelbrot", Mandelbrot);
        Measure("matrix", Matrix);
        Measure("sieve", Sieve);
        Measure("dictionary", Dictionary);
        Measure("words", Words);
        Measure("linq", Linq);
        Measure("text", Text);
        Measure("sort", Sort);
        Measure("interfaces", Interfaces);
        Measure("lists", Lists);
        Measure("spans", Spans);
    }

    static double NBody()
    {
        var bodies = new Body[5];
        for (int i = 0; i < 5; i++) bodies[i] = new Body { X = i * 1.5, Y = i * 0.7 + 1, Z = 2 - i, VX = 0.1 * i, VY = 0.2, VZ = 0.05 * i, Mass = 1 + i };
        for (int step = 0; step < 10000; step++)
        {
            for (int i = 0; i < bodies.Length; i++)
            {
                Body a = bodies[i];
                for (int j = i + 1; j < bodies.Length; j++)
                {
                    Body b = bodies[j];
                    double dx = a.X - b.X, dy = a.Y - b.Y, dz = a.Z - b.Z;
                    double distance = dx * dx + dy * dy + dz * dz, mag = 0.001 / (distance * Math.Sqrt(distance));
                    a.VX -= dx * b.Mass * mag; a.VY -= dy * b.Mass * mag; a.VZ -= dz * b.Mass * mag;
                    b.VX += dx * a.Mass * mag; b.VY += dy * a.Mass * mag; b.VZ += dz * a.Mass * mag;
                }
            }
            foreach (Body b in bodies) { b.X += 0.001 * b.VX; b.Y += 0.001 * b.VY; b.Z += 0.001 * b.VZ; }
        }
        return bodies[0].X;
    }

    static double Element(int i, int j) => 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1);
    static void Times(double[] v, double[] result, bool transposed)
    {
        for (int i = 0; i < v.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < v.Length; j++) sum += (transposed ? Element(j, i) : Element(i, j)) * v[j];
            result[i] = sum;
        }
    }
    static double SpectralNorm()
    {
        double[] u = new double[350], v = new double[350], t = new double[350];
        Array.Fill(u, 1);
        for (int i = 0; i < 5; i++) { Times(u, t, false); Times(t, v, true); Times(v, t, false); Times(t, u, true); }
        double vBv = 0, vv = 0;
        for (int i = 0; i < u.Length; i++) { vBv += u[i] * v[i]; vv += v[i] * v[i]; }
        return Math.Sqrt(vBv / vv);
    }

    static double Fannkuch()
    {
        const int n = 8;
        int[] p = new int[n], q = new int[n], s = new int[n];
        int sign = 1, maxFlips = 0, sum = 0;
        for (int i = 0; i < n; i++) { p[i] = i; q[i] = i; s[i] = i; }
        while (true)
        {
            int q0 = p[0];
            if (q0 != 0)
            {
                for (int i = 1; i < n; i++) q[i] = p[i];
                int flips = 1;
                while (true)
                {
                    int qq = q[q0];
                    if (qq == 0) { sum += sign * flips; if (flips > maxFlips) maxFlips = flips; break; }
                    q[q0] = q0;
                    if (q0 >= 3) { int i = 1, j = q0 - 1; do { (q[i], q[j]) = (q[j], q[i]); i++; j--; } while (i < j); }
                    q0 = qq; flips++;
                }
            }
            if (sign == 1) { (p[0], p[1]) = (p[1], p[0]); sign = -1; }
            else
            {
                (p[1], p[2]) = (p[2], p[1]); sign = 1;
                for (int i = 2; i < n; i++)
                {
                    int sx = s[i];
                    if (sx != 0) { s[i] = sx - 1; break; }
                    if (i == n - 1) return sum * 100.0 + maxFlips;
                    s[i] = i;
                    int t = p[0];
                    for (int j = 0; j <= i; j++) p[j] = p[j + 1];
                    p[i + 1] = t;
                }
            }
        }
    }

    static double Mandelbrot()
    {
        int count = 0;
        for (int y = 0; y < 160; y++)
            for (int x = 0; x < 160; x++)
            {
                double cr = x / 80.0 - 1.5, ci = y / 80.0 - 1, r = 0, i = 0;
                int n = 0;
                for (; n < 100 && r * r + i * i < 4; n++) { double t = r * r - i * i + cr; i = 2 * r * i + ci; r = t; }
                count += n;
            }
        return count;
    }

    static double Matrix()
    {
        const int n = 80;
        double[,] a = new double[n, n], b = new double[n, n], c = new double[n, n];
        for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) { a[i, j] = i + j; b[i, j] = i - j; }
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int k = 0; k < n; k++) sum += a[i, k] * b[k, j];
                c[i, j] = sum;
            }
        return c[n / 2, n / 3];
    }

    static double Sieve()
    {
        var composite = new bool[300000];
        int count = 0;
        for (int i = 2; i < composite.Length; i++)
        {
            if (composite[i]) continue;
            count++;
            for (long j = (long)i * i; j < composite.Length; j += i) composite[j] = true;
        }
        return count;
    }

    static double Dictionary()
    {
        var map = new Dictionary<int, int>();
        for (int i = 0; i < 100000; i++) { int key = i * 7919 % 20011; map.TryGetValue(key, out int n); map[key] = n + 1; }
        int total = 0;
        foreach (var pair in map) total += pair.Key ^ pair.Value;
        return total;
    }

    static double Words()
    {
        const string text = "the quick brown fox jumps over the lazy dog while seven wizards box quietly and the dog sleeps";
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < 1500; i++)
            foreach (string word in text.Split(' ')) counts[word] = counts.GetValueOrDefault(word) + 1;
        return counts["the"];
    }

    static double Linq()
    {
        int[] numbers = Enumerable.Range(0, 40000).ToArray();
        return numbers.Where(x => x % 3 == 0).Select(x => x * 2L).Sum()
            + numbers.GroupBy(x => x % 10).Select(g => g.Count()).Max()
            + numbers.OrderByDescending(x => x % 1000).Take(10).Count();
    }

    static double Text()
    {
        var builder = new StringBuilder();
        for (int i = 0; i < 8000; i++) builder.Append(i).Append(',').Append($"{i:x}-{i * 0.5}").Append(';');
        string all = builder.ToString();
        return all.Length + all.IndexOf("7999") + all.ToUpperInvariant().Replace("A", "bb").Length;
    }

    static double Sort()
    {
        var random = new Random(1);
        int[] numbers = new int[10000];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = random.Next();
        Array.Sort(numbers);
        var points = new List<Point>();
        for (int i = 0; i < 5000; i++) points.Add(new Point(numbers[i] % 1000, i));
        points.Sort((a, b) => a.X != b.X ? a.X - b.X : a.Y - b.Y);
        return numbers[500] + points[500].Y;
    }

    static double Interfaces()
    {
        var shapes = new IShape[1000];
        for (int i = 0; i < shapes.Length; i++) shapes[i] = i % 3 == 0 ? new Circle(i) : new Square(i);
        double sum = 0;
        for (int round = 0; round < 300; round++) foreach (IShape shape in shapes) sum += shape.Area();
        return sum;
    }

    static double Lists()
    {
        var list = new List<int>();
        for (int i = 0; i < 100000; i++) list.Add(i ^ 5);
        long sum = 0;
        for (int round = 0; round < 5; round++) foreach (int n in list) sum += n;
        for (int i = 0; i < list.Count; i++) sum += list[i] & 3;
        return sum;
    }

    static double Spans()
    {
        Span<byte> bytes = new byte[100000];
        int sum = 0;
        for (int round = 0; round < 20; round++)
        {
            for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)(bytes[i] * 3 + i);
            foreach (byte b in bytes) sum += b;
            sum += bytes.IndexOf((byte)251) + bytes.Slice(100).Length;
        }
        return sum;
    }
}
