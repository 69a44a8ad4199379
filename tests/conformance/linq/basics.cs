// LINQ to objects: deferred execution, every operator family, query syntax.
using System;
using System.Collections.Generic;
using System.Linq;

record Person(string Name, int Age, string City);
record Pet(string Name, string Owner);

class Program
{
    static IEnumerable<int> Noisy(int n) { for (int i = 0; i < n; i++) { Console.Write($"<{i}>"); yield return i; } }
    static string S<T>(IEnumerable<T> xs) => string.Join(",", xs);

    static void Main()
    {
        var people = new List<Person> { new("Ann", 30, "Oslo"), new("Bob", 25, "Rome"), new("Cid", 30, "Rome"), new("Dan", 41, "Oslo"), new("Eve", 25, "Bern") };
        var pets = new[] { new Pet("Rex", "Bob"), new Pet("Tom", "Eve"), new Pet("Kit", "Bob"), new Pet("Zed", "Nobody") };
        int[] n = { 5, 3, 8, 1, 9, 2, 8 };
        Console.WriteLine($"{S(n.Where(x => x > 2).Select(x => x * x))} {S(n.Select((x, i) => x * i))} {S(n.OrderBy(x => x))} {S(n.OrderByDescending(x => x % 3).ThenBy(x => x))} {S(n.Distinct())} {S(n.Reverse())}");
        Console.WriteLine($"{n.Sum()} {n.Average()} {n.Min()} {n.Max()} {n.Count(x => x > 4)} {n.Any(x => x > 8)} {n.All(x => x > 0)} {n.First(x => x > 5)} {n.LastOrDefault(x => x > 100)} {n.Single(x => x == 1)} {n.ElementAt(2)} {n.Contains(9)} {n.Aggregate((a, b) => a * 10 + b)} {n.Aggregate("", (s, x) => s + x, s => s.Length)}");
        Console.WriteLine($"{S(n.Skip(2).Take(3))} {S(n.TakeWhile(x => x > 2))} {S(n.SkipWhile(x => x > 2))} {S(n.Take(2..^2))} {S(n.TakeLast(2))} {S(n.Chunk(3).Select(c => c.Sum()))} {S(n.Zip(n.Skip(1), (a, b) => b - a))} {S(n.Append(0).Prepend(7))}");
        Console.WriteLine($"{S(n.Union(new[] { 1, 77 }))} {S(n.Intersect(new[] { 8, 9, 10 }))} {S(n.Except(new[] { 8 }))} {S(n.Concat(new[] { 4 }))} {n.SequenceEqual(n.ToList())} {S(Enumerable.Range(3, 4))} {S(Enumerable.Repeat("x", 3))} {S(Enumerable.Empty<int>().DefaultIfEmpty(9))}");
        foreach (var g in people.GroupBy(p => p.City).OrderBy(g => g.Key)) Console.Write($"{g.Key}:{S(g.Select(p => p.Name))} ");
        Console.WriteLine(S(people.ToLookup(p => p.Age)[25].Select(p => p.Name)));
        var query = from p in people join pet in pets on p.Name equals pet.Owner into owned from x in owned.DefaultIfEmpty() let years = p.Age / 10 where years >= 2 orderby p.Age descending, p.Name select $"{p.Name}/{x?.Name ?? "-"}";
        Console.WriteLine(S(query));
        Console.WriteLine(S(from a in Enumerable.Range(1, 3) from b in Enumerable.Range(a, 2) where (a + b) % 2 == 1 select a * 10 + b));
        var dict = people.ToDictionary(p => p.Name, p => p.Age);
        Console.WriteLine($"{dict["Cid"]} {S(people.MaxBy(p => p.Age).Name)} {people.MinBy(p => p.Name).Name} {S(people.DistinctBy(p => p.City).Select(p => p.Name))} {S(people.SelectMany(p => p.Name).Take(5))} {S(n.Order().Index().Select(t => t.Index + t.Item))} {S(people.CountBy(p => p.Age).OrderBy(k => k.Key))}");
        Console.Write("lazy: ");
        var lazy = Noisy(5).Where(x => x % 2 == 0).Select(x => x * 10);
        Console.Write("built ");
        Console.WriteLine(lazy.First() + " " + S(lazy.Take(2)));
        Console.WriteLine($"{S(new object[] { 1, "a", 2, null }.OfType<int>())} {S(new object[] { "x", "y" }.Cast<string>())}");
        try { new int[0].First(); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
        try { n.Single(x => x == 8); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
        try { new object[] { 1 }.Cast<string>().ToList(); } catch (InvalidCastException) { Console.WriteLine("cast"); }
        Console.WriteLine(new int?[] { 1, null, 3 }.Sum() + " " + new double[0].Sum() + " " + new int?[0].Max().HasValue + " " + n.ToHashSet().Count);
    }
}
