// Nested handlers chosen by a seed; every event is printed, so the order of the two passes shows.
using System;

class Program
{
    static uint state;
    static int Next(int n) { state = state * 1664525 + 1013904223; return (int)((state >> 8) % (uint)n); }
    class E1 : Exception { } class E2 : E1 { } class E3 : Exception { }
    static Exception Make() => Next(3) switch { 0 => new E1(), 1 => new E2(), _ => new E3() };
    static bool F(string s, bool r) { Console.Write($"?{s}{(r ? 1 : 0)} "); return r; }

    static int Go(int depth, string at)
    {
        Console.Write($"({at} ");
        if (depth == 0) { if (Next(3) != 0) { Console.Write("! "); throw Make(); } return 1; }
        int r = 0;
        switch (Next(6))
        {
            case 0: try { r = Go(depth - 1, at + "a"); } catch (E2) { Console.Write("c2 "); r = 2; } finally { Console.Write("fa "); } break;
            case 1: try { r = Go(depth - 1, at + "b"); } catch (E1 e) when (F("b", e is E2 || Next(2) == 0)) { Console.Write("cb "); if (Next(3) == 0) throw; } break;
            case 2: try { r = Go(depth - 1, at + "c"); } finally { Console.Write("fc "); if (Next(5) == 0) { Console.Write("!! "); throw new E3(); } } break;
            case 3: try { r = Go(depth - 1, at + "d") + Go(depth - 1, at + "D"); } catch (E3) { Console.Write("cd "); r = Go(depth - 1, at + "x"); } break;
            case 4: try { try { r = Go(depth - 1, at + "e"); } catch (E3) when (F("e", Next(2) == 0)) { Console.Write("ce "); throw new E1(); } finally { Console.Write("fe "); } } catch (E1) { Console.Write("co "); } break;
            case 5: for (int i = 0; i < 2; i++) { try { r += Go(depth - 1, at + i); if (Next(2) == 0) continue; if (Next(4) == 0) break; } catch (E1) { Console.Write("cl "); if (Next(2) == 0) return 5; } finally { Console.Write("fl "); } } break;
        }
        Console.Write($"{at}) ");
        return r;
    }

    static void Main()
    {
        for (uint seed = 1; seed <= 60; seed++)
        {
            state = seed * 2654435761;
            try { Console.Write(Go(4, "") + " "); } catch (Exception e) { Console.Write("UNCAUGHT " + e.GetType().Name); }
            Console.WriteLine();
        }
    }
}
