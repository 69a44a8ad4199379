// Compound assignment and increment: the target is evaluated once, small types wrap, and results are converted back.
using System;

class Program
{
    static int calls;
    static int[] data = { 1, 2, 3 };
    static int[] Array() { calls++; return data; }
    static int Index(int i) { calls += 100; return i; }
    static ref int Place() { calls += 10000; return ref data[2]; }
    int prop = 5;
    int Prop { get { Console.Write("get "); return prop; } set { Console.Write("set "); prop = value; } }
    int this[int i] { get { Console.Write($"get[{i}] "); return prop + i; } set { Console.Write($"set[{i}]={value} "); prop = value; } }
    static Program Make(Program p) { Console.Write("make "); return p; }

    static void Main()
    {
        Array()[Index(0)] += 5; Array()[Index(1)]++; Place() *= 7; --Place();
        Console.WriteLine($"{calls} {data[0]} {data[1]} {data[2]}");
        byte b = 250; b += 10; Console.Write(b + " "); b -= 20; Console.Write(b + " "); b <<= 1; Console.Write(b + " "); b = (byte)~b; Console.WriteLine(b);
        sbyte s = 127; s++; Console.Write(s + " "); s >>= 3; Console.Write(s + " "); s >>>= 1; Console.Write(s + " "); s *= 3; Console.WriteLine(s);
        char c = 'a'; c += (char)1; c++; Console.Write(c + " "); ushort u = 1; u -= 2; Console.Write(u + " "); short h = -1; h >>>= 4; Console.WriteLine(h);
        var p = new Program(); Make(p).Prop += 3; Make(p).Prop++; Console.WriteLine(p.prop);
        int old = Make(p).Prop--; Console.WriteLine($"{old} {p.prop}");
        int i = 1; Make(p)[i++] += i; Console.WriteLine($"{i} {p.prop}");
        i = 3; i = i++ + ++i; Console.Write(i + " "); i += i++ * 2 + i; Console.Write(i + " "); i -= i -= 1; Console.WriteLine(i);
        int[] a = { 0, 1, 2, 3 }; int k = 0; a[k++] = a[k++] + a[k++]; Console.WriteLine($"{string.Join(",", a)} {k}");
        k = 0; a[k] = k = 2; Console.WriteLine($"{string.Join(",", a)} {k}");
        long l = int.MaxValue; l += 1; int n = int.MaxValue; n += 1; Console.WriteLine($"{l} {n}");
        int f = 10; f = (int)(f * 1.55); f /= 4; f %= 2; Console.Write(f + " "); int g = 7; g *= (int)2.9; Console.Write(g + " "); float fl = 1; fl += 0.1f; fl *= 3; Console.WriteLine(fl);
        string t = "a"; t += 1; t += 'c'; t += null; t += 2.5; t += new[] { 'x' }.Length; Console.WriteLine(t);
        int? m = 5; m += null; Console.Write(m.HasValue + " "); m = 5; m++; m *= 2; Console.Write(m + " "); m = null; m ??= 9; m--; Console.WriteLine(m);
        bool x = true; x &= Say(false); x |= Say(true); x ^= Say(true); Console.WriteLine(x);
        Action d = null; d += () => Console.Write("one "); d += () => Console.WriteLine("two"); d();
        DayOfWeek day = DayOfWeek.Friday; day++; day -= 4; Console.WriteLine(day);
        object o = 1; o = (int)o + 1; dynamicless(ref o); Console.WriteLine(o);
        decimal dec = 1.10m; dec++; dec *= 2; Console.WriteLine(dec);
    }
    static bool Say(bool v) { Console.Write(v + " "); return v; }
    static void dynamicless(ref object o) => o = o.ToString() + "!";
}
