// An exception that would leave a method called by native code ends the process with .NET's report; one caught inside does not.
using System;
using System.Runtime.InteropServices;

unsafe class Program
{
    [DllImport("libc")] static extern void qsort(int* data, nint count, nint size, delegate* unmanaged<int*, int*, int> compare);
    [UnmanagedCallersOnly] static int Safe(int* a, int* b) { try { if (*a == 3) throw new InvalidOperationException("inside"); return *a - *b; } catch (InvalidOperationException) { return 1; } }
    [UnmanagedCallersOnly] static int Leaks(int* a, int* b) => throw new InvalidOperationException("leaves native code");
    static void Main()
    {
        int* data = stackalloc int[] { 2, 1, 5 }; qsort(data, 3, 4, &Safe); Console.WriteLine($"{data[0]} {data[1]} {data[2]}");
        try { qsort(data, 3, 4, &Leaks); } catch (Exception) { Console.WriteLine("must not come here"); } finally { Console.WriteLine("nor here"); }
    }
}
