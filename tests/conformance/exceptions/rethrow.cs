// throw; keeps the object, exceptions carry inner ones, ExceptionDispatchInfo, AggregateException, GetBaseException.
using System;
using System.Runtime.ExceptionServices;

class AppException : Exception { public int Code { get; } public AppException(int code, Exception inner = null) : base("app " + code, inner) => Code = code; public override string ToString() => $"App({Code})"; }

class Program
{
    static void Level(int n) { if (n == 0) throw new AppException(7); try { Level(n - 1); } catch (AppException) when (n % 2 == 0) { Console.Write($"rethrow{n} "); throw; } }

    static void Main()
    {
        try { Level(5); } catch (AppException e) { Console.WriteLine($"{e.Code} {e} {e.StackTrace != null}"); }
        Exception saved = null;
        try { throw new AppException(1); } catch (Exception e) { saved = e; }
        try { throw saved; } catch (Exception e) { Console.WriteLine(ReferenceEquals(e, saved)); }
        ExceptionDispatchInfo info = ExceptionDispatchInfo.Capture(saved);
        try { info.Throw(); } catch (Exception e) { Console.WriteLine(ReferenceEquals(e, saved)); }
        var chain = new Exception("outer", new InvalidOperationException("middle", new AppException(3)));
        Console.WriteLine($"{chain.GetBaseException()} {chain.InnerException.Message}");
        var aggregate = new AggregateException("many", new Exception("a"), new AggregateException(new AppException(4), new Exception("b")));
        Console.WriteLine($"{aggregate.InnerExceptions.Count} {aggregate.Flatten().InnerExceptions.Count} {aggregate.Message}");
        try { aggregate.Handle(e => e is AggregateException); } catch (AggregateException e) { Console.WriteLine(e.InnerExceptions.Count + e.InnerExceptions[0].Message); }
        int caught = 0;
        for (int i = 0; i < 1000; i++) try { throw new AppException(i); } catch (AppException e) { caught += e.Code; }
        Console.WriteLine(caught);
        try { try { throw new AppException(9); } catch (Exception e) { e = new Exception("other"); throw; } } catch (Exception e) { Console.WriteLine(e.Message); }
        Console.WriteLine(new AppException(2) { HResult = 5 }.HResult + " " + new ArgumentException("m", "p").Message + " | " + new ArgumentOutOfRangeException("q", 5, "r").Message + " | " + new ObjectDisposedException("o").Message);
        Console.WriteLine(new Exception("plain").ToString() + " | " + new ArgumentNullException("n").ToString());
    }
}
