// Exceptions and async: await in catch, finally and filters' guards, rethrow after await, first of many, synchronous faults, async void context.
using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

class Program
{
    static async Task Throw(string m, bool yield = true) { if (yield) await Task.Yield(); throw new InvalidOperationException(m); }
    static Task Sync(string m) { if (m == null) throw new ArgumentNullException(nameof(m)); return Task.CompletedTask; }
    static async Task<string> InCatch()
    {
        string log = "";
        try { await Throw("a"); }
        catch (Exception e) when (e.Message == "b") { log += "wrong "; }
        catch (InvalidOperationException e) { log += e.Message + " "; await Task.Yield(); log += "after-await "; try { await Throw("inner"); } catch (Exception x) { log += x.Message + " "; } }
        finally { await Task.Yield(); log += "finally "; }
        return log;
    }
    static async Task<int> ReturnThroughFinally() { try { try { await Task.Yield(); return 1; } finally { await Task.Yield(); Console.Write("f1 "); } } finally { Console.Write("f2 "); } }
    static async Task Rethrow() { try { await Throw("kept"); } catch { await Task.Yield(); throw; } }
    static async Task Replace() { try { await Throw("first"); } finally { await Throw("second", false); } }
    static async Task<int> Loop()
    {
        int tries = 0;
        while (true)
        {
            try { tries++; if (tries < 3) await Throw("retry"); return tries; }
            catch (InvalidOperationException) when (tries < 3) { await Task.Yield(); continue; }
            finally { Console.Write("t" + tries + " "); }
        }
    }
    static async Task<string> Catch(Func<Task> f) { try { await f(); return "none"; } catch (Exception e) { return $"{e.GetType().Name}:{e.Message}"; } }
    static async Task<T> Generic<T>(T x, Exception e) { await Task.Yield(); if (e != null) throw e; return x; }
    class Custom(int code) : Exception("custom " + code) { public int Code => code; }

    static async Task Main()
    {
        Console.WriteLine(await InCatch()); Console.WriteLine(await ReturnThroughFinally()); Console.WriteLine(await Loop());
        Console.WriteLine(await Catch(Rethrow)); Console.WriteLine(await Catch(Replace)); Console.WriteLine(await Catch(() => Sync(null)));
        // The order of the exceptions is that in which the tasks failed.
        Task all = Task.WhenAll(Throw("x"), Throw("y"), Task.CompletedTask);
        Console.WriteLine((await Catch(() => all)).TrimEnd('x', 'y'));
        Console.WriteLine(string.Join(",", all.Exception.InnerExceptions.Select(e => e.Message).Order()));
        try { Throw("w").Wait(); } catch (AggregateException e) { Console.WriteLine(e.InnerException.Message + e.InnerExceptions.Count); }
        try { Throw("g").GetAwaiter().GetResult(); } catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
        try { await Generic(1, new Custom(7)); } catch (Custom c) when (c.Code == 7) { Console.WriteLine("custom filter"); }
        Console.WriteLine(await Generic("value", null) + await Generic(2.5m, null));
        Task faulted = Throw("stored"); for (int i = 0; i < 2; i++) Console.Write(await Catch(() => faulted) + " "); Console.WriteLine(faulted.IsFaulted);
        Console.WriteLine(await Catch(async () => { await using var d = new D(); await Throw("in using"); }));
        Console.WriteLine(await Catch(async () => { string s = null; await Task.Yield(); Console.Write(s.Length); }));
        Console.WriteLine(await Throw("cont").ContinueWith(t => t.Exception.InnerException.Message));
        Console.WriteLine(await await Task.WhenAny(Generic("any", null)));
    }
    class D : IAsyncDisposable { public async ValueTask DisposeAsync() { await Task.Yield(); Console.Write("disposed "); } }
}
