// What every generated program uses: a trace that is written at the end of a seed, and random numbers.
namespace Fuzz
{
    using System;
    using System.Text;

    static class T
    {
        static readonly StringBuilder text = new StringBuilder();
        static ulong state;
        static int lines;

        // Random numbers that are the same in every run.
        public static void Reseed(ulong seed) { state = seed * 0x9e3779b97f4a7c15UL + 0x2545f4914f6cdd1dUL; }
        public static uint Next()
        {
            state = state * 6364136223846793005UL + 1442695040888963407UL;
            return (uint)(state >> 33);
        }
        public static bool Flip(int percent) { return Next() % 100 < (uint)percent; }

        // Events. A program that says too much is cut off.
        public static void Say(string line)
        {
            if (++lines > 4000) return;
            text.Append(line).Append('\n');
        }
        public static void Say(string label, bool value) { Say(label + (value ? " true" : " false")); }
        public static void Say(string label, int value) { Say(label, (long)value); }
        public static void Say(string label, uint value) { Say(label, (long)value); }
        public static void Say(string label, long value) { Say(label + " " + Decimal(value)); }
        public static void Say(string label, ulong value) { Say(label + " 0x" + Hex(value)); }
        public static void Say(string label, double value) { Say(label + " " + Bits(value)); }
        public static void Say(string label, float value) { Say(label + " " + Bits(value)); }
        public static void Say(string label, string value) { Say(label + " " + (value ?? "null")); }

        public static string Decimal(long value)
        {
            if (value == 0) return "0";
            var digits = new char[20];
            int at = digits.Length;
            ulong rest = value < 0 ? 0UL - (ulong)value : (ulong)value;
            while (rest != 0) { digits[--at] = (char)('0' + (int)(rest % 10)); rest /= 10; }
            if (value < 0) digits[--at] = '-';
            return new string(digits, at, digits.Length - at);
        }
        public static string Hex(ulong value)
        {
            var digits = new char[16];
            int at = digits.Length;
            do { int d = (int)(value & 15); digits[--at] = (char)(d < 10 ? '0' + d : 'a' + d - 10); value >>= 4; } while (value != 0);
            return new string(digits, at, digits.Length - at);
        }
        // Which of the NaNs it is does not matter.
        public static string Bits(double value)
        {
            return value != value ? "NaN" : "d" + Hex((ulong)BitConverter.DoubleToInt64Bits(value));
        }
        public static string Bits(float value)
        {
            return value != value ? "NaN" : "f" + Hex((uint)BitConverter.SingleToInt32Bits(value));
        }

        public static string Name(Exception e)
        {
            if (e is Tagged t) return t.Tag;
            if (e is DivideByZeroException) return "DivideByZero";
            if (e is OverflowException) return "Overflow";
            if (e is NotFiniteNumberException) return "NotFinite";
            if (e is ArithmeticException) return "Arithmetic";
            if (e is NullReferenceException) return "NullReference";
            if (e is IndexOutOfRangeException) return "IndexOutOfRange";
            if (e is InvalidCastException) return "InvalidCast";
            if (e is ArrayTypeMismatchException) return "ArrayTypeMismatch";
            if (e is ArgumentNullException) return "ArgumentNull";
            if (e is ArgumentOutOfRangeException) return "ArgumentOutOfRange";
            if (e is ArgumentException) return "Argument";
            if (e is ObjectDisposedException) return "ObjectDisposed";
            if (e is InvalidOperationException) return "InvalidOperation";
            if (e is NotSupportedException) return "NotSupported";
            if (e is TypeInitializationException) return "TypeInitialization(" + (e.InnerException == null ? "" : Name(e.InnerException)) + ")";
            if (e is AggregateException) return "Aggregate(" + (e.InnerException == null ? "" : Name(e.InnerException)) + ")";
            return "Other";
        }

        // Runs one seed, unless it comes before the one to start with.
        public static void Seed(int index, int from, string name, Action entry)
        {
            if (index < from) return;
            Console.WriteLine("== seed " + name);
            text.Clear();
            lines = 0;
            Reseed(1);
            try { entry(); }
            catch (Exception e) { Say("escaped " + Name(e)); }
            if (lines > 4000) Say("...");
            Console.Write(text.ToString());
        }
        public static int From(string[] args)
        {
            int number = 0;
            if (args.Length > 0) foreach (char c in args[0]) number = number * 10 + (c - '0');
            return number;
        }
    }

    class Tagged : Exception
    {
        public string Tag;
        public Tagged(string tag) { Tag = tag; }
        public Tagged(string tag, Exception inner) : base(tag, inner) { Tag = tag; }
    }
}
