using System; using System.Collections.Generic;
class Program { static IEnumerable<int> Up(int n) { for (int i = 0; i < n; i++) yield return i * i; } static void Main() { int s = 0; foreach (int x in Up(5)) s += x; Console.WriteLine(s); foreach (string w in Words()) Console.WriteLine(w); } static IEnumerable<string> Words() { yield return "a"; yield return "b"; } }
