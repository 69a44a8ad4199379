// Objects of more than 64 words: references at their start, then numbers that are none, and references at the end.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

[InlineArray(130)]
struct Numbers { long first; }

class Wide
{
    public string Before = "before";
    public int[] Data = { 1, 2, 3 };
    public Numbers Numbers;

    public Wide(long seed)
    {
        for (int i = 0; i < 130; i++) Numbers[i] = seed * 0x0101010101010101 + i;
    }
}

class Wider : Wide
{
    public Numbers More;
    public string After = "after";
    public Wider(long seed) : base(seed)
    {
        for (int i = 0; i < 130; i++) More[i] = ~Numbers[i];
    }
}

struct Both { public object Object; public Numbers Numbers; public string Text; }

class Program
{
    static long Sum(ref Numbers numbers)
    {
        long sum = 0;
        foreach (long number in numbers) sum = sum * 31 + number;
        return sum;
    }

    static void Main()
    {
        var kept = new List<Wide>();
        var both = new Both[5];
        for (int i = 0; i < 300; i++)
        {
            Wide wide = i % 2 == 0 ? new Wide(i) : new Wider(i);
            if (i % 20 < 2) kept.Add(wide);
            both[i % 5] = new Both { Object = wide, Text = "text " + i };
            both[i % 5].Numbers[i % 130] = long.MinValue + i;
            if (i % 100 == 0) GC.Collect();
        }
        GC.Collect();
        long sum = 0;
        foreach (Wide wide in kept)
        {
            sum = sum * 17 + Sum(ref wide.Numbers) + wide.Data[2] + wide.Before.Length;
            if (wide is Wider wider) sum += Sum(ref wider.More) + wider.After.Length;
        }
        Console.WriteLine(kept.Count + " " + sum);
        foreach (Both b in both)
        {
            Both copy = b;
            Console.WriteLine(b.Text + " " + b.Object.GetType() + " " + Sum(ref copy.Numbers));
        }
    }
}
