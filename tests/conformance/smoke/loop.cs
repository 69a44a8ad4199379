using System;
class Program { static void Main() { int sum = 0; for (int i = 0; i < 1000; i++) if (i % 3 == 0) sum += i; Console.WriteLine(sum); int n = 27, steps = 0; while (n != 1) { n = (n & 1) == 0 ? n / 2 : 3 * n + 1; steps++; } Console.WriteLine(steps); } }
