using System;

class Program
{
    static int Main(string[] args)
    {
        int[] squares = new int[8];
        for (int i = 0; i < squares.Length; i++) squares[i] = i * i;
        int sum = 0;
        foreach (int square in squares) sum += square;
        double mean = sum / (double)squares.Length;
        Console.WriteLine($"{args.Length} arguments, sum {sum}, mean {mean}, third {1.0 / 3}, hex {sum:x4}");
        for (int i = 0; i < args.Length; i++) Console.WriteLine($"[{i}] = '{args[i]}' ({args[i].Length})");
        return args.Length + 40;
    }
}
