// A dictionary whose entries are replaced all the time. Arguments: live entries, replacements.
using System;
using System.Collections.Generic;

class Value { public long Key; public string Text; public Value Next; }

class Program
{
    static void Main(string[] args)
    {
        int live = int.Parse(args[0]), steps = int.Parse(args[1]);
        var table = new Dictionary<long, Value>();
        ulong random = 88172645463325252;
        long sum = 0;
        for (int i = 0; i < steps; i++)
        {
            random ^= random << 13; random ^= random >> 7; random ^= random << 17;
            long key = (long)(random % (ulong)live);
            table.TryGetValue(key, out Value old);
            sum += old?.Text.Length ?? 0;
            table[key] = new Value { Key = key, Text = i.ToString(), Next = old == null ? null : new Value { Key = old.Key } };
        }
        Console.WriteLine($"{table.Count} {sum}");
    }
}
