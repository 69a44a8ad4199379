// What the program stores into objects and statics that were there from the start stays alive.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

class Box
{
    public object Content;
    public Box Next;
}

struct Pair
{
    public object First;
    public string Second;
}

static class Roots
{
    public static readonly Box Holder = new Box { Next = new Box() };
    public static readonly object[] Slots = new object[64];
    public static readonly Pair[] Pairs = new Pair[16];
    public static readonly List<string> Texts = new() { "first" };
    public static readonly Dictionary<string, byte[]> Blobs = new();
    public static Pair Field;
    public static Box Plain = new Box();
    public static readonly ConditionalWeakTable<object, string> Attached = new();
    public static readonly object Key = new object();
}

class Program
{
    static void Garbage()
    {
        for (int i = 0; i < 2000; i++)
        {
            var a = new byte[500];
            a[0] = (byte)i;
            GC.KeepAlive(a);
        }
    }

    static void Fill(int round)
    {
        Roots.Holder.Content = "holder " + round;
        Roots.Holder.Next.Content = new int[] { round, round + 1 };
        Roots.Holder.Next.Next = new Box { Content = "deep " + round };
        for (int i = 0; i < Roots.Slots.Length; i++) Roots.Slots[i] = "slot " + i + " " + round;
        for (int i = 0; i < Roots.Pairs.Length; i++) Roots.Pairs[i] = new Pair { First = new Box { Content = i + round }, Second = "pair " + i };
        Roots.Texts.Add("text " + round);
        Roots.Blobs["blob " + round] = new byte[] { (byte)round };
        Roots.Field.First = new Box { Content = "field " + round };
        Roots.Field.Second = "second " + round;
        Roots.Plain.Next = new Box { Content = "plain " + round };
    }

    static void Main()
    {
        for (int round = 0; round < 10; round++)
        {
            Fill(round);
            Garbage();
            GC.Collect();
            Garbage();
            Console.WriteLine(Roots.Holder.Content + ", " + ((int[])Roots.Holder.Next.Content)[1] + ", " + Roots.Holder.Next.Next.Content);
            bool good = true;
            for (int i = 0; i < Roots.Slots.Length; i++) good &= (string)Roots.Slots[i] == "slot " + i + " " + round;
            for (int i = 0; i < Roots.Pairs.Length; i++) good &= (int)((Box)Roots.Pairs[i].First).Content == i + round && Roots.Pairs[i].Second == "pair " + i;
            Console.WriteLine(good + " " + Roots.Texts[round + 1] + " " + Roots.Blobs["blob " + round][0] + " " + ((Box)Roots.Field.First).Content + " " + Roots.Field.Second + " " + Roots.Plain.Next.Content);
        }
        Roots.Attached.Add(Roots.Key, "attached " + Roots.Texts.Count);
        var weak = new WeakReference(Roots.Holder);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Console.WriteLine(Roots.Attached.TryGetValue(Roots.Key, out var text) + " " + text + " " + weak.IsAlive + " " + (weak.Target == Roots.Holder));
    }
}
