// Static abstract and virtual interface members, generic math.
using System;
using System.Numerics;

interface IShape<TSelf> where TSelf : IShape<TSelf>
{
    static abstract TSelf Create(int size);
    static abstract string Kind { get; }
    static virtual string Describe() => "a " + TSelf.Kind;
    static abstract TSelf operator +(TSelf a, TSelf b);
    int Size { get; }
}

struct Square : IShape<Square>
{
    public int Size { get; private set; }
    public static Square Create(int size) => new() { Size = size };
    public static string Kind => "square";
    public static Square operator +(Square a, Square b) => Create(a.Size + b.Size);
}

class Circle : IShape<Circle>
{
    public int Size { get; init; }
    public static Circle Create(int size) => new() { Size = size * 10 };
    static string IShape<Circle>.Kind => "circle";
    static string IShape<Circle>.Describe() => "the circle";
    public static Circle operator +(Circle a, Circle b) => new() { Size = a.Size * b.Size };
}

class Program
{
    static string Build<T>(int n) where T : IShape<T>
    {
        T sum = T.Create(1);
        for (int i = 2; i <= n; i++) sum += T.Create(i);
        return $"{T.Describe()} of {sum.Size}";
    }

    static T Sum<T>(params T[] values) where T : INumber<T>
    {
        T total = T.Zero;
        foreach (T v in values) total += v * (T.One + T.One);
        return total;
    }

    static T Parse<T>(string s) where T : IParsable<T> => T.Parse(s, null);
    static TTo Convert<TFrom, TTo>(TFrom x) where TFrom : INumber<TFrom> where TTo : INumber<TTo> => TTo.CreateSaturating(x);

    static void Main()
    {
        Console.WriteLine($"{Build<Square>(4)} {Build<Circle>(3)}");
        Console.WriteLine($"{Sum(1, 2, 3)} {Sum(1.5, 2.5)} {Sum(1.1m, 2.2m)} {Sum<byte>(1, 2)} {Sum(1f)} {Sum(new BigInteger(5), 6)} {Sum<short>()}");
        Console.WriteLine($"{Parse<int>("42")} {Parse<double>("2.5")} {Parse<Guid>("00000000-0000-0000-0000-000000000001")} {Parse<DateOnly>("2024-02-29"):yyyy-MM-dd}");
        Console.WriteLine($"{Convert<int, byte>(300)} {Convert<double, int>(1e20)} {Convert<int, double>(-7)} {Convert<long, sbyte>(-1000)} {Convert<double, ulong>(double.NaN)}");
        Console.WriteLine($"{int.Max(3, 4)} {double.Clamp(5, 0, 1)} {int.IsEvenInteger(4)} {long.Abs(-5)} {uint.LeadingZeroCount(1)} {float.Lerp(0, 10, 0.25f)}");
    }
}
