// Lambda forms: attributes, explicit return types, default arguments, natural types, discards, async, expression-bodied, static.
using System;
using System.Linq;
using System.Linq.Expressions;

class Program
{
    static int Apply(Func<int, int> f, int x) => f(x);
    static string Over(Action a) => "action"; static string Over(Func<int> f) => "func"; static string Over(Func<string> f) => "text";
    static Func<int, int> Memo(Func<int, int> f) { var cache = new System.Collections.Generic.Dictionary<int, int>(); return x => cache.TryGetValue(x, out int v) ? v : cache[x] = f(x); }

    static void Main()
    {
        var natural = (int x, int y) => x * y; var typed = object (bool b) => b ? 1 : "one"; Action<string> group = Console.Write;
        Console.WriteLine($"{natural(3, 4)} {typed(true)} {typed(false)} {natural.GetType().Name} {Over(() => { })} {Over(() => 1)} {Over(() => "s")}");
        Func<int, int, int> discard = (_, _) => 5; Func<int, Func<int, int>> add = x => y => x + y; Action<string> say = Console.WriteLine;
        say($"{discard(1, 2)} {add(3)(4)} {Apply(static x => x * x, 7)} {Apply(add(10), 1)}");
        int calls = 0; var memo = Memo(x => { calls++; return x * x; }); memo(3); memo(3); memo(4); Console.WriteLine(calls);
        var funcs = Enumerable.Range(0, 4).Select(i => (Func<int>)(() => i * i)).ToArray(); Console.WriteLine(string.Join(",", funcs.Select(f => f())));
        Delegate d = (string s) => s.Length; Console.WriteLine(d.DynamicInvoke("four")); Predicate<string> p = string.IsNullOrEmpty; Converter<int, string> c = Convert.ToString; Comparison<int> cmp = (a, b) => b - a; int[] arr = { 1, 3, 2 }; Array.Sort(arr, cmp); Console.WriteLine($"{p("")} {c(5)} {string.Join("", arr)}");
        Func<int> throws = () => throw new Exception("t"); try { throws(); } catch (Exception e) { Console.WriteLine(e.Message); }
        ref int First(int[] a) => ref a[0]; RefFunc rf = (ref int x) => ref x; int z = 1; rf(ref z) = 8; Console.WriteLine(z + First(arr)); TryOut to = (string s, out int n) => int.TryParse(s, out n); Console.WriteLine(to("12", out int parsed) ? parsed : -1);
        group("group\n");
    }
    delegate ref int RefFunc(ref int x); delegate bool TryOut(string s, out int n);
}
