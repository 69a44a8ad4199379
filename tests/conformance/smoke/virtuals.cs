using System;
abstract class Shape { public abstract int Area(); public virtual string Name() => "shape"; }
class Square : Shape { readonly int s; public Square(int s) => this.s = s; public override int Area() => s * s; }
class Named : Square { public Named() : base(5) { } public override string Name() => "named " + base.Name(); }
class Program { static void Main() { Shape[] all = { new Square(3), new Named() }; foreach (Shape s in all) { Console.WriteLine(s.Area()); Console.WriteLine(s.Name()); } } }
