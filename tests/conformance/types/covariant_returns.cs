// Overrides that return a more derived type.
using System;

class Animal { public virtual Animal Make() => new Animal(); public virtual object Tag => "animal"; public override string ToString() => GetType().Name; }
class Dog : Animal { public override Dog Make() => new Dog(); public override string Tag => "dog"; public void Bark() => Console.WriteLine("woof from " + this); }
class Puppy : Dog { public override Puppy Make() => new Puppy(); }
class Cat : Animal { public override Animal Make() => new Cat(); }
class Base<T> where T : class { public virtual object Get(T x) => x; }
class Text : Base<string> { public override string Get(string x) => x + "!"; }

class Program
{
    static void Main()
    {
        Animal[] animals = { new Animal(), new Dog(), new Puppy(), new Cat() };
        foreach (Animal a in animals) Console.WriteLine($"{a} {a.Make()} {a.Tag} {a.Make().Make()}");
        new Dog().Make().Bark();
        Dog d = new Puppy();
        d.Make().Bark();
        Base<string> b = new Text();
        Console.WriteLine($"{b.Get("x")} {new Text().Get("y").Length}");
    }
}
