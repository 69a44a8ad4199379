// Arrays with lower bounds that are not zero, made by Array.CreateInstance.
using System;

class Program
{
    static void Try(Action a) { try { a(); Console.Write("fine "); } catch (Exception e) { Console.Write(e.GetType().Name + " "); } }
    static void Main()
    {
        int[,] a = (int[,])Array.CreateInstance(typeof(int), new[] { 2, 3 }, new[] { 10, -1 });
        for (int i = a.GetLowerBound(0); i <= a.GetUpperBound(0); i++) for (int j = a.GetLowerBound(1); j <= a.GetUpperBound(1); j++) a[i, j] = i * 100 + j;
        foreach (int x in a) Console.Write(x + " ");
        Console.WriteLine($"{a.GetLowerBound(0)} {a.GetUpperBound(0)} {a.GetLowerBound(1)} {a.GetUpperBound(1)} {a.Length}");
        Try(() => a[0, 0] = 1); Try(() => a[12, 0] = 1); Try(() => a[10, -2] = 1); Try(() => a[10, 2] = 1); Try(() => a[11, 1] = 1); Console.WriteLine(a[11, 1]);
        ref int r = ref a[10, -1]; r = 5; a[10, 0] += 7; Console.WriteLine($"{a[10, -1]} {a[10, 0]} {a.GetValue(10, 0)}");
        a.SetValue(99, 11, 0); Try(() => a.GetValue(0, 0)); Console.WriteLine(a[11, 0]);
        string[,,] s = (string[,,])Array.CreateInstance(typeof(string), new[] { 1, 2, 1 }, new[] { 1, 1, 1 }); s[1, 2, 1] = "x"; Try(() => s[0, 1, 1] = "y"); object[,,] o = s; Try(() => o[1, 1, 1] = 3); Console.WriteLine(o[1, 2, 1]);
        Array one = Array.CreateInstance(typeof(int), new[] { 3 }, new[] { 5 }); one.SetValue(1, 5); one.SetValue(3, 7);
        Console.WriteLine($"{one.GetValue(7)} {one.GetLowerBound(0)} {one.GetType()} {one is int[]} {Array.IndexOf(one, 3)} {Array.IndexOf(one, 42)} {one.Rank}");
        Try(() => one.SetValue(1, 4)); Try(() => one.GetValue(8)); int[] plain = new int[5]; Array.Copy(one, 5, plain, 1, 3); Console.WriteLine(string.Join(",", plain));
        int[] vector = (int[])Array.CreateInstance(typeof(int), 4); vector[0] = 8; Console.WriteLine($"{vector.Length} {vector.GetType()}");
        Array.Clear(a); foreach (int x in a) Console.Write(x); Console.WriteLine();
    }
}
