// The binary-trees benchmark: many short-lived trees beside a long-lived one. Argument: depth.
using System;

class Node
{
    Node left, right;
    static Node Make(int depth) => depth == 0 ? new Node() : new Node { left = Make(depth - 1), right = Make(depth - 1) };
    int Count() => left == null ? 1 : 1 + left.Count() + right.Count();

    static void Main(string[] args)
    {
        int most = int.Parse(args[0]);
        Console.WriteLine($"stretch {Make(most + 1).Count()}");
        Node kept = Make(most);
        for (int depth = 4; depth <= most; depth += 4)
        {
            int rounds = 1 << (most - depth + 4), check = 0;
            for (int i = 0; i < rounds; i++) check += Make(depth).Count();
            Console.WriteLine($"{rounds} of depth {depth}: {check}");
        }
        Console.WriteLine($"kept {kept.Count()}");
    }
}
