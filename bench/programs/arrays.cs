// Large arrays, some kept for a while.
using System;

class Program
{
    static void Main(string[] args)
    {
        int steps = int.Parse(args[0]);
        var kept = new Array[32];
        long sum = 0;
        for (int i = 0; i < steps; i++)
        {
            int n = 20_000 + i * 7919 % 400_000;
            if (i % 3 == 0) { var a = new object[n / 8]; a[i % a.Length] = a; kept[i % 32] = a; }
            else { var a = new byte[n]; a[i % n] = (byte)i; kept[i % 32] = a; }
            sum += kept[i * 5 % 32]?.Length ?? 0;
        }
        Console.WriteLine(sum);
    }
}
