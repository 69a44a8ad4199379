// Failed casts to nullable types name the nullable type.
using System;

struct S { }
class Program
{
    static void T<TTo>(object o) { try { TTo t = (TTo)o; Console.WriteLine("ok " + t); } catch (InvalidCastException e) { Console.WriteLine(e.Message); } }
    static void Main() { T<int?>(5L); T<S?>(1); T<int?>("s"); T<DayOfWeek?>(1L); T<int?>(5); T<int?>(null); object o = 2.5; try { _ = (long?)o; } catch (InvalidCastException e) { Console.WriteLine(e.Message); } }
}
