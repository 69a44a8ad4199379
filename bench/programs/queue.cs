// A linked list used as a queue: every object is young when it comes and old when it goes.
using System;
using System.Collections.Generic;

class Program
{
    static void Main(string[] args)
    {
        int length = int.Parse(args[0]), steps = int.Parse(args[1]);
        var queue = new LinkedList<object>();
        long sum = 0;
        for (int i = 0; i < steps; i++)
        {
            queue.AddLast(new int[i & 7]);
            if (queue.Count > length) { sum += ((int[])queue.First.Value).Length; queue.RemoveFirst(); }
        }
        Console.WriteLine(sum);
    }
}
