// Module initialisers: the program's own before Main, a library's before the first use of anything in it, each once.
using System;
using System.Runtime.CompilerServices;

class Program
{
    [ModuleInitializer]
    internal static void Init() => Console.WriteLine("program starts");

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void UseThing() => Console.WriteLine(new Thing().N);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void UsePair()
    {
        var pair = new Pair { A = 4 };
        Console.WriteLine(pair.Twice());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void UseStatic() => Console.WriteLine(Late.Text);

    static void Main(string[] args)
    {
        Console.WriteLine("main");
        if (args.Length > 5) UseThing();
        Console.WriteLine("not yet");
        UsePair();
        UseThing();
        UseStatic();
        UseThing();
    }
}
