// Null references that only the processor notices: inside the class library, in copies of memory, near address 0.
using System;
using System.Runtime.InteropServices;

unsafe class Program
{
    static void Test(string name, Action body)
    {
        try { body(); Console.WriteLine($"{name}: none"); }
        catch (Exception e) { Console.WriteLine($"{name}: {e.GetType().Name}"); }
        finally { Console.WriteLine($"{name}: finally"); }
    }

    static void Main()
    {
        int small = 24;
        Test("copy", () => Buffer.MemoryCopy(null, (void*)8, 100, 100));
        Test("fill", () => new Span<byte>(null, 1000).Fill(3));
        Test("marshal", () => Marshal.ReadInt32(IntPtr.Zero));
        Test("string", () => new string((sbyte*)1));
        Test("near", () => Console.WriteLine(*(int*)small));
        int sum = 0;
        for (int i = 0; i < 500; i++)
        {
            try { sum += ((long*)null)[i] > 0 ? 1 : 2; }
            catch (NullReferenceException) { sum += 3; }
        }
        Console.WriteLine(sum);
    }
}
