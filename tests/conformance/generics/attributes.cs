// Generic attributes, typeof of open and closed generics, type names.
using System;
using System.Collections.Generic;
using System.Linq;

[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
class TagAttribute<T> : Attribute { public T Value { get; } public TagAttribute(T v) => Value = v; public override string ToString() => $"Tag<{typeof(T).Name}>({Value})"; }
[Tag<int>(5), Tag<string>("five")] class Tagged { }
class Outer<T> { public class Inner<U> { public struct Deep { } } public enum E { X } }

class Program
{
    static void Main()
    {
        foreach (object a in typeof(Tagged).GetCustomAttributes(false).OrderBy(x => x.ToString())) Console.WriteLine(a);
        Type[] types = { typeof(List<int>), typeof(Dictionary<string, List<int[]>>), typeof(Outer<int>.Inner<string>), typeof(Outer<int>.Inner<string>.Deep), typeof(Outer<string>.E), typeof(int[,]), typeof(int[][]), typeof(int?), typeof((int, string)), typeof(Action<>), typeof(void), typeof(List<>), typeof(int*), typeof(Func<int, List<string>>[]) };
        foreach (Type t in types) Console.WriteLine($"{t} | {t.Name} | {t.Namespace} | {t.IsGenericType}");
        Console.WriteLine($"{typeof(List<int>) == new List<int>().GetType()} {typeof(List<int>).GetGenericTypeDefinition() == typeof(List<>)} {nameof(List<int>)} {typeof(Outer<int>).FullName}");
    }
}
