// Type tests and casts over classes, interfaces, arrays, generics, nullable and boxed values; GetType; constant types.
using System;
using System.Collections.Generic;

interface I { } interface J : I { } class A : I { } class B : A, J { } sealed class C : B { } struct S : J { } class G<T> : A { } class H : G<int> { }

class Program
{
    static string Tests(object o) => $"{o is A} {o is B} {o is C} {o is I} {o is J} {o is S} {o is G<int>} {o is G<string>} {o is H} {o is string} {o is int} {o is ValueType} {o is object} {o is Array} {o is int[]} {o is IEnumerable<int>} {o is Delegate} {o is Enum} {o is IComparable}";
    static bool Is<T>(object o) => o is T;
    static T As<T>(object o) where T : class => o as T;
    static string Cast<T>(object o) { try { T t = (T)o; return t?.ToString() ?? "null"; } catch (InvalidCastException) { return "invalid"; } catch (NullReferenceException) { return "nullref"; } }

    static void Main()
    {
        object[] all = { null, new A(), new B(), new C(), new S(), new G<int>(), new G<string>(), new H(), "s", 5, 5L, new int[1], new[] { "x" }, new List<int>(), (Action)Main, DayOfWeek.Monday, new int[1, 1], 'c', typeof(int) };
        foreach (object o in all) Console.WriteLine($"{o?.GetType().Name ?? "null"}: {Tests(o)}");
        foreach (object o in all) Console.Write($"{Is<I>(o)} {Is<int?>(o)} {Is<object[]>(o)} {As<string>(o) ?? "-"} {As<IComparable<int>>(o) != null} {Cast<J>(o)} {Cast<int>(o)} {Cast<int?>(o)} {Cast<DayOfWeek>(o)};");
        Console.WriteLine();
        Console.WriteLine($"{new A().GetType() == typeof(A)} {((A)new B()).GetType() == typeof(A)} {typeof(I).IsAssignableFrom(typeof(S))} {typeof(B).IsSubclassOf(typeof(A))} {typeof(B).BaseType} {5.GetType() == typeof(int)} {typeof(A).IsInstanceOfType(new H())} {typeof(H).BaseType}");
    }
}
