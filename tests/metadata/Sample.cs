// One of everything that an assembly can hold and C# can write; read by the tests of the
// metadata crate.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: Sample.Everything("assembly")]

namespace Sample
{
    public enum Small : byte { None, One, Two = 200 }
    [Flags] public enum Large : long { Low = 1, High = 1L << 40 }

    [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
    public class EverythingAttribute : Attribute
    {
        public EverythingAttribute(string text) { }
        public EverythingAttribute(bool b, char c, sbyte i1, byte u1, short i2, ushort u2, int i4,
            uint u4, long i8, ulong u8, float r4, double r8) { }
        public EverythingAttribute(object boxed, Type type, Small small, Large large,
            DayOfWeek foreign, int[] numbers, object[] objects, Type[] types, string[] none) { }
        public int Field;
        public Small Property { get; set; }
        public object Boxed { get; set; }
        public string[] Texts;
    }

    [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
    public class GenericAttribute<T> : Attribute
    {
        public GenericAttribute(T value) { }
        public T Other { get; set; }
    }

    [Everything(true, 'x', -1, 255, -2, 65535, -3, 4000000000, -4, ulong.MaxValue, 1.5f, -2.25)]
    [Everything(5, typeof(List<int>), Small.Two, Large.High, DayOfWeek.Friday,
        new[] { 1, -2, 3 }, new object[] { 'c', "text", null, Small.One, typeof(int), new[] { 1L } },
        new[] { typeof(string), null }, null,
        Field = 7, Property = Small.One, Boxed = Large.Low, Texts = new[] { "a", null })]
    [Generic<int>(42, Other = 43)]
    [Generic<Type>(typeof(Dictionary<,>.Enumerator))]
    [Generic<Small>(Small.Two)]
    public class Attributed { }

    public interface IShape<in TIn, out TOut> where TOut : class
    {
        TOut Convert(TIn value);
        static abstract int Count { get; }
        int Default() => 5;
    }

    public class Shape<T> : IShape<T, string> where T : struct, IComparable<T>
    {
        string IShape<T, string>.Convert(T value) => value.ToString();
        public static int Count => 1;
        public class Inner<U> where U : Shape<T>, new()
        {
            public Dictionary<T, List<U[]>> Map;
            public class Innermost { public T[,,] Cube; }
        }
        public event Action<T> Changed { add { } remove { } }
        public T this[int index, in long other] { get => default; set { } }
    }

    [StructLayout(LayoutKind.Explicit, Size = 24, Pack = 4)]
    public unsafe struct Union
    {
        [FieldOffset(0)] public long Number;
        [FieldOffset(0)] public double Float;
        [FieldOffset(8)] public fixed byte Bytes[16];
    }

    [InlineArray(4)] public struct Four { private int first; }

    public static unsafe class Native
    {
        public const string Text = "a\ud800b";
        public const decimal Money = 1.25m;
        public const Large Enum = Large.High;
        public const object Null = null;
        public const double Half = -0.5;
        public const char Letter = 'z';
        public static volatile int Volatile;
        public static readonly byte[] Data = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 };
        public static ReadOnlySpan<int> Numbers => new[] { 10, 20, 30, 40, 50 };

        [DllImport("libnative", EntryPoint = "native_entry", CharSet = CharSet.Unicode,
            SetLastError = true, CallingConvention = CallingConvention.Cdecl)]
        [return: MarshalAs(UnmanagedType.Bool)]
        public static extern bool Call([MarshalAs(UnmanagedType.LPUTF8Str)] string text,
            [MarshalAs(UnmanagedType.LPArray, SizeParamIndex = 2)] int[] numbers, int count,
            [Optional, DefaultParameterValue(9)] int last);

        public static delegate* unmanaged[Cdecl, SuppressGCTransition]<int, void*, byte> Pointer;
        public static delegate*<ref int, string> Managed;
        public static ref readonly int Ref(in int value, TypedReference reference) => throw null;
    }

    public static class Bodies
    {
        public static int Clauses(string text)
        {
            int result = 0;
            try
            {
                try { result = int.Parse(text); }
                catch (FormatException e) when (e.Message.Length > 3) { result = 1; }
                catch (OverflowException) { result = 2; }
            }
            finally { result++; }
            return result;
        }

        public static string Switch(int value) => value switch
        {
            0 => "zero", 1 => "one", 2 => "two", 3 => "three", 4 => "four", _ => "many",
        };

        public static void Variable(__arglist) { }
        public static void CallVariable() { Variable(__arglist(1, "two", 3.0)); }

        public static IEnumerable<int> Iterator(int count)
        {
            for (int i = 0; i < count; i++)
            {
                yield return i;
            }
        }

        public static int Locals(int argument)
        {
            int first = argument + 1;
            {
                string inner = "x";
                first += inner.Length;
            }
            const int Constant = 12;
            return first + Constant;
        }
    }
}
