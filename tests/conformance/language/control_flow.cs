// Loops, labels, nested breaks, goto, do-while, conditional chains, local functions, constants.
using System;

class Program
{
    const int Limit = 5; const string Greeting = "hi" + "!"; const long Big = 1L << 40; const double Half = 1 / 2.0;

    static int Collatz(long n) { int steps = 0; do { n = n % 2 == 0 ? n / 2 : 3 * n + 1; steps++; } while (n != 1); return steps; }
    static string Search(int[,] m, int what)
    {
        for (int r = 0; r < m.GetLength(0); r++) for (int c = 0; c < m.GetLength(1); c++) if (m[r, c] == what) goto found;
        return "absent";
    found: return "present";
    }
    static bool Prime(int n) { if (n < 2) return false; for (int d = 2; d * d <= n; d++) if (n % d == 0) return false; return true; }
    static int Ackermann(int m, int n) => m == 0 ? n + 1 : n == 0 ? Ackermann(m - 1, 1) : Ackermann(m - 1, Ackermann(m, n - 1));
    static void Hanoi(int n, char a, char b, char c, ref int moves) { if (n == 0) return; Hanoi(n - 1, a, c, b, ref moves); moves++; Hanoi(n - 1, c, b, a, ref moves); }

    static void Main()
    {
        for (int i = 0, j = 10; i < j; i += 2, j--) Console.Write($"{i}/{j} ");
        int w = 0; while (true) { if (++w == 3) continue; if (w > Limit) break; Console.Write(w + " "); }
        for (; ; ) { w--; if (w < 0) break; }
        Console.WriteLine($"{Greeting} {Big} {Half} {Collatz(27)} {Search(new[,] { { 1, 2 }, { 3, 4 } }, 3)} {Search(new int[2, 2], 3)}");
        int primes = 0; for (int i = 0; i < 1000; i++) if (Prime(i)) primes++;
        int moves = 0; Hanoi(10, 'a', 'b', 'c', ref moves);
        Console.WriteLine($"{primes} {Ackermann(2, 9)} {moves}");
        int k = 0;
    top: if (k < 3) { Console.Write("k" + k++); goto top; }
        Console.WriteLine();
        bool[] sieve = new bool[50]; for (int i = 2; i < 50; i++) { if (sieve[i]) continue; Console.Write(i + " "); for (int j = i * i; j < 50; j += i) sieve[j] = true; }
        Console.WriteLine();
        uint lfsr = 0xACE1; int period = 0; do { uint bit = (lfsr ^ (lfsr >> 2) ^ (lfsr >> 3) ^ (lfsr >> 5)) & 1; lfsr = (lfsr >> 1) | (bit << 15); period++; } while (lfsr != 0xACE1);
        Console.WriteLine(period);
        int Outer(int x) { int Inner(int y) => y > 0 ? Outer(y - 1) + 1 : x; return x > 0 ? Inner(x - 1) : 0; }
        Console.WriteLine(Outer(9));
        checked { int z = 0; unchecked { z = int.MaxValue; z++; } Console.WriteLine(z); }
        { int scoped = 1; Console.Write(scoped); } { int scoped = 2; Console.WriteLine(scoped); }
    }
}
