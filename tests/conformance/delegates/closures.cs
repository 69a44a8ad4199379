// Captured locals, loop variables, nested scopes, this, parameters, recursion, local functions.
using System;
using System.Collections.Generic;

class Program
{
    int field = 1;
    Func<int> Instance(int p) { int local = 10; return () => field++ + local++ + p; }
    static Func<int> Counter() { int n = 0; return () => ++n; }
    static (Action, Func<int>) Shared() { int x = 0; return (() => x += 5, () => x); }

    static int Fib(int n)
    {
        int calls = 0;
        int Go(int k) { calls++; return k < 2 ? k : Go(k - 1) + Go(k - 2); }
        int r = Go(n);
        static int Twice(int z) => z * 2;
        return r * 1000 + Twice(calls);
    }

    static void Main()
    {
        var p = new Program();
        Func<int> i = p.Instance(100);
        Console.WriteLine($"{i()} {i()} {p.field} {p.Instance(0)()}");
        Func<int> a = Counter(), b = Counter();
        Console.WriteLine($"{a()} {a()} {b()} {a()}");
        var (inc, get) = Shared();
        inc(); inc();
        Console.WriteLine(get());
        var actions = new List<Action>();
        for (int k = 0; k < 3; k++) { int copy = k; actions.Add(() => Console.Write($"{k}/{copy} ")); }
        foreach (string s in new[] { "x", "y" }) actions.Add(() => Console.Write(s + " "));
        foreach (Action act in actions) act();
        Console.WriteLine();
        int outer = 1;
        Action<int> nested = x => { int middle = x * 2; Action<int> inner = y => { outer += middle + y; middle++; }; inner(1); inner(2); Console.Write(middle + " "); };
        nested(10); nested(20);
        Console.WriteLine(outer);
        Func<int, Func<int, Func<int, int>>> curried = x => y => z => x * 100 + y * 10 + z;
        Console.WriteLine(curried(1)(2)(3) + " " + Fib(15));
        Func<int, int> fact = null;
        fact = n => n == 0 ? 1 : n * fact(n - 1);
        Console.WriteLine(fact(10));
        Func<int, int> still = static x => x + 1;
        var withDefault = (int x = 7) => x;
        var parms = (params int[] xs) => xs.Length;
        Console.WriteLine($"{still(1)} {withDefault()} {withDefault(1)} {parms(1, 2, 3)}");
        ref int Get(int[] arr, int at) => ref arr[at];
        int[] data = { 1, 2 };
        Get(data, 1) = 50;
        Console.WriteLine(data[1]);
    }
}
