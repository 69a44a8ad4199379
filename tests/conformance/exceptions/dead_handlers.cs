// Protected code that cannot throw once it is seen through: its handlers, with loops and handlers of their own, go.
using System;

class Program
{
    static int Add(int a, int b) => a + b;

    static int CleanUp(int n)
    {
        int x = 0;
        try { x = Add(n, 1); }
        finally
        {
            for (int i = 0; i < n; i++)
            {
                try { x += i; }
                finally { x ^= i; }
            }
        }
        return x;
    }

    static int Nested(int n)
    {
        int x = n;
        try
        {
            try { x = Add(x, 2); }
            catch (Exception) when (x > 100) { x = -1; }
            finally { while (x < 10) x += 3; }
        }
        catch (ArgumentException) { throw; }
        finally { x *= 2; }
        return x;
    }

    static int Empty(int n)
    {
        try { }
        finally
        {
            try { n++; }
            finally { do n += 2; while (n % 5 != 0); }
        }
        return n;
    }

    static T Generic<T>(T a, T b)
    {
        T kept = a;
        try { kept = b; }
        catch { kept = a; throw; }
        finally { for (int i = 0; i < 2; i++) { T swap = a; a = b; b = swap; } }
        return kept;
    }

    static int Loop(int n)
    {
        int sum = 0;
        for (int i = 0; i < n; i++)
        {
            try
            {
                if (i % 3 == 0) continue;
                if (i > 7) break;
                sum += i;
            }
            finally { for (int k = 0; k < i; k++) sum += k & 1; }
        }
        return sum;
    }

    static void Main()
    {
        Console.WriteLine(CleanUp(5) + " " + Nested(1) + " " + Nested(200) + " " + Empty(3));
        Console.WriteLine(Generic("a", "b") + Generic(1, 2) + Generic(1.5m, 2.5m) + " " + Loop(12));
    }
}
