// Exceptions as objects: derived types with state, messages, inner exceptions, Data, ToString, HResult, generic exception types, catch order.
using System;
using System.Collections;
using System.Collections.Generic;

class AppError : Exception { public int Code { get; init; } public AppError() : base("default app") { } public AppError(string m, Exception inner = null) : base(m, inner) { } public override string Message => $"[{Code}] {base.Message}"; }
class SubError : AppError { public SubError(string m) : base(m) { Code = 7; } public override string ToString() => "Sub!" + Message; }
class Gen<T> : Exception { public T Payload; public Gen(T p) : base(typeof(T).Name) => Payload = p; }
sealed class NoMessage : Exception { } class Overridden : Exception { public override IDictionary Data { get; } = new Dictionary<string, int> { ["x"] = 1 }; public override string Source { get => "src"; set { } } public override string StackTrace => "none"; public override string HelpLink { get; set; } = "link"; public override Exception GetBaseException() => new Exception("base"); }
class Program
{
    static string Kind(Exception e) { try { throw e; } catch (SubError s) when (s.Code != 7) { return "never"; } catch (SubError s) { return "sub" + s.Code; } catch (AppError a) when (a.InnerException is AppError { Code: > 5 }) { return "app inner"; } catch (AppError) { return "app"; } catch (Gen<int> g) { return "int" + g.Payload; } catch (Gen<string> g) when (g.Payload is { Length: > 2 } p) { return "string" + p; } catch (SystemException s) { return "system " + s.GetType().Name; } catch (Exception x) when (x.GetType().IsGenericType) { return "generic " + x.Message; } catch { return "any"; } }
    static string G<T>(Exception e) where T : Exception { try { throw e; } catch (T t) { return "T:" + t.Message; } catch (Exception) { return "other"; } }
    static void Main()
    {
        foreach (Exception e in new Exception[] { new SubError("s"), new AppError(), new AppError("m", new SubError("inner")), new AppError("m", new Exception()), new Gen<int>(5), new Gen<string>("ab"), new Gen<string>("abc"), new Gen<long>(1), new IndexOutOfRangeException(), new NoMessage(), new Overridden() }) Console.WriteLine($"{Kind(e)} | {e.Message}");
        Console.WriteLine($"{G<AppError>(new SubError("x"))} {G<SubError>(new AppError("y"))} {G<Gen<int>>(new Gen<int>(1))} {G<Gen<object>>(new Gen<string>("z"))} {G<Exception>(new NoMessage())}");
        var inner = new ArgumentNullException("param"); var outer = new InvalidOperationException("outer", inner) { Source = "me", HelpLink = "h" }; outer.Data["k"] = 1; outer.Data[2] = "v"; Console.WriteLine($"{outer.Message} {outer.InnerException.Message} {outer.Source} {outer.HelpLink} {outer.Data.Count} {outer.Data["k"]} {outer.GetBaseException() == inner} {outer.HResult:x} {inner.HResult:x} {inner.ParamName}");
        Console.WriteLine(new SubError("t")); Console.WriteLine(outer); Console.WriteLine(new AppError("m", new Gen<int>(1))); Console.WriteLine(new NoMessage().ToString()); Console.WriteLine(new ArgumentException("msg", "p").Message + "|" + new ArgumentOutOfRangeException("p", 5, "bad").Message.Replace("\n", "/") + "|" + new Exception(null).Message + "|" + new Exception("").Message + "|");
        var o = new Overridden(); Console.WriteLine($"{o.Data["x"]} {o.Source} {o.StackTrace} {o.HelpLink} {o.GetBaseException().Message}"); Console.WriteLine(new AggregateException(new Exception("a"), new Exception("b")).Message); Console.WriteLine(new KeyNotFoundException().Message + new ObjectDisposedException("Thing").Message.Replace("\n", "/") + new TimeoutException().Message);
        try { throw new SubError("stack"); } catch (Exception e) { Console.WriteLine($"{e.StackTrace.Contains("Main")} {e.TargetSite == null || e.TargetSite.Name == "Main"} {new Exception().StackTrace == null}"); } try { _ = new Dictionary<string, int>()["missing"]; } catch (KeyNotFoundException e) { Console.WriteLine(e.Message); }
        foreach (Action a in new Action[] { () => ArgumentNullException.ThrowIfNull((object)null, "n"), () => ArgumentException.ThrowIfNullOrEmpty("", "e"), () => ArgumentOutOfRangeException.ThrowIfNegative(-1, "neg"), () => ObjectDisposedException.ThrowIf(true, "s"), () => new List<int>()[0]++, () => "abc".Substring(5), () => Enum.Parse<DayOfWeek>("x"), () => int.Parse("99999999999"), () => Convert.ToByte(300), () => new Stack<int>().Pop(), () => ((IEnumerable<int>)new int[0]).GetEnumerator().Current.ToString() }) try { a(); } catch (Exception e) { Console.WriteLine($"{e.GetType().Name}: {e.Message.Replace("\n", "/")}"); }
    }
}
