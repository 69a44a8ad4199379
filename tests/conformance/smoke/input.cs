using System;
class Program { static void Main() { string s = Console.ReadLine(); Console.WriteLine("<" + s + ">"); int sum = 0; while ((s = Console.ReadLine()) != null) sum += int.Parse(s); Console.WriteLine(sum); } }
