// A heap of about 500 MB that stays, with garbage made beside it and references into it changed.
using System;

class Item { public Item A, B; public long X, Y, Z; public byte[] Data; }

class Program
{
    static void Main(string[] args)
    {
        int count = int.Parse(args[0]);
        var items = new Item[count];
        for (int i = 0; i < count; i++) items[i] = new Item { X = i, Data = new byte[40 + i % 80] };
        uint random = 1;
        long sum = 0;
        for (int i = 0; i < count * 4; i++)
        {
            random = random * 1664525 + 1013904223;
            Item at = items[random % (uint)count];
            at.A = items[(random >> 3) % (uint)count];
            at.B = new Item { Y = i };
            sum += at.A.X + at.B.Y + (at.A.B?.Y & 1 ?? 0);
            if (i % 16 == 0) items[random % (uint)count] = new Item { X = i, Data = new byte[40 + i % 80] };
        }
        Console.WriteLine(sum);
    }
}
