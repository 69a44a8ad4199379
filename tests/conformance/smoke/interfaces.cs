using System;
interface IOp { int Do(int x); } interface INamed { string Name { get; } }
class Inc : IOp, INamed { public int Do(int x) => x + 1; public string Name => "inc"; }
struct Twice : IOp { public int Do(int x) => x * 2; }
class Program { static int Run(IOp o, int x) => o.Do(x); static int Gen<T>(T o, int x) where T : IOp => o.Do(x); static void Main() { Console.WriteLine(Run(new Inc(), 4)); Console.WriteLine(Run(new Twice(), 4)); Console.WriteLine(Gen(new Twice(), 5)); object o = new Inc(); Console.WriteLine(o is INamed); Console.WriteLine(((INamed)o).Name); Console.WriteLine((o as IOp).Do(9)); o = "s"; Console.WriteLine(o is IOp); } }
