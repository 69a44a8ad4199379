// Strings built, cut and joined.
using System;
using System.Text;

class Program
{
    static void Main(string[] args)
    {
        int steps = int.Parse(args[0]);
        long sum = 0;
        for (int i = 0; i < steps; i++)
        {
            var builder = new StringBuilder();
            for (int j = 0; j < 50; j++) builder.Append("item ").Append(i + j).Append(',');
            string text = builder.ToString();
            foreach (string part in text.Split(',')) sum += part.Trim().Length;
            sum += string.Concat(text.AsSpan(0, 20), text.AsSpan(30)).Length;
        }
        Console.WriteLine(sum);
    }
}
