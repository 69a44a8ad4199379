// Random lifetimes and mixed sizes, in ten phases with other sizes each. After each,
// the heap and the memory it holds as multiples of the live bytes; the largest are printed on standard error.
using System;

class Program
{
    static int Size(int phase, uint random) => (int)(16 + random % (uint)(40 << (phase % 5)) * (random % 50 == 0 ? 20u : 1u));

    static void Main(string[] args)
    {
        int slots = int.Parse(args[0]);
        var live = new byte[slots][];
        uint random = 7;
        long bytes = 0, sum = 0;
        double worst = 0, held = 0;
        for (int phase = 0; phase < 10; phase++)
        {
            for (int i = 0; i < slots * 4; i++)
            {
                random = random * 1664525 + 1013904223;
                int at = (int)((random >> 8) % (uint)slots);
                // Most die young; some slots are only written once in a phase.
                if (at % 3 == 0 && i % 4 != 0) { sum += new byte[Size(phase, random >> 4)].Length; continue; }
                bytes -= live[at] == null ? 0 : live[at].Length + 24;
                live[at] = new byte[Size(phase, random >> 4)];
                bytes += live[at].Length + 24;
            }
            long heap = GC.GetTotalMemory(true), live0 = bytes + slots * 8;
            worst = Math.Max(worst, (double)heap / live0);
            held = Math.Max(held, (double)GC.GetGCMemoryInfo().TotalCommittedBytes / live0);
        }
        Console.WriteLine($"{bytes} {sum}");
        Console.Error.WriteLine($"heap/live {worst:F2}, committed/live {held:F2}");
    }
}
