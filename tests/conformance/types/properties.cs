// Properties, indexers, init, required, expression bodies, events with accessors, object initialisers.
using System;
using System.Collections.Generic;

class Matrix
{
    readonly double[] cells = new double[9];
    public double this[int r, int c] { get => cells[r * 3 + c]; set => cells[r * 3 + c] = value; }
    public string this[string key] => $"<{key}>";
    public int this[Index i] => (int)cells[i.GetOffset(9)];
}
class Config
{
    public required string Name { get; init; }
    public int Level { get; set; } = 3;
    public List<int> Items { get; } = new() { 1 };
    public Dictionary<string, int> Map { get; } = new();
    int backing;
    public int Clamped { get => backing; set => backing = Math.Clamp(value, 0, 10); }
    public static int Instances { get; private set; }
    public Config() => Instances++;
    Action handlers;
    public event Action Changed { add { Console.WriteLine("add"); handlers += value; } remove { Console.WriteLine("remove"); handlers -= value; } }
    public void Raise() => handlers?.Invoke();
}

class Program
{
    static void Main()
    {
        var m = new Matrix { [1, 1] = 5, [0, 2] = 7 };
        m[1, 1] += 2;
        m[2, 2]++;
        Console.WriteLine($"{m[1, 1]} {m[0, 2]} {m["k"]} {m[^1]} {m[4]}");
        var c = new Config { Name = "n", Items = { 2, 3 }, Map = { ["a"] = 1, ["b"] = 2 }, Clamped = 50 };
        c.Clamped -= 3;
        c.Level ^= 5;
        Console.WriteLine($"{c.Name} {c.Level} {string.Join(",", c.Items)} {c.Map.Count} {c.Clamped} {Config.Instances}");
        Action a = () => Console.WriteLine("raised");
        c.Changed += a;
        c.Changed += a;
        c.Raise();
        c.Changed -= a;
        c.Raise();
    }
}
