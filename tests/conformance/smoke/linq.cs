using System; using System.Linq;
class Program { static void Main() { int[] a = { 5, 2, 8 }; Console.WriteLine(a.Sum()); Console.WriteLine(a.Where(x => x > 2).Select(x => x * 2).Max()); Console.WriteLine(string.Join(",", a.OrderBy(x => x))); } }
