// Rethrow at any depth: throw; keeps the object, throw e; too, rethrow after a nested exception was handled, ExceptionDispatchInfo, inner chains.
using System;
using System.Runtime.ExceptionServices;

class MyEx : Exception { public int Hits; public MyEx(string m) : base(m) { } }
class Program
{
    static Exception kept;
    static void Level(int n) { try { if (n == 0) { var e = new MyEx("deep"); kept = e; throw e; } Level(n - 1); } catch (MyEx e) { e.Hits++; if (n % 2 == 0) throw; throw e; } }
    static void Inside() { try { throw new MyEx("outer"); } catch (MyEx) { try { throw new FormatException("inner"); } catch (FormatException) { try { throw new ArgumentException("innermost"); } catch (ArgumentException) { } } throw; } }
    static void InnerRethrow() { try { throw new MyEx("a"); } catch (MyEx) { try { throw new MyEx("b"); } catch (MyEx e) when (e.Message == "b") { throw; } } }
    static void Wrap(int n) { try { if (n == 0) throw new MyEx("core"); Wrap(n - 1); } catch (Exception e) { throw new InvalidOperationException("w" + n, e); } }
    static void Changed() { Exception e = new MyEx("x"); try { throw e; } catch (Exception x) { x = new FormatException("other"); e = x; throw; } }
    static string Catch(Action a) { try { a(); return "none"; } catch (Exception e) { return $"{e.GetType().Name}:{e.Message}:{ReferenceEquals(e, kept)}:{(e as MyEx)?.Hits}"; } }
    static void LoopThrow() { for (int i = 0; ; i++) try { throw new MyEx("i" + i); } catch (MyEx) when (i < 2) { } catch (MyEx) { throw; } }
    static void FinallyBetween() { try { try { throw new MyEx("f"); } catch { throw; } finally { Console.Write("one "); } } catch { throw; } finally { Console.Write("two "); } }
    static void Generic<T>() where T : Exception, new() { try { throw new T(); } catch (T e) when (e.InnerException == null) { throw; } }
    static void ViaDelegate(Action rethrow) { try { throw new MyEx("d"); } catch (MyEx e) { kept = e; rethrow(); } }
    static void Main()
    {
        Console.WriteLine(Catch(() => Level(4))); Console.WriteLine(Catch(Inside)); Console.WriteLine(Catch(InnerRethrow)); Console.WriteLine(Catch(Changed)); Console.WriteLine(Catch(LoopThrow)); Console.WriteLine(Catch(FinallyBetween)); Console.WriteLine(Catch(Generic<ArithmeticException>)); Console.WriteLine(Catch(Generic<MissingX>)); Console.WriteLine(Catch(() => ViaDelegate(() => throw kept)));
        try { Wrap(2); } catch (Exception e) { for (; e != null; e = e.InnerException) Console.Write(e.Message + " "); Console.WriteLine(); } try { Wrap(3); } catch (Exception e) { Console.WriteLine(e.GetBaseException().Message); }
        ExceptionDispatchInfo info = null; try { throw new MyEx("captured"); } catch (Exception e) { info = ExceptionDispatchInfo.Capture(e); kept = e; } Console.WriteLine(Catch(() => info.Throw())); Console.WriteLine(Catch(() => ExceptionDispatchInfo.Throw(kept))); Console.WriteLine(ReferenceEquals(info.SourceException, kept));
        var again = new MyEx("same"); for (int i = 0; i < 3; i++) try { throw again; } catch (MyEx e) { e.Hits++; } Console.WriteLine(again.Hits); try { throw new AggregateException("agg", new MyEx("1"), new AggregateException(new MyEx("2"), new FormatException("3"))); } catch (AggregateException e) { Console.WriteLine($"{e.InnerExceptions.Count} {e.Flatten().InnerExceptions.Count} {e.InnerException.Message}"); try { e.Flatten().Handle(x => x is MyEx); } catch (AggregateException rest) { Console.WriteLine(rest.InnerExceptions.Count + rest.InnerException.Message); } }
        try { try { throw new MyEx("p"); } catch (MyEx) { Helper(); } } catch (Exception e) { Console.WriteLine(e.Message); } int n = 0; again2: try { try { throw new MyEx("n" + n); } catch { n++; throw; } } catch (MyEx e) { if (n < 3) goto again2; Console.WriteLine(e.Message); }
    }
    class MissingX : Exception { public MissingX() : base("generic") { } }
    static void Helper() { try { throw new FormatException("helper"); } catch (FormatException) { throw new Exception("from helper"); } }
}
