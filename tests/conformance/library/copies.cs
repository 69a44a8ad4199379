// Copies, overlapping ones and fills of every length up to several rounds of the copying loop, at every alignment.
using System;

class Program
{
    const int Most = 420;

    static void Main()
    {
        var memory = new byte[Most + 256];
        var expected = new byte[memory.Length];
        int wrong = 0;
        for (int length = 0; length <= Most; length++)
            for (int shift = -70; shift <= 70; shift += length % 7 == 0 ? 1 : 11)
            {
                int from = 100 + length % 16, to = from + shift;
                for (int i = 0; i < memory.Length; i++) memory[i] = expected[i] = (byte)(i * 7 + i / 256);
                for (int i = 0; i < length; i++) expected[to + i] = (byte)((from + i) * 7 + (from + i) / 256);
                memory.AsSpan(from, length).CopyTo(memory.AsSpan(to));
                if (!memory.AsSpan().SequenceEqual(expected) && wrong++ < 10) Console.WriteLine($"copy of {length} by {shift}");
            }
        for (int length = 0; length <= Most; length++)
            for (int to = 16; to < 33; to += length % 5 == 0 ? 1 : 3)
            {
                for (int i = 0; i < memory.Length; i++) memory[i] = expected[i] = (byte)i;
                for (int i = 0; i < length; i++) expected[to + i] = 0xAB;
                memory.AsSpan(to, length).Fill(0xAB);
                if (!memory.AsSpan().SequenceEqual(expected) && wrong++ < 10) Console.WriteLine($"fill of {length} at {to}");
                for (int i = 0; i < length; i++) expected[to + i] = 0;
                Array.Clear(memory, to, length);
                if (!memory.AsSpan().SequenceEqual(expected) && wrong++ < 10) Console.WriteLine($"clear of {length} at {to}");
            }
        Console.WriteLine($"{wrong} wrong");

        // References, within one array and between two.
        var names = new string[200];
        for (int i = 0; i < names.Length; i++) names[i] = i.ToString();
        Array.Copy(names, 3, names, 1, 190);
        Array.Copy(names, 0, names, 5, 150);
        var other = new string[200];
        Array.Copy(names, 0, other, 100, 100);
        long hash = 0;
        for (int i = 0; i < names.Length; i++) hash = hash * 31 + names[i].Length * 7 + names[i][0] + (other[i]?[^1] ?? '-');
        Console.WriteLine(hash);
    }
}
