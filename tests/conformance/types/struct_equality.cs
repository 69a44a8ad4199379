// ValueType.Equals and GetHashCode as synthesised for structs that do not override them.
using System;

struct Plain { public int A; public long B; public byte C; }
struct WithReference { public string S; public int N; }
struct Nested { public Plain P; public WithReference R; }
struct Floats { public double D; public float F; }
struct Empty { }
struct Big { public decimal M; public DateTime T; public Guid G; }
enum Color : byte { Red, Green }
struct WithEnum { public Color C; public bool B; public char H; }

class Program
{
    static void Show<T>(string what, T a, T b) where T : struct
    {
        object x = a, y = b;
        Console.WriteLine($"{what}: {x.Equals(y)} {y.Equals(x)} hash {(x.Equals(y) ? x.GetHashCode() == y.GetHashCode() : "-")} {x.Equals(null)} {x.Equals("text")}");
    }

    static void Main()
    {
        Show("plain", new Plain { A = 1, B = 2, C = 3 }, new Plain { A = 1, B = 2, C = 3 });
        Show("plain", new Plain { A = 1, B = 2, C = 3 }, new Plain { A = 1, B = 2, C = 4 });
        Show("reference", new WithReference { S = "ab", N = 1 }, new WithReference { S = new string(new[] { 'a', 'b' }), N = 1 });
        Show("reference", new WithReference { S = "ab", N = 1 }, new WithReference { S = null, N = 1 });
        Show("nested", new Nested { R = { S = "x" } }, new Nested { R = { S = "x" } });
        Show("nested", new Nested { P = { B = 1 } }, new Nested { P = { B = 2 } });
        Show("floats", new Floats { D = 0.0 }, new Floats { D = -0.0 });
        Show("floats", new Floats { D = double.NaN, F = 1 }, new Floats { D = double.NaN, F = 1 });
        Show("empty", new Empty(), new Empty());
        Show("big", new Big { M = 1.0m, T = new DateTime(2020, 1, 1) }, new Big { M = 1.00m, T = new DateTime(2020, 1, 1) });
        Show("enum", new WithEnum { C = Color.Green, B = true }, new WithEnum { C = Color.Green, B = true });
        Show("enum", new WithEnum { C = Color.Green }, new WithEnum { C = Color.Red });
        Show("int", 5, 5);
        Show("tuple", (1, "a"), (1, "a"));
    }
}
