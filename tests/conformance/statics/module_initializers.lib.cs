using System;
using System.Runtime.CompilerServices;

public static class Log
{
    public static int Count;
}

public class Thing
{
    public int N = ++Log.Count;
}

public struct Pair
{
    public int A;
    public int Twice() => A * 2;
}

public static class Late
{
    public static string Text = Make();
    static string Make()
    {
        Console.WriteLine("static constructor of Late");
        return "late";
    }
}

static class Start
{
    [ModuleInitializer]
    internal static void First() => Console.WriteLine("library starts");

    [ModuleInitializer]
    internal static void Second()
    {
        Log.Count = 10;
        Console.WriteLine("library started");
    }
}
