// What happens when nothing handles an exception: filters, the event, the report, then cleanups, one of which throws.
using System;

class Program
{
    static bool Filter(string name) { Console.WriteLine("filter " + name); return false; }

    static void Main()
    {
        AppDomain.CurrentDomain.UnhandledException += (sender, e) =>
            Console.WriteLine($"event {e.IsTerminating} {e.ExceptionObject.GetType()}");
        AppDomain.CurrentDomain.ProcessExit += (sender, e) => Console.WriteLine("not an orderly exit");
        try
        {
            try { Inner(); }
            catch (Exception) when (Filter("outer")) { }
            finally { Console.WriteLine("finally 2"); throw new InvalidOperationException("second"); }
        }
        finally { Console.WriteLine("finally 3"); }
    }

    static void Inner()
    {
        try { throw new ArgumentException("first"); }
        catch (ArgumentException) when (Filter("inner")) { }
        finally
        {
            try { throw new Exception("handled"); }
            catch (Exception e) { Console.WriteLine("caught " + e.Message); }
            Console.WriteLine("finally 1");
        }
    }
}
