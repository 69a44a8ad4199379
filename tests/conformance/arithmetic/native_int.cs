// nint and nuint.
using System;

class Program
{
    static void Main()
    {
        nint a = 5, b = -3;
        nuint u = 7;
        Console.WriteLine($"{a + b} {a * b} {a / b} {a % b} {a & b} {a | b} {a ^ b} {~a} {-b} {a > b} {u * 3} {u / 2} {u % 4}");
        nint big = unchecked((nint)0x7fffffffffffffff);
        Console.WriteLine(unchecked(big + 1));
        try { Console.WriteLine(checked(big + 1)); } catch (OverflowException) { Console.WriteLine("overflow"); }
        try { Console.WriteLine(checked((nuint)b)); } catch (OverflowException) { Console.WriteLine("overflow"); }
        Console.WriteLine($"{(int)big} {(long)big} {(uint)big} {(short)big} {(double)big} {(nint)3.99} {(nint)(-3.99)}");
        Console.WriteLine($"{nint.MaxValue} {nint.MinValue} {nuint.MaxValue} {nint.Size} {IntPtr.Zero}");
        IntPtr p = new IntPtr(0x1234);
        Console.WriteLine($"{p} {p + 1} {p.ToString("x")} {p == (nint)0x1234} {p.GetHashCode()}");
        nint i = 0;
        int[] array = { 1, 2, 3 };
        for (; i < array.Length; i++) Console.Write(array[i]);
        Console.WriteLine();
    }
}
