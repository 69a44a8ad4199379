// Light reflection: names, attributes, members, invocation, activation.
using System;
using System.Linq;
using System.Reflection;

[AttributeUsage(AttributeTargets.All, Inherited = true)] class NoteAttribute : Attribute { public string Text; public int Level { get; set; } public NoteAttribute(string t) => Text = t; }
[Note("base", Level = 2)] class Base { public int F = 1; public virtual string V() => "base"; }
[Serializable] class Derived : Base { [Note("prop")] public string P { get; set; } = "p"; public Derived() { } public Derived(int x, string s) { F = x; P = s; } public override string V() => "derived"; public static int Add(int a, int b = 5) => a + b; private int hidden = 9; public T Echo<T>(T x) => x; public event Action E; }
enum Color { Red = 1, Green = 2 } interface IMark { } struct Mark : IMark { public int X; }

class Program
{
    static void Main()
    {
        Type t = typeof(Derived);
        Console.WriteLine($"{t.Name} {t.BaseType.Name} {t.IsClass} {t.IsSealed} {t.IsPublic} {typeof(Mark).IsValueType} {typeof(IMark).IsInterface} {typeof(Color).IsEnum} {typeof(Mark).GetInterfaces().Single().Name} {typeof(int[]).GetElementType()} {t.Assembly.GetName().Name}");
        var note = t.GetCustomAttribute<NoteAttribute>(true); Console.WriteLine($"{note.Text} {note.Level} {t.GetProperty("P").GetCustomAttribute<NoteAttribute>().Text} {Attribute.IsDefined(t, typeof(NoteAttribute))}");
        Console.WriteLine(string.Join(",", t.GetProperties().Select(p => p.Name)) + " " + string.Join(",", t.GetFields().Select(f => f.Name)) + " " + string.Join(",", t.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).Where(m => !m.IsSpecialName).Select(m => m.Name).Order()));
        object o = Activator.CreateInstance(t, 7, "seven"); t.GetProperty("P").SetValue(o, "set"); t.GetField("F").SetValue(o, 8);
        Console.WriteLine($"{t.GetProperty("P").GetValue(o)} {t.GetField("F").GetValue(o)} {t.GetMethod("V").Invoke(o, null)} {t.GetMethod("Add").Invoke(null, new object[] { 1, 2 })} {t.GetField("hidden", BindingFlags.NonPublic | BindingFlags.Instance).GetValue(o)} {t.GetMethod("Echo").MakeGenericMethod(typeof(int)).Invoke(o, new object[] { 4 })} {((Base)Activator.CreateInstance(typeof(Derived))).V()}");
        Console.WriteLine($"{t.GetMethod("Add").GetParameters()[1].DefaultValue} {typeof(System.Collections.Generic.List<>).MakeGenericType(typeof(int))} {Type.GetType("Derived") == t} {Type.GetType("Nope") == null} {typeof(Color).GetEnumNames().Length} {t.GetEvent("E").EventHandlerType.Name} {t.GetConstructors().Length} {nameof(Main)}");
        try { t.GetMethod("Add").Invoke(null, new object[] { 1 }); } catch (TargetParameterCountException e) { Console.WriteLine(e.GetType().Name); }
    }
}
