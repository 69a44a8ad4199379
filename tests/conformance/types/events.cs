// Field-like events, custom accessors, interface and static events, raising during modification.
using System;

interface ISource { event Action<int> Fired; }
class Source : ISource { public event Action<int> Fired; public static event EventHandler Global; public virtual event Action Virtual; event Action<int> explicitList; event Action<int> ISource.Fired { add { Console.Write("iadd "); explicitList += value; } remove { explicitList -= value; } } public void Raise(int x) { Fired?.Invoke(x); explicitList?.Invoke(-x); } public void RaiseVirtual() => Virtual?.Invoke(); public static void RaiseGlobal() => Global?.Invoke(null, EventArgs.Empty); }
class Sub : Source { public override event Action Virtual { add { Console.Write("vadd "); base.Virtual += value; base.Virtual += value; } remove { base.Virtual -= value; } } }

class Program
{
    static void Main()
    {
        var s = new Source(); Action<int> h = x => Console.Write($"h{x} "); s.Fired += h; s.Fired += h; ((ISource)s).Fired += x => Console.Write($"e{x} "); s.Raise(1); s.Fired -= h; s.Raise(2); Console.WriteLine();
        Action<int> self = null; self = x => { Console.Write("once "); s.Fired -= self; }; s.Fired += self; s.Raise(3); s.Raise(4); Console.WriteLine();
        Source v = new Sub(); v.Virtual += () => Console.Write("virtual "); v.RaiseVirtual(); Source.Global += (o, e) => Console.Write($"global {o == null} {e == EventArgs.Empty}"); Source.RaiseGlobal(); Console.WriteLine();
    }
}
