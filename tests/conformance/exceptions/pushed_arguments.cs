using System;
using System.Runtime.CompilerServices;

// Calls whose arguments are pushed, not stored: constants beyond those that travel in registers. The stack pointer moves
// for each such call, and a landing pad must find it where it was before.
static class Program
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Refuse(string name, int a, int b, int c, int d, int e, int f, int g, int h, int i)
    {
        if (a >= 0) throw new ArgumentException($"{name} {a} {b} {c} {d} {e} {f} {g} {h} {i}");
        return b;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Rounds(int count)
    {
        int caught = 0;
        for (int round = 0; round < count; round++)
        {
            try { caught += Refuse("first", round, 1, 2, 3, 4, 5, 6, 7, 8); }
            catch (ArgumentException e) { Console.WriteLine(e.Message); caught += round; }
            try { caught += Refuse("second", round, 9, 8, 7, 6, 15, 14, 13, 12); }
            catch (ArgumentException e) { Console.WriteLine(e.Message); caught += round; }
        }
        return caught;
    }

    static void Main()
    {
        for (int count = 0; count < 5; count++) Console.WriteLine(Rounds(count));
    }
}
